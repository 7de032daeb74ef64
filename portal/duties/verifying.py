"""Verifying 核实: somebody else sees that a duty was done, where its text says who. Never the one who did it.

Holders of the role that the text names, as of now, the nearest of them: the doer's manager, else those of the same
department, else of the same unit, else all. Where nobody is left, the doer's manager.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, select

from portal.acknowledgements.service import sealed
from portal.duties.book import Occurrence
from portal.duties.desk import Matter
from portal.duties.facts import Settling, facts_of_many
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
    seen_by = _Verifiers(matter, wanted, today)
    asked: dict[str, tuple[Occurrence, frozenset[str]]] = {}
    for one in _occurrences(matter, wanted, today):
        doers = matter.seats.asked(one.id.role, one.day).people
        asked[one.key] = (one, frozenset(doer for doer in doers if seen_by(doer, one.words.verify)))
    subjects = frozenset[str]().union(*(doers for _, doers in asked.values()))
    if not subjects:
        return found
    buckets = frozenset(one.bucket for one, _ in asked.values())
    for subject, facts in facts_of_many(connection, subjects, buckets, matter.organisation).items():
        for key, (one, doers) in asked.items():
            fact = facts.get(key)
            if subject in doers and fact is not None:
                task = Task(one, subject, stands_in=False, state=_STATES[fact.settles], fact=fact)
                if task.waits_for_verifier:
                    for person in seen_by(subject, one.words.verify):
                        found[person].append(task)
    return found


class _Verifiers:
    """Which of some people verify what somebody does, looked up once."""

    def __init__(self, matter: Matter, wanted: frozenset[str], today: Day) -> None:
        self._matter = matter
        self._wanted = wanted
        self._today = today
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def __call__(self, doer: str, role: str) -> frozenset[str]:
        found = self._known.get((doer, role))
        if found is None:
            found = verifying(self._matter, doer, role, self._today) & self._wanted
            self._known[doer, role] = found
        return found


def _occurrences(matter: Matter, people: frozenset[str], today: Day) -> Iterator[Occurrence]:
    """The periods of duties that one of these people may be asked to verify, as far back as they may be owed."""
    for duty, roles in matter.book.verified.items():
        asked = [matter.seats.asked(role, today).people for role in roles]
        if any(len(some) < 2 or some & people for some in asked):
            text = next(one for one in reversed(matter.book.texts[duty.role]) if duty.duty in one.duties)
            span = datetime.timedelta(days=BACK[text.duties[duty.duty].rule.every])
            some = matter.book.occurrences(duty, today - span, today + span)
            yield from (one for one in some if one.words.verify)


_STATES: Final[Mapping[Settling, State]] = {"done": "done", "late": "done-late", "waived": "waived"}
