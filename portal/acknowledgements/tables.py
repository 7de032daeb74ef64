"""The tables beside acknowledgements. The migration creates them; a test keeps both equal."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

SHOWN = Table(
    "page_shown",
    metadata,
    Column("shown", Text, primary_key=True),
    Column("document", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("kept_at", Text, nullable=False),
)
"""Which kept bytes are a page that was shown, and which exact text it shows."""

PAPER = Table(
    "paper_confirmation",
    metadata,
    Column("number", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("document", Text, nullable=False),
    Column("release", _Big, nullable=False),
    Column("language", Text, nullable=False),
    Column("scan", Text, nullable=False),
    Column("scan_kind", Text, nullable=False),
    Column("signed_on", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("closed_by", Text),
    Column("closed_at", Text),
    Column("seq", _Big),
)
"""Confirmations on paper that one person entered and another has to confirm: open, recorded or returned."""
