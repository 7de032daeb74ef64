"""Corrections 更正: a duty that was recorded wrongly stays on record; a new entry says why it no longer counts."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.duties.evidence import LONGEST, note_of
from portal.duties.facts import Shown, shown_as
from portal.duties.refusals import DutyCorrected, DutyNotDone, NotYoursToCorrect, ReasonMissing
from portal.duties.standing import Task
from portal.duties.tables import FACT
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.entries import EntryCorrected
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import Ledger, reading
from portal.ledger.names import new_key
from portal.ledger.refusals import EntryUnknown, KeyReused
from portal.ledger.store import entry_at
from portal.releases.organisation import Organisation
from portal.workdays.recurrence import Day

REASONS: Final = ("by-mistake", "not-done", "evidence-insufficient", "wrong-period")
"""Why what was recorded of a duty no longer counts; said in the locale."""


def may_correct(
    task: Task, who: Principal, organisation: Organisation, *, today: Day, verifies: bool = False
) -> bool:
    """Who did it, on the same day and while nobody has verified it; else their manager, who verifies it, or HR."""
    fact = task.fact
    if fact is None:
        return False
    if who.subject == task.subject:
        return fact.kind == "done" and fact.verified is None and organisation.day_of(fact.at) == today
    return verifies or task.subject in who.team or who.may(Permission.RECORD_ON_BEHALF)


def correct(
    ledger: Ledger, task: Task, *, reason: str, words: str, by: Principal, may: bool = True
) -> Recorded:
    """Records that an entry about a duty no longer counts; the duty is asked for again.

    DutyNotDone, NotYoursToCorrect, ReasonMissing, DutyCorrected.
    """
    fact, said = task.fact, words.strip()
    if fact is None:
        raise DutyNotDone
    if not may:
        raise NotYoursToCorrect
    if reason not in REASONS or not said or len(said) > LONGEST:
        raise ReasonMissing
    with reading(ledger.engine) as connection:
        stored = entry_at(connection, fact.seq)
    if stored is None:
        raise EntryUnknown(entry=fact.seq)
    note = Shown("note", "", ledger.files.keep(note_of(new_key(), said)))
    entry = EntryCorrected(
        key=f"correct-{fact.seq}-duty",
        entry=fact.seq,
        leaf=stored.leaf.hex(),
        reason=reason,
        note=note.digest,
        by=by.subject,
    )
    own = by.subject == task.subject

    def check(connection: Connection) -> PortalError | None:
        return _still_stands(connection, task, fact.seq, own=own)

    def alongside(connection: Connection, recorded: Recorded) -> None:
        _take_out(connection, task, fact.seq, recorded, reason=reason, by=by.subject, note=note)

    try:
        return ledger.sequencer.record(entry, check=check, alongside=alongside)
    except KeyReused:
        raise DutyCorrected from None


def _still_stands(connection: Connection, task: Task, seq: int, *, own: bool) -> PortalError | None:
    """Asked inside the transaction: does it still count? Has nobody verified it, if it is one's own?"""
    corrected = connection.execute(select(FACT.c.corrected_by).where(FACT.c.seq == seq)).scalar_one()
    if corrected is not None:
        return DutyCorrected()
    verified = select(FACT.c.seq).where(_verified(task)).limit(1)
    is_verified = connection.execute(verified).first() is not None
    return NotYoursToCorrect() if own and is_verified else None


def _take_out(
    connection: Connection,
    task: Task,
    seq: int,
    recorded: Recorded,
    *,
    reason: str,
    by: str,
    note: Shown,
) -> None:
    """What was recorded, and that it was verified, counts no longer."""
    counts = update(FACT).where(or_(FACT.c.seq == seq, _verified(task)))
    connection.execute(counts.values(corrected_by=recorded.seq))
    row: Mapping[str, object] = {
        "seq": recorded.seq,
        "kind": "corrected",
        "occurrence": task.occurrence.key,
        "bucket": task.occurrence.bucket,
        "subject": task.subject,
        "day": task.occurrence.day.isoformat(),
        "is_late": False,
        "digest": "",
        "evidence": shown_as([note]),
        "reason": reason,
        "by": by,
        "at": plain_of(recorded.body)["at"],
    }
    connection.execute(insert(FACT), dict(row))


def _verified(task: Task) -> ColumnElement[bool]:
    return and_(
        FACT.c.kind == "verified",
        FACT.c.subject == task.subject,
        FACT.c.bucket == task.occurrence.bucket,
        FACT.c.occurrence == task.occurrence.key,
        FACT.c.corrected_by.is_(None),
    )
