"""The tables of access. The migration creates them; a test keeps both equal."""

from sqlalchemy import Column, Table, Text

from portal.ledger.tables import metadata

GRANT = Table(
    "access_grant",
    metadata,
    Column("number", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("began", Text, nullable=False),
    Column("ends", Text),
    Column("granted_by", Text, nullable=False),
    Column("agreed_by", Text),
)
"""Granted portal roles. One that needs two people and has ``agreed_by`` empty is only asked for."""

TOKEN = Table(
    "access_token",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_on", Text, nullable=False),
)

EVENT = Table(
    "access_event",
    metadata,
    Column("number", Text, primary_key=True),
    Column("at", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text),
    Column("address", Text, nullable=False),
)
"""The security log 安全日志: sign-ins, refusals, grants, reads of evidence."""

LOOKED_AT = Table(
    "report_read",
    metadata,
    Column("number", Text, primary_key=True),
    Column("at", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("scope", Text, nullable=False),
)
"""Which report somebody looked at, and how it was narrowed; beside each stands a line of the security log."""
