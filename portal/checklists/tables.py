"""The tables of running checklists. The migration creates them; a test keeps both equal."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

RUN = Table(
    "checklist_run",
    metadata,
    Column("number", Text, primary_key=True),
    Column("occasion", Text, nullable=False, unique=True),
    Column("checklist", Text, nullable=False, index=True),
    Column("revision", Text, nullable=False),
    Column("release", _Big, nullable=False),
    Column("digests", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", Text, index=True),
    Column("reference", Text, index=True),
    Column("since", Text, nullable=False),
    Column("due", Text),
    Column("started_by", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("seq", _Big, nullable=False),
    Column("closed_as", Text, index=True),
    Column("closed_at", Text),
    Column("closed_seq", _Big),
)
"""Made from the ledger's entries, in their transactions. ``occasion`` is what started it; ``closed_as`` is completed
or stopped. ``release`` is the release whose text it follows to its end."""

RECORD = Table(
    "checklist_record",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=False),
    Column("run", Text, nullable=False, index=True),
    Column("check_item", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("note", Text),
    Column("reason", Text),
)
"""What was completed, verified and reopened, by entry of the ledger."""
