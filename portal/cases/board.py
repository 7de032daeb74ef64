"""The board of a procedure 流程看板: open cases, lead times, how long steps wait, how much was done in time."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Connection, func, select

from portal.cases.store import cases_in, limits_passed, tasks_of_document
from portal.cases.tables import CASE
from portal.cases.values import Case, Task

_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFigures:
    """How one step went over all cases; hours are medians, nothing where there is nothing to count."""

    step: str
    done: int
    waiting: int
    late_now: int
    hours: float | None
    in_time: int
    limited: int
    returned: int
    escalated: int = 0

    @property
    def share(self) -> int | None:
        """The share done within the limit, in whole percent, rounded down."""
        return None if not self.limited else 100 * self.in_time // self.limited


@dataclass(frozen=True, kw_only=True)
class Board:
    """One procedure's cases as they stand."""

    document: str
    cases: Sequence[Case]
    tasks: Mapping[str, Sequence[Task]]
    steps: Sequence[StepFigures]
    escalated: frozenset[str] = frozenset()

    def state(self, *states: str) -> Sequence[Case]:
        """The cases in some states, the newest first."""
        return [case for case in self.cases if case.state in states]

    @property
    def lead_days(self) -> float | None:
        """The median time from start to end of finished cases, in days."""
        spans = [case.changed_at - case.started_at for case in self.state("done")]
        return round(median(span.total_seconds() for span in spans) / (24 * _HOUR), 1) if spans else None

    @property
    def in_time(self) -> tuple[int, int]:
        """How many steps with a limit were done, and how many of them in time."""
        return sum(one.in_time for one in self.steps), sum(one.limited for one in self.steps)

    @property
    def share(self) -> int | None:
        """The share of steps done within their limit, in whole percent, rounded down."""
        kept, limited = self.in_time
        return None if not limited else 100 * kept // limited

    def is_escalated(self, case: Case) -> bool:
        """Whether something that waits in a case was brought to those above."""
        return case.state == "open" and any(
            task.is_open and task.key in self.escalated for task in self.tasks.get(case.key, ())
        )

    def late(self, case: Case, now: datetime.datetime) -> int:
        """How many steps of a case wait beyond their limit; none while it rests."""
        if case.state != "open":
            return 0
        return sum(task.is_open and task.is_late(now) for task in self.tasks.get(case.key, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One procedure in the list of boards."""

    document: str
    open: int
    done: int
    cancelled: int


def boards(connection: Connection) -> Sequence[BoardLine]:
    """Every procedure that ever ran, with its cases counted."""
    counted: dict[str, dict[str, int]] = {}
    query = select(CASE.c.document, CASE.c.state, func.count()).group_by(CASE.c.document, CASE.c.state)
    for document, state, n in connection.execute(query):
        counted.setdefault(document, {})[state] = n
    return [
        BoardLine(
            document=document,
            open=found.get("open", 0) + found.get("suspended", 0),
            done=found.get("done", 0),
            cancelled=found.get("cancelled", 0),
        )
        for document, found in sorted(counted.items())
    ]


def board_of(connection: Connection, document: str, *, steps: Iterable[str], now: datetime.datetime) -> Board:
    """The board of one procedure; ``steps`` are those of its text, in their order."""
    tasks, cases = tasks_of_document(connection, document), cases_in(connection, document=document)
    resting = {case.key for case in cases if case.state != "open"}
    by_case: dict[str, list[Task]] = {}
    by_step: dict[str, list[Task]] = {}
    for task in tasks:
        by_case.setdefault(task.case, []).append(task)
        by_step.setdefault(task.step, []).append(task)
    passed = limits_passed(connection, document=document)
    escalated = frozenset(task for task, kind in passed if kind == "task:escalated")
    order = dict.fromkeys((*steps, *by_step))
    return Board(
        document=document,
        cases=cases,
        tasks=by_case,
        steps=[_figures(step, by_step.get(step, ()), now, escalated, resting) for step in order],
        escalated=escalated,
    )


def _figures(
    step: str, tasks: Sequence[Task], now: datetime.datetime, escalated: frozenset[str], resting: set[str]
) -> StepFigures:
    done = [task for task in tasks if task.state == "done" and task.at is not None]
    limited = [task for task in done if task.due is not None]
    waited = [(task.at - task.opened_at).total_seconds() for task in done if task.at is not None]
    return StepFigures(
        step=step,
        done=len(done),
        waiting=sum(task.is_open for task in tasks),
        late_now=sum(task.is_open and task.case not in resting and task.is_late(now) for task in tasks),
        hours=round(median(waited) / _HOUR, 1) if waited else None,
        in_time=sum(not task.was_late for task in limited),
        limited=len(limited),
        escalated=sum(task.key in escalated for task in tasks),
        returned=sum(task.outcome == "refused" for task in done),
    )
