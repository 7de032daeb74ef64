"""An auditor asks: who had confirmed by the end of a day, and who should have?"""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.acknowledgements.corrections import correct
from portal.people.changes import Ends, Moves, Posting
from portal.people.exceptions import waive
from tests.portal.acknowledgements.reading_rooms import LEAVE
from tests.portal.reports.audits import DAY_ONE, VISIT, Audit, an_audit, figures, words

CLERK, BOSS, SELLER = "auto/role/clerk", "auto/role/boss", "auto/role/seller"


@pytest.fixture
def audit(home: Path) -> Iterator[Audit]:
    with an_audit(home) as opened:
        yield opened


def document_page(audit: Audit, day: datetime.date, document: str = LEAVE, more: str = "") -> str:
    return words(audit.auditor.get(f"/reports/document/?day={day}&document={document}{more}"))


def test_the_first_day_and_a_later_one_tell_different_stories(audit: Audit) -> None:
    lin, wei = audit.hires("1001", "林书意"), audit.hires("1002", "魏来")
    audit.confirms(lin)
    audit.days_pass(2)
    audit.confirms(wei)

    early = figures(audit.auditor.get(f"/reports/coverage/?day={DAY_ONE}"))
    now = figures(audit.auditor.get("/reports/coverage/"))

    assert (early["已确认"], early["应确认"]) == ("50.0", "2")
    assert (now["已确认"], now["应确认"]) == ("100.0", "2")


def test_a_day_ends_at_midnight_of_the_company_not_of_the_server(audit: Audit) -> None:
    lin, wei = audit.hires("1001", "林书意"), audit.hires("1002", "魏来")
    audit.office.clock.move(hours=7, minutes=59)  # 23:59 in Shanghai, 15:59 UTC
    audit.confirms(lin)
    audit.office.clock.move(minutes=2)
    audit.confirms(wei)
    audit.days_pass(0)

    page = document_page(audit, DAY_ONE)

    assert "林书意" in page
    assert "2026-05-03 23:59" in page
    assert "2026-05-04 00:01" not in page
    assert (
        figures(audit.auditor.get(f"/reports/document/?day={DAY_ONE}&document={LEAVE}"))["已确认"] == "50.0"
    )


def test_nobody_is_asked_before_the_document_came_into_force(audit: Audit) -> None:
    audit.hires("1001", "林书意")

    assert "没有人需要确认" in words(audit.auditor.get("/reports/coverage/?day=2026-05-02"))


def test_whoever_is_past_the_last_day_is_late_and_by_how_much(audit: Audit) -> None:
    audit.hires("1001", "林书意")
    audit.days_pass(10)

    page = document_page(audit, audit.office.today)

    assert "晚 3 天" in page
    assert figures(audit.auditor.get("/reports/coverage/"))["逾期未确认"] == "1"


def test_the_text_confirmed_before_a_material_change_no_longer_counts_but_is_still_told(audit: Audit) -> None:
    lin = audit.hires("1001", "林书意")
    audit.confirms(lin)
    audit.days_pass(3)
    audit.room.revises()

    before = audit.office.today - datetime.timedelta(days=1)
    assert "即将到期" not in document_page(audit, before)
    assert (
        figures(audit.auditor.get(f"/reports/document/?day={before}&document={LEAVE}"))["已确认"] == "100.0"
    )
    now = audit.auditor.get(f"/reports/document/?document={LEAVE}")
    assert figures(now)["已确认"] == "0.0"
    assert figures(now)["只确认过旧版"] == "1"
    assert "1.0 2026-05-03" in words(now)


def test_asked_about_one_revision_the_page_counts_who_confirmed_exactly_that(audit: Audit) -> None:
    lin, wei = audit.hires("1001", "林书意"), audit.hires("1002", "魏来")
    audit.confirms(lin)
    audit.days_pass(3)
    audit.room.revises()
    audit.confirms(lin)
    audit.confirms(wei)

    first = document_page(audit, audit.office.today, more="&revision=1.0")
    second = document_page(audit, audit.office.today, more="&revision=2.0")

    assert "2 人中，有 1 人确认的正是第 1.0 版" in first
    assert "2 人中，有 2 人确认的正是第 2.0 版" in second


def test_a_leaver_is_no_longer_asked_but_what_they_confirmed_stands(audit: Audit) -> None:
    lin = audit.hires("1001", "林书意")
    number = audit.confirms(lin)
    audit.days_pass(5)
    audit.leaves(lin)

    page = document_page(audit, audit.office.today)

    assert "其他确认过的人" in page
    assert str(number) in page
    earlier = f"/reports/document/?day={DAY_ONE}&document={LEAVE}"
    assert figures(audit.auditor.get(earlier))["应确认"] == "1"


def test_the_matrix_leads_from_a_cell_to_its_record(audit: Audit) -> None:
    lin = audit.hires("1001", "林书意", CLERK)
    number = audit.confirms(lin)

    page = audit.auditor.get("/reports/matrix/")

    assert f'href="/reports/record/{number}/"' in page.text
    assert "林书意" in words(page)
    assert "05-10" in words(page)  # the procedure is still open


def test_a_report_can_be_narrowed_to_a_department_and_to_a_role(audit: Audit) -> None:
    audit.hires("1001", "林书意", CLERK)
    audit.hires("1002", "魏来", department="auto/department/marketing")

    office = audit.auditor.get("/reports/matrix/?department=auto/department/office")
    clerks = audit.auditor.get(f"/reports/matrix/?role={CLERK}")

    assert "林书意" in words(office)
    assert "魏来" not in words(office)
    assert figures(clerks)["应确认"] == "1"


def test_where_somebody_worked_that_day_is_where_they_are_counted(audit: Audit) -> None:
    lin = audit.hires("1001", "林书意")
    audit.days_pass(4)
    marketing = Posting(unit="auto", department="auto/department/marketing")
    audit.office.change(Moves(subject=lin.subject, posting=marketing, on=audit.office.today))

    then = audit.auditor.get(f"/reports/matrix/?day={DAY_ONE}&department=auto/department/office")
    now = audit.auditor.get("/reports/matrix/?department=auto/department/office")

    assert "林书意" in words(then)
    assert "林书意" not in words(now)


def test_exceptions_name_the_late_the_tardy_the_waived_and_the_corrected(audit: Audit) -> None:
    lin, wei, an = audit.hires("1001", "林书意"), audit.hires("1002", "魏来"), audit.hires("1003", "安然")
    yu = audit.hires("1004", "于飞")
    waive(
        audit.office.records,
        wei.subject,
        LEAVE,
        reason="长期病假",
        until=datetime.date(2027, 1, 1),
        by=an.subject,
    )
    number = audit.confirms(yu)
    audit.days_pass(9)
    audit.confirms(an)
    correct(audit.office.records.ledger, number, reason="not-read", by=an.subject)

    page = words(audit.auditor.get("/reports/exceptions/"))

    late, rest = page.split("逾期后才确认 1 组")
    assert "林书意" in late.split("逾期未确认")[-1]
    assert "于飞" in late.split("逾期未确认")[-1]  # corrected: it no longer counts
    assert "安然" in rest.split("空缺岗位")[0]
    assert "长期病假" in rest
    assert "已由第" in rest.split("已更正的记录")[-1]
    assert lin.subject not in page


def test_what_was_corrected_later_still_counted_on_the_day_before(audit: Audit) -> None:
    yu = audit.hires("1004", "于飞")
    number = audit.confirms(yu)
    audit.days_pass(2)
    correct(audit.office.records.ledger, number, reason="not-read", by=yu.subject)

    assert figures(audit.auditor.get(f"/reports/coverage/?day={DAY_ONE}"))["已确认"] == "100.0"
    assert figures(audit.auditor.get("/reports/coverage/"))["已确认"] == "0.0"


def test_a_vacant_role_is_an_exception_with_who_was_asked_instead(audit: Audit) -> None:
    audit.hires("1001", "林书意", SELLER)  # the clerk's backup by the content
    clerk = audit.hires("1002", "魏来", CLERK)
    audit.hires("1003", "安然", BOSS)

    assert "空缺岗位 0 组" in words(audit.auditor.get("/reports/exceptions/"))
    audit.office.change(Ends(subject=clerk.subject, role=CLERK, on=audit.office.today))
    page = words(audit.auditor.get(f"/reports/exceptions/?document={VISIT}"))

    assert "空缺岗位 1 组" in page
    assert "改由 林书意" in page.split("空缺岗位")[-1]


def test_a_record_shows_the_exact_text_who_it_was_and_its_proof(audit: Audit) -> None:
    lin = audit.hires("1001", "林书意", CLERK)
    number = audit.confirms(lin)
    audit.room.revises()

    page = words(audit.auditor.get(f"/reports/record/{number}/"))

    assert "请假须提前三天提出。" in page  # not the five days of today's text
    assert "请假须提前五天提出。" not in page
    assert "林书意" in page
    assert lin.subject in page
    assert "c2sp.org/tlog-proof@v1" in page


def test_the_page_that_was_on_the_screen_comes_back_byte_for_byte(audit: Audit) -> None:
    number = audit.confirms(audit.hires("1001", "林书意"))
    shown = audit.auditor.get(f"/reports/record/{number}/").text.split("/reports/shown/")[1].split("/")[0]
    edition = audit.room.texts.edition
    page = edition.find(f"{LEAVE}/")
    assert page is not None

    audit.room.revises()

    assert audit.auditor.get(f"/reports/shown/{shown}/").content == edition.read(page.path)
    assert audit.auditor.get(f"/en/reports/shown/{shown}/").headers["location"] == f"/reports/shown/{shown}/"
    assert audit.auditor.get(f"/reports/shown/{'0' * 64}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/reports/coverage/?day=yesterday", "/reports/coverage/?day=0001-01-01", "/reports/coverage/?by=colour",
     "/reports/matrix/?page=0", "/reports/document/?document=" + "x" * 300],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_page(audit: Audit, address: str) -> None:
    answer = audit.auditor.get(address)

    assert answer.status_code == 422
    assert "<h1" in answer.text


def test_a_day_to_come_is_shown_as_today(audit: Audit) -> None:
    audit.hires("1001", "林书意")

    assert 'value="2026-05-03"' in audit.auditor.get("/reports/coverage/?day=2999-12-31").text


@pytest.mark.parametrize(
    "page", ["document/?document=auto/policy/none", "person/?subject=s-none", "record/999999/"]
)
def test_what_is_not_there_is_a_clear_404(audit: Audit, page: str) -> None:
    assert audit.auditor.get(f"/reports/{page}").status_code == 404


def test_every_page_is_there_in_english_too(audit: Audit) -> None:
    number = audit.confirms(audit.hires("1001", "Lin"))
    for page in (
        "coverage/",
        "matrix/",
        "records/",
        "exceptions/",
        "evidence/",
        "looks/",
        f"record/{number}/",
    ):
        answer = audit.auditor.get(f"/en/reports/{page}")
        assert answer.status_code == 200
        assert "report." not in words(answer)
    assert "Coverage of confirmations" in words(audit.auditor.get("/en/reports/coverage/"))


def test_every_look_is_written_down_before_the_page_leaves(audit: Audit) -> None:
    number = audit.confirms(audit.hires("1001", "林书意"))

    for page in ("coverage/", f"record/{number}/", f"document/?document={LEAVE}"):
        assert audit.auditor.get(f"/reports/{page}").status_code == 200

    assert [page for _, page in audit.looks()] == ["coverage", "record", "document"]
    assert {subject for subject, _ in audit.looks()} == {audit.auditor.subject}
    assert "文件明细" in words(audit.auditor.get("/reports/looks/"))


def test_receipts_and_people_an_auditor_looks_at_are_written_down_too(audit: Audit) -> None:
    lin = audit.hires("1001", "林书意")
    number = audit.confirms(lin)

    for page in ("", "text/", "record.json", "proof.tlog-proof"):
        assert audit.auditor.get(f"/receipts/{number}/{page}").status_code == 200
    for page in ("", "vacant/", f"person/{lin.subject}/"):
        assert audit.auditor.get(f"/people/{page}").status_code == 200
    assert audit.again(lin).get(f"/receipts/{number}/").status_code == 200

    assert audit.looks() == [(audit.auditor.subject, page) for page in ("receipt",) * 4 + ("people",) * 3]


def test_a_look_that_cannot_be_written_down_is_not_had(audit: Audit) -> None:
    audit.auditor.get("/reports/coverage/")
    audit.office.records.ledger.sequencer.close()

    answer = audit.auditor.get("/reports/coverage/")

    assert answer.status_code == 503
    assert "顾明远" not in answer.text
    assert audit.auditor.get(f"/{LEAVE}/").status_code == 200  # reading goes on


def test_the_weeks_before_are_drawn_with_a_sentence_that_says_the_same(audit: Audit) -> None:
    lin = audit.hires("1001", "林书意")
    audit.hires("1002", "魏来")
    audit.days_pass(15)
    audit.confirms(lin)

    page = audit.auditor.get("/reports/coverage/")
    again = audit.auditor.get("/reports/coverage/")

    assert 'role="img" aria-label="近 3 周的确认率，从 0.0% 到 50.0%' in page.text
    assert (
        page.text.split("<svg")[-1] == again.text.split("<svg")[-1]
    )  # what was counted once is remembered rightly


def test_a_waiver_given_after_the_fact_changes_the_weeks_that_were_remembered(audit: Audit) -> None:
    lin, wei = audit.hires("1001", "林书意"), audit.hires("1002", "魏来")
    audit.confirms(lin)
    audit.days_pass(1)
    waive(
        audit.office.records, wei.subject, LEAVE, reason="x", until=datetime.date(2027, 1, 1), by=lin.subject
    )
    audit.days_pass(14)
    before = audit.auditor.get("/reports/coverage/").text
    from portal.people.exceptions import end_waiver

    with_waiver = audit.office.staff().waivers[0]
    end_waiver(audit.office.records, with_waiver.number, on=DAY_ONE + datetime.timedelta(days=2))
    after = audit.auditor.get("/reports/coverage/").text

    assert "到 100.0%" in before
    assert "到 50.0%" in after
