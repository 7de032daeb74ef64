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
