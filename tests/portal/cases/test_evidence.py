"""What remains of a case: one entry a step whoever clicks how often, and a pack that proves it without us."""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.cases.acting import Deed, act
from portal.errors import PortalError
from portal.ledger import verify
from portal.ledger.audit import verify_database
from portal.ledger.scope import Scope
from tests.portal.cases.desks import CAMPAIGN, NOTE_FORM, PLAN_FORM, Desk, a_desk
from tests.portal.offices import Visitor


@pytest.fixture
def desk(home: Path, address: str | None) -> Iterator[Desk]:
    with a_desk(home, database=address) as opened:
        yield opened


def forked(desk: Desk) -> tuple[Visitor, Visitor]:
    """A case in front of its fork: two people may act at the same moment."""
    clerk, seller = desk.hire("clerk", "auto/role/clerk"), desk.hire("seller", "auto/role/seller")
    boss = desk.hire("boss", "auto/role/boss")
    desk.starts(clerk)
    desk.does(clerk, "draft", records={PLAN_FORM: "F-1"})
    desk.does(clerk, "in-plan", branch="1")
    desk.does(boss, "approve-unit", outcome="approved")
    desk.does(clerk, "pass-copy")
    return clerk, seller


def test_many_hands_at_one_moment_leave_one_entry_a_step(desk: Desk) -> None:
    forked(desk)
    office, waits = desk.office.app.state.cases, desk.waits()
    said = [
        (desk.people["clerk"], waits["carry-out"].key),
        (desk.people["seller"], waits["supervise"].key),
    ] * 6

    def once(one: tuple[str, str]) -> str:
        try:
            return act(office, desk.texts, one[0], one[1], Deed()).key
        except PortalError as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as crowd:
        told = Counter(crowd.map(once, said))
    assert told == {desk.case().key: 12}  # a double click is success
    steps = Counter(one.step for one in desk.entries("task:done"))  # type: ignore[union-attr]
    assert (steps["carry-out"], steps["supervise"]) == (1, 1)
    assert set(desk.waits()) == {"close"}


def test_two_holders_at_one_moment_and_one_of_them_has_it(desk: Desk) -> None:
    clerk = desk.hire("clerk", "auto/role/clerk")
    for number in range(6):
        desk.hire(f"second{number}", "auto/role/clerk")
    desk.starts(clerk)
    office, task = desk.office.app.state.cases, desk.waits()["draft"].key

    def once(name: str) -> str:
        try:
            return act(office, desk.texts, desk.people[name], task, Deed(records={PLAN_FORM: name})).state
        except PortalError as refusal:
            return refusal.code

    with ThreadPoolExecutor(7) as crowd:
        told = Counter(crowd.map(once, desk.people))
    assert told == {"open": 1, "case-task-over": 6}
    assert len(desk.entries("task:done")) == 1


def test_the_pack_of_a_case_is_proved_without_the_portal(desk: Desk, tmp_path: Path) -> None:
    clerk, chief = desk.hire("wangwu", "auto/role/clerk"), desk.hire("chief", "auto/role/chief")
    boss = desk.hire("boss", "auto/role/boss")
    desk.starts(clerk)
    desk.fills(clerk, "draft", "plan", **{"f-focus": "新品", "f-cost": "100"})
    desk.does(clerk, "draft")
    desk.does(clerk, "in-plan", branch="2", records={NOTE_FORM: "N-1"})
    desk.does(boss, "approve-group.1", outcome="approved")
    desk.does(chief, "approve-group.2", outcome="refused", text="太贵")
    ledger, pack = desk.office.records.ledger, tmp_path / "case.zip"
    packed, _ = ledger.export(pack, Scope(document=CAMPAIGN), by="server-command")
    assert packed.absent == 0
    with zipfile.ZipFile(pack) as archive:
        names = archive.namelist()
        records = [json.loads(archive.read(name)) for name in names if name.startswith("records/")]
        refused = next(one for one in records if one["kind"] == "approval:refused")
        note = json.loads(archive.read(f"texts/{refused['note']}"))
        started = next(one for one in records if one["kind"] == "case:started")
        assert b"bpmn:process" in archive.read(f"texts/{started['model']}")
        filled = next(one for one in records if one.get("evidence"))
        assert json.loads(archive.read(f"texts/{filled['evidence'][0]}"))["filled"]["cost"] == "100"
        assert "审批退回" in archive.read("report.zh-Hans.html").decode()
    assert note["text"] == "太贵"
    assert "wangwu" not in json.dumps(records).lower()  # no names in the ledger
    said = subprocess.run(
        [sys.executable, "-I", verify.__file__, str(pack), "--key", ledger.key.text],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr
    assert verify_database(ledger.engine, key=ledger.key).problems == []
