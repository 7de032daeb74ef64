"""Verifying 核实: somebody else sees that a duty was done, where its text says who. Never the one who did it.

Holders of the role that the text names, as of now, the nearest of them: the doer's manager, else those of the same
department, else of the same unit, else all. Where nobody is left, the doer's manager.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from portal.acknowledgements.service import sealed
from portal.duties.book import DutyId, Occurrence
from portal.duties.desk import Matter
from portal.duties.facts import facts_of_many
from portal.duties.refusals import DoerDoesNotVerify, DutyNotDone, DutyVerified, NotYoursToVerify
from portal.duties.service import row_beside
from portal.duties.standing import BACK, State, Task
from portal.duties.tables import FACT
from portal.errors import PortalError
from portal.ledger.duty_entries import DutyVerified as Entry
from portal.ledger.identities import Identity
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import Ledger
from portal.ledger.names import SubjectId
from portal.ledger.refusals import KeyReused
from portal.workdays.recurrence import Day


def verifying(matter: Matter, task_of: str, role: str, today: Day) -> frozenset[str]:
    """Who is to verify what somebody did."""
    people, doer = matter.people, matter.people.get(task_of)
    asked = matter.seats.asked(role, today).people - {task_of}
    manager = None if doer is None or doer.manager is None else str(doer.manager)
    if not asked:
        leads = manager is not None and manager in people and people[manager].is_active(today)
        return frozenset({manager}) if leads and manager is not None else frozenset()
    if doer is None or len(asked) == 1:
        return asked
    same_department = frozenset(one for one in asked if people[one].department == doer.department is not None)
    same_unit = frozenset(one for one in asked if people[one].unit == doer.unit)
    near = (asked & {manager or ""}, same_department, same_unit, asked)
    return frozenset(next(some for some in near if some))


def verify(
    ledger: Ledger, matter: Matter, task: Task, *, by: SubjectId, identity: Identity, today: Day
) -> Recorded:
    """Records that somebody saw that a duty was done.

    DutyNotDone, DoerDoesNotVerify, NotYoursToVerify; DutyVerified where it was verified already.
    """
    fact, occurrence = task.fact, task.occurrence
    if fact is None or fact.kind != "done":
        raise DutyNotDone
    if by == task.subject:
        raise DoerDoesNotVerify
    if by not in verifying(matter, task.subject, occurrence.words.verify, today):
        raise NotYoursToVerify
    release = occurrence.text.release
    entry = Entry(
        key=f"verify-{fact.seq}-duty",
        subject=SubjectId(task.subject),
        document=release.document,
        revision=release.revision,
        digest=next(iter(release.digests.values())),
        duty=occurrence.id.duty,
        period=occurrence.period,
        due=occurrence.day.isoformat(),
        done=fact.seq,
        by=by,
        identity=sealed(ledger, by, identity),
    )
    try:
        return ledger.sequencer.record(
            entry,
            check=lambda connection: _still_stands(connection, fact.seq, by),
            alongside=row_beside(entry, task, by=by),
        )
    except KeyReused:
        raise DutyVerified from None


def _still_stands(connection: Connection, done: int, by: str) -> PortalError | None:
    """Asked inside the transaction: does what was done still count, by somebody else?"""
    row = connection.execute(select(FACT.c.subject, FACT.c.corrected_by).where(FACT.c.seq == done)).one()
    if row.corrected_by is not None:
        return DutyNotDone()
    return DoerDoesNotVerify() if row.subject == by else None


def to_verify(
    connection: Connection, matter: Matter, people: Iterable[str], *, at: datetime.datetime
) -> Mapping[str, list[Task]]:
    """What was done and waits for some people to verify it, by person; nothing is asked where none verifies."""
    today, wanted = matter.book.calendar.day_of(at), frozenset(people)
    found: dict[str, list[Task]] = {person: [] for person in wanted}
    known = {one.key: one for one in _verified_ones(matter, wanted, today)}
    for task in _done(connection, matter, known):
        verifiers = verifying(matter, task.subject, task.occurrence.words.verify, today)
        for person in verifiers & wanted:
            found[person].append(task)
    return found


def _verified_ones(matter: Matter, people: frozenset[str], today: Day) -> Iterator[Occurrence]:
    """The periods of duties that one of these people may be asked to verify."""
    for duties in matter.book.duties.values():
        for duty in duties:
            if _may_concern(matter, duty, people, today):
                every = next(
                    text.duties[duty.duty].rule.every
                    for text in reversed(matter.book.texts[duty.role])
                    if duty.duty in text.duties
                )
                first = today - datetime.timedelta(days=BACK[every])
                ahead = today + datetime.timedelta(days=BACK[every])
                some = matter.book.occurrences(duty, first, ahead)
                yield from (one for one in some if one.words.verify)


def _may_concern(matter: Matter, duty: DutyId, people: frozenset[str], today: Day) -> bool:
    roles = {
        text.duties[duty.duty].verify
        for text in matter.book.texts[duty.role]
        if duty.duty in text.duties and text.duties[duty.duty].verify
    }
    asked = [matter.seats.asked(role, today).people for role in roles]
    return any(len(some) < 2 or some & people for some in asked)


def _done(connection: Connection, matter: Matter, known: Mapping[str, Occurrence]) -> Sequence[Task]:
    """Which of these were done and not verified, with whose they are."""
    if not known:
        return ()
    buckets = frozenset(one.bucket for one in known.values())
    query = select(FACT.c.subject).where(FACT.c.occurrence.in_(known), FACT.c.kind == "done").distinct()
    subjects = connection.execute(query).scalars().all()
    tasks = []
    for subject, facts in facts_of_many(connection, subjects, buckets, matter.organisation).items():
        for key, fact in facts.items():
            if key in known and fact.kind == "done" and fact.verified is None:
                state: State = "done-late" if fact.is_late else "done"
                tasks.append(Task(known[key], subject, stands_in=False, state=state, fact=fact))
    return sorted(tasks, key=lambda task: (task.occurrence.until, task.occurrence.key, task.subject))
