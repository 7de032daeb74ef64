"""Attachments, running checklists and what was done in them.

The records of check items are made from ledger entries, in the same transactions. Rules: tables are spelled out here,
never imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_checklists"
down_revision = "0005_erasure"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What changes."""
    op.create_table(
        "attachment",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), nullable=False, index=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", _BIG, nullable=False),
        sa.Column("about", sa.Text(), nullable=False, index=True),
        sa.Column("subject", sa.Text(), index=True),
        sa.Column("uploaded_by", sa.Text(), nullable=False, index=True),
        sa.Column("uploaded_at", sa.Text(), nullable=False),
        sa.Column("seq", _BIG),
    )
    op.create_table(
        "checklist_run",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("occasion", sa.Text(), nullable=False, unique=True),
        sa.Column("checklist", sa.Text(), nullable=False, index=True),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("release", _BIG, nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), index=True),
        sa.Column("reference", sa.Text(), index=True),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("due", sa.Text()),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("seq", _BIG, nullable=False),
        sa.Column("closed_as", sa.Text(), index=True),
        sa.Column("closed_at", sa.Text()),
        sa.Column("closed_seq", _BIG),
    )
    op.create_table(
        "checklist_record",
        sa.Column("seq", _BIG, primary_key=True, autoincrement=False),
        sa.Column("run", sa.Text(), nullable=False, index=True),
        sa.Column("check_item", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("reason", sa.Text()),
    )
