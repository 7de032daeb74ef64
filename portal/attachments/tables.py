"""The table of attachments. The migration creates it; a test keeps both equal."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

ATTACHMENT = Table(
    "attachment",
    metadata,
    Column("number", Text, primary_key=True),
    Column("digest", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", _Big, nullable=False),
    Column("about", Text, nullable=False, index=True),
    Column("subject", Text, index=True),
    Column("uploaded_by", Text, nullable=False, index=True),
    Column("uploaded_at", Text, nullable=False),
    Column("seq", _Big),
)
"""What was handed in for what: ``about`` begins with ``checklist:``, ``duty:`` or ``case:``; ``seq`` names it."""
