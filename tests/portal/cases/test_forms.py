"""Forms filled in on screen: what is asked, what is wrong said field by field, drafts, and the record that remains."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cases.forms import Field, fields_of, read_answers
from tests.portal.cases.desks import FORMS, PLAN_FORM, Desk, a_desk
from tests.portal.offices import Visitor

FILLED = {"f-focus": "新品", "f-cost": "12,800.50", "f-begins": "2026-10-01", "f-kind": "路演",
          "f-lines-0-use": "场地", "f-lines-0-sum": "8000", "f-lines-2-use": "物料"}  # fmt: skip


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with a_desk(home) as opened:
        yield opened


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    visitor = desk.hire("clerk", "auto/role/clerk")
    desk.starts(visitor)
    return visitor


def test_a_form_is_drafted_mended_and_handed_in_with_its_step(desk: Desk, clerk: Visitor) -> None:
    wrong = desk.fills(clerk, "draft", "plan", **{"f-focus": "新品", "f-cost": "很多", "f-begins": "十月"})
    assert wrong.status_code == 422
    assert "有 2 处要改" in wrong.text
    assert "请填数字" in wrong.text
    assert "很多" in wrong.text  # nothing typed is lost
    assert "还有要改的地方" in desk.does(clerk, "draft").text
    assert desk.fills(clerk, "draft", "plan", **FILLED).status_code == 303
    assert desk.does(clerk, "draft").status_code == 303

    done = desk.entries("task:done")[0]
    record = json.loads(desk.office.records.ledger.files.read(done.evidence[0]))  # type: ignore[union-attr]
    assert record["form"] == PLAN_FORM
    assert record["filled"] == {
        "focus": "新品", "cost": "12800.50", "begins": "2026-10-01", "kind": "路演",
        "lines": [{"use": "场地", "sum": "8000"}, {"use": "物料"}],
    }  # fmt: skip
    page = clerk.get(f"/cases/case/{desk.case().key}/").text
    assert "表单plan" in page
    assert "/form/" in page


def test_a_draft_stays_and_more_rows_can_be_had(desk: Desk, clerk: Visitor) -> None:
    rows = desk.fills(clerk, "draft", "plan", wish="rows", **{"f-lines-0-use": "场地"})
    assert rows.text.count('<fieldset class="cs-row">') > 4
    saved = desk.fills(clerk, "draft", "plan", wish="save", **{"f-focus": "写了一半"})
    assert saved.status_code == 303
    again = clerk.get(f"/cases/task/{desk.waits()['draft'].key}/form/auto/plan/").text
    assert "写了一半" in again
    assert "草稿，未填完" in clerk.get(f"/cases/task/{desk.waits()['draft'].key}/").text
    assert desk.kinds() == ["case:started"]  # a draft is no evidence


def test_the_filled_form_can_be_read_and_printed_with_who_signed(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    desk.fills(clerk, "draft", "plan", **FILLED)
    desk.does(clerk, "draft")
    desk.does(clerk, "in-plan", branch="1")
    assert "表单plan" in boss.get(f"/cases/task/{desk.waits()['approve-unit'].key}/").text
    desk.does(boss, "approve-unit", outcome="approved")
    page = clerk.get(f"/cases/case/{desk.case().key}/").text
    address = page.split("/form/")[1].split("/")[0]
    sheet = clerk.get(f"/cases/case/{desk.case().key}/form/{address}/").text
    assert "12800.50" in sheet
    assert "boss" in sheet  # in the place for the signature
    english = clerk.get(f"/en/cases/case/{desk.case().key}/form/{address}/")
    assert english.status_code == 200


def test_a_form_the_task_has_no_use_for_is_not_offered(desk: Desk, clerk: Visitor) -> None:
    assert clerk.get(f"/cases/task/{desk.waits()['draft'].key}/form/auto/note/").status_code == 404
    assert clerk.get(f"/cases/task/{desk.waits()['draft'].key}/form/auto/none/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "said", "kept", "fault"),
    [
        ("number", "1,200", "1200", ""),
        ("number", "1e9", "1e9", "not-a-number"),
        ("number", "٣", "٣", "not-a-number"),
        ("money", "3.141", "3.141", "too-exact"),
        ("date", "2026-02-29", "2026-02-29", "not-a-day"),
        ("date", "2024-02-29", "2024-02-29", ""),
        ("datetime", "2026-11-30T17:30", "2026-11-30T17:30", ""),
        ("datetime", "明天", "明天", "not-a-moment"),
        ("time", "24:00", "24:00", "not-a-time"),
        ("time", "09:05", "09:05", ""),
        ("choice", "丙", "", "not-one-of"),
        ("choice", "甲", "甲", ""),
        ("yes_no", "maybe", "", "not-one-of"),
        ("text", "a\x00b\u202ec", "abc", ""),
        ("text", "长" * 600, "长" * 500, "too-long"),
        ("long_text", "一\r\n二", "一\n二", ""),
    ],
)
def test_what_a_field_takes(kind: str, said: str, kept: str, fault: str) -> None:
    field = Field(id="x", label="X", type=kind, options=("甲", "乙"))
    answers = read_answers((field,), {"f-x": [said]})
    assert answers.filled.get("x", "") == kept
    assert answers.faults.get("f-x", "") == fault


def test_several_may_be_chosen_and_what_is_required_is_named() -> None:
    field = Field(id="x", label="X", type="multi_choice", options=("甲", "乙"), required=True)
    assert read_answers((field,), {"f-x": ["甲", "丙"]}).filled == {"x": ["甲"]}
    assert read_answers((field,), {}).faults == {"f-x": "missing"}


def test_a_row_that_was_begun_has_what_its_columns_ask_for() -> None:
    columns = (Field(id="a", label="A", required=True), Field(id="b", label="B", type="number"))
    table = Field(id="t", label="T", type="table", columns=columns)
    answers = read_answers((table,), {"f-t-3-b": ["x"]})
    assert answers.filled == {"t": [{"b": "x"}]}
    assert answers.faults == {"f-t-0-a": "missing", "f-t-0-b": "not-a-number"}


def test_every_kind_of_field_a_form_may_have_is_understood() -> None:
    assert [field.type for field in fields_of(FORMS[0])] == ["long_text", "money", "date", "choice", "table"]
