"""Leasing 租约: a job belongs to whoever took it until its lease ends; a dead process keeps none for ever."""

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from portal.clock import moment_of, utc_text
from portal.jobs.tables import JOB, JOB_RUN

DONE, CUT_SHORT, FAILED = "done", "cut-short", "failed"
LEASE: Final = datetime.timedelta(minutes=15)
PATIENCE: Final = datetime.timedelta(minutes=2)
KEPT: Final = datetime.timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do again and again: ``every`` says how long it rests between runs; nothing means each round."""

    name: str
    work: Callable[[], None]
    every: datetime.timedelta = datetime.timedelta()

    @property
    def rests(self) -> bool:
        """Whether it is not done in each round."""
        return bool(self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a run went."""

    began: datetime.datetime
    ended: datetime.datetime
    outcome: str
    trouble: str


def lease(connection: Connection, job: Job, *, by: str, now: datetime.datetime) -> bool:
    """Takes a job if it is due and nobody has it. Called inside a transaction of the sequencer."""
    row = connection.execute(select(JOB).where(JOB.c.name == job.name)).one_or_none()
    if row is not None and not (_is_due(row, job, now) and _is_free(row, by, now)):
        return False
    values = {"leased_by": by, "lease_until": utc_text(now + LEASE), "began_at": utc_text(now)}
    if row is None:
        begun = {"name": job.name, "next_at": utc_text(now), "trouble": "", "failures": 0}
        connection.execute(insert(JOB), begun | values)
    else:
        connection.execute(update(JOB).where(JOB.c.name == job.name).values(**values))
    return True


def finish(connection: Connection, job: Job, run: Run, *, by: str) -> None:
    """Gives a job back with how it went; whoever lost the lease in between says nothing."""
    row = connection.execute(select(JOB).where(JOB.c.name == job.name, JOB.c.leased_by == by)).one_or_none()
    if row is None:
        return
    failures = 0 if run.outcome == DONE else int(row.failures) + 1
    rest = job.every if run.outcome == DONE else min(job.every, PATIENCE * failures)
    values = {"leased_by": None, "lease_until": None, "next_at": utc_text(run.ended + rest)}
    values |= {"ended_at": utc_text(run.ended), "outcome": run.outcome, "trouble": run.trouble[:300]}
    connection.execute(update(JOB).where(JOB.c.name == job.name).values(failures=failures, **values))
    if job.rests or run.outcome != DONE or row.failures:
        _note(connection, job, run)


def wanted_now(connection: Connection, name: str, *, now: datetime.datetime) -> None:
    """Somebody wants a job done with the next round."""
    connection.execute(update(JOB).where(JOB.c.name == name).values(next_at=utc_text(now)))


def _is_due(row: Row[Any], job: Job, now: datetime.datetime) -> bool:
    """Due; or put off to a time no run of this clock could have meant, since the clock was wrong then."""
    next_at = moment_of(row.next_at)
    return next_at <= now or next_at > now + max(job.every, LEASE) + LEASE


def _is_free(row: Row[Any], by: str, now: datetime.datetime) -> bool:
    if row.leased_by is None or row.leased_by == by:
        return True
    until = moment_of(row.lease_until)
    return until <= now or until > now + LEASE


def _note(connection: Connection, job: Job, run: Run) -> None:
    times = {"began_at": utc_text(run.began), "ended_at": utc_text(run.ended)}
    row = {
        "number": secrets.token_hex(8),
        "job": job.name,
        "outcome": run.outcome,
        "trouble": run.trouble[:300],
    }
    connection.execute(insert(JOB_RUN), row | times)
    connection.execute(delete(JOB_RUN).where(JOB_RUN.c.began_at < utc_text(run.began - KEPT)))
