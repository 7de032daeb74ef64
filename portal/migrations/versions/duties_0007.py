"""What was recorded of recurring duties, from when they are counted, and private calendar addresses.

Rules: tables are spelled out here, never imported, since the code moves on and this must not.
"""

import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007_duties"
down_revision = "0006_checklists"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What changes."""
    op.create_table(
        "duty_fact",
        sa.Column("seq", _BIG, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("corrected_by", _BIG),
    )
    op.create_index("ix_duty_fact_subject", "duty_fact", ["subject", "bucket"])
    op.create_index("ix_duty_fact_bucket", "duty_fact", ["bucket"])
    op.create_table(
        "duty_start",
        sa.Column("every", sa.Text(), primary_key=True),
        sa.Column("day", sa.Text(), nullable=False),
    )
    op.create_table(
        "duty_feed",
        sa.Column("token_hash", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
    )
    _begin_today()


def _begin_today() -> None:
    """Texts that were in force before duties were kept ask for nothing that lies behind."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    said = sa.text(
        "insert into duty_start (every, day) select :every, :day where exists (select 1 from document_release)"
    )
    for every in ("day", "workday", "week", "month", "quarter", "half_year", "year"):
        op.get_bind().execute(said.bindparams(every=every, day=today))
