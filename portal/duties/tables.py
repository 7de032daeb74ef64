"""The tables of recurring duties. The migration creates them; a test keeps both equal."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

FACT = Table(
    "duty_fact",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("occurrence", Text, nullable=False),
    Column("bucket", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("digest", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("corrected_by", _Big),
    Index("ix_duty_fact_subject", "subject", "bucket"),
    Index("ix_duty_fact_bucket", "bucket"),
)
"""Made from the ledger's duty entries, in their transactions. ``occurrence`` is ``role@duty/period``.

``bucket`` is the period, or the month of a period that is a day: facts are found by it, whatever day they were due on.
"""

START = Table(
    "duty_start",
    metadata,
    Column("every", Text, primary_key=True),
    Column("day", Text, nullable=False),
)
"""From which day on duties of a frequency are counted; those without a line from the release of their text on."""

FEED = Table(
    "duty_feed",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("made_at", Text, nullable=False),
)
"""Private calendar addresses: the secret in the address is never kept, only its hash."""
