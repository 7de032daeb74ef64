"""Standing: how a person's duties stand at a moment. Pure: book, seats, facts and the moment in, tasks out.

Of a duty that was not done only the newest period is still asked for (late); what lies behind it is missed, stays so in
every rate, and may be made up. So the list of what somebody owes never grows without end.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from portal.duties.book import Book, DutyId, Occurrence
from portal.duties.facts import Fact
from portal.duties.recurrence import Day
from portal.duties.seats import Seats

State = Literal["open", "late", "missed", "done", "done-late", "waived"]

LEAD: Final[Mapping[str, int]] = {
    "day": 0, "workday": 0, "week": 6, "month": 14, "quarter": 30, "half_year": 45, "year": 60,
}  # fmt: skip
"""Days before it is due on which a duty appears in somebody's work."""
BACK: Final[Mapping[str, int]] = {
    "day": 2, "workday": 20, "week": 30, "month": 75, "quarter": 200, "half_year": 380, "year": 760,
}  # fmt: skip
"""Days back within which the newest period that is past must lie."""


class Task(NamedTuple):
    """One person's duty in one period, and how it stands."""

    occurrence: Occurrence
    subject: str
    stands_in: bool
    state: State
    fact: Fact | None

    @property
    def is_owed(self) -> bool:
        """Whether it is still asked for."""
        return self.state in ("open", "late")


def tasks_between(
    book: Book,
    seats: Seats,
    subject: str,
    facts: Mapping[str, Fact],
    *,
    first: Day,
    last: Day,
    now: datetime.datetime,
) -> list[Task]:
    """Everything one person was or is asked for that falls due from one day to another, by day."""
    found = [
        task
        for duty in duties_of(book, seats, subject)
        for task in _of_duty(book, seats, subject, duty, facts, first=first, last=last, now=now)
    ]
    return sorted(found, key=lambda task: (task.occurrence.until, task.occurrence.key))


def work_now(
    book: Book, seats: Seats, subject: str, facts: Mapping[str, Fact], *, now: datetime.datetime
) -> list[Task]:
    """What one person is to do now: what is late, and what falls due soon; only of roles that are theirs today."""
    today = book.calendar.day_of(now)
    found: list[Task] = []
    for duty in duties_of(book, seats, subject):
        every = frequency(book, duty)
        if every is None or subject not in seats.asked(duty.role, today).people:
            continue
        first = today - datetime.timedelta(days=BACK[every])
        last = today + datetime.timedelta(days=LEAD[every])
        asked = _of_duty(book, seats, subject, duty, facts, first=first, last=last, now=now)
        found += [task for task in asked if task.is_owed]
    return sorted(found, key=lambda task: (task.occurrence.until, task.occurrence.key))


def duties_of(book: Book, seats: Seats, subject: str) -> Iterator[DutyId]:
    """Every duty for which somebody may be asked, ever."""
    for role in sorted(seats.roles_of(subject)):
        yield from book.duties.get(role, ())


def frequency(book: Book, duty: DutyId) -> str | None:
    """How often a duty is due by its newest text; nothing if that asks for it no longer."""
    texts = book.texts.get(duty.role, ())
    words = texts[-1].duties.get(duty.duty) if texts else None
    return None if words is None else words.rule.every


def earliest(today: Day) -> Day:
    """The first day of anything that may still be owed today."""
    return today - datetime.timedelta(days=max(BACK.values()))


def _of_duty(
    book: Book,
    seats: Seats,
    subject: str,
    duty: DutyId,
    facts: Mapping[str, Fact],
    *,
    first: Day,
    last: Day,
    now: datetime.datetime,
) -> Iterator[Task]:
    occurrences = book.occurrences(duty, first, last)
    newest = _newest_past(occurrences, now)
    for occurrence in occurrences:
        asked = seats.asked(duty.role, occurrence.day)
        if subject not in asked.people:
            continue
        fact = facts.get(occurrence.key)
        state: State = "open"
        if fact is not None:
            state = "waived" if fact.kind == "waived" else "done-late" if fact.is_late else "done"
        elif occurrence.until < now:
            state = "late" if occurrence is newest else "missed"
        yield Task(occurrence, subject, asked.stands_in, state, fact)


def _newest_past(occurrences: Iterable[Occurrence], now: datetime.datetime) -> Occurrence | None:
    newest: Occurrence | None = None
    for occurrence in occurrences:
        if occurrence.until < now and (newest is None or occurrence.until >= newest.until):
            newest = occurrence
    return newest
