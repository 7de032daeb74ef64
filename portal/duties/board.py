"""The board of duties: figures of a month by duty, and by person for one of them."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.duties.book import DutyId
from portal.duties.desk import Matter
from portal.duties.facts import settled_in
from portal.duties.rates import Counts, Row, of_company, people_of, total
from portal.workdays.recurrence import Day


@dataclass(frozen=True, kw_only=True)
class Board:
    """The duties of a month with their figures; ``people`` are those of one duty, where one was chosen."""

    first: Day
    last: Day
    rows: tuple[Row, ...]
    people: tuple[tuple[str, Counts], ...] = ()

    @property
    def total(self) -> Counts:
        """Everything together."""
        return total(row.counts for row in self.rows)


def month_board(
    connection: Connection,
    matter: Matter,
    first: Day,
    last: Day,
    *,
    now: datetime.datetime,
    roles: Collection[str] | None = None,
    only: frozenset[str] | None = None,
    chosen: DutyId | None = None,
) -> Board:
    """The board from one day to another; of some roles, of some people, with the people of one duty."""
    book, seats = matter.book, matter.seats
    listed = sorted(book.duties if roles is None else book.duties.keys() & set(roles))
    occurrences = [
        one for role in listed for duty in book.duties[role] for one in book.occurrences(duty, first, last)
    ]
    settled = settled_in(connection, {one.bucket for one in occurrences}, matter.organisation)
    rows = of_company(book, seats, settled, first=first, last=last, now=now, roles=listed, only=only)
    people: dict[str, Counts] = {}
    if chosen is not None:
        theirs = book.occurrences(chosen, first, last)
        people = dict(people_of(seats, settled, theirs, now=now, only=only))
    by_rate = sorted(people.items(), key=lambda one: (one[1].exact or 0.0, one[0]))
    return Board(first=first, last=last, rows=tuple(rows), people=tuple(by_rate))
