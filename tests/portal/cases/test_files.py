"""Files in cases: a field or a step asks for one, a draft keeps it, the entry binds it, whom it concerns fetches it."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from portal.attachments.service import Attachment, attachments_about
from portal.ledger.ledger import reading
from tests.portal.attachments.files import PDF
from tests.portal.cases.desks import FORMS, PLAN_FORM, Desk, a_desk, a_form, problem_on
from tests.portal.offices import Visitor

SCAN_FORM = a_form("plan", [
    {"id": "focus", "label": "重点", "type": "text", "required": True},
    {"id": "scan", "label": "合同扫描件", "type": "file", "required": True},
    {"id": "lines", "label": "明细", "type": "table",
     "columns": [{"id": "use", "label": "用途"}, {"id": "proof", "label": "凭证", "type": "file"}]},
])  # fmt: skip
OTHER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n" + b"%" * 200


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_desk(home, forms=[SCAN_FORM, *FORMS[1:]]) as opened:
        yield opened


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    visitor = desk.hire("clerk", "auto/role/clerk")
    desk.starts(visitor)
    return visitor


def kept(desk: Desk) -> list[Attachment]:
    with reading(desk.office.records.ledger.engine) as connection:
        return list(attachments_about(connection, f"case:{desk.case().key}"))


def form_at(desk: Desk) -> str:
    return f"/cases/task/{desk.waits()['draft'].key}/form/auto/plan/"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_draft_keeps_its_file_and_the_entry_binds_it(desk: Desk, clerk: Visitor) -> None:
    place = form_at(desk)
    missing = clerk.post(place, {"wish": "finish", "f-focus": "新品"})
    assert missing.status_code == 422
    said = {"wish": "save", "f-focus": "新品", "f-lines-0-use": "场地"}
    assert clerk.upload(place, name="f-scan", content=PDF, form=said).status_code == 303
    assert clerk.upload(place, name="f-lines-0-proof", content=OTHER, form=said | {
        "keep-f-scan": digest(PDF)}).status_code == 303  # fmt: skip
    page = clerk.get(place).text
    assert "x.csv.pdf" in page
    assert [one.seq for one in kept(desk)] == [None, None]
    finished = said | {"wish": "finish", "keep-f-scan": digest(PDF), "keep-f-lines-0-proof": digest(OTHER)}
    assert clerk.post(place, finished).status_code == 303
    assert desk.does(clerk, "draft").status_code == 303
    done = desk.entries("task:done")[0]
    record = json.loads(desk.office.records.ledger.files.read(done.evidence[0]))  # type: ignore[union-attr]
    assert record["filled"]["scan"][0]["sha256"] == digest(PDF)
    assert record["filled"]["lines"][0]["proof"][0]["sha256"] == digest(OTHER)
    assert set(done.evidence[1:]) == {digest(PDF), digest(OTHER)}  # type: ignore[union-attr]
    assert {one.seq for one in kept(desk)} == {seq_of(desk, "task:done")}


def test_a_file_that_is_taken_out_of_a_draft_is_gone(desk: Desk, clerk: Visitor) -> None:
    place = form_at(desk)
    clerk.upload(place, name="f-scan", content=PDF, form={"wish": "save", "f-focus": "新品"})
    dropped = {"keep-f-scan": digest(PDF), "drop-f-scan": digest(PDF), "wish": "save", "f-focus": "新品"}
    assert clerk.post(place, dropped).status_code == 303
    assert kept(desk) == []
    invented = clerk.post(place, {"wish": "finish", "f-focus": "新品", "keep-f-scan": digest(OTHER)})
    assert invented.status_code == 422  # a file somebody only names is none


def test_a_step_takes_a_scan_as_its_record_and_keeps_it_past_a_refusal(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    address = f"/cases/task/{desk.waits()['draft'].key}/"
    hostile = clerk.upload(address, name=f"file-{PLAN_FORM}", content=b"<html><script>x</script></html>")
    assert hostile.status_code == 422
    assert "改名字没有用" in problem_on(hostile)
    too_long = clerk.upload(address, name=f"file-{PLAN_FORM}", content=PDF, form={"text": "长" * 5000})
    assert too_long.status_code == 422
    assert "x.csv.pdf" in too_long.text
    assert clerk.post(address, {}).status_code == 303  # the file is still there
    done = desk.entries("task:done")[0]
    assert done.evidence == (digest(PDF),)  # type: ignore[union-attr]
    desk.does(clerk, "in-plan", branch="1")
    page = boss.get(f"/cases/task/{desk.waits()['approve-unit'].key}/").text
    found = re.search(r"/attachments/[0-9a-f]+/", page)
    assert found is not None
    fetched = boss.get(found[0])
    assert fetched.content == PDF
    assert "attachment" in fetched.headers["content-disposition"]
    assert found[0] in clerk.get(f"/cases/case/{desk.case().key}/").text


def test_only_whom_a_case_concerns_fetches_its_files_and_audit_is_written_down(
    desk: Desk, clerk: Visitor
) -> None:
    second, chief = desk.hire("second", "auto/role/clerk"), desk.hire("driver", "auto/role/driver")
    address = f"/cases/task/{desk.waits()['draft'].key}/"
    clerk.upload(address, name=f"file-{PLAN_FORM}", content=PDF, form={"text": "长" * 5000})
    (draft,) = kept(desk)
    file = f"/attachments/{draft.number}/"
    assert second.get(file).status_code == 200  # may do the task as well
    assert chief.get(file).status_code == 404
    clerk.post(address, {})
    stranger = desk.office.visitor(desk.office.hire("H1", "人事", portal_role=PortalRole.HR))
    assert stranger.get(file).status_code == 404
    auditor = desk.office.visitor(desk.office.hire("A1", "何审", portal_role=PortalRole.AUDITOR))
    assert auditor.get(file).status_code == 200
    assert "attachment" in auditor.get("/reports/looks/").text


def seq_of(desk: Desk, kind: str) -> int:
    assert kind == "task:done"
    return next(task.seq for task in desk.tasks() if task.seq is not None)
