"""Standing: how a person's duties stand at a moment. Pure: book, seats, facts and the moment in, tasks out.

Of a duty that was not done only the newest period is still asked for (late); what lies behind it is missed, stays so in
every rate, and may be made up. So the list of what somebody owes never grows without end.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from portal.duties.book import Book, DutyId, Occurrence
from portal.duties.facts import Fact
from portal.duties.seats import Seats
from portal.workdays.recurrence import Day

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

    @property
    def waits_for_verifier(self) -> bool:
        """Whether it was done, and somebody else is to see that."""
        fact = self.fact
        is_asked = bool(self.occurrence.words.verify)
        return is_asked and fact is not None and fact.kind == "done" and fact.verified is None


Spans = Sequence[tuple[Occurrence, ...]]
"""Stretches of one duty each, the latest period last."""


def spans_between(book: Book, seats: Seats, subject: str, first: Day, last: Day) -> Spans:
    """Everything that falls due from one day to another of duties for which somebody may be asked."""
    found = (book.occurrences(duty, first, last) for duty in duties_of(book, seats, subject))
    return [span for span in found if span]


def spans_of_work(book: Book, seats: Seats, subject: str, today: Day) -> Spans:
    """As far back and ahead as somebody may owe it today; only of roles that are theirs today."""
    found = []
    for duty in duties_of(book, seats, subject):
        every = frequency(book, duty)
        if every is not None and subject in seats.asked(duty.role, today).people:
            first = today - datetime.timedelta(days=BACK[every])
            found.append(book.occurrences(duty, first, today + datetime.timedelta(days=LEAD[every])))
    return [span for span in found if span]


def buckets_of(spans: Spans) -> frozenset[str]:
    """Where the facts about these are filed."""
    return frozenset(occurrence.bucket for span in spans for occurrence in span)


def tasks_in(
    spans: Spans, seats: Seats, subject: str, facts: Mapping[str, Fact], *, now: datetime.datetime
) -> list[Task]:
    """What one person was or is asked for of these, and how it stands, by the moment it is due."""
    found = [task for span in spans for task in _of_duty(span, seats, subject, facts, now=now)]
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


def _of_duty(
    span: Sequence[Occurrence],
    seats: Seats,
    subject: str,
    facts: Mapping[str, Fact],
    *,
    now: datetime.datetime,
) -> Iterator[Task]:
    newest = _newest_past(span, now)
    for occurrence in span:
        asked = seats.asked(occurrence.id.role, occurrence.day)
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
