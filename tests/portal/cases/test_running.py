"""A procedure runs: whose turn it is, what is asked, what is recorded, and where it goes next."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.cases.desks import CAMPAIGN, NOTE_FORM, PLAN_FORM, Desk, a_desk, problem_on
from tests.portal.offices import Visitor


@pytest.fixture
def desk(home: Path, address: str | None) -> Iterator[Desk]:
    with a_desk(home, database=address) as opened:
        yield opened


@pytest.fixture
def staff(desk: Desk) -> dict[str, Visitor]:
    roles = {"clerk": "clerk", "boss": "boss", "chief": "chief", "seller": "seller"}
    return {name: desk.hire(name, f"auto/role/{role}") for name, role in roles.items()}


def drafted(desk: Desk, staff: dict[str, Visitor]) -> None:
    assert desk.starts(staff["clerk"]).status_code == 303
    assert desk.does(staff["clerk"], "draft", records={PLAN_FORM: "F-1"}).status_code == 303


def test_a_campaign_outside_the_plan_is_returned_once_approved_and_handed_on(
    desk: Desk, staff: dict[str, Visitor]
) -> None:
    drafted(desk, staff)
    outside = {"branch": "2", "records": {NOTE_FORM: "N-1"}}
    assert desk.does(staff["clerk"], "in-plan", **outside).status_code == 303
    assert desk.does(staff["boss"], "approve-group.1", outcome="approved").status_code == 303
    assert desk.does(staff["chief"], "approve-group.2", outcome="refused", text="费用太高").status_code == 303
    assert set(desk.waits()) == {"draft"}
    assert desk.does(staff["clerk"], "draft", records={PLAN_FORM: "F-2"}).status_code == 303
    assert desk.does(staff["clerk"], "in-plan", **outside).status_code == 303
    assert desk.does(staff["boss"], "approve-group.1", outcome="approved").status_code == 303
    assert desk.does(staff["chief"], "approve-group.2", outcome="approved").status_code == 303
    assert desk.does(staff["clerk"], "pass-copy").status_code == 303
    assert set(desk.waits()) == {"supervise", "carry-out"}
    assert desk.does(staff["clerk"], "carry-out").status_code == 303
    assert set(desk.waits()) == {"supervise"}
    assert desk.does(staff["seller"], "supervise").status_code == 303
    assert desk.does(staff["clerk"], "close").status_code == 303

    assert desk.case().state == "done"
    page = staff["clerk"].get(f"/cases/case/{desk.case().key}/").text
    assert "费用太高" in page
    assert "LX-2026-007" in page
    done = [one for one in desk.entries("task:done") if one.step == "carry-out"]  # type: ignore[union-attr]
    assert done[0].hands_to == ("auto/procedure/visit",)  # type: ignore[union-attr]
    refused = desk.entries("approval:refused")
    assert refused[0].back_to == "draft"  # type: ignore[union-attr]
    assert desk.kinds()[0] == "case:started"
    assert desk.entries("task:done")[-1].completes  # type: ignore[union-attr]
    assert CAMPAIGN in {one.document for one in desk.entries("approval:given")}  # type: ignore[union-attr]


def test_without_the_project_approval_nothing_starts(desk: Desk, staff: dict[str, Visitor]) -> None:
    page = desk.starts(staff["clerk"], **{"gate-approved-project": " "})
    assert page.status_code == 422
    assert "有立项单" in problem_on(page)
    assert desk.kinds() == []
