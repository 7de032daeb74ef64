"""Duties as work: the lines they add to what a person, or a team, has to do now."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection

from portal.access.records import Records
from portal.bookshelf import Bookshelf
from portal.duties.desk import DutyDesk
from portal.duties.standing import LEAD, Task
from portal.duties.verifying import to_verify
from portal.ledger.ledger import reading
from portal.people.facts import Person
from portal.web.texts import texts
from portal.workdays.tasks import WorkItem

VERIFIED_WITHIN: Final = datetime.timedelta(days=3)
"""How long somebody has to verify what was done; then it is shown as late."""


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
        library = self._bookshelf.current().library
        found = self._desk.work_of_many(connection, library, people, at=at)
        matter = self._desk.matter(connection, library)
        checked = to_verify(connection, matter, people, at=at)
        return {
            person: [
                *(item_of(task, language) for task in tasks),
                *(_to_verify(task, person, matter.people, language) for task in checked[person]),
            ]
            for person, tasks in found.items()
        }


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


def _to_verify(task: Task, person: str, people: Mapping[str, Person], language: str) -> WorkItem:
    """What somebody did, as work of who verifies it: within three days of being done."""
    occurrence, doer = task.occurrence, people.get(task.subject)
    done = occurrence.until if task.fact is None else task.fact.at
    name = task.subject[:8] if doer is None else doer.name
    return WorkItem(
        person=person,
        kind="duty",
        key=f"{occurrence.key}/verify/{task.subject}",
        title=texts("en" if language == "en" else "zh-Hans").say(
            "duty.to-verify", who=name, what=sentence_of(task, language)
        ),
        place=place_of_other(task),
        document=occurrence.id.role,
        due=done + VERIFIED_WITHIN,
        state="verify",
        since=done,
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


def place_of_other(task: Task) -> str:
    """The address, below the language's top, of somebody else's duty of a period."""
    (unit, _, slug), occurrence = task.occurrence.id.role.split("/"), task.occurrence
    return f"my/duties/of/{task.subject}/{unit}/{slug}/{occurrence.id.duty}/{occurrence.period}/"
