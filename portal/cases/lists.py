"""Lists of steps 步骤检查表: a checklist whose start names a step begins when a case comes to it, and is shown with it.

It is begun once for each time a case comes to the step. Where a case goes back or is given up before the step is done,
its list is stopped. What a crash kept from happening is made up for by the next round.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.principals import Principal
from portal.cases.office import CaseOffice
from portal.cases.store import cases_by_key, open_tasks, tasks_by_key, tasks_of
from portal.cases.values import Case, Task
from portal.checklists.board import Checklists
from portal.checklists.closing import stop_run
from portal.checklists.refusals import ChecklistClosed, ChecklistNotInForce
from portal.checklists.runs import Run, open_runs, runs_with
from portal.checklists.standing import Standing
from portal.checklists.starting import start_for_step, step_of
from portal.checklists.views import is_involved
from portal.ledger.ledger import reading
from portal.releases.texts import Texts
from portal.web.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class StepList:
    """A list that a step of a case started, how it stands, and whether its reader has to do with it."""

    task: str
    standing: Standing
    is_theirs: bool

    @property
    def run(self) -> Run:
        """The list."""
        return self.standing.run


def settle_lists(office: CaseOffice, checklists: Checklists, texts: Texts, *, case: str = "") -> None:
    """Begins the lists of steps that wait, and stops those of steps that were withdrawn; in one case or in all."""
    by_step = _lists_by_step(texts)
    with reading(office.records.ledger.engine) as connection:
        runs = [run for run in open_runs(connection) if run.event == "step" and case in ("", run.reference)]
        if not by_step and not runs:
            return
        tasks = [one for one in tasks_of(connection, case) if one.is_open] if case else open_tasks(connection)
        cases = cases_by_key(connection, {task.case for task in tasks})
        due = [one for one in _due(texts, tasks, cases, by_step) if not _is_begun(connection, *one)]
        gone = _withdrawn(connection, runs)
        if not due and not gone:
            return
        scene = checklists.scene(connection, texts)
    for task, checklist in due:
        day = None if task.due is None else scene.calendar.day_of(task.due)
        with suppress(ChecklistNotInForce):
            start_for_step(scene, checklist, case=task.case, step=task.key, due=day)
    for run in gone:
        with suppress(ChecklistClosed):
            stop_run(scene, run, principal=None, reason="step-withdrawn", language="zh-Hans")


def lists_of(
    connection: Connection,
    checklists: Checklists,
    texts: Texts,
    case: str,
    *,
    who: Principal,
    language: Language,
) -> Mapping[str, Sequence[StepList]]:
    """The lists that the steps of a case started, by task."""
    runs = {run.number: run for run in runs_with(connection, case) if run.event == "step"}
    found: dict[str, list[StepList]] = defaultdict(list)
    if not runs:
        return found
    scene = checklists.scene(connection, texts)
    for number, standing in scene.standings(connection, runs, language).items():
        run = runs[number]
        theirs = is_involved(connection, scene, run, who, language)
        found[step_of(run)].append(StepList(task=step_of(run), standing=standing, is_theirs=theirs))
    return found


def _lists_by_step(texts: Texts) -> Mapping[tuple[str, str], Sequence[str]]:
    """The checklists that begin with a step, by procedure and step."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, plain in texts.documents.items():
        start = plain.get("start") if plain.get("kind") == "checklist" else None
        if start and start.get("event") == "step":
            found[str(start.get("procedure")), str(start.get("step"))].append(key)
    return found


def _due(
    texts: Texts,
    tasks: Iterable[Task],
    cases: Mapping[str, Case],
    by_step: Mapping[tuple[str, str], Sequence[str]],
) -> Iterator[tuple[Task, str]]:
    seen: set[tuple[str, str]] = set()
    for task in tasks:
        procedure = texts.organisation.today_name(cases[task.case].document)
        lists = by_step.get((procedure, task.step), ())
        if lists and (task.case, task.step) not in seen:  # several who approve have one list between them
            seen.add((task.case, task.step))
            yield from ((task, checklist) for checklist in lists)


def _withdrawn(connection: Connection, runs: Sequence[Run]) -> list[Run]:
    """The lists whose step the case left without doing it."""
    tasks = tasks_by_key(connection, {step_of(run) for run in runs})
    return [run for run in runs if (task := tasks.get(step_of(run))) is not None and task.state == "dropped"]


def _is_begun(connection: Connection, task: Task, checklist: str) -> bool:
    runs = runs_with(connection, task.case)
    return any(step_of(run) == task.key and run.checklist == checklist for run in runs)
