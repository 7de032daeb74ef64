"""Runs 执行中的检查表 and what was recorded in them, read from the database."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from portal.checklists.refusals import ChecklistUnknown
from portal.checklists.tables import RECORD, RUN
from portal.clock import moment_of
from portal.people.facts import Day

Event = Literal["joining", "moving", "leaving", "date", "manual", "step"]
RecordKind = Literal["completed", "verified", "reopened"]
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Run 执行: one list under way or over. ``subject`` is whose it is; nobody's where it belongs to its roles."""

    number: str
    occasion: str
    checklist: str
    revision: str
    release: int
    digests: Mapping[str, str]
    event: Event
    subject: str | None
    reference: str | None
    since: Day
    due: Day | None
    started_by: str
    started_at: datetime.datetime
    seq: int
    closed_as: str | None = None
    closed_at: datetime.datetime | None = None
    closed_seq: int | None = None

    @property
    def about(self) -> str:
        """The name under which attachments refer to it."""
        return f"checklist:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry about one item."""

    seq: int
    run: str
    item: str
    kind: RecordKind
    by: str
    at: datetime.datetime
    note: str | None = None
    reason: str | None = None


def run_of(connection: Connection, number: str) -> Run:
    """One run. ChecklistUnknown."""
    row = connection.execute(select(RUN).where(RUN.c.number == number)).one_or_none()
    if row is None:
        raise ChecklistUnknown
    return _run(row)


def run_for(connection: Connection, occasion: str) -> Run | None:
    """The run that an occasion started; nothing if it has not."""
    row = connection.execute(select(RUN).where(RUN.c.occasion == occasion)).one_or_none()
    return None if row is None else _run(row)


def open_runs(connection: Connection) -> Sequence[Run]:
    """Every run that is neither completed nor stopped, the oldest first."""
    query = select(RUN).where(RUN.c.closed_as.is_(None)).order_by(RUN.c.seq)
    return tuple(map(_run, connection.execute(query)))


def all_runs(connection: Connection) -> Sequence[Run]:
    """Every run there ever was, the newest first."""
    return tuple(map(_run, connection.execute(select(RUN).order_by(RUN.c.seq.desc()))))


def runs_about(connection: Connection, subject: str) -> Sequence[Run]:
    """Everything that ever ran about one person, the newest first."""
    query = select(RUN).where(RUN.c.subject == subject).order_by(RUN.c.seq.desc())
    return tuple(map(_run, connection.execute(query)))


def runs_with(connection: Connection, reference: str) -> Sequence[Run]:
    """What the steps of one case started."""
    query = select(RUN).where(RUN.c.reference == reference).order_by(RUN.c.seq)
    return tuple(map(_run, connection.execute(query)))


def occasions(connection: Connection) -> frozenset[str]:
    """All that ever started a run."""
    return frozenset(connection.execute(select(RUN.c.occasion)).scalars())


def records_in(connection: Connection, runs: Iterable[str]) -> Mapping[str, Sequence[Record]]:
    """What was recorded in some runs, in order."""
    found: dict[str, list[Record]] = defaultdict(list)
    asked = list(runs)
    for first in range(0, len(asked), _AT_ONCE):
        some = RECORD.c.run.in_(asked[first : first + _AT_ONCE])
        for row in connection.execute(select(RECORD).where(some).order_by(RECORD.c.seq)):
            found[row.run].append(_record(row))
    return found


def newest_change(connection: Connection) -> tuple[int, int, int]:
    """Changes whenever a run begins or ends or something is recorded in one."""
    started, closed = func.coalesce(func.max(RUN.c.seq), 0), func.coalesce(func.max(RUN.c.closed_seq), 0)
    recorded = select(func.coalesce(func.max(RECORD.c.seq), 0)).scalar_subquery()
    first, second, third = connection.execute(select(started, closed, recorded)).one()
    return int(first), int(second), int(third)


def _run(row: Row[Any]) -> Run:
    return Run(
        number=row.number,
        occasion=row.occasion,
        checklist=row.checklist,
        revision=row.revision,
        release=row.release,
        digests=json.loads(row.digests),
        event=row.event,
        subject=row.subject,
        reference=row.reference,
        since=datetime.date.fromisoformat(row.since),
        due=None if row.due is None else datetime.date.fromisoformat(row.due),
        started_by=row.started_by,
        started_at=moment_of(row.started_at),
        seq=row.seq,
        closed_as=row.closed_as,
        closed_at=None if row.closed_at is None else moment_of(row.closed_at),
        closed_seq=row.closed_seq,
    )


def _record(row: Row[Any]) -> Record:
    return Record(
        seq=row.seq,
        run=row.run,
        item=row.check_item,
        kind=row.kind,
        by=row.by,
        at=moment_of(row.at),
        note=row.note,
        reason=row.reason,
    )
