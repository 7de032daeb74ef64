"""A case hands over: whoever starts the next procedure is told, does so with one click, and both cases name each other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.ledger.ledger import reading
from portal.notices.outbox import notices_of
from tests.portal.cases.desks import CAMPAIGN, PLAN_FORM, Desk, a_desk
from tests.portal.documents import a_procedure
from tests.portal.offices import Visitor

VISIT = "auto/procedure/visit"
STEPS = [{"id": "call", "name": "回访", "actor": "auto/role/seller", "do": "电话回访", "next": "end"}]


def a_visit(*gates: dict[str, Any]) -> dict[str, Any]:
    return a_procedure("visit", title="回访流程", steps=STEPS, gates=list(gates))


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_desk(home, a_visit({"id": "plan", "condition": "方案已批", "requires": PLAN_FORM})) as opened:
        yield opened


@pytest.fixture
def staff(desk: Desk) -> dict[str, Visitor]:
    roles = {"clerk": "clerk", "boss": "boss", "seller": "seller", "other": "seller", "stranger": "driver"}
    return {name: desk.hire(name, f"auto/role/{role}") for name, role in roles.items()}


def carried_out(desk: Desk, staff: dict[str, Visitor]) -> str:
    """A case inside the plan, at the step that hands over; its key."""
    clerk = staff["clerk"]
    desk.starts(clerk)
    desk.does(clerk, "draft", records={PLAN_FORM: "F-1"})
    desk.does(clerk, "in-plan", branch="1")
    desk.does(staff["boss"], "approve-unit", outcome="approved")
    desk.does(clerk, "pass-copy")
    assert desk.does(clerk, "carry-out").status_code == 303
    return desk.case().key


def told(desk: Desk, name: str) -> list[tuple[str, str]]:
    with reading(desk.office.records.ledger.engine) as connection:
        found = notices_of(connection, desk.people[name], limit=99)
    return [(one.code, one.values["place"]) for one in found if one.code == "case.next"]


def the_form(page: str) -> dict[str, str]:
    """The one form that starts what follows."""
    found = re.search(rf'<form class="cs-go" method="post" action="/cases/start/{VISIT}/">.*?</form>', page)
    assert found is not None
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', found[0]))


def test_one_click_starts_what_follows_and_both_cases_name_each_other(
    desk: Desk, staff: dict[str, Visitor]
) -> None:
    first = carried_out(desk, staff)
    place = f"cases/start/{VISIT}/?from={first}"
    assert told(desk, "seller") == [("case.next", place)]
    assert told(desk, "clerk") == []
    assert "轮到你发起《回访流程》：承接「秋季路演」" in staff["seller"].get("/my/documents/").text
    assert "由seller发起" in staff["clerk"].get(f"/cases/case/{first}/").text
    form = the_form(staff["seller"].get(f"/cases/case/{first}/").text)
    assert form["gate-plan"] == "F-1"
    started = staff["seller"].post(f"/cases/start/{VISIT}/", form)
    assert (
        started.headers["location"]
        == staff["seller"].post(f"/cases/start/{VISIT}/", form).headers["location"]
    )
    second = desk.case()
    assert (second.follows, second.document, second.title) == (first, VISIT, "秋季路演")
    assert [one.follows for one in desk.entries("case:started")] == [None, first]  # type: ignore[union-attr]
    assert f"/cases/case/{second.key}/" in staff["clerk"].get(f"/cases/case/{first}/").text
    assert f"/cases/case/{first}/" in staff["seller"].get(f"/cases/case/{second.key}/").text
    assert (told(desk, "seller"), told(desk, "other")) == ([], [])  # nobody need start it any more
    twice = staff["other"].post(f"/cases/start/{VISIT}/", form | {"key": "c" * 32})
    assert twice.status_code == 409
    assert "已有人承接" in twice.text


def test_the_page_for_starting_brings_what_the_case_before_gives(
    desk: Desk, staff: dict[str, Visitor]
) -> None:
    first = carried_out(desk, staff)
    page = staff["other"].get(f"/cases/start/{VISIT}/?from={first}").text
    assert "承接流程实例：秋季路演" in page
    assert 'value="F-1"' in page
    assert "秋季路演" not in staff["stranger"].get(f"/cases/start/{VISIT}/?from={first}").text
    assert staff["other"].get(f"/cases/start/{VISIT}/?from={'0' * 32}").status_code == 404


def test_a_case_that_has_not_come_to_its_hand_over_is_not_followed(
    desk: Desk, staff: dict[str, Visitor]
) -> None:
    desk.starts(staff["clerk"])
    key = desk.case().key
    assert "转入流程" not in staff["clerk"].get(f"/cases/case/{key}/").text
    form = {"key": "d" * 32, "title": "回访", "gate-plan": "F-1", "from": key}
    assert staff["seller"].post(f"/cases/start/{VISIT}/", form).status_code == 404
    assert [one.document for one in desk.entries("case:started")] == [CAMPAIGN]  # type: ignore[union-attr]


def test_a_condition_of_its_own_is_asked_for_before_the_next_case_starts(home: Path) -> None:
    own = {"id": "phone", "condition": "客户留了电话"}
    with a_desk(home, a_visit(own)) as desk:
        people = {"clerk": "clerk", "boss": "boss", "seller": "seller"}
        staff = {name: desk.hire(name, f"auto/role/{role}") for name, role in people.items()}
        first = carried_out(desk, staff)
        page = staff["seller"].get(f"/cases/case/{first}/").text
        assert f"/cases/start/{VISIT}/?from={first}" in page
        assert 'class="cs-go" method="post"' not in page
