"""People, their assignments, accounts, sessions, grants and tokens. None of this is evidence; the ledger's entries are.

Rules: tables are spelled out here, never imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_people"
down_revision = "ledger_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What changes."""
    _create_people()
    _create_exceptions()
    _create_accounts()
    _create_access()


def _create_people() -> None:
    op.create_table(
        "person",
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("staff_number", sa.Text(), unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("joined", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Text()),
        sa.Column("is_external", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "person_posting",
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("began", sa.Text(), primary_key=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("manager", sa.Text()),
    )
    op.create_table(
        "person_assignment",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("role", sa.Text(), nullable=False, index=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("began", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text()),
        sa.Column("backup", sa.Boolean(), nullable=False),
    )


def _create_exceptions() -> None:
    op.create_table(
        "person_delegation",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("giver", sa.Text(), nullable=False, index=True),
        sa.Column("taker", sa.Text(), nullable=False, index=True),
        sa.Column("began", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
    )
    op.create_table(
        "person_waiver",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("began", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
    )


def _create_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("login", sa.Text(), nullable=False, unique=True),
        sa.Column("password", sa.Text()),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text()),
    )
    op.create_table(
        "account_link",
        sa.Column("token_hash", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
    )
    op.create_table(
        "account_identity",
        sa.Column("issuer", sa.Text(), primary_key=True),
        sa.Column("subject_there", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
    )
    op.create_table(
        "account_session",
        sa.Column("token_hash", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("signed_in_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
    )


def _create_access() -> None:
    op.create_table(
        "access_grant",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("began", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text()),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("agreed_by", sa.Text()),
    )
    op.create_table(
        "access_token",
        sa.Column("token_hash", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Text(), nullable=False),
    )
    op.create_table(
        "access_event",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("at", sa.Text(), nullable=False, index=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("address", sa.Text(), nullable=False),
    )
