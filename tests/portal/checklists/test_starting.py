"""Lists start by what happens to people, by the calendar and by hand: once each, on the text in force."""

import datetime
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.checklists.closing import finish
from portal.checklists.starting import start_for_step
from portal.ledger.checklist_entries import ChecklistStarted
from portal.people.changes import Begins
from portal.workdays.calendar import WorkCalendar
from portal.workdays.recurrence import begun, rule_of
from tests.portal.checklists.lists import CLERK, ONBOARDING, SELLER, Desk, a_checklist, a_desk
from tests.portal.documents import a_policy

DAY = datetime.date


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    lists = [
        a_checklist(),
        a_checklist("arrival", event="moving"),
        a_checklist("handover", event="leaving"),
        a_checklist("visit", event="manual"),
        a_checklist("rehearsal", event="step"),
    ]
    with a_desk(home, a_policy(), *lists) as opened:
        yield opened


def started(desk: Desk) -> list[tuple[str, str]]:
    return [(one.checklist.rpartition("/")[2], one.event) for one in desk.round()]


def test_who_joins_gets_the_list_of_their_role_once(desk: Desk) -> None:
    lin = desk.hire("2000", CLERK)
    desk.hire("2001", SELLER)
    assert started(desk) == [("onboarding", "joining")]
    assert started(desk) == [("onboarding", "joining")]
    (run,) = desk.runs()
    assert (run.subject, run.since, run.revision) == (lin, desk.office.today, "1.0")
    (entry,) = desk.entries("checklist:started")
    assert isinstance(entry, ChecklistStarted)
    assert (entry.case, entry.subject, entry.by, entry.event) == (run.number, lin, "system", "joining")
    assert entry.digest == run.digests["zh-Hans"]


def test_who_takes_up_a_role_later_moves(desk: Desk) -> None:
    lin = desk.hire("2000", SELLER)
    desk.office.clock.move(days=3)
    desk.takes_up(lin, CLERK)
    assert started(desk) == [("arrival", "moving")]


def test_a_list_begins_when_it_is_known_that_somebody_leaves(desk: Desk) -> None:
    lin = desk.hire("2000", CLERK)
    desk.leaves(lin, in_days=14)
    assert started(desk) == [("onboarding", "joining"), ("handover", "leaving")]
    assert desk.runs()[-1].since == desk.office.today
    desk.office.clock.move(days=20)
    assert started(desk) == [("onboarding", "joining"), ("handover", "leaving")]


def test_who_lays_down_a_role_hands_over_too(desk: Desk) -> None:
    lin = desk.hire("2000", CLERK)
    desk.round()
    desk.office.clock.move(days=1)
    desk.lays_down(lin, CLERK)
    assert ("handover", "leaving") in started(desk)


def test_what_happened_before_a_list_was_in_force_or_long_ago_starts_nothing(desk: Desk) -> None:
    desk.hire("2000", CLERK, joined=DAY(2026, 5, 1))
    assert started(desk) == []
    desk.office.clock.move(days=100)
    desk.hire("2001", CLERK, joined=DAY(2026, 5, 5))
    assert started(desk) == []


def test_who_is_still_to_come_gets_it_on_the_first_day(desk: Desk) -> None:
    desk.hire("2000", CLERK, joined=desk.office.today + datetime.timedelta(days=2))
    assert started(desk) == []
    desk.office.clock.move(days=2)
    assert started(desk) == [("onboarding", "joining")]


def test_a_backup_gets_no_list(desk: Desk) -> None:
    lin = desk.hire("2000", SELLER)
    desk.office.change(Begins(subject=lin, role=CLERK, on=desk.office.today, backup=True))
    assert started(desk) == []


def test_a_holder_starts_a_list_by_hand_and_a_second_click_starts_no_second(desk: Desk) -> None:
    lin = desk.visitor(desk.hire("2000", CLERK, joined=DAY(2026, 5, 1)))
    form = {"checklist": "auto/checklist/visit", "key": "0" * 16}
    first, second = lin.post("/my/checklists/", form), lin.post("/my/checklists/", form)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert started(desk) == [("visit", "manual")]
    assert lin.get(first.headers["location"]).status_code == 200


def test_nobody_else_starts_it_and_other_lists_are_not_started_by_hand(desk: Desk) -> None:
    desk.hire("2000", CLERK, joined=DAY(2026, 5, 1))
    seller = desk.visitor(desk.hire("2001", SELLER))
    for checklist in ("auto/checklist/visit", ONBOARDING, "auto/checklist/none", "auto/policy/leave"):
        answer = seller.post("/my/checklists/", {"checklist": checklist, "key": "0" * 16})
        assert answer.status_code == 403, checklist
    assert seller.post("/my/checklists/", {"checklist": "auto/checklist/visit"}).status_code == 422
    assert started(desk) == []


def test_a_manager_starts_a_list_for_somebody_of_the_team_only(desk: Desk) -> None:
    lin, other = desk.hire("2000", SELLER), desk.hire("2001", SELLER, manager=None)
    boss = desk.visitor(desk.boss)
    assert "清单onboarding" in boss.get("/my/checklists/").text
    form = {"checklist": ONBOARDING, "key": "0" * 16, "person": lin}
    assert boss.post("/my/checklists/", form).status_code == 303
    assert boss.post("/my/checklists/", form | {"person": other, "key": "1" * 16}).status_code == 403
    (run,) = desk.runs()
    assert (run.subject, run.started_by, run.event) == (lin, desk.boss, "manual")


def test_a_step_of_a_case_starts_its_list_once_and_finds_it_again(desk: Desk) -> None:
    scene = desk.scene()
    first = start_for_step(scene, "auto/checklist/rehearsal", case="case-7", step="walk-through.1")
    again = start_for_step(scene, "auto/checklist/rehearsal", case="case-7", step="walk-through.1")
    other = start_for_step(scene, "auto/checklist/rehearsal", case="case-7", step="walk-through.2")
    assert first.number == again.number != other.number
    assert first.reference == "case-7"
    assert finish(scene, first.number) is None


def test_a_list_of_a_role_belongs_to_all_who_hold_it(desk: Desk) -> None:
    lin, wang = (desk.hire(number, CLERK, joined=DAY(2026, 5, 1)) for number in ("2000", "2001"))
    start_for_step(desk.scene(), "auto/checklist/rehearsal", case="case-7", step="x")
    assert desk.work_of(lin) == desk.work_of(wang) != []


def test_a_running_list_keeps_its_revision_and_says_when_a_newer_one_is_in_force(desk: Desk) -> None:
    lin = desk.hire("2000", CLERK)
    (run,) = desk.round()
    newer = a_checklist(revision="2.0", items=[{"id": "desk", "do": "只剩这一项"}])
    desk.publish(a_policy(), newer)
    desk.releases(ONBOARDING)
    page = desk.visitor(lin).get(f"/my/checklists/{run.number}/").text
    assert "已有新版本生效" in page
    assert "走一遍消防通道" in page
    assert "只剩这一项" not in page
    desk.office.clock.move(days=1)
    desk.hire("2002", CLERK)
    assert [one.revision for one in desk.round()] == ["1.0", "2.0"]


def test_a_period_starts_its_list_once_and_a_portal_that_stood_still_catches_up(home: Path) -> None:
    recurs = {"every": "month", "before_day": 28, "inclusive": True, "holiday": "earlier"}
    monthly = a_checklist("monthly", event="date", start={"recurs": recurs})
    with a_desk(home, monthly) as desk:
        assert [(one.since, one.due) for one in desk.round()] == [(DAY(2026, 5, 1), DAY(2026, 5, 28))]
        desk.office.clock.move(days=60)
        assert [(one.since, one.due) for one in desk.round()][1:] == [
            (DAY(2026, 6, 1), DAY(2026, 6, 26)),
            (DAY(2026, 7, 1), DAY(2026, 7, 28)),
        ]
        assert len(desk.round()) == 3


@pytest.mark.parametrize(
    ("recurs", "found"),
    [
        ({"every": "week", "weekday": "sat"}, [("2026-05-04", "2026-05-09"), ("2026-05-11", "2026-05-16")]),
        ({"every": "quarter", "month": 1, "before_day": 10, "inclusive": True, "holiday": "later"}, [("2026-04-01", "2026-04-10")]),
        ({"every": "year", "month": 5, "before_day": 31, "inclusive": True, "holiday": "earlier"}, [("2026-01-01", "2026-05-29")]),
        ({"every": "month", "on_day": 31}, [("2026-05-01", "2026-05-31")]),
        ({"every": "month", "before_day": 25}, [("2026-05-01", "2026-05-24")]),
        ({"every": "half_year"}, [("2026-01-01", "2026-06-30")]),
        ({"every": "quarter", "on_day": 10}, [("2026-04-01", "2026-06-10")]),
        ({"every": "workday"}, [(f"2026-05-{day:02}",) * 2 for day in (8, 11, 12)]),
    ],
)  # fmt: skip
def test_periods_begin_and_end_by_the_calendar(recurs: dict[str, Any], found: list[tuple[str, str]]) -> None:
    calendar = WorkCalendar(zone=zoneinfo.ZoneInfo("Asia/Shanghai"))
    asked = begun(rule_of(recurs), calendar, since=DAY(2026, 5, 8), until=DAY(2026, 5, 12))
    assert [(str(one.begins), str(one.due)) for one in asked] == found


def test_a_list_that_is_not_in_force_is_not_started(home: Path) -> None:
    with a_desk(home, a_checklist(control={"status": "draft"})) as desk:
        desk.hire("2000", CLERK)
        assert desk.round() == []
        boss = desk.visitor(desk.boss)
        assert boss.post("/my/checklists/", {"checklist": ONBOARDING, "key": "0" * 16}).status_code == 403


def test_who_stands_in_for_a_vacant_role_does_its_list(desk: Desk) -> None:
    start_for_step(desk.scene(), "auto/checklist/rehearsal", case="case-7", step="x")
    assert ("walk", "do") in desk.work_of(desk.boss)  # the superior of the clerks there are none of
    seller = desk.hire("2000", SELLER)  # the backup role comes first
    assert ("walk", "do") in desk.work_of(seller)
    assert ("walk", "do") not in desk.work_of(desk.boss)
    assert "岗位空缺，代办" in desk.visitor(seller).get(f"/my/checklists/{desk.runs()[0].number}/").text
