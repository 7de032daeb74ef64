"""Values of running procedures: a case, the stops on its way, what happened besides."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row

from portal.clock import moment_of

State = Literal["open", "suspended", "done", "cancelled"]
TaskState = Literal["open", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One running procedure 流程实例. ``seq`` is the entry that says it began, and its number for people.

    ``follows`` is the case that handed over to it, if one did.
    """

    key: str
    seq: int
    document: str
    revision: str
    digests: Mapping[str, str]
    model: str
    title: str
    state: State
    started_by: str
    started_at: datetime.datetime
    changed_at: datetime.datetime
    turn: int
    course: str = ""
    follows: str = ""

    @property
    def is_running(self) -> bool:
        """Whether somebody may have to act, now or after a rest."""
        return self.state in ("open", "suspended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One stop of a case 待办步骤. ``actor`` is the role or department it goes to, ``holder`` who has taken it.

    ``guessed`` names the years of its limits whose holidays were not published when they were reckoned.
    """

    key: str
    case: str
    number: int
    node: str
    step: str
    kind: str
    actor: str
    state: TaskState
    opened_at: datetime.datetime
    due: datetime.datetime | None = None
    escalates_at: datetime.datetime | None = None
    holder: str = ""
    by: str = ""
    at: datetime.datetime | None = None
    standing: str = ""
    outcome: str = ""
    branch: int | None = None
    note: str = ""
    seq: int | None = None
    guessed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody is to do it."""
        return self.state == "open"

    @property
    def was_late(self) -> bool:
        """Whether it was done after its limit."""
        return self.at is not None and self.due is not None and self.at > self.due

    def is_late(self, now: datetime.datetime) -> bool:
        """Whether its limit has passed, or had when it was done."""
        return self.due is not None and (self.at or now) > self.due

    def is_escalated(self, now: datetime.datetime) -> bool:
        """Whether it has waited so long that others may do it as well."""
        return self.is_open and self.escalates_at is not None and now >= self.escalates_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a case besides its steps."""

    seq: int
    kind: str
    by: str
    at: datetime.datetime
    task: str = ""
    to: str = ""
    note: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """To whom it went: one person, or all who were told."""
        return tuple(self.to.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form filled in for a task: a draft, or a record under its digest once the task is done."""

    key: str
    task: str
    form: str
    digests: Mapping[str, str]
    filled: Mapping[str, Any]
    is_complete: bool
    by: str
    at: datetime.datetime
    record: str = ""


def case_of(row: Row[Any]) -> Case:
    """A case from its row; without its course where that was not asked for."""
    said = row._asdict()
    said["digests"] = json.loads(said["digests"])
    said["follows"] = said["follows"] or ""
    said["started_at"], said["changed_at"] = moment_of(said["started_at"]), moment_of(said["changed_at"])
    return Case(**said)


def task_of(row: Row[Any]) -> Task:
    """A task from its row."""
    said = row._asdict()
    said["case"] = said.pop("process_case")
    for name in ("opened_at", "due", "escalates_at", "at"):
        said[name] = None if said[name] is None else moment_of(said[name])
    for name in ("holder", "by", "standing", "outcome", "note", "guessed"):
        said[name] = said[name] or ""
    return Task(**said)


def event_of(row: Row[Any]) -> Event:
    """An event from its row."""
    return Event(
        seq=row.seq,
        kind=row.kind,
        by=row.by,
        at=moment_of(row.at),
        task=row.task or "",
        to=row.to or "",
        note=row.note or "",
    )


def filled_of(row: Row[Any]) -> Filled:
    """A form from its row."""
    return Filled(
        key=row.key,
        task=row.task,
        form=row.form,
        digests=json.loads(row.digests),
        filled=json.loads(row.filled),
        is_complete=row.is_complete,
        by=row.by,
        at=moment_of(row.at),
        record=row.record or "",
    )
