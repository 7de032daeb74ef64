"""What HR, managers and owners see: each their part, and not a line more."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy import select

from portal.access.permissions import PortalRole
from portal.ledger.ledger import reading
from portal.notices.tables import NOTICE
from portal.people.exceptions import waive
from portal.reports.picture import Selection, picture_of
from tests.portal.acknowledgements.reading_rooms import CHANGED, LEAVE, Room
from tests.portal.documents import a_policy, a_procedure
from tests.portal.offices import Visitor
from tests.portal.reports.audits import VISIT, Audit, an_audit, figures, words

CLERK, BOSS = "auto/role/clerk", "auto/role/boss"


@pytest.fixture
def audit(home: Path) -> Iterator[Audit]:
    with an_audit(home) as opened:
        yield opened


@pytest.fixture
def hr(audit: Audit) -> Visitor:
    return audit.hires("9001", "何静", portal_role=PortalRole.HR)


def told(room: Room) -> list[tuple[str, str]]:
    """Who was told what."""
    with reading(room.office.records.ledger.engine) as connection:
        return [(row.subject, row.code) for row in connection.execute(select(NOTICE))]


def test_hr_sees_who_still_owes_what_those_who_are_late_first(audit: Audit, hr: Visitor) -> None:
    audit.confirms(audit.hires("1001", "林书意"))
    audit.hires("1002", "魏来")
    audit.days_pass(10)

    page = words(audit.again(hr).get("/reports/open/"))

    assert "魏来" in page
    assert "晚 3 天" in page
    assert "林书意" not in page


def test_hr_reminds_somebody_once_a_day(audit: Audit, hr: Visitor) -> None:
    wei, an = audit.hires("1002", "魏来"), audit.hires("1003", "安然")

    first = hr.post(f"/reports/remind/?subject={wei.subject}")
    second = hr.post(f"/reports/remind/?subject={wei.subject}")

    assert first.headers["location"] == "/reports/open/?reminded=1"
    assert second.headers["location"] == "/reports/open/?reminded=0"
    assert told(audit.room) == [(wei.subject, "reminder.before-7")]
    assert "已发出 1 条提醒" in words(hr.get("/reports/open/?reminded=1"))
    assert an.subject not in {subject for subject, _ in told(audit.room)}


def test_only_the_late_are_reminded_where_only_the_late_are_shown(audit: Audit, hr: Visitor) -> None:
    wei = audit.hires("1002", "魏来")
    audit.days_pass(10)
    audit.hires("1003", "安然", joined=audit.office.today)

    audit.again(hr).post("/reports/remind/", {"state": "late"})

    assert (wei.subject, "reminder.late") in told(audit.room)
    assert {code for _, code in told(audit.room)} == {"reminder.late"}


def test_a_sign_off_sheet_tells_who_has_confirmed_and_who_is_to_sign(audit: Audit, hr: Visitor) -> None:
    number = audit.confirms(audit.hires("1001", "林书意"))
    audit.hires("1002", "魏来")
    an = audit.hires("1003", "安然")
    waive(
        audit.office.records,
        an.subject,
        LEAVE,
        reason="x",
        until=audit.office.today.replace(year=2027),
        by=an.subject,
    )

    answer = hr.post(f"/reports/sign-off/docx/?document={LEAVE}")

    table = Document(io.BytesIO(answer.content)).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    by_name = {row[2]: row for row in rows}
    assert f"记录 {number}" in by_name["林书意"][5]
    assert by_name["林书意"][6] == "—"
    assert "请签字" in by_name["魏来"][5]
    assert by_name["魏来"][6] == ""
    assert by_name["安然"][5] == "豁免"
    said = " ".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
    digest = audit.room.texts.listed[LEAVE].digests["zh-Hans"]
    assert digest in said
    assert answer.headers["x-dutybook-code"] in said


def test_a_sheet_of_what_is_not_in_force_is_not_made(audit: Audit, hr: Visitor) -> None:
    assert hr.post("/reports/sign-off/docx/?document=auto/policy/none").status_code == 404
    assert hr.post("/reports/sign-off/docx/").status_code == 404


def test_a_manager_sees_the_own_team_and_nobody_else(audit: Audit) -> None:
    boss = audit.hires("5001", "齐远")
    audit.hires("1001", "林书意", manager=boss.subject)
    done = audit.hires("1002", "魏来", manager=boss.subject)
    audit.hires("1003", "安然")
    audit.confirms(done)

    page = audit.again(boss).get("/my/team/")

    assert figures(page)["应确认"] == "2"
    assert "林书意" in words(page).split("已全部确认")[0]
    assert "魏来" in words(page).split("已全部确认")[1]
    assert "安然" not in words(page)


def test_a_manager_reminds_the_team_but_never_somebody_elses(audit: Audit) -> None:
    boss = audit.hires("5001", "齐远")
    lin = audit.hires("1001", "林书意", manager=boss.subject)
    stranger = audit.hires("1003", "安然")
    boss = audit.again(boss)

    boss.post(f"/my/team/remind/?subject={stranger.subject}")
    assert told(audit.room) == []
    boss.post("/my/team/remind/")

    assert {subject for subject, _ in told(audit.room)} == {lin.subject}


def test_an_owner_sees_counts_review_dates_and_what_waits_but_no_names(audit: Audit) -> None:
    owner = audit.hires("5001", "齐远", BOSS)
    audit.confirms(audit.hires("1001", "林书意", CLERK))
    audit.room.publish(
        a_policy(revision="2.0", articles=CHANGED, control={"review_by": "2026-04-01"}), a_procedure()
    )

    page = audit.again(owner).get("/my/owned/")

    said = words(page)
    assert "P-leave 制度leave 1.0 2 1 50.0" in said
    assert "2026-04-01 复审已过期" in said
    assert "待提出发布" in said
    assert "林书意" not in page.text


def test_the_home_page_tells_each_what_waits_and_where_to_go(audit: Audit, hr: Visitor) -> None:
    lin = audit.hires("1001", "林书意", CLERK)

    mine = words(lin.get("/my/"))

    assert "有 2 份文件等您确认。" in mine
    assert "我的文件" in mine
    assert "覆盖情况" not in mine
    assert "未确认的人" in words(hr.get("/my/"))
    assert "覆盖情况" in words(audit.auditor.get("/my/"))


def test_what_somebody_may_not_know_of_is_in_none_of_their_counts(audit: Audit) -> None:
    audit.hires("1001", "林书意", CLERK)
    with reading(audit.office.records.ledger.engine) as connection:
        whole = picture_of(connection, audit.office.today, Selection())
        part = picture_of(connection, audit.office.today, Selection(), hidden={LEAVE})

    assert set(whole.documents) == {LEAVE, VISIT}
    assert set(part.documents) == {VISIT}
