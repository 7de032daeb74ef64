"""Acting 办理: a step is done, a branch chosen, an approval given or refused; the case goes on in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sqlalchemy import Connection, update

from portal.attachments.service import Attachment, attachments_about
from portal.cases.engine import Engine, Move, Stop
from portal.cases.forms import GivenFile
from portal.cases.handed_in import bind, described, files_in, records_of
from portal.cases.models import Node, Way
from portal.cases.notes import MOST_IN_LINE, Note, keep_note, keep_record, written
from portal.cases.office import CaseOffice
from portal.cases.plans import Plan
from portal.cases.recording import (
    close_task,
    identity,
    moment,
    persistently,
    settle_stops,
    turn_case,
    unmoved,
)
from portal.cases.refusals import (
    BranchMissing,
    CaseAtRest,
    FormFaulty,
    NotYours,
    ReasonMissing,
    RecordMissing,
    TaskOver,
    TaskTaken,
)
from portal.cases.standing import Seats, overtakes
from portal.cases.starting import succession
from portal.cases.store import case_at, forms_of, task_at
from portal.cases.tables import FORM
from portal.cases.values import Case, Filled, Task
from portal.clock import moment_of
from portal.ledger.case_entries import ApprovalGiven, ApprovalRefused, TaskDone
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.notices.outbox import Notice, tell
from portal.releases.texts import Texts
from portal.workdays.calendar import WorkCalendar

Outcome = Literal["done", "approved", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody says about a task: how it ended, which branch (from 1), in which words, with which records."""

    outcome: Outcome = "done"
    branch: int | None = None
    text: str = ""
    records: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A task in front of somebody who may do it."""

    case: Case
    task: Task
    standing: str
    engine: Engine
    plan: Plan
    seats: Seats
    calendar: WorkCalendar
    forms: Sequence[Filled]
    files: Sequence[Attachment] = ()

    @cached_property
    def scans(self) -> Mapping[str, Sequence[Attachment]]:
        """The files that are themselves records of this task, by form."""
        return records_of(self.files, self.task)

    @property
    def node(self) -> Node:
        """Where the case stands."""
        return self.engine.model.nodes[self.task.node]

    @property
    def mine(self) -> Mapping[str, Filled]:
        """The forms filled in for this very task, by form."""
        return {one.form: one for one in self.forms if one.task == self.task.key}


def act(office: CaseOffice, texts: Texts, subject: str, task: str, deed: Deed) -> Case:
    """Records what somebody did; the same said again is success.

    CaseUnknown, CaseAtRest, TaskOver, TaskTaken, NotYours, BranchMissing, ReasonMissing, RecordMissing, FormFaulty.
    """
    return persistently(lambda: _attempt(office, texts, subject, task, deed))


def turn_of(office: CaseOffice, texts: Texts, connection: Connection, subject: str, task: str) -> Turn:
    """A task somebody is about to do. CaseUnknown, CaseAtRest, TaskOver, TaskTaken, NotYours."""
    found = task_at(connection, task)
    case, seats = case_at(connection, found.case), office.seats(connection, texts)
    if not found.is_open:
        raise TaskOver
    if case.state != "open":
        raise CaseAtRest(state=case.state)
    standing = office.standings(seats, texts, case, found).get(SubjectId(subject), "")
    if not standing:
        raise NotYours(role=found.actor)
    if found.holder and found.holder != subject and not overtakes(found, standing, office.records.now()):
        raise TaskTaken(name=seats.name(found.holder))
    return Turn(
        case=case,
        task=found,
        standing=standing,
        engine=office.engine(case.model),
        plan=office.plan(case.digests, "zh-Hans"),
        seats=seats,
        calendar=office.calendar(texts),
        forms=forms_of(connection, case.key),
        files=attachments_about(connection, f"case:{case.key}"),
    )


def wanted(turn: Turn, branch: int | None) -> tuple[str, ...]:
    """The records that a task asks for, those of the branch chosen included."""
    ways = turn.plan.branches(turn.task.step) if turn.task.kind == "decision" else ()
    chosen = ways[branch - 1].get("requires", ()) if branch and branch <= len(ways) else ()
    return tuple(dict.fromkeys((*turn.plan.records(turn.node), *chosen)))


def way_of(turn: Turn, branch: int | None) -> Way | None:
    """The way out that a branch stands for. BranchMissing."""
    if turn.task.kind != "decision":
        return None
    branches, ways = turn.plan.branches(turn.task.step), turn.engine.model.ways_from[turn.task.node]
    if branch is None or not 1 <= branch <= len(branches):
        raise BranchMissing
    label = branches[branch - 1].get("label", "")
    return next((way for way in ways if way.name == label), ways[min(branch, len(ways)) - 1])


def _attempt(office: CaseOffice, texts: Texts, subject: str, task: str, deed: Deed) -> Case:
    ledger = office.records.ledger
    with reading(ledger.engine) as connection:
        done = _done_by(connection, subject, task)
        if done is not None:
            return done
        turn = turn_of(office, texts, connection, subject, task)
    outcome = _outcome(turn, deed)
    way, note = way_of(turn, deed.branch), _note(turn, deed)
    files = _digests(turn, note)
    move = turn.engine.go_on(turn.case.course, _stop(turn), way=way, refused=outcome == "refused")
    evidence = {
        one.key: keep_record(ledger.files, form=one.form, digest=one.digests["zh-Hans"], filled=one.filled)
        for one in turn.mine.values()
    }
    entry = _entry(
        turn,
        deed,
        outcome,
        move,
        by=subject,
        identity=identity(office, turn.seats.staff, subject),
        note=keep_note(ledger.files, note),
        evidence=tuple(dict.fromkeys((*evidence.values(), *files))),
    )
    news = tuple(succession(office, texts, turn.case, turn.seats, move.hands_to))
    kept = _Kept(
        turn, outcome, deed.branch, move, evidence, files, entry.by, entry.note, news, office.channels
    )
    ledger.sequencer.record(entry, check=unmoved(turn.case), alongside=kept)
    with reading(ledger.engine) as connection:
        return case_at(connection, turn.case.key)


def _done_by(connection: Connection, subject: str, task: str) -> Case | None:
    """The case, if this person has done this task already: a double click, or a retry after a crash."""
    found = task_at(connection, task)
    if found.state == "done" and found.by == subject:
        return case_at(connection, found.case)
    return None


def _stop(turn: Turn) -> Stop:
    found = next((one for one in turn.engine.stops(turn.case.course) if one.key == turn.task.key), None)
    if found is None:
        raise TaskOver
    return found


def _outcome(turn: Turn, deed: Deed) -> Outcome:
    """What kind of task decides what can be said of it. ReasonMissing for a refusal without one."""
    may_refuse = turn.task.kind in ("approval", "answer") and turn.engine.model.may_refuse(turn.node)
    if deed.outcome == "refused" and may_refuse:
        if not deed.text.strip():
            raise ReasonMissing
        return "refused"
    return "approved" if turn.task.kind == "approval" else "done"


def _note(turn: Turn, deed: Deed) -> Note:
    """What is kept in words. RecordMissing, FormFaulty, WordsTooLong."""
    records: dict[str, str] = {}
    files: dict[str, list[GivenFile]] = {}
    for form in wanted(turn, deed.branch):
        number = written(deed.records.get(form, ""), most=MOST_IN_LINE)
        filled = turn.mine.get(form)
        if filled is not None and not filled.is_complete:
            raise FormFaulty(form=form)
        scans = turn.scans.get(form, ())
        if filled is None and not number and not scans:
            raise RecordMissing(form=form)
        if number:
            records[form] = number
        if scans:
            files[form] = [described(one) for one in scans]
    return Note(text=written(deed.text), records=records, files=files)


def _digests(turn: Turn, note: Note) -> tuple[str, ...]:
    """The files that are handed in with a task, in its forms and as its records."""
    named = [one for form in turn.mine.values() for one in files_in(form.filled)]
    named += [dict(one) for files in note.files.values() for one in files]
    return tuple(dict.fromkeys(one["sha256"] for one in named))


def _entry(
    turn: Turn,
    deed: Deed,
    outcome: Outcome,
    move: Move,
    *,
    by: str,
    identity: str,
    note: str | None,
    evidence: tuple[str, ...],
) -> TaskDone | ApprovalGiven | ApprovalRefused:
    case, task = turn.case, turn.task
    said = {
        "key": f"task:{task.key}:done", "case": case.key, "document": case.document, "revision": case.revision,
        "digest": turn.plan.digest, "by": by, "identity": identity, "note": note, "task": task.key,
        "step": task.step, "role": task.actor or None, "standing": turn.standing, "evidence": evidence,
        "hands_to": move.hands_to, "completes": move.is_over,
    }  # fmt: skip
    if outcome == "refused":
        back = turn.engine.model.back_to(turn.node)
        return ApprovalRefused.model_validate(said | {"back_to": back or None})
    if outcome == "approved":
        return ApprovalGiven.model_validate(said)
    branch = str(deed.branch) if task.kind == "decision" else None
    return TaskDone.model_validate(said | {"branch": branch})


@dataclass(frozen=True)
class _Kept:
    """Written beside the entry of a step."""

    turn: Turn
    outcome: Outcome
    branch: int | None
    move: Move
    evidence: Mapping[str, str]
    files: tuple[str, ...]
    by: str
    note: str | None
    news: Sequence[Notice] = ()
    channels: tuple[str, ...] = ()

    def __call__(self, connection: Connection, recorded: Recorded) -> None:
        turn, at = self.turn, moment(recorded)
        close_task(
            connection,
            recorded,
            turn.task.key,
            by=self.by,
            holder=turn.task.holder or self.by,
            standing=turn.standing,
            outcome=self.outcome,
            branch=self.branch if turn.task.kind == "decision" else None,
            note=self.note,
        )
        for key, digest in self.evidence.items():
            connection.execute(update(FORM).where(FORM.c.key == key).values(record=digest))
        bind(connection, turn.task, self.files, seq=recorded.seq)
        settle_stops(connection, turn.case.key, self.move, at=at, plan=turn.plan, calendar=turn.calendar)
        tell(connection, self.news, channels=self.channels, now=moment_of(at))
        state = "done" if self.move.is_over else "open"
        turn_case(connection, turn.case, at=at, course=self.move.course, state=state)
