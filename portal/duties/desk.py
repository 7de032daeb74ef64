"""The desk of duties: what is due when for whom, without reading the whole company for every question.

Rules and people are remembered until a release, a person or the calendar changes; facts are read each time.
"""

import datetime
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from portal.access.freshness import generation
from portal.access.records import Records
from portal.duties.book import Book, DutyId, Occurrence, Text, texts_by_day
from portal.duties.facts import facts_of, facts_of_many
from portal.duties.seats import Seats, seats_of
from portal.duties.standing import Task, buckets_of, spans_between, spans_of_work, tasks_in
from portal.duties.tables import START
from portal.ledger.files import Files
from portal.obligations.facts import renamed
from portal.people.facts import Day, Person, assignments_ever, staff_on
from portal.releases.facts import Courses, courses_until, organisation_at
from portal.releases.organisation import Organisation
from portal.releases.tables import ORGANISATION, RELEASE
from portal.releases.texts import kept_plain
from portal.workdays.calendar import WorkCalendar
from portal.workdays.calendars import Calendars

_NEWEST = select(
    select(func.coalesce(func.max(RELEASE.c.seq), 0)).scalar_subquery(),
    select(func.coalesce(func.max(ORGANISATION.c.number), 0)).scalar_subquery(),
)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """All that duties are reckoned from, but the facts."""

    book: Book
    seats: Seats
    people: Mapping[str, Person]
    organisation: Organisation


class DutyDesk:
    """Recurring duties, for the routes. One of an app; threads share it."""

    def __init__(self, records: Records, calendars: Calendars) -> None:
        self._records = records
        self.calendars = calendars
        self._reading = threading.Lock()
        self._texts: (
            tuple[tuple[int, int], Organisation, Mapping[str, list[Text]], Mapping[str, str]] | None
        ) = None
        self._known: tuple[tuple[int, int, int, WorkCalendar], Matter] | None = None
        self._said: dict[str, Mapping[str, Any]] = {}

    def matter(self, connection: Connection, library: Mapping[str, Any]) -> Matter:
        """Rules, people and calendar as they are now; the library is the edition's, as plain data."""
        people = generation()
        seq, number = connection.execute(_NEWEST).one()
        mark = (people, seq, number, self.calendars.of(library))
        known = self._known
        if known is not None and known[0] == mark:
            return known[1]
        with self._reading:
            known = self._known
            if known is None or known[0] != mark:
                known = self._known = (mark, self._read(connection, mark))
        return known[1]

    def work(self, connection: Connection, library: Mapping[str, Any], subject: str) -> list[Task]:
        """What one person is to do now."""
        return self.work_of_many(connection, library, [subject], at=self._records.now())[subject]

    def work_of_many(
        self,
        connection: Connection,
        library: Mapping[str, Any],
        subjects: Sequence[str],
        *,
        at: datetime.datetime,
    ) -> Mapping[str, list[Task]]:
        """What several people are to do at a moment, with one question about facts."""
        matter = self.matter(connection, library)
        today = matter.book.calendar.day_of(at)
        spans = {one: spans_of_work(matter.book, matter.seats, one, today) for one in subjects}
        buckets = frozenset[str]().union(*(buckets_of(theirs) for theirs in spans.values()))
        facts = facts_of_many(connection, subjects, buckets, matter.organisation)
        return {
            one: [
                task
                for task in tasks_in(spans[one], matter.seats, one, facts.get(one, {}), now=at)
                if task.is_owed
            ]
            for one in subjects
        }

    def between(
        self, connection: Connection, library: Mapping[str, Any], subject: str, first: Day, last: Day
    ) -> list[Task]:
        """What fell or falls due for one person from one day to another, and how it stands."""
        matter = self.matter(connection, library)
        spans = spans_between(matter.book, matter.seats, subject, first, last)
        facts = facts_of(connection, subject, buckets_of(spans), matter.organisation)
        return tasks_in(spans, matter.seats, subject, facts, now=self._records.now())

    def one(
        self, connection: Connection, library: Mapping[str, Any], subject: str, duty: DutyId, period: str
    ) -> Task | None:
        """One person's duty in one period; nothing if they are not asked for it, or there is no such period."""
        matter = self.matter(connection, library)
        found = occurrence_of(matter.book, duty, period, self._records.today())
        if found is None:
            return None
        whole = self.between(connection, library, subject, found.day, max(found.day, self._records.today()))
        return next((task for task in whole if task.occurrence.key == found.key), None)

    def _read(self, connection: Connection, mark: tuple[int, int, int, WorkCalendar]) -> Matter:
        texts = self._texts
        if texts is None or texts[0] != mark[1:3]:
            texts = self._texts = (mark[1:3], *self._read_texts(connection))
        _, organisation, by_role, owners = texts
        staff = staff_on(connection, self._records.today(), moved=organisation.moved)
        people = {str(subject): person for subject, person in staff.people.items()}
        assignments = assignments_ever(connection, moved=organisation.moved)
        seats = seats_of(assignments, people, organisation, owners=owners)
        starts = {row.every: Day.fromisoformat(row.day) for row in connection.execute(select(START))}
        book = Book(texts=by_role, calendar=mark[3], counted_from=starts)
        known = self._known
        if known is not None and known[1].book.is_same(book):
            book = known[1].book  # what was reckoned of it stays
        return Matter(book=book, seats=seats, people=people, organisation=organisation)

    def _read_texts(
        self, connection: Connection
    ) -> tuple[Organisation, Mapping[str, list[Text]], Mapping[str, str]]:
        organisation = organisation_at(connection)
        courses = renamed(courses_until(connection), organisation)
        roles = {document: course for document, course in courses.items() if "/role/" in document}
        self._keep(roles, self._records.ledger.files)
        owners = {
            document: organisation.today_name(course[-1].terms.owner)
            for document, course in roles.items()
            if course[-1].terms is not None and course[-1].terms.owner
        }
        return organisation, texts_by_day(roles, organisation, self._said), owners

    def _keep(self, courses: Courses, files: Files) -> None:
        """Reads the texts that are not known yet; of each only what it says of duties."""
        for course in courses.values():
            for release in course:
                if release.withdrawn or any(digest in self._said for digest in release.digests.values()):
                    continue
                plain = kept_plain(files, release.digests)
                for digest in release.digests.values():
                    self._said[digest] = {} if plain is None else {"duties": plain.get("duties", ())}


def occurrence_of(book: Book, duty: DutyId, period: str, today: Day) -> Occurrence | None:
    """A duty in a period, from two years back to a year ahead."""
    first, last = today - datetime.timedelta(days=2 * 366), today + datetime.timedelta(days=366)
    near: Iterable[Occurrence] = book.occurrences(duty, first, last)
    return next((one for one in near if one.period == period), None)
