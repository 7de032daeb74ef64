"""The board 待办: who has what to do in running lists, reckoned once and again only for lists that changed."""

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from portal.access.records import Records
from portal.bookshelf import Bookshelf
from portal.checklists.occasions import complete_done, start_due
from portal.checklists.office import Scene, scene_at
from portal.checklists.runs import Run, newest_change, open_runs
from portal.checklists.standing import ItemStanding, Standing
from portal.checklists.tables import RECORD, RUN
from portal.checklists.text import QUIZ
from portal.ledger.ledger import reading
from portal.ledger.store import size_of
from portal.obligations.desk import Desk
from portal.obligations.tables import CONFIRMED
from portal.releases.facts import all_in_force
from portal.releases.texts import Texts, texts_of
from portal.web.languages import LANGUAGES, Language
from portal.web.texts import texts
from portal.workdays.calendars import Calendars
from portal.workdays.tasks import TaskState, WorkItem

_Tasks = Mapping[str, tuple[WorkItem, ...]]


class Checklists:
    """Running lists of an app: a source of work, and what the portal does about them by itself. Threads share it."""

    def __init__(self, records: Records, bookshelf: Bookshelf, desk: Desk, calendars: Calendars) -> None:
        self._records = records
        self._bookshelf = bookshelf
        self._desk = desk
        self._calendars = calendars
        self._updating = threading.Lock()
        self._of: tuple[object, object] = (None, None)
        self._mark: tuple[int, ...] = ()
        self._seen = 0
        self._runs: dict[str, Run] = {}
        self._tasks: dict[str, _Tasks] = {}
        self._by_person: dict[str, set[str]] = defaultdict(set)

    def scene(self, connection: Connection, found: Texts) -> Scene:
        """The scene of this moment, for one request."""
        return scene_at(connection, self._records, found, self._desk, self._calendars)

    def work_of(self, person: str, *, at: object, language: Language) -> list[WorkItem]:
        """What one person has to do and to verify in running lists."""
        return list(self.work_of_many([person], at=at, language=language)[person])

    def work_of_many(
        self, people: Collection[str], *, at: object, language: Language
    ) -> Mapping[str, list[WorkItem]]:
        """The same of several people, from one look at the records. It does not depend on the moment or language."""
        del at, language
        with self._updating, reading(self._records.ledger.engine) as connection:
            self._update(connection)
            return {
                person: [
                    one
                    for number in sorted(self._by_person.get(person, ()))
                    for one in self._tasks[number][person]
                ]
                for person in people
            }

    def make_round(self) -> None:
        """Starts what is due and completes what reading completed. Nothing before the first release."""
        found = texts_of(self._bookshelf.current())
        with reading(self._records.ledger.engine) as connection:
            if not all_in_force(connection):
                return
            scene = self.scene(connection, found)
        start_due(scene)
        complete_done(scene)

    def _update(self, connection: Connection) -> None:
        scene = self.scene(connection, texts_of(self._bookshelf.current()))
        mark = (*newest_change(connection), size_of(connection))
        is_same = self._of[0] is scene.facts and self._of[1] is scene.calendar
        if is_same and mark == self._mark:
            return
        runs = self._runs
        if not is_same or mark[:2] != self._mark[:2]:
            runs = {one.number: one for one in open_runs(connection) if not scene.is_over(one)}
        if not is_same:
            self._tasks, self._by_person, changed = {}, defaultdict(set), set(runs)
        else:
            changed = self._changed(connection, runs)
        for number in {*changed, *(self._tasks.keys() - runs.keys())}:
            self._forget(number)
        asked = {number: runs[number] for number in changed if number in runs}
        by_language = [scene.standings(connection, asked, language) for language in LANGUAGES]
        for number in asked:
            self._remember(number, _tasks(scene, [found[number] for found in by_language]))
        self._of, self._runs = (scene.facts, scene.calendar), runs
        self._mark, self._seen = mark, mark[-1]

    def _changed(self, connection: Connection, runs: Mapping[str, Run]) -> set[str]:
        """Lists that began, in which something was recorded, or whose person confirmed a document, since last time."""
        recorded = select(RECORD.c.run).where(RECORD.c.seq > self._seen)
        moved = select(RUN.c.number).where((RUN.c.seq > self._seen) | (RUN.c.closed_seq > self._seen))
        confirmed = select(CONFIRMED.c.subject).where(CONFIRMED.c.seq > self._seen)
        readers = set(connection.execute(confirmed).scalars())
        theirs = {number for number, one in runs.items() if one.subject in readers}
        return theirs.union(
            connection.execute(recorded).scalars(),
            connection.execute(moved).scalars(),
            runs.keys() - self._tasks.keys(),
        )

    def _forget(self, number: str) -> None:
        for person in self._tasks.pop(number, {}):
            self._by_person[person].discard(number)

    def _remember(self, number: str, tasks: _Tasks) -> None:
        self._tasks[number] = tasks
        for person in tasks:
            self._by_person[person].add(number)


def _tasks(scene: Scene, standings: list[Standing]) -> _Tasks:
    """Who has what to do in one list; its words in every language there is."""
    found: dict[str, list[WorkItem]] = defaultdict(list)
    first = standings[0]
    for item in first.items.values():
        for state, person in _asked(scene, first, item):
            found[person].append(_task(first.run, item, standings, person, state))
    return {person: tuple(tasks) for person, tasks in found.items()}


def _asked(scene: Scene, standing: Standing, item: ItemStanding) -> Iterator[tuple[TaskState, str]]:
    if not item.entry.is_ticked:
        return
    if item.state == "open":
        doing = scene.doers.doing(standing.run, standing.text, item.entry)
        yield from (("do", person) for person in sorted(doing.people))
    elif item.state == "to-verify" and item.completed is not None:
        verifying = scene.doers.verifying(standing.run, item.entry, but=item.completed.by)
        yield from (("verify", person) for person in sorted(verifying.people))


def _task(
    run: Run, item: ItemStanding, standings: Iterable[Standing], person: str, state: TaskState
) -> WorkItem:
    done = item.completed
    return WorkItem(
        person=person,
        kind="checklist",
        key=f"checklist:{run.number}:{item.entry.id}:{item.rounds}:{state}",
        title={
            language: _title(found, item.entry.id, language)
            for language, found in zip(LANGUAGES, standings, strict=True)
        },
        place=f"my/checklists/{run.number}/#{item.entry.id}",
        document=run.checklist,
        due=item.due,
        state=state,
        since=run.started_at if state == "do" or done is None else done.at,
    )


def _title(standing: Standing, item: str, language: Language) -> str:
    said: Any = texts(language).say("checklist.quiz") if item == QUIZ else standing.text.by_id[item].do
    return str(said)
