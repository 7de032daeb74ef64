"""The trend 走势: the same selection at the end of each of the last weeks.

A past day does not change unless people are entered after the fact, so what was counted once is remembered.
"""

import datetime
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from portal.access.freshness import generation
from portal.people.tables import WAIVER
from portal.releases.facts import Courses
from portal.releases.organisation import Organisation
from portal.reports.coverage import Counts, total
from portal.reports.picture import Day, Selection, kind_of, picture_of

WEEKS = 12
_REMEMBERED = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How things stood at the end of a day."""

    day: Day
    counts: Counts


class Trend:
    """Counts the last weeks. One of an app; threads share it."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[object, ...], Counts] = OrderedDict()
        self._remembering = threading.Lock()

    def weeks(
        self,
        connection: Connection,
        day: Day,
        selection: Selection,
        *,
        newest: Counts,
        today: Day,
        hidden: Collection[str] = (),
    ) -> list[Week]:
        """The weeks up to a day, oldest first; what was counted for the day itself is given."""
        mark = (generation(), _waivers(connection), selection, frozenset(hidden))
        days = [day - datetime.timedelta(weeks=back) for back in range(WEEKS - 1, 0, -1)]
        found = [
            Week(
                day=one,
                counts=self._counts(connection, one, selection, hidden=hidden, mark=mark, today=today),
            )
            for one in days
        ]
        begun = [week for week in found if week.counts.asked]
        return [*begun, Week(day=day, counts=newest)]

    def _counts(
        self,
        connection: Connection,
        day: Day,
        selection: Selection,
        *,
        hidden: Collection[str],
        mark: tuple[object, ...],
        today: Day,
    ) -> Counts:
        known = self._known.get((day, *mark))
        if known is not None:
            return known
        counts = total(picture_of(connection, day, selection, hidden=hidden))
        if day < today:
            with self._remembering:
                self._known[day, *mark] = counts
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A material change that came into force, and when."""

    day: Day
    document: str
    revision: str


def turns(
    courses: Courses, organisation: Organisation, *, first: Day, last: Day, selection: Selection
) -> Sequence[Turn]:
    """The two newest material changes between two days, within a selection."""
    found = [
        Turn(day=organisation.day_of(release.at), document=document, revision=release.revision)
        for document, course in courses.items()
        for release in course
        if release.change == "material" and release.terms is not None and not release.withdrawn
    ]
    within = [
        turn
        for turn in found
        if first < turn.day <= last
        and selection.document in ("", turn.document)
        and selection.kind in ("", kind_of(turn.document))
    ]
    return sorted(within, key=lambda turn: (turn.day, turn.document))[-2:]


def _waivers(connection: Connection) -> str:
    """Changes whenever a waiver does: those are not told to whoever remembers."""
    columns = (WAIVER.c.number, WAIVER.c.began, WAIVER.c.until)
    rows = connection.execute(select(*columns).order_by(WAIVER.c.number)).all()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
