"""Duties as work: the lines they add to what a person, or a team, has to do now."""

import datetime
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from portal.access.records import Records
from portal.bookshelf import Bookshelf
from portal.duties.desk import DutyDesk
from portal.duties.standing import LEAD, Task
from portal.ledger.ledger import reading
from portal.workdays.tasks import WorkItem


class DutyWork:
    """What recurring duties ask of people now. One of an app."""

    def __init__(self, records: Records, bookshelf: Bookshelf, desk: DutyDesk) -> None:
        self._records = records
        self._bookshelf = bookshelf
        self._desk = desk

    def work_of(self, person: str, *, at: datetime.datetime, language: str) -> list[WorkItem]:
        """What one person has to do at a moment, the most urgent first."""
        return self.work_of_many([person], at=at, language=language)[person]

    def work_of_many(
        self, people: Iterable[str], *, at: datetime.datetime, language: str
    ) -> Mapping[str, list[WorkItem]]:
        """The same for several people, with one question to the database."""
        with reading(self._records.ledger.engine) as connection:
            return self.work_in(connection, list(people), at=at, language=language)

    def work_in(
        self, connection: Connection, people: list[str], *, at: datetime.datetime, language: str
    ) -> Mapping[str, list[WorkItem]]:
        """The same where somebody is reading already."""
        found = self._desk.work_of_many(connection, self._bookshelf.current().library, people, at=at)
        return {person: [item_of(task, language) for task in tasks] for person, tasks in found.items()}


def item_of(task: Task, language: str) -> WorkItem:
    """One line of somebody's work."""
    occurrence = task.occurrence
    return WorkItem(
        person=task.subject,
        kind="duty",
        key=occurrence.key,
        title=sentence_of(task, language),
        place=place_of(task),
        document=occurrence.id.role,
        due=occurrence.until,
        state="do",
        since=occurrence.until - datetime.timedelta(days=LEAD[occurrence.words.rule.every] + 1),
    )


def sentence_of(task: Task, language: str) -> str:
    """What is to be done, in the words of the text that asks for it."""
    return in_language(task.occurrence.words.do, language)


def in_language(said: object, language: str) -> str:
    """Words of the content in a language, else in the one they are written in."""
    if isinstance(said, Mapping):
        return str(said.get(language) or next(iter(said.values()), ""))
    return str(said)


def place_of(task: Task) -> str:
    """The address, below the language's top, where one's own duty of a period is done."""
    unit, _, slug = task.occurrence.id.role.split("/")
    return f"my/duties/{unit}/{slug}/{task.occurrence.id.duty}/{task.occurrence.period}/"
