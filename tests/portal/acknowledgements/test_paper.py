"""Signed on paper: entered by one person with its scan, checked by another, recorded as made on behalf."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from portal.ledger.entries import AcknowledgementRecordedOnBehalf
from portal.ledger.names import SubjectId
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room, confirm
from tests.portal.browsing import Answer
from tests.portal.offices import Visitor

PDF = b"%PDF-1.7 signed by hand"


@dataclass
class Desk:
    """Two people of HR, and a cleaner without a computer."""

    room: Room
    first: Visitor
    second: Visitor
    cleaner: SubjectId

    def enter(self, **changes: str) -> Answer:
        form = {
            "person": "保洁",
            "document": LEAVE,
            "signed_on": self.room.office.today.isoformat(),
        } | changes
        return self.first.upload("/paper/", name="scan", content=PDF, form=form)

    @property
    def number(self) -> str:
        page = self.second.get("/paper/").text
        return (
            page.split("/paper/")[-1].split("/")[0]
            if "/return/" not in page
            else page.split("/return/")[0].split("/")[-1]
        )

    def recorded(self) -> list[AcknowledgementRecordedOnBehalf]:
        found = self.room.entries("acknowledgement:recorded-on-behalf")
        return [one for one in found if isinstance(one, AcknowledgementRecordedOnBehalf)]


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_room(home) as room:
        office = room.office
        first, second = (
            office.visitor(office.hire(number, portal_role=PortalRole.HR)) for number in ("1001", "1002")
        )
        yield Desk(room, first, second, office.hire("3001", "保洁", password=None))


def test_a_paper_is_recorded_once_a_second_person_has_compared_it(desk: Desk) -> None:
    assert desk.enter().status_code == 303
    assert desk.recorded() == []
    number = desk.number
    assert desk.second.get(f"/paper/{number}/scan").content == PDF
    answer = desk.second.post(f"/paper/{number}/confirm/")
    assert answer.status_code == 303
    (entry,) = desk.recorded()
    assert (entry.subject, entry.signed_on) == (desk.cleaner, desk.room.office.today.isoformat())
    assert {entry.entered_by, entry.confirmed_by} == {desk.first.subject, desk.second.subject}
    assert desk.room.office.records.ledger.files.read(entry.scan) == PDF
    assert "代签" in desk.second.get(answer.headers["location"]).text


def test_who_entered_it_does_not_confirm_it(desk: Desk) -> None:
    desk.enter()
    assert desk.first.post(f"/paper/{desk.number}/confirm/").status_code == 403
    assert desk.recorded() == []


def test_nobody_enters_their_own_paper(desk: Desk) -> None:
    assert desk.enter(person="1001").status_code == 403


def test_a_paper_is_recorded_once(desk: Desk) -> None:
    desk.enter()
    number = desk.number
    answers = [desk.second.post(f"/paper/{number}/confirm/").status_code for _ in range(2)]
    assert answers == [303, 409]
    assert len(desk.recorded()) == 1


def test_a_returned_paper_is_gone_from_the_queue(desk: Desk) -> None:
    desk.enter()
    number = desk.number
    assert desk.second.post(f"/paper/{number}/return/").status_code == 303
    assert desk.second.post(f"/paper/{number}/confirm/").status_code == 409
    assert "没有等待核对的纸质签收" in desk.second.get("/paper/").text


def test_a_paper_for_a_text_that_changed_meanwhile_is_refused(desk: Desk) -> None:
    desk.enter()
    number = desk.number
    desk.room.revises()
    assert desk.second.post(f"/paper/{number}/confirm/").status_code == 409
    assert desk.recorded() == []


@pytest.mark.parametrize("days", [1, -200])
def test_a_day_of_signature_must_be_possible(desk: Desk, days: int) -> None:
    day = desk.room.office.today + datetime.timedelta(days=days)
    assert desk.enter(signed_on=day.isoformat()).status_code == 422
    assert desk.enter(signed_on="yesterday").status_code == 422


def test_only_a_picture_or_pdf_is_a_scan(desk: Desk) -> None:
    form = {"person": "保洁", "document": LEAVE, "signed_on": desk.room.office.today.isoformat()}
    for content in (b"MZ program", b""):
        assert desk.first.upload("/paper/", name="scan", content=content, form=form).status_code == 422


def test_who_has_confirmed_already_needs_no_paper(desk: Desk) -> None:
    lin = desk.room.office.visitor(desk.room.office.hire("4001", "林"))
    confirm(lin)
    assert desk.enter(person="4001").status_code == 409


def test_nobody_but_hr_enters_papers(desk: Desk) -> None:
    clerk = desk.room.office.visitor(desk.room.office.hire("4001", "林"))
    assert clerk.get("/paper/").status_code == 403
    assert clerk.post("/paper/abc/confirm/").status_code == 403
