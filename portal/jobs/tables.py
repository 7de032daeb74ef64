"""The tables of jobs. The migration creates them; a test keeps both equal."""

from sqlalchemy import Column, Integer, Table, Text

from portal.ledger.tables import metadata

JOB = Table(
    "job",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next_at", Text, nullable=False),
    Column("leased_by", Text),
    Column("lease_until", Text),
    Column("began_at", Text),
    Column("ended_at", Text),
    Column("outcome", Text),
    Column("trouble", Text, nullable=False),
    Column("failures", Integer, nullable=False),
)
"""Each job as of its last run: when it is due, who has it, how it ended; ``failures`` counts those in a row."""

JOB_RUN = Table(
    "job_run",
    metadata,
    Column("number", Text, primary_key=True),
    Column("job", Text, nullable=False, index=True),
    Column("began_at", Text, nullable=False, index=True),
    Column("ended_at", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("trouble", Text, nullable=False),
)
"""Runs that are worth a look: those that failed, and of jobs that rest between runs all. Kept for a month."""
