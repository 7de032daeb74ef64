"""Owner and second person release a change on the pages, and only the concerned roles are asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from tests.portal.acknowledgements.reading_rooms import CHANGED, LEAVE, Room, a_room, confirm
from tests.portal.documents import a_policy, a_procedure
from tests.portal.offices import Visitor

VISIT = "auto/procedure/visit"
PAGE = f"/releases/{VISIT}/"
FASTER = [a_procedure()["steps"][0] | {"limit": "1d"}, a_procedure()["steps"][1]]


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    with a_room(home) as opened:
        yield opened


@pytest.fixture
def owner(room: Room) -> Visitor:
    return room.office.visitor(room.office.hire("0001", "周闻", roles=("auto/role/boss",)))


@pytest.fixture
def hr(room: Room) -> Visitor:
    return room.office.visitor(room.office.hire("0002", "人事", portal_role=PortalRole.HR))


def proposal_in(page: str) -> str:
    return page.split("/proposals/")[1].split("/", maxsplit=1)[0]


def test_owner_and_second_person_release_a_material_change_and_only_the_concerned_are_asked(
    room: Room, owner: Visitor, hr: Visitor
) -> None:
    clerk = room.office.visitor(room.office.hire("0003", "文员", roles=("auto/role/clerk",)))
    for visitor in (clerk, owner):
        confirm(visitor, VISIT)
    room.publish(a_policy(), a_procedure(revision="1.1", steps=FASTER))
    assert "流程visit" in owner.get("/releases/").text
    page = owner.get(PAGE)
    assert "<del>2</del><ins>1</ins>" in page.text.replace(" 天", "")
    assert "将请 1 人确认" in page.text
    assert owner.post(PAGE, {"change": "material", "changed": ["write"]}).status_code == 303
    waiting = owner.get(PAGE).text
    assert "你提出的申请须由另一个人发布" in waiting
    number = proposal_in(hr.get(PAGE).text)
    assert owner.post(f"/proposals/{number}/release/").status_code == 403
    assert hr.post(f"/proposals/{number}/release/").status_code == 303
    assert "看改了什么" in clerk.get("/my/documents/").text
    assert VISIT not in owner.get("/my/documents/").text.split("确认过的")[0].replace(f'href="/{LEAVE}', "")
    assert owner.get(PAGE).status_code == 404


def test_an_editorial_word_of_the_owner_is_in_force_at_once_and_asks_nobody(
    room: Room, owner: Visitor
) -> None:
    confirm(owner)
    room.publish(a_policy(revision="1.1", articles=CHANGED), a_procedure())
    assert owner.post(f"/releases/{LEAVE}/", {"change": "editorial"}).status_code == 303
    assert "没有待发布的文件" in owner.get("/releases/").text
    assert owner.get(f"/acknowledge/{LEAVE}/").status_code == 303


def test_who_does_not_own_a_document_does_not_propose_it(room: Room, owner: Visitor) -> None:
    room.publish(
        a_policy(revision="1.1", articles=CHANGED, control={"owner": "auto/role/clerk"}), a_procedure()
    )
    other = room.office.visitor(owner.subject or room.office.hire("x"))
    assert other.post(f"/releases/{LEAVE}/", {"change": "minor"}).status_code == 403
    assert "由责任岗位提出" in other.get(f"/releases/{LEAVE}/").text


def test_an_employee_sees_nothing_of_releases(room: Room) -> None:
    clerk = room.office.visitor(room.office.hire("0003"))
    assert clerk.get("/releases/").status_code == 403
    assert clerk.post("/proposals/abc/release/").status_code == 403


def test_a_proposal_can_be_taken_back(room: Room, owner: Visitor) -> None:
    room.publish(a_policy(revision="1.1", articles=CHANGED), a_procedure())
    owner.post(f"/releases/{LEAVE}/", {"change": "minor"})
    number = proposal_in(owner.get(f"/releases/{LEAVE}/").text)
    assert owner.post(f"/proposals/{number}/drop/").status_code == 303
    assert owner.post(f"/proposals/{number}/drop/").status_code == 409


def test_a_document_taken_out_of_the_content_is_withdrawn_on_the_pages(
    room: Room, owner: Visitor, hr: Visitor
) -> None:
    room.publish(a_procedure())
    assert owner.get(f"/releases/{LEAVE}/").status_code == 200
    assert owner.post(f"/releases/{LEAVE}/", {"reason": "obsolete"}).status_code == 303
    number = proposal_in(hr.get(f"/releases/{LEAVE}/").text)
    assert hr.post(f"/proposals/{number}/release/").status_code == 303
    assert "没有待发布的文件" in owner.get("/releases/").text


def test_the_english_pages_say_it_in_english(room: Room, owner: Visitor) -> None:
    room.publish(a_policy(revision="1.1", articles=CHANGED), a_procedure())
    assert "To be released" in owner.get("/en/releases/").text
    assert "Propose its release" in owner.get(f"/en/releases/{LEAVE}/").text
