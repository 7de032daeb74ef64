"""The overview of jobs: what ran, what failed, what waits, and what waits to leave the house."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from portal.clock import moment_of
from portal.jobs.leasing import DONE
from portal.jobs.tables import JOB, JOB_RUN


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """One job as of now."""

    name: str
    next_at: datetime.datetime
    leased_by: str | None
    ended_at: datetime.datetime | None
    seconds: float
    outcome: str
    trouble: str
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run that was written down."""

    job: str
    began: datetime.datetime
    seconds: float
    outcome: str
    trouble: str


def states(connection: Connection) -> tuple[JobState, ...]:
    """Every job there is, by name."""
    return tuple(
        JobState(
            name=row.name,
            next_at=moment_of(row.next_at),
            leased_by=row.leased_by,
            ended_at=None if row.ended_at is None else moment_of(row.ended_at),
            seconds=_seconds(row.began_at, row.ended_at),
            outcome=row.outcome or "",
            trouble=row.trouble,
            failures=row.failures,
        )
        for row in connection.execute(select(JOB).order_by(JOB.c.name))
    )


def past_runs(connection: Connection, *, limit: int = 50) -> tuple[PastRun, ...]:
    """The newest runs that were written down, newest first."""
    query = select(JOB_RUN).order_by(JOB_RUN.c.began_at.desc(), JOB_RUN.c.number).limit(limit)
    return tuple(
        PastRun(
            job=row.job,
            began=moment_of(row.began_at),
            seconds=_seconds(row.began_at, row.ended_at),
            outcome=row.outcome,
            trouble=row.trouble,
        )
        for row in connection.execute(query)
    )


def failing(connection: Connection) -> Mapping[str, str]:
    """Jobs whose last run did not end well, each with its trouble."""
    query = select(JOB.c.name, JOB.c.trouble).where(JOB.c.outcome.is_not(None), JOB.c.outcome != DONE)
    return {row.name: row.trouble for row in connection.execute(query.where(JOB.c.failures > 2))}


def how_many(connection: Connection) -> Mapping[str, int]:
    """Jobs by the outcome of their last run, for figures."""
    query = select(JOB.c.outcome, func.count()).where(JOB.c.outcome.is_not(None)).group_by(JOB.c.outcome)
    return {str(outcome): int(number) for outcome, number in connection.execute(query)}


def _seconds(began: str | None, ended: str | None) -> float:
    if began is None or ended is None or ended < began:
        return 0.0
    return (moment_of(ended) - moment_of(began)).total_seconds()
