"""What was done in a list stands up elsewhere: on either database, in a pack that is verified without us, after races."""

import hashlib
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import insert

from portal.checklists import recording
from portal.checklists.answers import Answers
from portal.checklists.office import Scene
from portal.checklists.recording import act_of, complete_item
from portal.checklists.refusals import AlreadyDone
from portal.checklists.runs import all_runs
from portal.ledger.ledger import reading
from portal.ledger.notes import VerifierKey
from portal.ledger.scope import Scope
from portal.people.tables import ERASURE
from portal.retention.leavers import leaver_of
from portal.retention.leavings import remove_leavings
from portal.retention.periods import Periods
from tests.portal.acknowledgements.reading_rooms import confirm
from tests.portal.attachments.files import PDF
from tests.portal.checklists.lists import CLERK, ONBOARDING, Desk, a_checklist, a_desk, hand_in, tick
from tests.portal.checklists.test_ticking import a_principal
from tests.portal.offices import an_office


def do_all(desk: Desk) -> None:
    """A new clerk's list, from the start to the end."""
    lin = desk.hire("2000", CLERK)
    (run,) = desk.round()
    clerk, boss = desk.visitor(lin), desk.visitor(desk.boss)
    confirm(clerk)
    tick(clerk, run, "walk")
    tick(boss, run, "desk", {"tick-0": "yes"})
    hand_in(clerk, run, "draft", PDF)
    boss.post(f"/my/checklists/{run.number}/draft/verify/")


def test_a_list_is_lived_through_on_either_database(home: Path, address: str | None) -> None:
    with a_desk(home, **({"database": address} if address else {})) as desk:
        do_all(desk)
        (run,) = desk.runs()
        assert run.closed_as == "completed"
        found = desk.entries("checklist-item:completed")
        assert [getattr(one, "check_item", "") for one in found] == ["walk", "desk", "draft"]


def test_the_pack_of_a_checklist_is_verified_offline_and_holds_text_and_files(home: Path) -> None:
    pack = home.parent / "pack.zip"
    with a_desk(home) as desk:
        do_all(desk)
        ledger = desk.office.records.ledger
        ledger.export(pack, Scope(document=ONBOARDING), by="server-command")
        key: VerifierKey = ledger.key
        (run,) = desk.runs()
    with zipfile.ZipFile(pack) as archive:
        names = archive.namelist()
        (home.parent / "verify.py").write_bytes(archive.read("verify.py"))
        assert f"texts/{run.digests['zh-Hans']}" in names
        assert PDF in [archive.read(name) for name in names if name.startswith("texts/")]
    (home.parent / "key").write_text(key.text, encoding="utf-8")
    asked = [sys.executable, "-I", "verify.py", str(pack), "--key", "key"]
    answer = subprocess.run(asked, cwd=home.parent, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_two_who_tick_the_same_item_at_once_make_one_record(home: Path) -> None:
    with a_desk(home, a_checklist(event="manual", items=[{"id": "count", "do": "盘点"}])) as desk:
        both = [desk.hire(number, CLERK) for number in ("2000", "2001")]
        form = {"checklist": ONBOARDING, "key": "0" * 16}
        desk.visitor(both[0]).post("/my/checklists/", form)
        (run,) = desk.runs()
        scene: Scene = desk.scene()
        with reading(desk.office.records.ledger.engine) as connection:
            acts = [
                act_of(
                    connection, scene, run.number, "count", principal=a_principal(desk, who), language="en"
                )
                for who in both * 8
            ]

        def attempt(number: int) -> str:
            try:
                return str(complete_item(acts[number], Answers()).seq)
            except AlreadyDone:
                return "already"

        with ThreadPoolExecutor(8) as pool:
            answers = set(pool.map(attempt, range(len(acts))))
        assert len(desk.entries("checklist-item:completed")) == 1
        assert len(answers - {"already"}) == 1
        assert len(desk.entries("checklist:completed")) == 1


def test_with_an_identity_go_the_files_of_its_own_lists_unless_others_hold_the_same(home: Path) -> None:
    with a_desk(home) as desk:
        people = [desk.hire(number, CLERK) for number in ("2000", "2001")]
        own = [b"%PDF-1.7 only mine", b"%PDF-1.7 ours"]
        runs = {run.subject: run for run in desk.round()}
        for subject, content in ((people[0], own[0]), (people[1], own[1])):
            hand_in(desk.visitor(subject), runs[subject], "draft", content, form={"note": content.decode()})
        form = {"reason": "wrong-file", "words": "再传一次"}
        desk.visitor(people[0]).post(f"/my/checklists/{runs[people[0]].number}/draft/reopen/", form)
        hand_in(desk.visitor(people[0]), runs[people[0]], "draft", own[1])
        ledger, row = desk.office.records.ledger, {"number": "e", "subject": people[0], "reason": "x"}
        row |= {"asked_by": "a", "asked_at": "t", "state": "done"}
        ledger.sequencer.write(lambda c: c.execute(insert(ERASURE), row)).result()
        remove_leavings(desk.office.records)
        assert [hashlib.sha256(content).hexdigest() in ledger.files for content in own] == [False, True]
        page = desk.visitor(desk.boss).get(f"/my/checklists/{runs[people[0]].number}/")
        assert page.status_code == 200
        assert "再传一次" not in page.text
        remove_leavings(desk.office.records)


def test_a_machine_that_stopped_between_two_entries_finishes_the_list_when_it_is_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_desk(home, a_checklist(items=[{"id": "walk", "do": "走"}])) as desk:
        lin = desk.hire("2000", CLERK)
        (run,) = desk.round()
        with monkeypatch.context() as moment:
            moment.setattr(recording, "finish", lambda *_facts, **_more: None)
            tick(desk.visitor(lin), run, "walk")
        assert desk.runs()[0].closed_as is None
    with an_office(home) as office:
        office.clock.move(days=1, hours=1)
        office.app.state.checklists.make_round()
        with reading(office.records.ledger.engine) as connection:
            (again,) = all_runs(connection)
        assert again.closed_as == "completed"


def test_who_did_an_item_is_kept_as_long_as_who_confirmed_a_document(home: Path) -> None:
    with a_desk(home) as desk:
        lin, other = desk.hire("2000", CLERK), desk.hire("2001")
        (run,) = desk.round()
        tick(desk.visitor(lin), run, "walk")
        with reading(desk.office.records.ledger.engine) as connection:
            kept = [leaver_of(connection, desk.office.staff(), Periods(), who).kinds for who in (lin, other)]
        assert kept == [("employment", "confirmation"), ("employment",)]
