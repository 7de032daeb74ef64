"""Corrections 更正: a confirmation that should not have been recorded stays, and a new entry says so."""

from typing import Final

from sqlalchemy import Connection, select, update

from portal.acknowledgements.refusals import AlreadyCorrected
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.entries import EntryCorrected
from portal.ledger.jobs import Alongside, Recorded
from portal.ledger.ledger import Ledger, reading
from portal.ledger.refusals import EntryUnknown
from portal.ledger.store import entry_at
from portal.obligations.tables import CONFIRMED

REASONS: Final = ("wrong-person", "wrong-document", "not-read", "signature-doubtful")
"""Why a confirmation may be taken out of the count; said in the locale."""


def correct(ledger: Ledger, seq: int, *, reason: str, by: str, note: bytes = b"") -> Recorded:
    """Says that a confirmation was recorded wrongly; from now on it meets nothing. EntryUnknown, AlreadyCorrected."""
    with reading(ledger.engine) as connection:
        stored = entry_at(connection, seq)
        known = _row(connection, seq)
    if stored is None or known is None:
        raise EntryUnknown(entry=seq)
    entry = EntryCorrected(
        key=f"correct-{seq}-acknowledgement",
        entry=seq,
        leaf=stored.leaf.hex(),
        reason=reason,
        note=ledger.files.keep(note) if note else None,
        by=by,
    )
    return ledger.sequencer.record(entry, check=lambda c: _still_stands(c, seq), alongside=_taken_out(seq))


def correction_of(connection: Connection, seq: int) -> int | None:
    """The entry that corrects a confirmation; nothing if none does."""
    query = select(CONFIRMED.c.corrected_by).where(CONFIRMED.c.seq == seq)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


def _still_stands(connection: Connection, seq: int) -> PortalError | None:
    return AlreadyCorrected() if correction_of(connection, seq) is not None else None


def _row(connection: Connection, seq: int) -> int | None:
    found: int | None = connection.execute(
        select(CONFIRMED.c.seq).where(CONFIRMED.c.seq == seq)
    ).scalar_one_or_none()
    return found


def _taken_out(seq: int) -> Alongside:
    def take_out(connection: Connection, recorded: Recorded) -> None:
        query = update(CONFIRMED).where(CONFIRMED.c.seq == seq)
        connection.execute(
            query.values(corrected_by=recorded.seq, corrected_at=plain_of(recorded.body)["at"])
        )

    return take_out
