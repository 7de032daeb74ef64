"""Sources of work: whoever can say what waits for people. Documents to confirm are the first of them."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from portal.access.records import Records
from portal.bookshelf import Bookshelf
from portal.ledger.ledger import reading
from portal.obligations.desk import Desk
from portal.obligations.values import Obligation
from portal.releases.organisation import Organisation
from portal.releases.texts import Texts, texts_of
from portal.web.languages import Language
from portal.workdays.tasks import WorkItem


class WorkSource(Protocol):
    """Says what waits for people. Several people are asked about in as few questions as one."""

    def work_of(self, person: str, *, at: datetime.datetime, language: Language) -> list[WorkItem]:
        """What waits for one person."""
        ...

    def work_of_many(
        self, people: Collection[str], *, at: datetime.datetime, language: Language
    ) -> Mapping[str, list[WorkItem]]:
        """What waits for each of several people."""
        ...


class Documents:
    """Documents that somebody has to read and confirm."""

    def __init__(self, records: Records, bookshelf: Bookshelf, desk: Desk) -> None:
        self._records = records
        self._bookshelf = bookshelf
        self._desk = desk

    def work_of(self, person: str, *, at: datetime.datetime, language: Language) -> list[WorkItem]:
        """What one person has to confirm."""
        return self.work_of_many([person], at=at, language=language)[person]

    def work_of_many(
        self, people: Collection[str], *, at: datetime.datetime, language: Language
    ) -> Mapping[str, list[WorkItem]]:
        """What each of several people has to confirm."""
        del language
        found, today = texts_of(self._bookshelf.current()), self._records.day_of(at)
        with reading(self._records.ledger.engine) as connection:
            organisation = self._desk.facts(connection, today).organisation
            owed = self._desk.of_many(connection, people, today)
        return {
            person: [_item(one, found, organisation) for one in theirs if one.is_open]
            for person, theirs in owed.items()
        }


class Work:
    """All sources of an app, asked together."""

    def __init__(self, sources: Iterable[WorkSource]) -> None:
        self._sources = tuple(sources)

    def of(self, person: str, *, at: datetime.datetime, language: Language) -> Sequence[WorkItem]:
        """What waits for one person, the most urgent first."""
        found = [one for source in self._sources for one in source.work_of(person, at=at, language=language)]
        return sorted(found, key=urgency)

    def of_many(
        self, people: Collection[str], *, at: datetime.datetime, language: Language
    ) -> Mapping[str, Sequence[WorkItem]]:
        """What waits for each of several people, the most urgent first."""
        found: dict[str, list[WorkItem]] = defaultdict(list)
        for source in self._sources:
            for person, theirs in source.work_of_many(people, at=at, language=language).items():
                found[person] += theirs
        return {person: sorted(found[person], key=urgency) for person in people}


def urgency(one: WorkItem) -> tuple[datetime.datetime, str]:
    """The order of work: what is due first, then by name; what has no date comes last."""
    return one.due or datetime.datetime.max.replace(tzinfo=datetime.UTC), one.key


def _item(one: Obligation, found: Texts, organisation: Organisation) -> WorkItem:
    listed = found.listed.get(one.document)
    return WorkItem(
        person=one.subject,
        kind="document",
        key=f"document:{one.id}:{one.document}",
        title=one.document if listed is None else listed.titles or listed.title,
        place=f"acknowledge/{one.document}/",
        document=one.document,
        due=_end_of(one.due, organisation),
        state="do",
        since=_end_of(one.since - datetime.timedelta(days=1), organisation),
    )


def _end_of(day: datetime.date, organisation: Organisation) -> datetime.datetime:
    after = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), organisation.zone)
    return after.astimezone(datetime.UTC) - datetime.timedelta(microseconds=1)
