"""Cases that follow on cases; limits that were reckoned in a year whose holidays nobody knew yet.

Rules: tables are spelled out here, never imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_case_links"
down_revision = "0009_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What changes."""
    op.add_column("process_task", sa.Column("guessed", sa.Text()))
    op.add_column("process_case", sa.Column("follows", sa.Text()))
    op.create_index("ix_process_case_follows", "process_case", ["follows"])
