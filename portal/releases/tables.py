"""The tables of releases. The migration creates them; a test keeps both equal."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

RELEASE = Table(
    "document_release",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("digests", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("effective", Text),
    Column("terms", Text),
    Column("at", Text, nullable=False),
    Index("ix_document_release_document", "document", "seq"),
)
"""Made from the ledger's release and withdrawal entries, in their transactions; ``kind`` is released or withdrawn."""

PROPOSAL = Table(
    "release_proposal",
    metadata,
    Column("number", Text, primary_key=True),
    Column("document", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("digests", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("closed_by", Text),
    Column("closed_at", Text),
)
"""What somebody proposed and a second person has to release: open, released or dropped."""

ORGANISATION = Table(
    "organisation_noted",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edition", Text, nullable=False),
    Column("noted_at", Text, nullable=False),
    Column("facts", Text, nullable=False),
)
"""The company's structure and calendar as each edition taken up said it."""
