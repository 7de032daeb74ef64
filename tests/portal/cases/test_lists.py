"""A step starts its checklist: once each time the case comes to it, shown with the case, stopped if it is withdrawn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cases.rounds import CaseRounds
from portal.checklists.runs import Run, runs_with
from portal.ledger.ledger import reading
from tests.portal.cases.desks import CAMPAIGN, PLAN_FORM, Desk, a_desk
from tests.portal.checklists.lists import a_checklist
from tests.portal.offices import Visitor

PLAN = {"records": {PLAN_FORM: "F-1"}}
REHEARSAL = a_checklist(
    "rehearsal",
    event="step",
    start={"procedure": CAMPAIGN, "step": "in-plan"},
    items=[{"id": "seats", "do": "座位数清"}, {"id": "sound", "do": "试音"}],
)


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_desk(home, REHEARSAL) as opened:
        yield opened


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    visitor = desk.hire("clerk", "auto/role/clerk")
    desk.starts(visitor)
    return visitor


def runs(desk: Desk) -> list[Run]:
    with reading(desk.office.records.ledger.engine) as connection:
        return list(runs_with(connection, desk.case().key))


def rounds(desk: Desk) -> None:
    state = desk.office.app.state
    CaseRounds(state.cases, state.bookshelf, state.checklists)()


def test_a_step_starts_its_list_and_the_case_shows_how_it_stands(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    assert runs(desk) == []
    assert desk.does(clerk, "draft", **PLAN).status_code == 303
    (run,) = runs(desk)
    rounds(desk)
    assert len(runs(desk)) == 1
    case, task = f"/cases/case/{desk.case().key}/", f"/cases/task/{desk.waits()['in-plan'].key}/"
    assert "已做 0 / 2 项" in clerk.get(case).text
    clerk.post(f"/my/checklists/{run.number}/seats/done/")
    page = clerk.get(task).text
    assert "已做 1 / 2 项" in page
    assert f"/my/checklists/{run.number}/" in page
    assert "1 of 2 done" in clerk.get(f"/en{case}").text
    assert "已做 1 / 2 项" in boss.get(case).text
    assert desk.does(clerk, "in-plan", branch="1").status_code == 303
    assert runs(desk)[0].closed_as is None  # a step does not wait for its list
    assert desk.entries("checklist:started")[0].reference == desk.case().key  # type: ignore[union-attr]


def test_a_list_is_begun_anew_after_a_return_and_stopped_when_the_case_is_given_up(
    desk: Desk, clerk: Visitor
) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    desk.does(clerk, "draft", **PLAN)
    desk.does(clerk, "in-plan", branch="1")
    desk.does(boss, "approve-unit", outcome="refused", text="再想想")
    desk.does(clerk, "draft", **PLAN)
    assert len(runs(desk)) == 2
    assert clerk.post(f"/cases/case/{desk.case().key}/cancel/", {"reason": "不办了"}).status_code == 303
    assert [run.closed_as for run in runs(desk)] == [None, "stopped"]
    stopped = desk.entries("checklist:stopped")[0]
    assert (stopped.by, stopped.reason) == ("system", "step-withdrawn")  # type: ignore[union-attr]


def test_what_a_crash_kept_from_starting_is_started_by_the_next_round(
    desk: Desk, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crash:
        crash.setattr("portal.cases.views.settle_lists", lambda *_args, **_named: None)
        desk.does(clerk, "draft", **PLAN)
    assert runs(desk) == []
    rounds(desk)
    assert [run.checklist for run in runs(desk)] == ["auto/checklist/rehearsal"]
