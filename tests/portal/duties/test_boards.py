"""Boards of duties: rates that add up, a manager's team, letting somebody off, files, and who may see what."""

import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from portal.access.permissions import PortalRole
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entry_at
from portal.releases import service
from portal.releases.texts import texts_of
from tests.portal.documents import publish_documents
from tests.portal.duties.shops import LEADS, a_clerk_role, at, employ, settle, work
from tests.portal.offices import Office, an_office

LEADS_OF = "/my/duties/auto/helper/leads/"
RATE = {"id": "k-leads", "name": "日报按时率", "target": "≥ 95%", "duties": ["leads"]}


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    edition = publish_documents(home, a_clerk_role(LEADS) | {"kpis": [RATE]})
    with an_office(home) as opened:
        at(opened, "2026-03-02")
        service.install(opened.records.ledger, texts_of(edition), now=opened.clock.now())
        yield opened


@pytest.fixture
def people(office: Office) -> dict[str, SubjectId]:
    since = datetime.date(2026, 3, 2)
    manager = employ(office, "M1", "陈经理", joined=since)
    found = {
        "manager": manager,
        "one": employ(office, "E1", "林小雨", roles=("auto/role/helper",), manager=manager, joined=since),
        "two": employ(office, "E2", "王可", roles=("auto/role/helper",), joined=since),
        "hr": employ(office, "H1", portal_role=PortalRole.HR, joined=since),
    }
    for day, who in (("2026-03-02", "one"), ("2026-03-02", "two"), ("2026-03-03", "one")):
        at(office, day)
        assert settle(office.visitor(found[who]), f"{LEADS_OF}{day}/") == 303
    at(office, "2026-03-04", 18)
    assert settle(office.visitor(found["two"]), f"{LEADS_OF}2026-03-04/") == 303  # half an hour late
    at(office, "2026-03-05")
    found["auditor"] = employ(office, "A1", is_external=True, portal_role=PortalRole.AUDITOR, joined=since)
    return found


def figures(office: Office, subject: SubjectId, address: str) -> list[Any]:
    """The figures of the workbook's first line: asked, in time, late, not done, waived, not due, rate."""
    content = office.visitor(subject).post(address).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return next(row[3:10] for row in rows if row[2] == "汇总当日来店来电")


def test_a_month_adds_up_for_two_people(office: Office, people: dict[str, SubjectId]) -> None:
    """22 working days each; three were done in time, one late, two are past undone, the rest is to come."""
    found = figures(office, people["hr"], "/reports/duties/xlsx/?month=2026-03")
    assert found == [44, 3, 1, 2, 0, 38, 50]


def test_the_board_leads_from_units_to_people_and_to_the_roles_indicator(
    office: Office, people: dict[str, SubjectId]
) -> None:
    hr = office.visitor(people["hr"])
    assert "汽车" in hr.get("/reports/duties/?month=2026-03").text
    assert "helper" in hr.get("/reports/duties/?month=2026-03&unit=auto").text
    role = hr.get("/reports/duties/?month=2026-03&role=auto/role/helper").text
    assert "日报按时率" in role
    assert "≥ 95%" in role
    names = hr.get("/reports/duties/?month=2026-03&role=auto/role/helper&duty=leads").text
    assert "林小雨" in names
    assert "王可" in names
    page = hr.get(f"/en/reports/duties/person/?subject={people['two']}&month=2026-03").text
    assert "done late" in page
    assert hr.get("/reports/duties/?month=1999-99").status_code == 200
    assert "这个月没有" in hr.get("/reports/duties/?month=2025-01").text


def test_an_auditor_sees_everything_writes_nothing_and_is_written_down(
    office: Office, people: dict[str, SubjectId]
) -> None:
    auditor = office.visitor(people["auditor"])
    page = auditor.get(f"/reports/duties/person/?subject={people['one']}&month=2026-03").text
    assert "/reports/record/" in page
    assert "免办" not in page.split('class="todo"', 1)[1]
    assert "duties-person" in auditor.get("/reports/looks/").text
    form = {"subject": people["one"], "role": "auto/role/helper", "duty": "leads", "period": "2026-03-05"}
    assert auditor.post("/reports/duties/person/waive/", form).status_code == 403


def test_a_manager_sees_the_team_alone_and_lets_off_nobody_else(
    office: Office, people: dict[str, SubjectId]
) -> None:
    manager = office.visitor(people["manager"])
    page = manager.get("/my/team/duties/?month=2026-03").text
    assert "林小雨" in page
    assert "王可" not in page
    form = {
        "role": "auto/role/helper",
        "duty": "leads",
        "period": "2026-03-05",
        "reason": "absent",
        "note": "外出培训",
    }
    assert manager.post("/reports/duties/person/waive/", form | {"subject": people["two"]}).status_code == 404
    assert manager.post("/reports/duties/person/waive/", form | {"subject": people["one"]}).status_code == 303
    assert work(office, people["one"]) == {"leads/2026-03-04": "03-04 17:30"}
    assert "免办" in office.visitor(people["one"]).get(f"{LEADS_OF}2026-03-05/").text
    assert figures(office, people["hr"], "/reports/duties/xlsx/?month=2026-03")[4] == 1


def test_nobody_is_let_off_without_a_reason_or_by_their_own_word(
    office: Office, people: dict[str, SubjectId]
) -> None:
    hr = office.visitor(people["hr"])
    form = {"subject": people["one"], "role": "auto/role/helper", "duty": "leads", "period": "2026-03-05"}
    for lacking in (
        {},
        {"reason": "absent"},
        {"reason": "because", "note": "x"},
        {"reason": "absent", "note": " "},
    ):
        assert hr.post("/reports/duties/person/waive/", form | lacking).status_code == 422
    own = employ(office, "H2", roles=("auto/role/helper",), portal_role=PortalRole.HR)
    whole = form | {"subject": own, "reason": "absent", "note": "x"}
    assert office.visitor(own).post("/reports/duties/person/waive/", whole).status_code == 403
    elsewhen = form | {"period": "2026-12-31", "reason": "absent", "note": "x"}
    assert hr.post("/reports/duties/person/waive/", elsewhen).status_code == 404


def test_letting_somebody_off_twice_is_one_record_and_what_is_done_stays_done(
    office: Office, people: dict[str, SubjectId]
) -> None:
    hr = office.visitor(people["hr"])
    form = {
        "subject": people["one"],
        "role": "auto/role/helper",
        "duty": "leads",
        "reason": "other",
        "note": "停业一天",
    }
    for period in ("2026-03-05", "2026-03-05", "2026-03-02"):
        assert hr.post("/reports/duties/person/waive/", form | {"period": period}).status_code == 303
    with reading(office.records.ledger.engine) as connection:
        bodies = [found.body for seq in range(1, 80) if (found := entry_at(connection, seq))]
    assert sum(b"duty:waived" in body for body in bodies) == 1
    assert all("停业".encode() not in body for body in bodies)


def test_one_sees_ones_own_rate(office: Office, people: dict[str, SubjectId]) -> None:
    page = office.visitor(people["one"]).get("/my/duties/").text
    assert "66.6 %" in page
