"""What was reported as recorded is there, once, after the writer or the database server was killed under load."""

import json
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.ledger.audit import verify_database
from portal.ledger.keys import signing_key
from portal.ledger.ledger import reading
from portal.ledger.refusals import LedgerUnavailable
from portal.ledger.store import entries_of
from tests.portal.ledger.clusters import Cluster
from tests.portal.ledger.ledgers import a_ledger, an_acknowledgement
from tests.portal.ledger.writing_process import SPACING, WRITERS

Record = Callable[[str, str, str], None]
ROOT = Path(__file__).parents[2]


class Writer:
    """The process that records, and what it said it had recorded."""

    def __init__(self, home: Path, address: str | None, run: int, mode: str) -> None:
        self.said = home.with_name(f"said-{run}")
        first = str(1 + run * WRITERS * SPACING)
        with self.said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.portal.ledger.writing_process", str(home), address or "", first, mode],
                stdout=said, stderr=subprocess.DEVNULL, cwd=ROOT,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while b"ready" not in self.said.read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def work_for(self, seconds: float, *, at_least: int = 60) -> None:
        """Lets it record for so long, and until it has confirmed so many: a slow machine gets the time it needs."""
        time.sleep(seconds)
        deadline = time.monotonic() + 120
        while len(self.confirmed()) < at_least:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def confirmed(self) -> list[int]:
        return [int(number) for number in re.findall(rb"^(\d+)\n", self.said.read_bytes(), re.MULTILINE)]

    def kill(self) -> bool:
        """Whether it was still at work."""
        self._process.send_signal(signal.SIGKILL)
        return self._process.wait(timeout=60) == -signal.SIGKILL


def missing_and_doubled(home: Path, address: str | None, confirmed: list[int]) -> tuple[int, int, int]:
    """How many confirmed records are gone, how many are there twice, and how many there are."""
    with a_ledger(home, address) as ledger:
        # A person whose answer got lost sends the same again.
        last = an_acknowledgement(max(confirmed, default=1))
        assert ledger.sequencer.record(last).seq == ledger.sequencer.record(last).seq
        with reading(ledger.engine) as connection:
            keys = Counter(json.loads(entry.body)["key"] for entry in entries_of(connection))
        engine, key = ledger.engine, signing_key(home, may_create=False).verifier
        assert verify_database(engine, key=key).problems == []
    expected = {an_acknowledgement(number).key for number in confirmed}
    return len(expected - keys.keys()), sum(times > 1 for times in keys.values()), len(keys)


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that is stopped hard, with the settings of a real one."""
    started = Cluster(safe=True)
    yield started
    started.remove()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_killed_writer_loses_nothing_it_confirmed(tmp_path: Path, proof: Record, *, full_size: bool) -> None:
    home, chance, confirmed, killed = tmp_path / "var", random.Random(20261122), [], 0
    kills = 24 if full_size else 3
    for run in range(kills):
        writer = Writer(home, None, run, "sound")
        writer.work_for(chance.uniform(0.05, 0.8))
        killed += writer.kill()
        confirmed += writer.confirmed()
    missing, doubled, there = missing_and_doubled(home, None, confirmed)
    measured = f"{missing} lost, {doubled} doubled of {len(confirmed)} in {killed} kills"
    proof("SIGKILL under load, SQLite: confirmed records", "0 lost, 0 doubled", measured)
    assert killed == kills
    assert len(confirmed) > 50 * kills
    assert (missing, doubled) == (0, 0)
    assert there >= len(confirmed)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_rig_notices_who_confirms_before_the_commit(tmp_path: Path, proof: Record) -> None:
    home, chance, confirmed = tmp_path / "var", random.Random(7), []
    for run in range(2):
        writer = Writer(home, None, run, "hasty")
        writer.work_for(chance.uniform(0.2, 0.5))
        writer.kill()
        confirmed += writer.confirmed()
    missing, _, _ = missing_and_doubled(home, None, confirmed)
    proof("the same rig, answering before COMMIT", "loses some", f"{missing} lost of {len(confirmed)}")
    assert missing > 0


@pytest.mark.slow
@pytest.mark.needs("postgresql")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("mode", ["sound", "lazy"])
def test_stopped_server_loses_nothing_it_confirmed(
    tmp_path: Path, own_cluster: Cluster, proof: Record, mode: str, *, full_size: bool
) -> None:
    home, chance, confirmed = tmp_path / "var", random.Random(5), []
    address = own_cluster.create("records")
    stops = (6 if full_size else 2) if mode == "sound" else 2
    for run in range(stops):
        writer = Writer(home, address, run, mode)
        writer.work_for(chance.uniform(0.3, 1.0))
        own_cluster.stop("immediate")
        writer.kill()
        confirmed += writer.confirmed()
        own_cluster.start()
    if mode == "lazy":
        missing = missing_of(home, address, confirmed)
        proof(
            "the same rig, server answering before its log is safe",
            "loses some",
            f"{missing} lost of {len(confirmed)}",
        )
        assert missing > 0
        return
    missing, doubled, _ = missing_and_doubled(home, address, confirmed)
    measured = f"{missing} lost, {doubled} doubled of {len(confirmed)} in {stops} stops"
    proof("immediate stop under load, PostgreSQL: confirmed records", "0 lost, 0 doubled", measured)
    assert len(confirmed) > 50 * stops
    assert (missing, doubled) == (0, 0)


@pytest.mark.slow
@pytest.mark.needs("postgresql")
def test_portal_goes_on_when_the_server_is_back(tmp_path: Path, own_cluster: Cluster) -> None:
    with a_ledger(tmp_path / "var", own_cluster.create("records")) as ledger:
        ledger.sequencer.record(an_acknowledgement(1))
        own_cluster.stop("immediate")
        for number in (2, 3):
            with pytest.raises(LedgerUnavailable):
                ledger.sequencer.record(an_acknowledgement(number))
        with pytest.raises(LedgerUnavailable), reading(ledger.engine):
            pass
        own_cluster.start()
        assert ledger.sequencer.record(an_acknowledgement(2)).seq == 2
        assert ledger.sequencer.record(an_acknowledgement(1)).repeated
        assert verify_database(ledger.engine, key=ledger.key).passed


def missing_of(home: Path, address: str, confirmed: list[int]) -> int:
    with a_ledger(home, address) as ledger, reading(ledger.engine) as connection:
        keys = {json.loads(entry.body)["key"] for entry in entries_of(connection)}
    return len({an_acknowledgement(number).key for number in confirmed} - keys)
