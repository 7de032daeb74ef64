"""The slip at the end of a document's page, for the person who reads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room, confirm, fields_of
from tests.portal.documents import a_policy
from tests.portal.offices import Visitor

PAGE = f"/{LEAVE}/"


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    with a_room(home) as opened:
        yield opened


@pytest.fixture
def lin(room: Room) -> Visitor:
    return room.office.visitor(room.office.hire("1001", "林书意"))


def test_the_page_ends_with_the_sentence_to_agree_to_and_can_be_confirmed_there(
    room: Room, lin: Visitor
) -> None:
    page = lin.get(PAGE)
    assert "此处<br>盖印" in page.text
    assert page.headers["cache-control"] == "no-store"
    answer = lin.post(f"/acknowledge{PAGE}", fields_of(page) | {"agree": "yes"})
    assert answer.status_code == 303
    assert len(room.entries()) == 1


def test_after_confirming_the_same_place_shows_the_seal_and_the_receipt(lin: Visitor) -> None:
    place = confirm(lin).headers["location"]
    page = lin.get(PAGE)
    assert "印：阅讫之印" in page.text
    assert f'href="{place}"' in page.text


def test_a_revision_leads_to_what_changed_before_it_is_confirmed(room: Room, lin: Visitor) -> None:
    confirm(lin)
    room.revises()
    page = lin.get(PAGE)
    assert "看改动并确认" in page.text
    assert 'name="agree"' not in page.text


def test_the_english_page_has_an_english_slip(lin: Visitor) -> None:
    assert "Confirm that you have read this" in lin.get(f"/en{PAGE}").text


def test_who_is_not_asked_gets_the_page_as_it_was_published(room: Room) -> None:
    outsider = room.office.visitor(room.office.hire("2001", unit="estate", department=None))
    auditor = room.office.visitor(room.office.hire("2002", portal_role=PortalRole.AUDITOR))
    for reader in (outsider, auditor):
        page = reader.get(PAGE)
        assert 'class="slip' not in page.text
        assert reader.get(PAGE, headers={"if-none-match": page.headers["etag"]}).status_code == 304


def test_reading_goes_on_without_the_records(home: Path) -> None:
    with a_room(home, a_policy(), reading="everyone") as room:
        lin = room.office.visitor(room.office.hire("1001"))
        assert 'class="slip' in lin.get(PAGE).text
        room.office.records.close()
        assert room.office.stranger().get(PAGE).status_code == 200
