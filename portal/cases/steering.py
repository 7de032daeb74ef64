"""Steering 流程控制: taking and reassigning tasks, and a case that rests, goes on or is given up."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, update

from portal.cases.notes import Note, keep_note, written
from portal.cases.office import CaseOffice, owners
from portal.cases.recording import (
    add_event,
    drop_tasks,
    end_notices,
    identity,
    moment,
    persistently,
    shift_limits,
    turn_case,
    unmoved,
)
from portal.cases.refusals import (
    CaseAtRest,
    NotYours,
    PersonNotFit,
    ReasonMissing,
    TaskOver,
    TaskTaken,
)
from portal.cases.store import case_at, task_at
from portal.cases.tables import TASK
from portal.cases.values import Case, State
from portal.clock import utc_text
from portal.ledger.case_entries import CaseCancelled, CaseResumed, CaseSuspended, TaskAssigned
from portal.ledger.jobs import Alongside, Recorded
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.releases.texts import Texts

_Steers = type[CaseSuspended] | type[CaseResumed] | type[CaseCancelled]
_WAYS: Final[dict[str, tuple[_Steers, State, tuple[State, ...]]]] = {
    "suspend": (CaseSuspended, "suspended", ("open",)),
    "resume": (CaseResumed, "open", ("suspended",)),
    "cancel": (CaseCancelled, "cancelled", ("open", "suspended")),
}
WAYS: Final = tuple(_WAYS)


def may_steer(office: CaseOffice, texts: Texts, connection: Connection, case: Case, subject: str) -> bool:
    """Whether somebody looks after a case: who started it, and who answers for its procedure."""
    seats = office.seats(connection, texts)
    return subject == case.started_by or subject in owners(seats, texts, case.document)


def take(office: CaseOffice, texts: Texts, subject: str, task: str) -> Case:
    """Somebody takes a task for themselves: the first who does has it. TaskTaken, NotYours."""
    return _assign(office, texts, subject, task, to=subject, reason="")


def give_back(office: CaseOffice, texts: Texts, subject: str, task: str) -> Case:
    """Somebody lays a task down again; all who may take it see it once more."""
    return _assign(office, texts, subject, task, to=None, reason="")


def reassign(office: CaseOffice, texts: Texts, subject: str, task: str, *, to: str, reason: str) -> Case:
    """Who looks after the case gives a task to somebody. ReasonMissing, PersonNotFit, NotYours."""
    if not reason.strip():
        raise ReasonMissing
    return _assign(office, texts, subject, task, to=to, reason=reason)


def steer(office: CaseOffice, texts: Texts, subject: str, case: str, *, way: str, reason: str) -> Case:
    """Suspends, resumes or cancels a case, for a reason. ReasonMissing, NotYours, CaseAtRest."""
    if not reason.strip() and way != "resume":
        raise ReasonMissing
    return persistently(lambda: _steer(office, texts, subject, case, way=way, reason=reason))


def _steer(office: CaseOffice, texts: Texts, subject: str, key: str, *, way: str, reason: str) -> Case:
    ledger = office.records.ledger
    kind, state, from_states = _WAYS[way]
    with reading(ledger.engine) as connection:
        case, seats = case_at(connection, key), office.seats(connection, texts)
        if not may_steer(office, texts, connection, case, subject):
            raise NotYours(role="")
    if case.state == state:
        return case
    if case.state not in from_states:
        raise CaseAtRest(state=case.state)
    entry = kind(
        key=f"case:{case.key}:{way}:{case.turn}",
        case=case.key,
        document=case.document,
        revision=case.revision,
        digest=office.plan(case.digests, "zh-Hans").digest,
        by=subject,
        identity=identity(office, seats.staff, subject),
        note=keep_note(ledger.files, Note(text=written(reason))),
    )

    def kept(connection: Connection, recorded: Recorded) -> None:
        at = moment(recorded)
        add_event(connection, recorded, case.key, subject, note=entry.note)
        if way == "resume":
            shift_limits(connection, case.key, since=utc_text(case.changed_at), until=at)
        if way == "cancel":
            drop_tasks(connection, case.key, at=at)
        turn_case(connection, case, at=at, state=state)

    ledger.sequencer.record(entry, check=unmoved(case), alongside=kept)
    with reading(ledger.engine) as connection:
        return case_at(connection, key)


def _assign(
    office: CaseOffice, texts: Texts, subject: str, task: str, *, to: str | None, reason: str
) -> Case:
    return persistently(lambda: _assign_once(office, texts, subject, task, to=to, reason=reason))


def _assign_once(
    office: CaseOffice, texts: Texts, subject: str, task: str, *, to: str | None, reason: str
) -> Case:
    ledger = office.records.ledger
    with reading(ledger.engine) as connection:
        found = task_at(connection, task)
        case, seats = case_at(connection, found.case), office.seats(connection, texts)
        if not found.is_open:
            raise TaskOver
        if case.state != "open":
            raise CaseAtRest(state=case.state)
        if found.holder == (to or ""):
            return case
        standings = office.standings(seats, texts, case, found)
        if reason:
            _may_reassign(seats.staff.is_active, to, may_steer(office, texts, connection, case, subject))
        elif found.holder not in ("", subject):
            raise TaskTaken(name=seats.name(found.holder))
        elif SubjectId(subject) not in standings:
            raise NotYours(role=found.actor)
    entry = TaskAssigned(
        key=f"task:{found.key}:assigned:{case.turn}",
        case=case.key,
        document=case.document,
        revision=case.revision,
        digest=office.plan(case.digests, "zh-Hans").digest,
        by=subject,
        identity=identity(office, seats.staff, subject),
        note=keep_note(ledger.files, Note(text=written(reason))),
        task=found.key,
        step=found.step,
        to=None if to is None else SubjectId(to),
    )
    ledger.sequencer.record(entry, check=unmoved(case), alongside=_assigned(case, entry))
    return case


def _may_reassign(is_here: Callable[[str], bool], to: str | None, steers: bool) -> None:
    if not steers:
        raise NotYours(role="")
    if to is None or not is_here(to):
        raise PersonNotFit


def _assigned(case: Case, entry: TaskAssigned) -> Alongside:
    def kept(connection: Connection, recorded: Recorded) -> None:
        connection.execute(update(TASK).where(TASK.c.key == entry.task).values(holder=entry.to))
        add_event(connection, recorded, case.key, entry.by, task=entry.task, to=entry.to, note=entry.note)
        turn_case(connection, case, at=moment(recorded))
        if entry.to is not None:  # to the others it is no longer to be said that it waits
            end_notices(connection, [entry.task], at=moment(recorded), but=entry.to)

    return kept
