"""A backup taken while people confirm, the server killed, the backup restored elsewhere: what it covers is all there."""

import asyncio
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.backups.restoring import restore
from portal.backups.writing import Backup, back_up
from portal.clock import SystemClock
from portal.ledger.audit import verify_database
from portal.ledger.ledger import reading
from portal.ledger.store import entries_of
from portal.obligations.tables import CONFIRMED
from tests.conftest import Record
from tests.portal.acknowledgements.crowds import Form, assemble
from tests.portal.acknowledgements.senders import Sending, send
from tests.portal.acknowledgements.served import serving
from tests.portal.ledger.clusters import Cluster
from tests.portal.ledger.ledgers import a_ledger

CLIENTS = 16


@dataclass(frozen=True)
class Place:
    """Where records are kept and where they are restored to; a database for each on a server."""

    home: Path
    address: str | None
    cluster: Cluster | None

    @property
    def settings(self) -> dict[str, str]:
        return {} if self.address is None else {"DUTYBOOK_DATABASE": self.address}

    def empty(self, name: str) -> str | None:
        return None if self.cluster is None else self.cluster.create(name)


@dataclass(frozen=True)
class Round:
    """One round: what people were told, the anchors outside before and after, and the backup made in between."""

    sending: Sending
    before: str
    after: str
    backup: Backup
    file: Path

    @property
    def told(self) -> dict[str, int]:
        """What people were told that the backup covers: key of the form → number of the entry."""
        known = {one.form.key: one.receipt for one in self.sending.answered if one.receipt is not None}
        return {key: seq for key, seq in known.items() if seq <= self.backup.entries}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite, and at full size a server, too; what is dumped from a server is tested beside the backup itself."""
    if "place" in metafunc.fixturenames:
        server = pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))
        kinds = ["sqlite", *([server] if metafunc.config.getoption("--full-size") else [])]
        metafunc.parametrize("place", kinds, indirect=True)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where records are kept."""
    home = tmp_path / "var"
    if request.param == "sqlite":
        yield Place(home, None, None)
        return
    cluster = Cluster()
    try:
        yield Place(home, cluster.create("records"), cluster)
    finally:
        cluster.remove()


def anchored(place: Place, folder: Path) -> str:
    """A checkpoint of everything, in a folder elsewhere."""
    with a_ledger(place.home, place.address) as ledger:
        return str(ledger.anchor(folder)[1])


@dataclass
class Counted:
    """Forms as they are taken: a connection takes its next one when the last was answered."""

    forms: Iterator[Form]
    taken: int = 0
    wanted: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def __iter__(self) -> Iterator[Form]:
        for form in self.forms:
            self.taken += 1
            if self.taken >= self.wanted:
                self.reached.set()
            yield form
        self.reached.set()

    async def until_answered(self, number: int) -> None:
        """Waits until so many more were answered, however slow the machine, or none is left."""
        self.wanted = self.taken + number + CLIENTS
        self.reached.clear()
        await self.reached.wait()


async def under_load(place: Place, forms: Counted, file: Path, *, answers: int) -> tuple[Sending, Backup]:
    """People confirm, a backup is made in their midst, and the server is killed while they go on."""
    with serving(place.home, **place.settings) as server:
        sending = asyncio.create_task(send(server.port, iter(forms), clients=CLIENTS))
        await forms.until_answered(answers)
        made = await asyncio.to_thread(back_up, place.home, file, clock=SystemClock(), database=place.address)
        await forms.until_answered(answers // 2)
        assert await asyncio.to_thread(server.kill)
        return await sending, made


def one_round(place: Place, forms: Iterator[Form], folder: Path, *, answers: int) -> Round:
    """Anchor, load with a backup, kill, anchor."""
    file = folder / "one.dutybook"
    before = anchored(place, folder / "outside")
    sending, made = asyncio.run(under_load(place, Counted(forms), file, answers=answers))
    return Round(sending, before, anchored(place, folder / "outside"), made, file)


def held(home: Path, address: str | None, entries: int) -> tuple[dict[str, int], bool]:
    """Keys of confirmations with their numbers, and whether the table people's lists are made from says the same."""
    with a_ledger(home, address) as ledger, reading(ledger.engine) as connection:
        assert verify_database(ledger.engine, key=ledger.key).problems == []
        bodies = [(stored.seq, json.loads(stored.body)) for stored in entries_of(connection)]
        rows = connection.execute(select(CONFIRMED.c.subject, CONFIRMED.c.document, CONFIRMED.c.seq))
        listed = Counter((row.subject, row.document, row.seq) for row in rows)
    made = [(seq, body) for seq, body in bodies if body["kind"] == "acknowledgement:recorded"]
    assert len(bodies) >= entries
    entered = Counter((body["subject"], body["document"], seq) for seq, body in made)
    return {body["key"]: seq for seq, body in made}, entered == listed


def restored(place: Place, one: Round, back: Path, name: str) -> tuple[int, bool]:
    """How many of what the backup covers are not there after restoring it elsewhere, and whether the root is the anchor's."""
    address = place.empty(name)
    done = restore(one.file, back, clock=SystemClock(), anchors=[one.before], database=address)
    keys, agrees = held(back, address, one.backup.entries)
    lost = sum(keys.get(key) != seq for key, seq in one.told.items())
    same = (done.root, done.entries, done.shortfall) == (one.backup.root, one.backup.entries, None)
    shutil.rmtree(back)
    return lost, same and agrees and done.anchored > 0


def behind(place: Place, one: Round, back: Path, name: str) -> bool:
    """Whether an anchor made after the backup shows exactly which entries are missing."""
    done = restore(one.file, back, clock=SystemClock(), anchors=[one.after], database=place.empty(name))
    shutil.rmtree(back)
    missing = done.shortfall
    return missing is not None and (missing.entries, missing.size) == (one.backup.entries, _size(one.after))


def _size(anchor: str) -> int:
    return int(Path(anchor).read_text("utf-8").splitlines()[1])


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_backup_in_the_midst_of_confirming_brings_back_all_it_covers(
    place: Place, tmp_path: Path, proof: Record, *, full_size: bool
) -> None:
    rounds, chance = (12 if full_size else 1), random.Random(20261122)
    people, documents = (100, 200) if full_size else (30, 80)
    covered = lost = sound = told_missing = 0
    forms = iter(assemble(place.home, people=people, documents=documents, database=place.address).forms)
    for number in range(rounds):
        one = one_round(place, forms, tmp_path, answers=chance.randrange(60, 300) if full_size else 40)
        assert {answer.status for answer in one.sending.answered} <= {303}
        gone, is_same = restored(place, one, tmp_path / "back", f"back_{number}")
        lost, covered, sound = lost + gone, covered + len(one.told), sound + is_same
        told_missing += behind(place, one, tmp_path / "back", f"behind_{number}")
        one.file.unlink()
    kind = "SQLite" if place.address is None else "PostgreSQL"
    measured = f"{lost} lost of {covered:,} told, root borne out {sound}/{rounds}, missing named {told_missing}/{rounds}"
    proof(f"backup under load, SIGKILL, restored elsewhere ({kind})", "0 lost, same root", measured)
    assert (lost, sound, told_missing) == (0, rounds, rounds)
    assert covered > 5 * rounds
