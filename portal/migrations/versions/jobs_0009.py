"""Jobs with their leases, and what became of their runs.

Rules: tables are spelled out here, never imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_jobs"
down_revision = "0008_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What changes."""
    op.create_table(
        "job",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("next_at", sa.Text(), nullable=False),
        sa.Column("leased_by", sa.Text()),
        sa.Column("lease_until", sa.Text()),
        sa.Column("began_at", sa.Text()),
        sa.Column("ended_at", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
    )
    op.create_table(
        "job_run",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("job", sa.Text(), nullable=False, index=True),
        sa.Column("began_at", sa.Text(), nullable=False, index=True),
        sa.Column("ended_at", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
    )
