"""The real server is killed while people confirm: what they were told is there, once, whatever they send again."""

import asyncio
import itertools
import json
import random
import sys
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.ledger.audit import verify_database
from portal.ledger.ledger import reading
from portal.ledger.store import entries_of
from portal.obligations.tables import CONFIRMED
from tests.conftest import Record
from tests.portal.acknowledgements.crowds import Crowd, Form, assemble
from tests.portal.acknowledgements.senders import Sending, send
from tests.portal.acknowledgements.served import Served, serving, started
from tests.portal.ledger.ledgers import a_ledger
from tests.prove.killing import ANSWERED, under_load

CLIENTS = 16


@dataclass
class Told:
    """What people were told, by the key of their form; and the forms that nobody answered."""

    receipts: dict[str, int] = field(default_factory=dict)
    contradictions: int = 0
    unanswered: list[Form] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)

    def add(self, sending: Sending) -> None:
        answered = {one.form.key for one in sending.answered}
        self.unanswered = [form for form in sending.begun if form.key not in answered]
        for one in sending.answered:
            if one.receipt is None:
                self.refused[one.status] += 1
                self.unanswered.append(one.form)
            else:
                self.contradictions += self.receipts.setdefault(one.form.key, one.receipt) != one.receipt


def records(home: Path) -> tuple[dict[str, int], Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Recorded keys with their numbers; how often each person confirmed each document, by ledger and by table."""
    with a_ledger(home) as ledger, reading(ledger.engine) as connection:
        assert verify_database(ledger.engine, key=ledger.key).problems == []
        bodies = [(stored.seq, json.loads(stored.body)) for stored in entries_of(connection)]
        made = [(seq, body) for seq, body in bodies if body["kind"] == "acknowledgement:recorded"]
        rows = connection.execute(select(CONFIRMED.c.subject, CONFIRMED.c.document))
        listed = Counter((row.subject, row.document) for row in rows)
    entered = Counter((body["subject"], body["document"]) for _, body in made)
    return {body["key"]: seq for seq, body in made}, entered, listed


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_killed_server_loses_and_doubles_nothing(tmp_path: Path, proof: Record, *, full_size: bool) -> None:
    home, chance, told, killed = tmp_path / "var", random.Random(20261122), Told(), 0
    kills = 24 if full_size else 3
    crowd = assemble(home, people=100 if full_size else 40, documents=150 if full_size else 60)
    fresh = iter(crowd.forms)
    for _ in range(kills):
        with serving(home) as server:
            forms = itertools.chain(told.unanswered, fresh)  # whoever got no answer sends the same again
            sending, was_at_work = asyncio.run(
                under_load(server, forms, clients=CLIENTS, seconds=chance.uniform(0.3, 1.2))
            )
        killed += was_at_work
        told.add(sending)
    confirmed, in_doubt = len(told.receipts), len(told.unanswered)
    _everything_again(home, told, crowd)
    keys, entered, listed = records(home)
    lost = sum(keys.get(key) != seq for key, seq in told.receipts.items())
    doubled = sum(times > 1 for times in entered.values())
    measured = (
        f"{lost} lost, {doubled} doubled of {confirmed:,} confirmed, {killed} kills, {in_doubt} left in doubt"
    )
    proof("SIGKILL of the real server under load: confirmed records", "0 lost, 0 doubled", measured)
    assert killed == kills
    assert confirmed > ANSWERED // 2 * kills
    assert in_doubt > 0  # else nothing was under way
    assert (lost, doubled, told.contradictions, dict(told.refused)) == (0, 0, 0, {})
    assert entered == listed


def _everything_again(home: Path, told: Told, crowd: Crowd) -> None:
    """Forms in doubt once more, and some that were answered: each by a double click."""
    answered = [form for form in crowd.forms if form.key in told.receipts]
    again = told.unanswered + random.Random(3).sample(answered, min(200, len(answered)))
    twice = [form for form in again for _ in range(2)]
    with serving(home) as server:
        told.add(asyncio.run(send(server.port, iter(twice), clients=CLIENTS)))


def hasty(home: Path) -> AbstractContextManager[Served]:
    """A server that answers and writes nothing, to see whether the rig notices."""
    return started([sys.executable, "-m", "tests.benchmarks.confirming_server", str(home), "none"])


@pytest.mark.slow
def test_the_rig_notices_a_server_that_answers_before_it_writes(tmp_path: Path, proof: Record) -> None:
    home, told = tmp_path / "var", Told()
    crowd = assemble(home, people=20, documents=20)
    with hasty(home) as server:
        told.add(asyncio.run(under_load(server, iter(crowd.forms), clients=CLIENTS, seconds=0.6))[0])
    keys, _, _ = records(home)
    missing = len(told.receipts.keys() - keys.keys())
    proof("the same rig, answering without writing", "loses some", f"{missing} lost of {len(told.receipts)}")
    assert missing > 0
