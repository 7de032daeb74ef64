"""Work 待办: what waits for whom in running cases, for the portal's page of one's work and for lists of cases."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.bookshelf import Bookshelf
from portal.cases.office import CaseOffice
from portal.cases.plans import Plan
from portal.cases.standing import Seats, overtakes
from portal.cases.store import cases_by_key, open_tasks
from portal.cases.values import Case, Task
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.releases.texts import Texts, texts_of
from portal.web.languages import LANGUAGES, Language
from portal.workdays.tasks import WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task that waits, with its case, and as what each of those who may do it may."""

    case: Case
    task: Task
    standings: Mapping[str, str]


def waiting_tasks(office: CaseOffice, connection: Connection, texts: Texts) -> tuple[Seats, list[Waiting]]:
    """Everything that waits, the oldest first, and who sits where."""
    tasks, seats = open_tasks(connection), office.seats(connection, texts)
    cases = cases_by_key(connection, {task.case for task in tasks})
    found = [
        Waiting(
            case=cases[task.case],
            task=task,
            standings=office.standings(seats, texts, cases[task.case], task),
        )
        for task in tasks
    ]
    return seats, found


class CaseWork:
    """The cases' part of everybody's work."""

    def __init__(self, office: CaseOffice, bookshelf: Bookshelf) -> None:
        self._office = office
        self._bookshelf = bookshelf

    def work_of(self, person: str, *, at: datetime.datetime, language: str) -> list[WorkItem]:
        """What waits for one person."""
        return self.work_of_many([person], at=at, language=language)[person]

    def work_of_many(
        self, people: Collection[str], *, at: datetime.datetime, language: str
    ) -> Mapping[str, list[WorkItem]]:
        """What waits for each of these people, the most urgent first."""
        texts = texts_of(self._bookshelf.current())
        with reading(self._office.records.ledger.engine) as connection:
            _, found = waiting_tasks(self._office, connection, texts)
        said: dict[str, list[WorkItem]] = {person: [] for person in people}
        for one in found:
            for person in self._whose(one, at):
                if person in said:
                    said[person].append(self._task(one, person, _language(language)))
        never = at + datetime.timedelta(days=36_500)
        return {
            person: sorted(theirs, key=lambda task: (task.due or never, task.key))
            for person, theirs in said.items()
        }

    @staticmethod
    def _whose(one: Waiting, at: datetime.datetime) -> Iterator[SubjectId | str]:
        if one.task.holder:
            yield one.task.holder
            yield from (who for who, standing in one.standings.items()
                        if overtakes(one.task, standing, at) and who != one.task.holder)  # fmt: skip
        else:
            yield from one.standings

    def _task(self, one: Waiting, person: str, language: Language) -> WorkItem:
        plan = self._office.plan(one.case.digests, language)
        return WorkItem(
            person=person,
            kind="case",
            key=f"case:{one.task.key}",
            title=task_title(plan, one.case, one.task),
            place=f"cases/task/{one.task.key}/",
            document=one.case.document,
            due=one.task.due,
            state="do",
            since=one.task.opened_at,
        )


def task_title(plan: Plan, case: Case, task: Task) -> str:
    """A task in one line: the step, and what the case is about."""
    return f"{plan.name(task.step)} · {case.title}"


def _language(said: str) -> Language:
    return next((language for language in LANGUAGES if language == said), LANGUAGES[0])
