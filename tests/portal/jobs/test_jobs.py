"""Jobs are leased in the database: done once, tried again after a failure, taken over from a process that died."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.access.records import Records
from portal.clock import SystemClock
from portal.database import database_address
from portal.errors import Unavailable
from portal.jobs import leasing, overview
from portal.jobs.keeping import anchor_job, checkpoint_job
from portal.jobs.leasing import Job, Run, finish, lease, wanted_now
from portal.jobs.working import Worker
from portal.ledger.ledger import reading
from portal.ledger.store import newest_checkpoint
from tests.portal.ledger.ledgers import HandClock, fill

HOURLY = datetime.timedelta(hours=1)


class Hall:
    """Records with a hand clock, and jobs that count how often they were done."""

    def __init__(self, home: Path, address: str | None) -> None:
        from zoneinfo import ZoneInfo

        self.clock = HandClock()
        self.records = Records(
            home, database_address(home, address), clock=self.clock, zone=lambda: ZoneInfo("Asia/Shanghai")
        )
        self.records.open()
        self.done: list[str] = []

    def job(
        self, name: str = "remind", *, every: datetime.timedelta = HOURLY, fails: Exception | None = None
    ) -> Job:
        def work() -> None:
            self.done.append(name)
            if fails is not None:
                raise fails

        return Job(name=name, work=work, every=every)

    def round(self, *jobs: Job, worker: Worker | None = None) -> None:
        (worker or Worker(self.records)).work_off(jobs)

    def state(self, name: str = "remind") -> overview.JobState:
        with reading(self.records.ledger.engine) as connection:
            return next(one for one in overview.states(connection) if one.name == name)

    def runs(self) -> list[tuple[str, str, str]]:
        with reading(self.records.ledger.engine) as connection:
            return [(run.job, run.outcome, run.trouble) for run in overview.past_runs(connection)]

    def write(self, work: Callable[..., object]) -> object:
        return self.records.ledger.sequencer.write(work).result()


@pytest.fixture
def hall(home: Path, address: str | None) -> Iterator[Hall]:
    opened = Hall(home, address)
    yield opened
    opened.records.close()


def test_a_job_rests_between_runs_whoever_makes_the_round(hall: Hall) -> None:
    for _ in range(3):
        hall.round(hall.job())
        hall.clock.move(minutes=25)
    assert hall.done == ["remind"]
    hall.clock.move(minutes=1)
    hall.round(hall.job())
    assert hall.done == ["remind", "remind"]
    assert (hall.state().outcome, hall.state().failures) == ("done", 0)


def test_a_job_of_every_round_is_done_in_each_and_fills_no_log(hall: Hall) -> None:
    for _ in range(3):
        hall.round(hall.job("deliver", every=datetime.timedelta()))
    assert hall.done == ["deliver"] * 3
    assert hall.runs() == []


def test_what_fails_is_written_down_tried_again_sooner_and_leaves_the_others_alone(hall: Hall) -> None:
    broken = hall.job(fails=RuntimeError("somebody's address"))
    hall.round(broken, hall.job("tidy"))
    assert hall.done == ["remind", "tidy"]
    assert hall.runs()[1] == ("remind", "failed", "RuntimeError") or hall.runs()[0] == (
        "remind",
        "failed",
        "RuntimeError",
    )
    hall.clock.move(minutes=3)
    hall.round(broken)
    hall.clock.move(minutes=3)
    hall.round(broken)
    assert hall.done.count("remind") == 2, "each time it waits longer"
    hall.clock.move(minutes=2)
    hall.round(hall.job(fails=Unavailable()))
    assert (hall.state().outcome, hall.state().failures) == ("cut-short", 3)
    with reading(hall.records.ledger.engine) as connection:
        assert dict(overview.failing(connection)) == {"remind": "internal-error"}
    hall.clock.move(minutes=7)
    hall.round(hall.job())
    assert (hall.state().outcome, hall.state().trouble, hall.state().failures) == ("done", "", 0)


def test_nobody_does_what_another_has_leased_until_its_lease_ends(hall: Hall) -> None:
    job = hall.job()
    now = hall.clock.now()
    assert hall.write(lambda c: lease(c, job, by="a dead process", now=now)) is True
    hall.round(job)
    assert hall.done == []
    hall.clock.move(minutes=16)
    hall.round(job)
    assert hall.done == ["remind"]
    late = Run(began=now, ended=hall.clock.now(), outcome="failed", trouble="late")
    hall.write(lambda c: finish(c, job, late, by="a dead process"))
    assert hall.state().outcome == "done", "whoever lost the lease says nothing"


def test_a_clock_that_was_wrong_does_not_put_a_job_off_for_years(hall: Hall) -> None:
    hall.clock.move(days=4000)
    hall.round(hall.job())
    hall.clock.move(days=-4000)
    hall.round(hall.job())
    assert hall.done == ["remind", "remind"]


def test_somebody_may_want_a_job_done_at_once(hall: Hall) -> None:
    hall.round(hall.job())
    hall.write(lambda c: wanted_now(c, "remind", now=hall.clock.now()))
    hall.round(hall.job())
    assert hall.done == ["remind", "remind"]


def test_old_runs_are_forgotten(hall: Hall) -> None:
    hall.round(hall.job())
    hall.clock.move(days=leasing.KEPT.days + 1)
    hall.round(hall.job())
    assert len(hall.runs()) == 1


def test_without_records_a_round_says_so_in_the_log_and_waits(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    records = Records(home, "sqlite:////nowhere/at/all", clock=SystemClock(), zone=lambda: None)  # type: ignore[arg-type,return-value]
    with caplog.at_level("INFO"):
        Worker(records).work_off([Job(name="remind", work=lambda: None)])
    assert [said for said in caplog.messages if said.startswith("a round was cut short")]


def test_everything_recorded_comes_under_a_signature_and_outside(hall: Hall, tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    jobs = (checkpoint_job(hall.records), anchor_job(hall.records, folder))
    hall.round(*jobs)
    assert not folder.exists(), "nothing recorded, nothing to keep"
    fill(hall.records.ledger, 3)
    hall.clock.move(days=2)
    hall.round(*jobs)
    with reading(hall.records.ledger.engine) as connection:
        newest = newest_checkpoint(connection)
    assert newest is not None
    assert newest[0] == 3
    assert [path.name.rpartition("-")[2] for path in folder.iterdir()] == ["000000003.checkpoint"]
    hall.clock.move(days=2)
    hall.round(*jobs)
    assert len(list(folder.iterdir())) == 1
