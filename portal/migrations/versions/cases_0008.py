"""Running procedures: cases, their tasks, what happened to them, forms filled in.

Rules: tables are spelled out here, never imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_cases"
down_revision = "0007_duties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What changes."""
    _cases()
    _tasks()
    op.create_table(
        "process_event",
        sa.Column("seq", _big(), primary_key=True),
        sa.Column("process_case", sa.Text(), nullable=False, index=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("task", sa.Text()),
        sa.Column("to", sa.Text()),
        sa.Column("note", sa.Text()),
    )
    op.create_table(
        "process_form",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("process_case", sa.Text(), nullable=False, index=True),
        sa.Column("task", sa.Text(), nullable=False, index=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("filled", sa.Text(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("record", sa.Text()),
    )


def _cases() -> None:
    op.create_table(
        "process_case",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("seq", _big(), nullable=False, index=True),
        sa.Column("document", sa.Text(), nullable=False, index=True),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, index=True),
        sa.Column("started_by", sa.Text(), nullable=False, index=True),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
    )


def _tasks() -> None:
    op.create_table(
        "process_task",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("process_case", sa.Text(), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, index=True),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("due", sa.Text()),
        sa.Column("escalates_at", sa.Text()),
        sa.Column("holder", sa.Text(), index=True),
        sa.Column("by", sa.Text()),
        sa.Column("at", sa.Text()),
        sa.Column("standing", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("branch", sa.Integer()),
        sa.Column("note", sa.Text()),
        sa.Column("seq", _big()),
    )


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
