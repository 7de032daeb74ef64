"""What an auditor takes away of duties, lists and cases: proved without us, and refused where it was changed."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from portal.checklists.starting import Occasion, start
from portal.ledger import verify
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from tests.portal.cases.desks import Desk, a_desk
from tests.portal.checklists.lists import a_checklist, tick
from tests.portal.duties.shops import PACK, a_clerk_role, settle
from tests.portal.offices import Visitor

HELPER = "auto/role/helper"
DONE = ("duty:done", "checklist-item:completed", "case:started")
DAILY = {"id": "daily", "do": "巡店", "recurs": {"every": "day"}}
CHECKLIST = a_checklist(
    event="manual",
    for_roles=[HELPER],
    items=[{"id": "walk", "do": "走一遍消防通道"}, {"id": "shelf", "do": "理货架"}],
)


def a_day_of_work(desk: Desk) -> tuple[Visitor, SubjectId, str]:
    """A helper does a duty and ticks an item, a clerk starts a case; then comes an auditor. With the list's number."""
    helper = desk.hire("helper", HELPER)
    day = desk.office.today.isoformat()
    assert settle(helper, f"/my/duties/auto/helper/daily/{day}/") == 303
    with reading(desk.office.records.ledger.engine) as connection:
        scene = desk.office.app.state.checklists.scene(connection, desk.texts)
    occasion = Occasion(name="round", checklist=CHECKLIST["id"], event="manual", since=desk.office.today)
    run = start(scene, occasion)
    assert tick(helper, run, "walk").status_code == 303
    assert desk.starts(desk.hire("clerk", "auto/role/clerk")).status_code == 303
    return desk.hire("audit", portal_role=PortalRole.AUDITOR), desk.people["helper"], run.number


def judged(pack: Path, key: str) -> int:
    """What the verifier that lies in the pack says of it, alone."""
    with zipfile.ZipFile(pack) as archive:
        archive.extract("verify.py", pack.parent)
    script = str(pack.parent / "verify.py")
    return subprocess.run(
        [sys.executable, "-I", script, str(pack), "--key", key],
        capture_output=True, check=False, cwd=pack.parent, env={"PYTHONIOENCODING": "utf-8"},
    ).returncode  # fmt: skip


def changed(pack: Path, change: Callable[[dict[str, bytes]], None], name: str) -> Path:
    """The pack as a forger passes it on."""
    with zipfile.ZipFile(pack) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    change(files)
    target = pack.with_name(name)
    with zipfile.ZipFile(target, "w") as archive:
        for entry, content in files.items():
            archive.writestr(entry, content)
    return target


def kinds_in(pack: Path) -> list[str]:
    with zipfile.ZipFile(pack) as archive:
        names = [name for name in archive.namelist() if name.startswith("records/")]
        return [json.loads(archive.read(name))["kind"] for name in names]


def test_a_pack_of_duties_lists_and_cases_is_proved_alone_and_a_changed_one_is_not(
    home: Path, tmp_path: Path
) -> None:
    with a_desk(home, a_clerk_role(DAILY, PACK), CHECKLIST) as desk:
        auditor, helper, number = a_day_of_work(desk)
        key, packs = desk.office.records.ledger.key.text, []
        pages = [f"/my/checklists/{number}/", f"/cases/case/{desk.case().key}/"]
        assert all("?case=" in auditor.get(page).text for page in pages)
        for at, part in enumerate(
            ({}, {"case": number}, {"case": desk.case().key}, {"subject": helper, "names": "yes"})
        ):
            answer = auditor.post("/reports/evidence/pack/", part)
            assert answer.headers["content-type"] == "application/zip"
            packs.append(tmp_path / f"{at}.zip")
            packs[-1].write_bytes(answer.content)
        report = zipfile.ZipFile(packs[0]).read("report.zh-Hans.html").decode()
        assert [judged(pack, key) for pack in (packs[0], packs[3])] == [0, 0]
        forged = [
            changed(packs[0], partial(_doctor, kind=kind), f"{at}.zip") for at, kind in enumerate(DONE, 9)
        ]
        for one in forged:
            with pytest.raises(ValueError, match="未证明在证据账内"):
                verify.check(str(one), key, [])
        assert judged(forged[0], key) == 1
    assert set(DONE) <= set(kinds_in(packs[0]))
    assert kinds_in(packs[1]) == ["checklist:started", "checklist-item:completed"]
    assert kinds_in(packs[2]) == ["case:started"]
    assert {"duty:done", "checklist-item:completed"} <= set(kinds_in(packs[3]))
    assert "daily 2026-05-03" in report


def _doctor(files: dict[str, bytes], kind: str) -> None:
    """One record says another day than was recorded."""
    name = next(
        name for name in files if name.startswith("records/") and f'"kind":"{kind}"'.encode() in files[name]
    )
    files[name] = files[name].replace(b'"at":"2026-05-03', b'"at":"2026-05-02')
