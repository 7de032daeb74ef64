"""Acknowledgements racing a publisher: nobody is ever recorded as having confirmed a text they were not shown.

Readers look at what is in force, take their time, and confirm while revision after revision comes into force. The rig
proves itself by the way it is usually done: a server that stamps what is current at the moment of submitting.
"""

import hashlib
import itertools
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from portal.acknowledgements.refusals import AlreadyConfirmed, StaleText
from portal.acknowledgements.service import Said, entry_of, kept
from portal.acknowledgements.statement import Statement
from portal.acknowledgements.still_true import StillTrue
from portal.ledger.entries import AcknowledgementRecorded, DocumentReleased
from portal.ledger.entries import entry_of as entry_in
from portal.ledger.ledger import Ledger, reading
from portal.ledger.names import SubjectId, new_key, new_subject
from portal.ledger.store import entries_of
from portal.obligations.values import Obligation
from portal.people.tables import PERSON
from portal.releases.facts import Release, in_force
from portal.releases.service import kept as kept_release
from portal.releases.terms import Terms
from tests.conftest import Record
from tests.portal.ledger.ledgers import ANNA, BORIS, a_ledger

DOCUMENT = "auto/policy/race"
TODAY = date(2026, 5, 3)
TERMS = Terms(by=("auto",))
READERS = 16


def test_ten_thousand_confirmations_race_a_publisher(
    tmp_path: Path, address: str | None, full_size: bool, proof: Record
) -> None:
    attempts = 10_000 if full_size else 1_000
    with a_ledger(tmp_path / "var", address) as ledger:
        race = Race(ledger, people=_people(ledger, 400))
        race.run(attempts)
        wrong = race.wrong()
        database = ledger.engine.dialect.name
    outcome = race.outcome
    measured = f"{wrong} wrong, {outcome['recorded']:,} recorded, {outcome['stale']:,} refused, {race.released} releases"
    proof(f"never the wrong version ({database})", f"0 in {attempts:,}", measured)
    assert wrong == 0
    assert outcome["recorded"] + outcome["stale"] + outcome["already"] == attempts
    assert outcome["recorded"] > attempts // 20
    assert outcome["stale"] > attempts // 100  # else nothing raced


def test_a_server_that_stamps_what_is_current_would_record_the_wrong_version(tmp_path: Path) -> None:
    with a_ledger(tmp_path / "var") as ledger:
        race = Race(ledger, people=_people(ledger, 400), stamps=True)
        race.run(600)
        assert race.stamped_wrong > 0


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))])
def address(request: pytest.FixtureRequest) -> Iterator[str | None]:
    if request.param == "sqlite":
        yield None
        return
    from tests.portal.ledger.clusters import Cluster

    cluster = Cluster()
    try:
        yield cluster.create("race")
    finally:
        cluster.remove()


@dataclass
class Race:
    """Readers and one publisher, until so many attempts have been answered."""

    ledger: Ledger
    people: list[SubjectId]
    stamps: bool = False
    outcome: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    released: int = 0
    stamped_wrong: int = 0

    def run(self, attempts: int) -> None:
        self._release()
        turns: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(attempts):
            turns.put(number)
        done = threading.Event()
        publisher = threading.Thread(target=self._publish, args=(done,))
        publisher.start()
        try:
            with ThreadPoolExecutor(READERS) as readers:
                for finished in [readers.submit(self._read, turns, seed) for seed in range(READERS)]:
                    finished.result()
        finally:
            done.set()
            publisher.join()

    def wrong(self) -> int:
        """Entries whose text was not in force where they stand in the order, or is not what that person was shown."""
        current, wrong = "", 0
        with reading(self.ledger.engine) as connection:
            for stored in entries_of(connection):
                entry = entry_in(stored.body)
                if isinstance(entry, DocumentReleased):
                    current = entry.digests["zh-Hans"]
                elif isinstance(entry, AcknowledgementRecorded):
                    wrong += entry.digest != current or self.shown[entry.key] != entry.digest
        return wrong

    def _publish(self, done: threading.Event) -> None:
        while not done.wait(0.02):
            self._release()

    def _release(self) -> None:
        self.released += 1
        digest = hashlib.sha256(f"revision {self.released}".encode()).hexdigest()
        entry = DocumentReleased(
            key=new_key(), document=DOCUMENT, revision=f"1.{self.released}", digests={"zh-Hans": digest},
            edition="e", change="first" if self.released == 1 else "material", proposed_by=ANNA, released_by=BORIS,
        )  # fmt: skip
        self.ledger.sequencer.record(entry, alongside=kept_release(entry, TERMS))

    def _read(self, turns: "queue.SimpleQueue[int]", seed: int) -> None:
        pause = random.Random(seed)
        while True:
            try:
                number = turns.get_nowait()
            except queue.Empty:
                return
            statement = self._look(self.people[number % len(self.people)])
            time.sleep(pause.uniform(0, 0.01))
            self.outcome[self._confirm(statement)] += 1

    def _look(self, subject: SubjectId) -> Statement:
        with reading(self.ledger.engine) as connection:
            release = in_force(connection, DOCUMENT)
        assert release is not None
        return Statement(
            obligation=_owed(subject, release), release=release, language="zh-Hans", title="赛跑"
        )

    def _confirm(self, statement: Statement) -> str:
        seen = statement.digest
        if self.stamps:
            statement = self._look(SubjectId(statement.obligation.subject))
            self.stamped_wrong += statement.digest != seen
        entry = entry_of(
            statement, Said(key=new_key(), digest=statement.digest), identity="0" * 64, sign_in="password"
        )
        self.shown[entry.key] = seen
        check = StillTrue(
            subject=statement.obligation.subject,
            statement=statement,
            digest=entry.digest,
            names=[DOCUMENT],
            today=TODAY,
        )
        try:
            self.ledger.sequencer.record(
                entry, check=check, alongside=kept(entry, statement, about=check.about)
            )
        except StaleText:
            return "stale"
        except AlreadyConfirmed:
            return "already"
        return "recorded"


def _owed(subject: SubjectId, release: Release) -> Obligation:
    return Obligation(
        subject,
        DOCUMENT,
        release.revision,
        release.seq,
        release.seq,
        (),
        TODAY,
        TODAY,
        "first",
        (),
        "open",
        None,
        False,
    )


def _people(ledger: Ledger, count: int) -> list[SubjectId]:
    subjects = [new_subject() for _ in range(count)]
    numbers = itertools.count(1)

    def work(connection: Connection) -> None:
        for subject in subjects:
            row = {
                "subject": subject,
                "staff_number": f"{next(numbers)}",
                "name": "读者",
                "email": "",
                "language": "zh-Hans",
            }
            connection.execute(
                insert(PERSON), row | {"joined": "2020-01-01", "left_on": None, "is_external": False}
            )

    ledger.sequencer.write(work).result()
    return subjects
