"""The tables of accounts. The migration creates them; a test keeps both equal. No secret is stored as it is."""

from sqlalchemy import Column, Table, Text

from portal.ledger.tables import metadata

ACCOUNT = Table(
    "account",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("password", Text),
    Column("created_at", Text, nullable=False),
    Column("ends_on", Text),
)
"""Who may sign in, under which name. From ``ends_on`` on nobody is let in and no session lives."""

LINK = Table(
    "account_link",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)
"""Links that work once: an invitation, or a new password."""

IDENTITY = Table(
    "account_identity",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject_there", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
)
"""Who somebody is at the company's sign-in service: its issuer and its own id, never a mail address."""

SESSION = Table(
    "account_session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("method", Text, nullable=False),
    Column("signed_in_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
)
