"""Escalating 升级与交接: a limit passed, so others are told and may act: backups and relays, then those above.

Each is an entry of the ledger, once for a task: who was told, when, and which limit had passed.
"""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection

from portal.cases.plans import Plan
from portal.cases.recording import add_event
from portal.cases.refusals import CaseUnknown, TaskOver
from portal.cases.standing import Seats
from portal.cases.store import case_at, task_at
from portal.cases.telling import Story, said
from portal.cases.work import Waiting
from portal.errors import PortalError
from portal.ledger.case_entries import TaskEscalated, TaskHandedOver
from portal.ledger.jobs import Recorded
from portal.ledger.names import SubjectId
from portal.ledger.refusals import KeyReused
from portal.notices.outbox import tell

Way = Literal["handed-over", "escalated"]
KINDS: Final[dict[Way, type[TaskHandedOver] | type[TaskEscalated]]] = {
    "handed-over": TaskHandedOver,
    "escalated": TaskEscalated,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A limit that passed: its span, its last moment, who may act now as well, and who is only told."""

    waiting: Waiting
    way: Way
    span: str
    limit: datetime.datetime
    to: Sequence[str]
    inform: Sequence[str] = ()


def passed(one: Waiting, plan: Plan, seats: Seats, *, now: datetime.datetime) -> Iterator[Passed]:
    """The limits of a task that have passed and for which the text, or the role, names somebody."""
    task, step = one.task, plan.steps.get(one.task.step, {})
    if task.due is not None and task.is_late(now):
        others = [who for who, standing in one.standings.items() if standing in ("backup", "relay")]
        inform = [
            who
            for relay in step.get("relay", ())
            for party in relay.get("inform", ())
            for who in seats.of(party)
        ]
        if others:
            yield Passed(
                waiting=one, way="handed-over", span=plan.limit(task.step), limit=task.due, to=sorted(others),
                inform=sorted(set(inform) - set(others)),
            )  # fmt: skip
    if task.escalates_at is not None and task.is_escalated(now) and "escalate" in step:
        above = sorted(seats.of(step["escalate"]["to"]))
        if above:
            span, limit = step["escalate"]["after"], task.escalates_at
            yield Passed(waiting=one, way="escalated", span=span, limit=limit, to=above)


def bring(one: Passed, story: Story, *, channels: Sequence[str]) -> None:
    """Records that a limit passed and tells whom it concerns; nothing if the task ended meanwhile."""
    office, case, task = story.office, one.waiting.case, one.waiting.task
    entry = KINDS[one.way](
        key=f"task:{task.key}:{one.way}",
        case=case.key,
        document=case.document,
        revision=case.revision,
        digest=office.plan(case.digests, "zh-Hans").digest,
        by="system",
        task=task.key,
        step=task.step,
        role=task.actor or None,
        span=one.span,
        limit=one.limit.astimezone(story.zone).isoformat(timespec="seconds"),
        to=tuple(map(SubjectId, one.to)),
    )
    notices = [said(one.waiting, story, subject, one.way, one.way) for subject in one.to]
    notices += [said(one.waiting, story, subject, "informed", "informed") for subject in one.inform]

    def kept(connection: Connection, recorded: Recorded) -> None:
        add_event(connection, recorded, case.key, "system", task=task.key, to=" ".join(one.to))
        tell(connection, notices, channels=channels, now=office.records.now())

    def check(connection: Connection) -> PortalError | None:
        try:
            waits = task_at(connection, task.key).is_open and case_at(connection, case.key).state == "open"
        except CaseUnknown:
            waits = False
        return None if waits else TaskOver()

    with suppress(TaskOver, KeyReused):
        office.records.ledger.sequencer.record(entry, check=check, alongside=kept)
