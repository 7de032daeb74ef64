"""Whose turn it is: holders, backups, delegates, superiors of vacant roles; who takes a task has it; what escalates."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from portal.cases.work import CaseWork
from portal.people.changes import Begins, Ends
from tests.portal.cases.desks import (
    CAMPAIGN,
    NOTE_FORM,
    PLAN_FORM,
    Desk,
    a_campaign,
    a_desk,
    problem_on,
    publish,
)
from tests.portal.offices import Visitor

PLAN = {"records": {PLAN_FORM: "F-1"}}


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_desk(home) as opened:
        yield opened


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    return desk.hire("clerk", "auto/role/clerk")


def in_plan(desk: Desk, clerk: Visitor) -> None:
    """A case inside the plan, in front of the boss."""
    assert desk.starts(clerk).status_code == 303
    assert desk.does(clerk, "draft", **PLAN).status_code == 303
    assert desk.does(clerk, "in-plan", branch="1").status_code == 303


def standing(desk: Desk) -> str:
    return [task for task in desk.tasks() if task.state == "done"][-1].standing


def test_only_holders_of_the_first_step_may_start(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    page = boss.get(f"/cases/start/{CAMPAIGN}/")
    assert "这个流程不由你发起" in page.text
    assert desk.starts(boss).status_code == 403
    assert "发起" in clerk.get(f"/{CAMPAIGN}/").text
    assert f"/cases/start/{CAMPAIGN}/" not in boss.get(f"/{CAMPAIGN}/").text
    assert f"/cases/start/{CAMPAIGN}/" in clerk.get("/cases/").text


def test_a_double_click_starts_one_case(desk: Desk, clerk: Visitor) -> None:
    first, again = desk.starts(clerk), desk.starts(clerk)
    assert first.headers["location"] == again.headers["location"]
    assert desk.kinds() == ["case:started"]


def test_all_holders_see_a_task_and_the_first_who_takes_it_has_it(desk: Desk, clerk: Visitor) -> None:
    second = desk.hire("second", "auto/role/clerk")
    desk.starts(clerk)
    task = desk.waits()["draft"].key
    assert "起草方案" in second.get("/cases/").text
    assert second.post(f"/cases/task/{task}/take/").status_code == 303
    late = desk.does(clerk, "draft", **PLAN)
    assert late.status_code == 409
    assert "second" in late.text
    assert clerk.post(f"/cases/task/{task}/take/").status_code == 409
    assert second.post(f"/cases/task/{task}/give-back/").status_code == 303
    assert desk.does(clerk, "draft", **PLAN).status_code == 303
    assert desk.kinds() == ["case:started", "task:assigned", "task:assigned", "task:done"]


def test_who_has_nothing_to_do_with_a_case_does_not_see_it(desk: Desk, clerk: Visitor) -> None:
    stranger = desk.hire("stranger", "auto/role/driver")
    desk.starts(clerk)
    assert stranger.get(f"/cases/case/{desk.case().key}/").status_code == 404
    assert desk.does(stranger, "draft", **PLAN).status_code == 403
    assert "秋季路演" not in stranger.get("/cases/").text


def test_the_backup_stands_in_and_the_entry_says_so(desk: Desk, clerk: Visitor) -> None:
    in_plan(desk, clerk)
    deputy = desk.hire("deputy", "auto/role/driver")
    desk.office.change(
        Begins(subject=desk.people["deputy"], role="auto/role/boss", on=desk.office.today, backup=True)
    )
    assert "备岗代办" in deputy.get("/cases/").text
    assert desk.does(deputy, "approve-unit", outcome="approved").status_code == 303
    assert standing(desk) == "backup"


def test_a_vacant_role_goes_to_its_superior_and_else_to_the_owner(desk: Desk) -> None:
    boss = desk.hire("boss", "auto/role/boss")  # superior of the clerk, owner of the procedure
    assert desk.starts(boss).status_code == 303
    assert desk.does(boss, "draft", **PLAN).status_code == 303
    assert standing(desk) == "superior"
    assert desk.does(boss, "in-plan", branch="1").status_code == 303
    desk.office.change(Ends(subject=desk.people["boss"], role="auto/role/boss", on=desk.office.today))
    assert desk.does(boss, "approve-unit", outcome="approved").status_code == 403


def test_after_its_limit_an_approval_goes_up(desk: Desk, clerk: Visitor) -> None:
    boss, chief = desk.hire("boss", "auto/role/boss"), desk.hire("chief", "auto/role/chief")
    in_plan(desk, clerk)
    assert boss.post(f"/cases/task/{desk.waits()['approve-unit'].key}/take/").status_code == 303
    assert desk.does(chief, "approve-unit", outcome="approved").status_code == 403
    opened = desk.waits()["approve-unit"]
    assert opened.due is not None
    assert opened.escalates_at is not None
    zone = datetime.timezone(datetime.timedelta(hours=8))
    assert opened.due.astimezone(zone).date() == datetime.date(
        2026, 5, 7
    )  # two working days after the holiday
    waited = opened.escalates_at - desk.office.clock.now()
    desk.office.clock.move(seconds=waited.total_seconds() + 1)
    chief, page = desk.browser("chief"), desk.browser("chief").get("/cases/").text
    assert "超时升级" in page
    assert desk.does(chief, "approve-unit", outcome="approved").status_code == 303
    assert standing(desk) == "escalated"
    assert next(task for task in desk.tasks() if task.step == "approve-unit").was_late


def test_a_refusal_needs_a_reason_and_the_drafter_reads_it(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    in_plan(desk, clerk)
    page = desk.does(boss, "approve-unit", outcome="refused", text="  ")
    assert page.status_code == 422
    assert "请写明原因" in problem_on(page)
    assert desk.does(boss, "approve-unit", outcome="refused", text="没有写效果").status_code == 303
    task = clerk.get(f"/cases/task/{desk.waits()['draft'].key}/").text
    assert "没有写效果" in task
    assert "F-1" in task


def test_a_branch_asks_for_what_it_requires(desk: Desk, clerk: Visitor) -> None:
    desk.starts(clerk)
    missing = desk.does(clerk, "draft")
    assert "表单plan" in problem_on(missing)
    desk.does(clerk, "draft", **PLAN)
    for nonsense in ("", "0", "3", "²", "9" * 40, "x"):
        assert "请选择" in problem_on(desk.does(clerk, "in-plan", branch=nonsense))
    english = clerk.get(f"/en/cases/task/{desk.waits()['in-plan'].key}/").text
    assert "Outside" in english
    assert "计划外" not in english
    assert "表单note" in problem_on(desk.does(clerk, "in-plan", branch="2"))
    assert desk.does(clerk, "in-plan", branch="2", records={NOTE_FORM: "N"}).status_code == 303
    assert set(desk.waits()) == {"approve-group.1"}


def test_who_started_it_may_rest_resume_reassign_and_give_up_a_case(desk: Desk, clerk: Visitor) -> None:
    desk.hire("second", "auto/role/driver")
    desk.starts(clerk)
    key, task = desk.case().key, desk.waits()["draft"]
    assert clerk.post(f"/cases/case/{key}/suspend/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/cases/case/{key}/suspend/", {"reason": "等预算"}).status_code == 303
    assert desk.does(clerk, "draft", **PLAN).status_code == 409
    desk.office.clock.move(days=10)
    clerk = desk.browser("clerk")
    assert clerk.post(f"/cases/case/{key}/resume/", {}).status_code == 303
    resumed = desk.waits()["draft"]
    assert resumed.due is not None
    assert task.due is not None
    assert resumed.due - task.due >= datetime.timedelta(days=10)
    nobody = clerk.post(f"/cases/task/{task.key}/assign/", {"to": "没有这人", "reason": "出差"})
    assert nobody.status_code == 422
    assert (
        clerk.post(f"/cases/task/{task.key}/assign/", {"to": "SECOND", "reason": "出差"}).status_code == 303
    )
    assert desk.does(clerk, "draft", **PLAN).status_code == 409
    assert desk.does(desk.browser("second"), "draft", **PLAN).status_code == 303
    assert standing(desk) == "assigned"
    assert desk.browser("second").post(f"/cases/case/{key}/cancel/", {"reason": "不办了"}).status_code == 403
    assert clerk.post(f"/cases/case/{key}/cancel/", {"reason": "不办了"}).status_code == 303
    assert desk.case().state == "cancelled"
    assert desk.waits() == {}
    page = clerk.get(f"/cases/case/{key}/").text
    assert "等预算" in page
    assert "不办了" in page
    assert desk.kinds()[-1] == "case:cancelled"


def test_a_running_case_keeps_its_revision_and_says_that_a_newer_one_is_in_force(
    desk: Desk, clerk: Visitor
) -> None:
    desk.starts(clerk)
    newer = a_campaign(revision="2.0", control={"owner": "auto/role/boss"})
    newer["steps"][0]["do"] = "起草方案并附预算"
    desk.revise(newer)
    page = clerk.get(f"/cases/case/{desk.case().key}/").text
    assert "第 2.0 版已生效" in page
    assert desk.does(clerk, "draft", **PLAN).status_code == 303
    assert desk.case().revision == "1.0"
    assert {one.revision for one in desk.entries("task:done")} == {"1.0"}  # type: ignore[union-attr]
    desk.starts(clerk, "冬季路演", key="b" * 32)
    assert desk.case().revision == "2.0"


def test_a_case_starts_on_the_text_in_force_while_the_next_one_waits(desk: Desk, clerk: Visitor) -> None:
    desk.starts(clerk)
    newer = a_campaign(revision="2.0")
    newer["steps"][0]["do"] = "起草方案并附预算"
    publish(desk.home, newer)
    desk.office.app.state.bookshelf.current()
    desk.starts(clerk, "冬季路演", key="b" * 32)
    assert desk.case().title == "冬季路演"
    assert desk.case().revision == "1.0"


def test_the_auditor_sees_every_case_and_board_and_each_look_is_written_down(
    desk: Desk, clerk: Visitor
) -> None:
    desk.starts(clerk)
    auditor = desk.office.visitor(desk.office.hire("A1", "何审", portal_role=PortalRole.AUDITOR))
    key = desk.case().key
    assert "秋季路演" in auditor.get("/cases/").text
    assert f"reports/record/{desk.case().seq}/" in auditor.get(f"/cases/case/{key}/").text
    assert "推广审批" in auditor.get("/reports/cases/").text
    assert "起草方案" in auditor.get(f"/reports/cases/{CAMPAIGN}/").text
    taken = auditor.post(f"/reports/cases/{CAMPAIGN}/xlsx/")
    assert taken.status_code == 200
    assert taken.content[:2] == b"PK"
    assert auditor.post(f"/cases/case/{key}/cancel/", {"reason": "x"}).status_code == 403
    assert "case-board" in auditor.get("/reports/looks/").text


def test_work_names_what_waits_for_each_person(desk: Desk, clerk: Visitor) -> None:
    desk.hire("second", "auto/role/clerk")
    desk.starts(clerk)
    app = desk.office.app
    work = CaseWork(app.state.cases, app.state.bookshelf)
    people = [desk.people["clerk"], desk.people["second"]]
    found = work.work_of_many(people, at=desk.office.clock.now(), language="zh-Hans")
    assert [len(found[person]) for person in people] == [1, 1]
    one = found[people[0]][0]
    assert (one.kind, one.title, one.document) == ("case", "起草方案 · 秋季路演", CAMPAIGN)
    assert clerk.get(f"/{one.place}").status_code == 200
    clerk.post(f"/{one.place}take/")
    found = work.work_of_many(people, at=desk.office.clock.now(), language="en")
    assert [len(found[person]) for person in people] == [1, 0]
