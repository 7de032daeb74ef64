"""The tables of the ledger. The migrations create them; a test keeps both equal."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

_Big = BigInteger().with_variant(Integer(), "sqlite")

ENTRY = Table(
    "ledger_entry",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=False),
    Column("idempotency_key", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)
"""Entries, numbered from 1 without a gap: entry *seq* is leaf ``seq - 1`` of the tree."""

NODE = Table(
    "ledger_node",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)
"""Every 256th part of the tree, so that a proof reads a few rows rather than all leaves; made from the leaves alone."""

CHECKPOINT = Table(
    "ledger_checkpoint",
    metadata,
    Column("size", _Big, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("signed_at", Text, nullable=False),
)

ANCHOR = Table(
    "ledger_anchor",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("place", Text, nullable=False),
    Column("kept_at", Text, nullable=False),
)
"""Which checkpoints went outside, and where to."""

IDENTITY_SNAPSHOT = Table(
    "identity_snapshot",
    metadata,
    Column("commitment", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("sealed_at", Text, nullable=False),
)

IDENTITY_KEY = Table(
    "identity_key",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
"""One key a person; without it that person's snapshots cannot be opened by anybody."""
