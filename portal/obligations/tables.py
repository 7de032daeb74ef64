"""The table that obligations are met from. The migration creates it; a test keeps both equal."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

CONFIRMED = Table(
    "acknowledgement",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("release", _Big, nullable=False),
    Column("revision", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("obligation", Text),
    Column("on_behalf", Boolean, nullable=False),
    Column("at", Text, nullable=False),
    Column("corrected_by", _Big),
    Column("corrected_at", Text),
    Index("ix_acknowledgement_subject", "subject", "document"),
    Index("ix_acknowledgement_document", "document"),
)
"""Made from the ledger's acknowledgement entries, in their transactions; ``release`` is the release confirmed."""
