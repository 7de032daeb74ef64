"""The tables of running procedures. The migration creates them; a test keeps both equal."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

from portal.ledger.tables import metadata

_Big = BigInteger().with_variant(Integer(), "sqlite")

CASE = Table(
    "process_case",
    metadata,
    Column("key", Text, primary_key=True),
    Column("seq", _Big, nullable=False, index=True),
    Column("document", Text, nullable=False, index=True),
    Column("revision", Text, nullable=False),
    Column("digests", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("started_by", Text, nullable=False, index=True),
    Column("started_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("course", Text, nullable=False),
    Column("follows", Text, index=True),
)
"""A case: the text it keeps to, and where the engine stands. ``turn`` counts what happened to it; ``follows`` names
the case that handed over to it."""

TASK = Table(
    "process_task",
    metadata,
    Column("key", Text, primary_key=True),
    Column("process_case", Text, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("node", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("opened_at", Text, nullable=False),
    Column("due", Text),
    Column("escalates_at", Text),
    Column("holder", Text, index=True),
    Column("by", Text),
    Column("at", Text),
    Column("standing", Text),
    Column("outcome", Text),
    Column("branch", Integer),
    Column("note", Text),
    Column("seq", _Big),
    Column("guessed", Text),
)
"""Every stop of a case: open, done, or dropped because the case took another way.

``guessed`` names the years of its limits whose holidays were not published yet.
"""

EVENT = Table(
    "process_event",
    metadata,
    Column("seq", _Big, primary_key=True),
    Column("process_case", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("task", Text),
    Column("to", Text),
    Column("note", Text),
)
"""What happened to a case besides its steps: begun, taken, reassigned, suspended, resumed, cancelled."""

FORM = Table(
    "process_form",
    metadata,
    Column("key", Text, primary_key=True),
    Column("process_case", Text, nullable=False, index=True),
    Column("task", Text, nullable=False, index=True),
    Column("form", Text, nullable=False),
    Column("digests", Text, nullable=False),
    Column("filled", Text, nullable=False),
    Column("is_complete", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("record", Text),
)
"""A form filled in for a task: a draft until its task is done, then a record under its digest."""
