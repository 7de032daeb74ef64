"""Who asked to erase whom, and legal holds.

Rules: tables are spelled out here, never imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_erasure"
down_revision = "0004_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What changes."""
    op.create_table(
        "person_erasure",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, index=True),
        sa.Column("closed_by", sa.Text()),
        sa.Column("closed_at", sa.Text()),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
    )
    op.create_table(
        "person_hold",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.Text(), nullable=False),
        sa.Column("agreed_by", sa.Text()),
        sa.Column("lift_by", sa.Text()),
        sa.Column("lifted_by", sa.Text()),
        sa.Column("lifted_at", sa.Text()),
    )
