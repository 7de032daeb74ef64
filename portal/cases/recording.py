"""Recording 记账: a step of a case and its entry are one transaction; what the engine says becomes rows."""

import json
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, insert, select, update

from portal.acknowledgements.service import sealed
from portal.cases.engine import Move
from portal.cases.limits import limit_of
from portal.cases.office import CaseOffice
from portal.cases.plans import Plan
from portal.cases.refusals import CaseMovedOn, PersonNotFit
from portal.cases.store import last_number
from portal.cases.tables import CASE, EVENT, TASK
from portal.cases.values import Case
from portal.clock import moment_of, utc_text
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.jobs import Check, Recorded
from portal.ledger.refusals import KeyReused
from portal.notices.outbox import over
from portal.people.facts import Staff
from portal.people.service import identity_of
from portal.workdays.calendar import WorkCalendar

_TRIES = 8


def identity(office: CaseOffice, staff: Staff, subject: str) -> str:
    """The commitment to who acts. PersonNotFit for somebody who is not here."""
    person = staff.person(subject)
    if person is None:
        raise PersonNotFit
    return sealed(office.records.ledger, subject, identity_of(person, staff.roles_of(subject)))


def persistently(attempt: Callable[[], Case]) -> Case:
    """Tries again where something else happened to the case at the same moment. CaseMovedOn after several times."""
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except (CaseMovedOn, KeyReused):
            continue
    return attempt()


def unmoved(case: Case) -> Check:
    """Asked inside the transaction: is the case still where it was looked at?"""

    def check(connection: Connection) -> PortalError | None:
        turn = connection.execute(select(CASE.c.turn).where(CASE.c.key == case.key)).scalar_one_or_none()
        return None if turn == case.turn else CaseMovedOn()

    return check


def moment(recorded: Recorded) -> str:
    """When an entry was recorded, as records spell it."""
    return str(plain_of(recorded.body)["at"])


def add_case(connection: Connection, recorded: Recorded, case: Case) -> None:
    """A case that just began."""
    at = moment(recorded)
    row: dict[str, Any] = {
        name: getattr(case, name)
        for name in ("key", "document", "revision", "model", "title", "state", "started_by", "turn", "course")
    }
    row |= {"follows": case.follows or None}
    row |= {"seq": recorded.seq, "digests": json.dumps(dict(case.digests), sort_keys=True)}
    connection.execute(insert(CASE), row | {"started_at": at, "changed_at": at})


def turn_case(connection: Connection, case: Case, *, at: str, **changes: str) -> None:
    """The case takes one turn."""
    values = {"turn": case.turn + 1, "changed_at": at, **changes}
    connection.execute(update(CASE).where(CASE.c.key == case.key).values(values))


def add_event(connection: Connection, recorded: Recorded, case: str, by: str, **more: str | None) -> None:
    """What happened besides the steps; ``more`` are task, to and note."""
    kind = str(plain_of(recorded.body)["kind"])
    row = {"seq": recorded.seq, "process_case": case, "kind": kind, "by": by, "at": moment(recorded)}
    connection.execute(insert(EVENT), {"task": None, "to": None, "note": None} | row | more)


def settle_stops(
    connection: Connection, case: str, move: Move, *, at: str, plan: Plan, calendar: WorkCalendar
) -> None:
    """Opens the tasks of new stops, and drops those the case no longer waits at."""
    here = [TASK.c.process_case == case, TASK.c.state == "open"]
    open_keys = set(connection.execute(select(TASK.c.key).where(*here)).scalars())
    wanted = {stop.key for stop in move.stops}
    gone = open_keys - wanted
    if gone:
        connection.execute(update(TASK).where(TASK.c.key.in_(sorted(gone))).values(state="dropped", at=at))
        end_notices(connection, gone, at=at)
    fresh = [stop for stop in move.stops if stop.key not in open_keys]
    rows = [
        {"key": stop.key, "process_case": case, "number": number, "node": stop.node.id, "step": stop.node.step,
         "kind": stop.node.kind, "actor": stop.node.actor, "state": "open", "opened_at": at,
         **_limits(plan, stop.node.step, at, calendar)}
        for number, stop in enumerate(fresh, last_number(connection, case) + 1)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(TASK), rows)


def close_task(connection: Connection, recorded: Recorded, key: str, **said: Any) -> None:
    """A task is done."""
    values = {"state": "done", "at": moment(recorded), "seq": recorded.seq, **said}
    connection.execute(update(TASK).where(TASK.c.key == key).values(values))
    end_notices(connection, [key], at=moment(recorded))


def drop_tasks(connection: Connection, case: str, *, at: str) -> None:
    """Nothing of a case that was given up is to be done any more."""
    here = (TASK.c.process_case == case, TASK.c.state == "open")
    gone = connection.execute(select(TASK.c.key).where(*here)).scalars().all()
    connection.execute(update(TASK).where(*here).values(state="dropped", at=at))
    end_notices(connection, gone, at=at)


def end_notices(connection: Connection, tasks: Collection[str], *, at: str, but: str | None = None) -> None:
    """What people were told of tasks that are over; ``but`` keeps what one of them was told."""
    over(connection, [f"case:{task}" for task in tasks], now=moment_of(at), but=but)


def shift_limits(connection: Connection, case: str, *, since: str, until: str) -> None:
    """What a case rested is added to the limits of what waits in it."""
    rested = moment_of(until) - moment_of(since)
    here = (TASK.c.process_case == case, TASK.c.state == "open")
    for row in connection.execute(select(TASK.c.key, TASK.c.due, TASK.c.escalates_at).where(*here)).all():
        later = {
            name: None if value is None else utc_text(moment_of(value) + rested)
            for name, value in (("due", row.due), ("escalates_at", row.escalates_at))
        }
        connection.execute(update(TASK).where(TASK.c.key == row.key).values(later))


def _limits(plan: Plan, step: str, at: str, calendar: WorkCalendar) -> dict[str, str | None]:
    since, span = moment_of(at), plan.limit(step)
    later = plan.steps.get(step, {}).get("escalate", {}).get("after", "")
    due = limit_of(since, span, calendar) if span else None
    escalates = limit_of(since, later, calendar) if later else None
    guessed = sorted({year for one in (due, escalates) if one is not None for year in one.guessed})
    return {
        "due": None if due is None else utc_text(due.at),
        "escalates_at": None if escalates is None else utc_text(escalates.at),
        "guessed": " ".join(map(str, guessed)) or None,
    }
