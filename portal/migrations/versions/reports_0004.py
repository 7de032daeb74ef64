"""What was looked at on reports.

Rules: tables are spelled out here, never imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_reports"
down_revision = "0003_acknowledgements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What changes."""
    op.create_table(
        "report_read",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("at", sa.Text(), nullable=False, index=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
    )
