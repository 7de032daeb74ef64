"""Rates 按时率: of what fell due in a time, how much was done in time. A role's figure, a duty's, a person's.

Waived is not asked for. What is not due yet counts once it is done, not before.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portal.duties.book import Book, DutyId, Occurrence
from portal.duties.facts import Settled
from portal.duties.seats import Seats
from portal.duties.standing import Task
from portal.workdays.recurrence import Day

_NONE = Settled(set(), set(), set())


class Counts(NamedTuple):
    """How often something was asked for, and how that went; ``open`` is what is not due yet."""

    asked: int = 0
    on_time: int = 0
    late: int = 0
    missed: int = 0
    waived: int = 0
    open: int = 0

    @property
    def counted(self) -> int:
        """What the rate is taken of."""
        return self.asked - self.waived - self.open

    @property
    def percent(self) -> int | None:
        """Done in time, in whole percent, never rounded up to 100; nothing where nothing was asked for."""
        return self.on_time * 100 // self.counted if self.counted else None

    @property
    def exact(self) -> float | None:
        """Done in time, in percent with one decimal, never rounded up to 100."""
        return self.on_time * 1000 // self.counted / 10 if self.counted else None

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One duty in one month: its newest words and its figures. ``is_vacant``: in some period nobody was asked."""

    duty: DutyId
    newest: Occurrence
    counts: Counts
    is_vacant: bool


def total(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    found = Counts()
    for one in counts:
        found = found.plus(one)
    return found


def of_company(
    book: Book,
    seats: Seats,
    settled: Mapping[str, Settled],
    *,
    first: Day,
    last: Day,
    now: datetime.datetime,
    roles: Collection[str] | None = None,
    only: frozenset[str] | None = None,
) -> list[Row]:
    """Every duty with something due from one day to another; of some roles, or counting only some people."""
    rows: list[Row] = []
    for role in sorted(book.duties if roles is None else book.duties.keys() & roles):
        for duty in book.duties[role]:
            occurrences = book.occurrences(duty, first, last)
            if not occurrences:
                continue
            counted = [_count(seats, settled, one, now=now, only=only) for one in occurrences]
            counts = total(counted)
            if counts.asked or only is None:
                vacant = any(one.asked == 0 for one in counted)
                rows.append(Row(duty=duty, newest=occurrences[-1], counts=counts, is_vacant=vacant))
    return rows


def of_tasks(tasks: Iterable[Task]) -> Counts:
    """The figures of some tasks."""
    found = Counter(task.state for task in tasks)
    return Counts(
        asked=found.total(),
        on_time=found["done"],
        late=found["done-late"],
        missed=found["missed"] + found["late"],
        waived=found["waived"],
        open=found["open"],
    )


def people_of(
    seats: Seats,
    settled: Mapping[str, Settled],
    occurrences: Iterable[Occurrence],
    *,
    now: datetime.datetime,
    only: frozenset[str] | None = None,
) -> Mapping[str, Counts]:
    """The figures of one duty by person."""
    found: dict[str, Counts] = {}
    for one in occurrences:
        for subject, counts in _each(seats, settled, one, now=now):
            if only is None or subject in only:
                found[subject] = found.get(subject, Counts()).plus(counts)
    return found


def _each(
    seats: Seats, settled: Mapping[str, Settled], one: Occurrence, *, now: datetime.datetime
) -> Iterator[tuple[str, Counts]]:
    for subject in seats.asked(one.id.role, one.day).people:
        yield subject, _count(seats, settled, one, now=now, only=frozenset({subject}))


def _count(
    seats: Seats,
    settled: Mapping[str, Settled],
    one: Occurrence,
    *,
    now: datetime.datetime,
    only: frozenset[str] | None,
) -> Counts:
    asked = seats.asked(one.id.role, one.day).people
    people = asked if only is None else asked & only
    known = settled.get(one.key, _NONE)
    on_time, late, waived = (len(people & some) for some in known)
    rest = len(people) - on_time - late - waived
    is_past = one.until < now
    return Counts(len(people), on_time, late, rest if is_past else 0, waived, 0 if is_past else rest)
