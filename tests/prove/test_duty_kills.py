"""The real server is killed while duties are done and lists ticked off: what people were told is there, once."""

import asyncio
import datetime
import itertools
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.checklists.tables import RECORD
from portal.duties.book import DutyId, key_of
from portal.duties.tables import FACT
from portal.ledger.audit import verify_database
from portal.ledger.checklist_entries import ChecklistItemCompleted
from portal.ledger.duty_entries import DutyDone
from portal.ledger.entries import entry_of
from portal.ledger.entry import EntryBase, body_of
from portal.ledger.jobs import Alongside, Check, Recorded
from portal.ledger.ledger import reading
from portal.ledger.merkle import leaf_hash
from portal.ledger.store import entries_of
from tests.conftest import Record
from tests.portal.acknowledgements.crowds import Form
from tests.portal.acknowledgements.senders import Sending
from tests.portal.acknowledgements.served import serving
from tests.portal.browsing import Browser
from tests.portal.duties.floors import Floor, a_floor
from tests.portal.ledger.ledgers import a_ledger
from tests.portal.offices import Office, an_office
from tests.prove.killing import ANSWERED, under_load

CLIENTS = 12
Matter = tuple[str, str]
"""What was done: an occurrence and whose it is, or a list and its item."""


@dataclass
class Told:
    """The forms that were answered "recorded", those nobody answered, and whatever else was said."""

    recorded: dict[str, Form] = field(default_factory=dict)
    unanswered: list[Form] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)

    def add(self, sending: Sending) -> None:
        answered = {one.form.key for one in sending.answered}
        self.unanswered = [form for form in sending.begun if form.key not in answered]
        for one in sending.answered:
            if one.status == 303:
                self.recorded[one.form.key] = one.form
            else:
                self.refused[one.status] += 1


@dataclass(frozen=True)
class Found:
    """What the ledger and the tables say afterwards: by the key of the form, and by what was done."""

    keys: frozenset[str]
    entered: Counter[Matter]
    listed: Counter[Matter]


def found_in(home: Path) -> Found:
    """What was recorded; the whole ledger is recomputed first."""
    with a_ledger(home) as ledger, reading(ledger.engine) as connection:
        assert verify_database(ledger.engine, key=ledger.key).problems == []
        entries = [entry_of(stored.body) for stored in entries_of(connection)]
        facts = connection.execute(select(FACT.c.occurrence, FACT.c.subject)).all()
        items = connection.execute(select(RECORD.c.run, RECORD.c.check_item)).all()
    done = [one for one in entries if isinstance(one, DutyDone)]
    ticked = [one for one in entries if isinstance(one, ChecklistItemCompleted)]
    entered: Counter[Matter] = Counter(
        (key_of(DutyId(one.document, one.duty), one.period), one.subject) for one in done
    )
    entered.update((one.case, one.check_item) for one in ticked)
    listed: Counter[Matter] = Counter((row[0], row[1]) for row in [*facts, *items])
    return Found(frozenset(one.key for one in [*done, *ticked]), entered, listed)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_killed_server_loses_and_doubles_no_duty_and_no_tick(
    tmp_path: Path, proof: Record, *, full_size: bool
) -> None:
    home, chance, told, kills = tmp_path / "var", random.Random(20261122), Told(), 20 if full_size else 1
    people = 40 if full_size else 8
    floor = a_floor(home, people=people, duties=60 if full_size else 40, lists=people, items=40)
    fresh, killed = iter(floor.forms), 0
    for _ in range(kills):
        with serving(home) as server:
            forms = itertools.chain(told.unanswered, fresh)  # whoever got no answer sends the same again
            sending, was_at_work = asyncio.run(
                under_load(server, forms, clients=CLIENTS, seconds=chance.uniform(0.3, 1.2))
            )
        killed += was_at_work
        told.add(sending)
    recorded, in_doubt = len(told.recorded), len(told.unanswered)
    _everything_again(home, told, floor)
    found = found_in(home)
    lost = len(told.recorded.keys() - found.keys)
    doubled = sum(times > 1 for times in found.entered.values())
    measured = (
        f"{lost} lost, {doubled} doubled of {recorded:,} done, {killed} kills, {in_doubt} left in doubt"
    )
    proof("SIGKILL under load: duties done, items ticked", "0 lost, 0 doubled", measured)
    assert killed == kills
    assert recorded > ANSWERED // 2 * kills
    assert in_doubt > 0  # else nothing was under way
    assert (lost, doubled, dict(told.refused)) == (0, 0, {})
    assert found.entered == found.listed
    assert {key.partition(":")[0] == "check" for key in found.keys} == {
        True,
        False,
    }  # both kinds were under way


def _everything_again(home: Path, told: Told, floor: Floor) -> None:
    """Forms in doubt once more, and some that were answered: each by a double click."""
    answered = [form for form in floor.forms if form.key in told.recorded]
    again = told.unanswered + random.Random(3).sample(answered, min(40, len(answered)))
    with an_office(home) as office:
        office.clock.moment = datetime.datetime.now(datetime.UTC)  # that of the server before
        press(office, [form for form in again for _ in range(2)], told)


def press(office: Office, forms: Iterable[Form], told: Told) -> None:
    """Forms one after the other, to a portal in this process."""
    browser = Browser(office.app)
    for form in forms:
        head, _, body = form.request.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, path, _ = first.split(" ")
        headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
        status = browser.request(method, path, headers=headers, body=body).status_code
        if status == 303:
            told.recorded[form.key] = form
        else:
            told.refused[status] += 1


def test_the_rig_notices_a_portal_that_answers_before_duties_are_written(
    tmp_path: Path, proof: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, told = tmp_path / "var", Told()
    floor = a_floor(home, people=3, duties=3, lists=3, items=3)
    with an_office(home) as office:
        records = office.records

        def record(
            entry: EntryBase, *, check: Check | None = None, alongside: Alongside | None = None
        ) -> Recorded:
            """Asks what is asked inside the transaction, answers, and writes nothing."""
            with reading(records.ledger.engine) as connection:
                refusal = None if check is None else check(connection)
            if refusal is not None:
                raise refusal
            body = body_of(entry, at=records.now())
            return Recorded(seq=1, body=body, leaf=leaf_hash(body), at="")

        monkeypatch.setattr(records.ledger.sequencer, "record", record)
        press(office, floor.forms, told)
    missing = len(told.recorded.keys() - found_in(home).keys)
    measured = f"{missing} lost of {len(told.recorded)}"
    proof("the same rig, duties answered without writing", "loses some", measured)
    assert missing == len(floor.forms)
