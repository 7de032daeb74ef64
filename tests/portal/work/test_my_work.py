"""My work: everything that waits for somebody on one page, for the team on another, for HR and audit on a board."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from portal.access.looking import newest_looks
from portal.access.permissions import PortalRole
from portal.checklists.runs import Run
from portal.ledger.ledger import reading
from tests.portal.acknowledgements.reading_rooms import confirm
from tests.portal.attachments.files import PDF
from tests.portal.checklists.lists import CLERK, Desk, a_desk, hand_in, tick


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_desk(home) as opened:
        yield opened


def a_new_clerk(desk: Desk) -> tuple[Run, object]:
    lin = desk.hire("2000", CLERK, name="林")
    (run,) = desk.round()
    return run, lin


def test_documents_and_items_stand_on_one_page_by_urgency(desk: Desk) -> None:
    lin = desk.hire("2000", CLERK)
    desk.round()
    page = desk.visitor(lin).get("/my/work/").text
    assert page.index("走一遍消防通道") < page.index("写一篇初稿") < page.index("制度leave")
    assert "领工牌和电脑" not in page
    desk.office.clock.move(days=2)
    late = desk.office.visitor(lin).get("/en/my/work/").text
    assert "1 day late" in late
    assert 'id="late"' in late


def test_what_waits_to_be_verified_stands_apart(desk: Desk) -> None:
    run, lin = a_new_clerk(desk)
    hand_in(desk.visitor(lin), run, "draft", PDF)  # type: ignore[arg-type]
    page = desk.visitor(desk.boss).get("/my/work/").text
    assert "等我核实" in page
    assert page.index("等我核实") < page.index("写一篇初稿")
    assert f'href="/my/checklists/{run.number}/#draft"' in page


def test_whoever_has_done_everything_is_told_so(desk: Desk) -> None:
    boss = desk.visitor(desk.boss)
    confirm(boss)
    assert "都办完了" in boss.get("/my/work/").text


def test_my_page_begins_with_todays_work(desk: Desk) -> None:
    _, lin = a_new_clerk(desk)
    page = desk.visitor(lin).get("/my/").text  # type: ignore[arg-type]
    assert 'href="/my/work/"' in page
    assert page.index("要办的事") < page.index("走一遍消防通道") < page.index("制度leave")


def test_a_manager_sees_the_work_of_the_team_and_of_nobody_else(desk: Desk) -> None:
    _, lin = a_new_clerk(desk)
    other = desk.hire("2001", CLERK, name="外人", manager=None)
    desk.round()
    desk.office.clock.move(days=2)
    boss = desk.visitor(desk.boss)
    page = boss.get("/my/team/work/").text
    assert "林" in page
    assert "外人" not in page
    assert "走一遍消防通道" in boss.get(f"/my/team/work/?subject={lin}").text
    assert "走一遍消防通道" not in boss.get(f"/my/team/work/?subject={other}").text
    rows = list(load_workbook(io.BytesIO(boss.get("/my/team/work/xlsx/").content)).active.values)  # type: ignore[union-attr]
    assert ("林", "走一遍消防通道") in [row[:2] for row in rows]
    assert not any("外人" in map(str, row) for row in rows)


def test_my_work_is_taken_along_as_a_workbook_and_no_cell_is_a_formula(desk: Desk) -> None:
    _, lin = a_new_clerk(desk)
    answer = desk.visitor(lin).get("/my/work/xlsx/")  # type: ignore[arg-type]
    assert answer.headers["content-disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert "写一篇初稿" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("role", [PortalRole.HR, PortalRole.AUDITOR])
def test_the_board_counts_lists_and_that_it_was_looked_at_is_written_down(
    desk: Desk, role: PortalRole
) -> None:
    run, lin = a_new_clerk(desk)
    clerk, boss = desk.visitor(lin), desk.visitor(desk.boss)  # type: ignore[arg-type]
    sees = desk.visitor(desk.hire("9000", portal_role=role, is_external=role == "auditor"))
    assert "执行中" in sees.get("/reports/checklists/").text
    for item, who, form in (("walk", clerk, {}), ("desk", boss, {"tick-0": "yes"})):
        tick(who, run, item, form)
    confirm(clerk)
    hand_in(clerk, run, "draft", PDF)
    boss.post(f"/my/checklists/{run.number}/draft/verify/")
    page = sees.get("/reports/checklists/?state=completed").text
    assert "1 天" in page
    assert sees.get(f"/my/checklists/{run.number}/").status_code == 200
    with reading(desk.office.records.ledger.engine) as connection:
        looks = [look.page for look in newest_looks(connection, limit=9)]
    assert sorted(looks) == ["checklist", "checklists", "checklists"]
    taken = sees.post("/reports/checklists/xlsx/")
    assert taken.status_code == 200
    assert load_workbook(io.BytesIO(taken.content)).active is not None
    assert desk.entries("export:read")


def test_an_auditor_writes_nothing(desk: Desk) -> None:
    run, _ = a_new_clerk(desk)
    auditor = desk.visitor(desk.hire("9000", portal_role=PortalRole.AUDITOR, is_external=True))
    before = len(desk.entries("checklist-item:completed"))
    for act in ("walk/done", "draft/verify", "draft/reopen"):
        assert auditor.post(f"/my/checklists/{run.number}/{act}/", {"reason": "not-done"}).status_code == 403
    assert auditor.post(f"/my/checklists/{run.number}/stop/", {"reason": "by-mistake"}).status_code == 403
    assert len(desk.entries("checklist-item:completed")) == before


def test_a_team_is_asked_about_as_each_of_it_alone(desk: Desk) -> None:
    people = [desk.hire(number, CLERK) for number in ("2000", "2001", "2002")]
    desk.round()
    confirm(desk.visitor(people[1]))
    now = desk.office.clock.now()
    together = desk.work.of_many(people, at=now, language="zh-Hans")
    assert together == {one: desk.work.of(one, at=now, language="zh-Hans") for one in people}
    assert len(together[people[0]]) == len(together[people[1]]) + 1
