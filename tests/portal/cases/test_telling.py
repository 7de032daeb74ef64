"""What people are told of running cases: a step came or came back, its limit is near or over; and when that ends."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from portal.cases.rounds import CaseRounds
from portal.ledger.ledger import reading
from portal.notices.outbox import notices_of, waiting
from portal.people.changes import Begins
from tests.portal.cases.desks import CAMPAIGN, PLAN_FORM, Desk, a_campaign, a_desk
from tests.portal.offices import Visitor

PLAN = {"records": {PLAN_FORM: "F-1"}}


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_desk(home) as opened:
        yield opened


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    return desk.hire("clerk", "auto/role/clerk")


def rounds(desk: Desk) -> None:
    """The portal makes two rounds, as if it had been started anew in between."""
    state = desk.office.app.state
    for _ in range(2):
        state.cases.channels = ("mail",)
        CaseRounds(state.cases, state.bookshelf, state.checklists)()


def told(desk: Desk, name: str) -> list[str]:
    with reading(desk.office.records.ledger.engine) as connection:
        found = notices_of(connection, desk.people[name], limit=99)
    return sorted(one.code.removeprefix("case.") for one in found)


def letters(desk: Desk) -> int:
    with reading(desk.office.records.ledger.engine) as connection:
        return len(waiting(connection, now=desk.office.clock.now()))


def until(desk: Desk, node: str, **before: float) -> None:
    """The clock is moved to so long before the limit of what waits at a node."""
    due = desk.waits()[node].due
    assert due is not None
    wait = due - datetime.timedelta(**before) - desk.office.clock.now()
    desk.office.clock.move(seconds=wait.total_seconds())


def test_whose_turn_comes_is_told_once_and_not_who_brought_it_about(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    desk.hire("second", "auto/role/clerk")
    desk.starts(clerk)
    rounds(desk)
    assert (told(desk, "clerk"), told(desk, "second")) == ([], ["came"])
    desk.does(clerk, "draft", **PLAN)
    desk.does(clerk, "in-plan", branch="1")
    rounds(desk)
    assert told(desk, "boss") == ["came"]
    assert told(desk, "second") == []  # their notice ended with its task
    page = boss.get("/my/documents/").text
    assert "流程步骤轮到你办：签批——秋季路演（《推广审批》）" in page
    assert f"/cases/task/{desk.waits()['approve-unit'].key}/" in page
    assert "A step is waiting for you" in boss.get("/en/my/documents/").text
    assert letters(desk) == 1


def test_a_returned_step_says_so_to_everybody_who_may_do_it(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    desk.starts(clerk)
    desk.does(clerk, "draft", **PLAN)
    desk.does(clerk, "in-plan", branch="1")
    desk.does(boss, "approve-unit", outcome="refused", text="再想想")
    rounds(desk)
    assert told(desk, "clerk") == ["returned"]
    assert "退回到你这一步：起草方案" in clerk.get("/my/documents/").text


def test_limits_that_near_and_pass_are_told_and_after_a_rest_anew(desk: Desk, clerk: Visitor) -> None:
    desk.starts(clerk)
    until(desk, "draft", hours=30)
    rounds(desk)
    assert told(desk, "clerk") == []
    until(desk, "draft", hours=12)
    rounds(desk)
    assert told(desk, "clerk") == ["near"]
    until(desk, "draft", hours=-1)
    rounds(desk)
    assert told(desk, "clerk") == ["late", "near"]
    clerk = desk.browser("clerk")
    key = desk.case().key
    clerk.post(f"/cases/case/{key}/suspend/", {"reason": "等预算"})
    desk.office.clock.move(days=10)
    rounds(desk)
    assert told(desk, "clerk") == ["late", "near"]  # nobody is driven while a case rests
    assert "已过" not in desk.browser("clerk").get(f"/cases/case/{key}/").text
    desk.office.clock.move(days=-10)
    clerk.post(f"/cases/case/{key}/cancel/", {"reason": "不办了"})
    assert told(desk, "clerk") == []
    assert letters(desk) == 0


def test_who_is_given_a_step_is_told_and_the_others_no_more(desk: Desk, clerk: Visitor) -> None:
    desk.hire("second", "auto/role/clerk")
    desk.hire("helper", "auto/role/driver")
    desk.starts(clerk)
    rounds(desk)
    assert told(desk, "second") == ["came"]
    task = desk.waits()["draft"].key
    clerk.post(f"/cases/task/{task}/assign/", {"to": "HELPER", "reason": "出差"})
    rounds(desk)
    assert (told(desk, "second"), told(desk, "helper")) == ([], ["given"])
    assert "改派给你：起草方案" in desk.browser("helper").get("/my/documents/").text


def test_after_its_limit_a_step_is_handed_to_backups_and_later_brought_up(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    desk.hire("chief", "auto/role/chief")
    desk.hire("deputy", "auto/role/driver")
    desk.office.change(
        Begins(subject=desk.people["deputy"], role="auto/role/boss", on=desk.office.today, backup=True)
    )
    desk.starts(clerk)
    desk.does(clerk, "draft", **PLAN)
    desk.does(clerk, "in-plan", branch="1")
    task = desk.waits()["approve-unit"].key
    boss.post(f"/cases/task/{task}/take/")
    rounds(desk)
    assert told(desk, "deputy") == []
    assert desk.browser("deputy").get(f"/cases/task/{task}/").status_code == 409
    until(desk, "approve-unit", hours=-1)
    rounds(desk)
    assert (told(desk, "deputy"), told(desk, "chief")) == (["handed-over"], [])
    assert "超时交接，你也可以办：签批" in desk.browser("deputy").get("/my/documents/").text
    assert desk.browser("deputy").get(f"/cases/task/{task}/").status_code == 200
    desk.office.clock.move(days=2)
    rounds(desk)
    assert told(desk, "chief") == ["escalated"]
    handed, up = desk.entries("task:handed-over")[0], desk.entries("task:escalated")[0]
    assert (handed.span, handed.to) == ("2wd", (desk.people["deputy"],))  # type: ignore[union-attr]
    assert (up.span, up.limit) == ("3wd", "2026-05-08T23:59:59+08:00")  # type: ignore[union-attr]
    assert (up.to, up.by) == ((desk.people["chief"],), "system")  # type: ignore[union-attr]
    history = desk.browser("clerk").get(f"/cases/case/{desk.case().key}/").text
    assert "超时升级 签批 → chief" in history
    auditor = desk.office.visitor(desk.office.hire("A1", "何审", portal_role=PortalRole.AUDITOR))
    seq = next(one.seq for one in desk.events() if one.kind == "task:escalated")
    record = auditor.get(f"/reports/record/{seq}/").text
    assert "步骤超时升级" in record
    assert f'chief <span class="mono dim xs">{desk.people["chief"]}' in record
    board = auditor.get(f"/reports/cases/{CAMPAIGN}/").text
    assert 'data-l="升级">1</td>' in board
    assert "已升级" in board
    assert desk.does(desk.browser("chief"), "approve-unit", outcome="approved").status_code == 303
    assert (told(desk, "chief"), told(desk, "deputy"), told(desk, "boss")) == ([], [], [])
    rounds(desk)
    assert len(desk.entries("task:escalated")) == 1


def test_a_relay_is_told_when_the_limit_passes_and_whom_it_informs(home: Path) -> None:
    plain = a_campaign()
    relay = {"when": "文员不在", "to": "auto/role/seller", "inform": ["auto/role/chief"]}
    plain["steps"][0] |= {"limit": "4h", "relay": [relay]}
    with a_desk(home, plain=plain) as desk:
        clerk = desk.hire("clerk", "auto/role/clerk")
        for name in ("seller", "chief"):
            desk.hire(name, f"auto/role/{name}")
        desk.starts(clerk)
        until(desk, "draft", hours=-1)
        rounds(desk)
        assert (told(desk, "seller"), told(desk, "chief")) == (["handed-over"], ["informed"])
        assert desk.entries("task:handed-over")[0].span == "4h"  # type: ignore[union-attr]
        assert desk.does(desk.browser("seller"), "draft", **PLAN).status_code == 303
