"""The tables of notices. The migration creates them; a test keeps both equal."""

from sqlalchemy import Column, Integer, Table, Text

from portal.ledger.tables import metadata

NOTICE = Table(
    "notice",
    metadata,
    Column("number", Text, primary_key=True),
    Column("occasion", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("values", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("seen_at", Text),
)
"""What somebody was told. ``occasion`` says for what reason, so that nobody is told twice for the same one."""

OUTBOX = Table(
    "outbox",
    metadata,
    Column("number", Text, primary_key=True),
    Column("notice", Text, nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("next_at", Text, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("closed_at", Text),
)
"""What still has to leave the house: waiting, sent or given-up. The words are made when it leaves."""
