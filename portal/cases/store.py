"""The store of cases: what stands in the tables, read."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, func, or_, select

from portal.cases.refusals import CaseUnknown
from portal.cases.tables import CASE, EVENT, FORM, TASK
from portal.cases.values import Case, Event, Filled, Task, case_of, event_of, filled_of, task_of

_AT_ONCE = 500
_WITHOUT_COURSE = [column for column in CASE.c if column.name != "course"]


def case_at(connection: Connection, key: str) -> Case:
    """One case with its course. CaseUnknown."""
    row = connection.execute(select(CASE).where(CASE.c.key == key)).one_or_none()
    if row is None:
        raise CaseUnknown
    return case_of(row)


def task_at(connection: Connection, key: str) -> Task:
    """One task. CaseUnknown."""
    row = connection.execute(select(TASK).where(TASK.c.key == key)).one_or_none()
    if row is None:
        raise CaseUnknown
    return task_of(row)


def cases_in(connection: Connection, *, states: Collection[str] = (), document: str = "") -> Sequence[Case]:
    """Cases, the newest first: in some states or all, of one procedure or all."""
    query = select(*_WITHOUT_COURSE).order_by(CASE.c.seq.desc())
    if states:
        query = query.where(CASE.c.state.in_(sorted(states)))
    if document:
        query = query.where(CASE.c.document == document)
    return [case_of(row) for row in connection.execute(query)]


def following(connection: Connection, key: str) -> Sequence[Case]:
    """The cases that follow a case, the oldest first."""
    query = select(*_WITHOUT_COURSE).where(CASE.c.follows == key).order_by(CASE.c.seq)
    return [case_of(row) for row in connection.execute(query)]


def acted_in(connection: Connection, subject: str) -> frozenset[str]:
    """The cases in which somebody did or has taken a task."""
    query = select(TASK.c.process_case).distinct().where(or_(TASK.c.by == subject, TASK.c.holder == subject))
    return frozenset(connection.execute(query).scalars())


def cases_by_key(connection: Connection, keys: Collection[str]) -> dict[str, Case]:
    """Some cases by their keys."""
    found: dict[str, Case] = {}
    for some in _parts(keys):
        rows = connection.execute(select(*_WITHOUT_COURSE).where(CASE.c.key.in_(some)))
        found |= {row.key: case_of(row) for row in rows}
    return found


def open_tasks(connection: Connection) -> Sequence[Task]:
    """Everything that waits in cases that are not at rest, the oldest first."""
    running = select(CASE.c.key).where(CASE.c.state == "open")
    query = select(TASK).where(TASK.c.state == "open", TASK.c.process_case.in_(running))
    return [task_of(row) for row in connection.execute(query.order_by(TASK.c.opened_at, TASK.c.key))]


def tasks_of(connection: Connection, case: str) -> Sequence[Task]:
    """The stops of one case, in order."""
    query = select(TASK).where(TASK.c.process_case == case).order_by(TASK.c.number)
    return [task_of(row) for row in connection.execute(query)]


def tasks_by_key(connection: Connection, keys: Collection[str]) -> Mapping[str, Task]:
    """Some stops by their keys."""
    found: dict[str, Task] = {}
    for some in _parts(keys):
        found |= {
            row.key: task_of(row) for row in connection.execute(select(TASK).where(TASK.c.key.in_(some)))
        }
    return found


def tasks_of_document(connection: Connection, document: str) -> Sequence[Task]:
    """The stops of all cases of a procedure."""
    theirs = select(CASE.c.key).where(CASE.c.document == document)
    query = select(TASK).where(TASK.c.process_case.in_(theirs)).order_by(TASK.c.process_case, TASK.c.number)
    return [task_of(row) for row in connection.execute(query)]


def done_in(connection: Connection, cases: Collection[str]) -> Sequence[Task]:
    """What was done in some cases."""
    found: list[Task] = []
    for some in _parts(cases):
        query = select(TASK).where(TASK.c.process_case.in_(some), TASK.c.state == "done")
        found += map(task_of, connection.execute(query))
    return found


def assignments_of(connection: Connection, tasks: Collection[str]) -> Mapping[str, Event]:
    """The newest taking or giving of each of these tasks."""
    found: dict[str, Event] = {}
    for some in _parts(tasks):
        query = select(EVENT).where(EVENT.c.task.in_(some), EVENT.c.kind == "task:assigned")
        found |= {row.task: event_of(row) for row in connection.execute(query.order_by(EVENT.c.seq))}
    return found


def limits_passed(
    connection: Connection, tasks: Collection[str] = (), *, document: str = ""
) -> frozenset[tuple[str, str]]:
    """What is recorded of limits that passed, of some tasks or all of a procedure: task and kind of entry."""
    query = select(EVENT.c.task, EVENT.c.kind).where(EVENT.c.kind.in_(("task:handed-over", "task:escalated")))
    if document:
        theirs = select(CASE.c.key).where(CASE.c.document == document)
        return frozenset(map(tuple, connection.execute(query.where(EVENT.c.process_case.in_(theirs)))))
    found: set[tuple[str, str]] = set()
    for some in _parts(tasks):
        found.update(map(tuple, connection.execute(query.where(EVENT.c.task.in_(some)))))
    return frozenset(found)


def events_of(connection: Connection, case: str) -> Sequence[Event]:
    """What happened to one case, in order."""
    query = select(EVENT).where(EVENT.c.process_case == case).order_by(EVENT.c.seq)
    return [event_of(row) for row in connection.execute(query)]


def forms_of(connection: Connection, case: str) -> Sequence[Filled]:
    """The forms filled in for one case, the oldest first."""
    query = select(FORM).where(FORM.c.process_case == case).order_by(FORM.c.at, FORM.c.key)
    return [filled_of(row) for row in connection.execute(query)]


def model_kept(connection: Connection, document: str, digests: str) -> str | None:
    """The model that cases of exactly this text run on; nothing if none ever ran."""
    query = select(CASE.c.model).where(CASE.c.document == document, CASE.c.digests == digests)
    return connection.execute(query.order_by(CASE.c.seq.desc()).limit(1)).scalar_one_or_none()


def _parts(keys: Collection[str]) -> list[list[str]]:
    """A few at a time: what a question may name is limited."""
    listed = sorted(keys)
    return [listed[at : at + _AT_ONCE] for at in range(0, len(listed), _AT_ONCE)]


def last_number(connection: Connection, case: str) -> int:
    """The number of the newest stop of a case."""
    query = select(func.coalesce(func.max(TASK.c.number), 0)).where(TASK.c.process_case == case)
    return int(connection.execute(query).scalar_one())
