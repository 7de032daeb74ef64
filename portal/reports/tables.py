"""The table of what was looked at. The migration creates it; a test keeps both equal."""

from sqlalchemy import Column, Table, Text

from portal.ledger.tables import metadata

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
