"""One's own calendar: the month on a page, and the private address for calendar programs."""

import datetime
import re

import icalendar
import pytest

from portal.ledger.names import SubjectId
from portal.people.changes import Leaves
from tests.portal.duties.shops import at, settle
from tests.portal.offices import Office

pytestmark = pytest.mark.parametrize("address", [None])  # one database is enough for pages


def a_feed(office: Office, subject: SubjectId, language: str = "") -> str:
    page = office.visitor(subject).post(f"{language}/my/duties/feed/").text
    found = re.search(r"http://127\.0\.0\.1:8000(/calendar/duties\.ics\?key=[\w-]+)", page)
    assert found is not None
    return found[1]


def test_a_month_shows_holidays_shifted_days_and_what_is_due(office: Office, helper: SubjectId) -> None:
    page = office.visitor(helper).get("/my/duties/calendar/?month=2026-02").text
    assert page.count("春节") == 9
    assert page.count("调班") == 2
    assert "寄出三本资料" in page
    assert "尚未公布" not in page


def test_a_year_without_published_holidays_is_named(office: Office, helper: SubjectId) -> None:
    at(office, "2026-12-10")
    visitor = office.visitor(helper)
    assert "2027 年放假安排尚未公布，按周末推算" in visitor.get("/my/duties/calendar/?month=2027-01").text
    assert "2027" in visitor.get("/en/my/duties/").text


def test_a_calendar_program_reads_the_feed(office: Office, helper: SubjectId) -> None:
    at(office, "2026-02-26")
    assert settle(office.visitor(helper), "/my/duties/auto/helper/leads/2026-02-26/") == 303
    answer = office.stranger().get(a_feed(office, helper))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events)
    packs = [event for event in events if "寄出三本资料" in str(event["summary"])]
    assert datetime.date(2026, 2, 28) in [event.decoded("dtstart") for event in packs]
    done = next(event for event in events if str(event["summary"]).startswith("已办"))
    assert done.decoded("dtstart") == datetime.datetime(2026, 2, 26, 9, 30, tzinfo=datetime.UTC)
    assert str(done["url"]).endswith("/my/duties/auto/helper/leads/2026-02-26/")
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75


def test_the_secret_is_kept_as_a_hash_and_replaced_taken_back_or_ended_with_its_person(
    office: Office, helper: SubjectId
) -> None:
    first = a_feed(office, helper)
    second = a_feed(office, helper, "/en")
    stranger = office.stranger()
    assert [stranger.get(place).status_code for place in (first, second)] == [404, 200]
    assert b"not due yet" in stranger.get(second).content
    visitor = office.visitor(helper)
    assert second.partition("key=")[2] not in visitor.get("/my/duties/calendar/").text
    assert visitor.post("/my/duties/feed/end/").status_code == 303
    assert stranger.get(second).status_code == 404
    third = a_feed(office, helper)
    office.change(Leaves(subject=helper, on=datetime.date(2026, 2, 2)))
    assert [
        stranger.get(place).status_code
        for place in (third, "/calendar/duties.ics", "/calendar/duties.ics?key=x")
    ] == [404] * 3


def test_a_supplied_year_counts_from_the_next_page_on(office: Office, helper: SubjectId) -> None:
    at(office, "2026-12-10")
    visitor = office.visitor(helper)
    folder = office.records.home / "calendar"
    folder.mkdir()
    (folder / "CN-2027.toml").write_text(
        'country = "CN"\nyear = 2027\n[[holiday]]\nname = "元旦"\nfirst = 2027-01-01\nlast = 2027-01-03\n',
        "utf-8",
    )
    page = visitor.get("/my/duties/calendar/?month=2027-01").text
    assert "尚未公布" not in page
    assert "元旦" in page
