"""What erased people leave in duties: what was written of theirs.

That is what they gave as evidence, and why they were let off or corrected. Their files go with those of their lists.
"""

import json
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, select

from portal.duties.tables import FACT
from portal.ledger.canonical import plain_of
from portal.ledger.store import entry_at
from portal.obligations.collector import undisturbed
from portal.personal import Whose

_NOTHING = "[]"


def left_in_duties(connection: Connection, whose: Whose) -> set[str]:
    """Digests of what records of these people name."""
    return set(_written(connection, whose(FACT.c.subject)))


def _written(connection: Connection, whose: ColumnElement[bool]) -> Iterator[str]:
    """Every kept file of these; of those let off before reasons were listed, what their entry names."""
    yield from _digests(connection, whose)
    bare = select(FACT.c.seq).where(whose, FACT.c.kind == "waived", FACT.c.evidence == _NOTHING)
    for seq in connection.execute(bare).scalars():
        stored = entry_at(connection, seq)
        note = None if stored is None else plain_of(stored.body).get("note")
        if isinstance(note, str):
            yield note


def _digests(connection: Connection, whose: ColumnElement[bool]) -> Iterator[str]:
    query = select(FACT.c.evidence).where(whose, FACT.c.evidence != _NOTHING)
    with undisturbed():
        for (evidence,) in connection.execute(query):
            for one in json.loads(evidence):
                yield str(one["digest"])
