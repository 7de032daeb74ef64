"""What people are told of running cases: a step came or came back, its limit is near or over; and when that ends."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cases.rounds import CaseRounds
from portal.ledger.ledger import reading
from portal.notices.outbox import notices_of, waiting
from tests.portal.cases.desks import PLAN_FORM, Desk, a_desk
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
        CaseRounds(state.cases, state.bookshelf, ("mail",))()


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
