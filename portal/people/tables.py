"""The tables of people. The migration creates them; a test keeps both equal. Days are text: ``2026-11-22``."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

PERSON = Table(
    "person",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("staff_number", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("joined", Text, nullable=False),
    Column("left_on", Text),
    Column("is_external", Boolean, nullable=False),
)
"""Everybody known. ``left_on`` is the first day somebody no longer belongs here."""

POSTING = Table(
    "person_posting",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("began", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("department", Text),
    Column("manager", Text),
)
"""Where somebody works and under whom, from a day on until the next posting."""

ASSIGNMENT = Table(
    "person_assignment",
    metadata,
    Column("number", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("role", Text, nullable=False, index=True),
    Column("unit", Text, nullable=False),
    Column("department", Text),
    Column("began", Text, nullable=False),
    Column("ended", Text),
    Column("backup", Boolean, nullable=False),
)
"""Who held which role when; ``began`` belongs to it, ``ended`` does not."""

DELEGATION = Table(
    "person_delegation",
    metadata,
    Column("number", Text, primary_key=True),
    Column("giver", Text, nullable=False, index=True),
    Column("taker", Text, nullable=False, index=True),
    Column("began", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Column("given_by", Text, nullable=False),
)

WAIVER = Table(
    "person_waiver",
    metadata,
    Column("number", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("document", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("began", Text, nullable=False),
    Column("until", Text, nullable=False),
)

ERASURE = Table(
    "person_erasure",
    metadata,
    Column("number", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("closed_by", Text),
    Column("closed_at", Text),
    Column("seq", _Big),
)
"""Whose identity somebody asked to erase: open, done or dropped."""

HOLD = Table(
    "person_hold",
    metadata,
    Column("number", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", Text, nullable=False),
    Column("agreed_by", Text),
    Column("lift_by", Text),
    Column("lifted_by", Text),
    Column("lifted_at", Text),
)
"""Legal holds: nobody is erased while one is not lifted, from the moment the first of two people placed it."""
