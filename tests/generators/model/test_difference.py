"""What changed between two revisions, as a reader of handbooks wants to be told."""

import pytest

from generators.model.difference import compare, marked, proposed_class
from tests.generators.builders import a_procedure, a_role


def duties(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "do": f"做{name}"} for name in names]


def test_added_and_removed_duties_stand_where_they_belong() -> None:
    changes = compare(a_role(duties=duties("a", "b", "c")), a_role(duties=duties("a", "c", "d")))

    assert [(change.anchor, change.change) for change in changes] == [("b", "removed"), ("d", "added")]


def test_a_moved_duty_is_a_move_and_nothing_else() -> None:
    changes = compare(a_role(duties=duties("a", "b", "c")), a_role(duties=duties("c", "a", "b")))

    assert [(change.anchor, change.change) for change in changes] == [("c", "moved")]


def test_a_part_lifted_out_of_its_duty_is_a_move() -> None:
    below = a_role(duties=[{"id": "a", "do": "甲", "parts": [{"id": "b", "do": "乙"}]}])
    beside = a_role(duties=[{"id": "a", "do": "甲"}, {"id": "b", "do": "乙"}])

    assert [(change.anchor, change.change) for change in compare(below, beside)] == [("b", "moved")]


def test_a_changed_deadline_shows_both_values() -> None:
    old = a_role(duties=[{"id": "a", "do": "寄", "recurs": {"every": "month", "before_day": 5}}])
    new = a_role(duties=[{"id": "a", "do": "寄", "recurs": {"every": "month", "before_day": 1}}])

    (change,) = compare(old, new)

    assert change.part == "duties"
    assert [(f.name, f.before["before_day"], f.after["before_day"]) for f in change.fields] == [
        ("recurs", 5, 1)
    ]


def test_a_change_of_the_title_belongs_to_the_document() -> None:
    (change,) = compare(a_role(title="甲"), a_role(title="乙"))

    assert (change.anchor, change.fields[0].before, change.fields[0].after) == ("", "甲", "乙")


def test_a_translation_alone_is_no_difference_in_chinese() -> None:
    old, new = a_role(title="甲"), a_role(title={"zh-Hans": "甲", "en": "A"})

    assert not compare(old, new, language="zh-Hans")
    assert compare(old, new, language="en")


def test_marks_join_into_both_wordings() -> None:
    runs = marked("每月 5 日前寄出资料", "每月 1 日前寄出三份资料")

    assert "".join(text for text, mark in runs if mark != "ins") == "每月 5 日前寄出资料"
    assert "".join(text for text, mark in runs if mark != "del") == "每月 1 日前寄出三份资料"
    assert ("5", "del") in runs
    assert ("三份", "ins") in runs


@pytest.mark.parametrize(
    ("values", "proposed"),
    [
        ({"duties": [{"id": "a", "label": "1)", "do": "做a"}]}, "editorial"),
        ({"duties": [{"id": "a", "label": "1.", "do": "做好a"}]}, "minor"),
        ({"duties": [{"id": "a", "label": "1.", "do": "做a", "keep": "3y"}]}, "material"),
        ({"duties": []}, "material"),
    ],
)
def test_the_change_class_is_proposed_from_the_difference(values: dict[str, object], proposed: str) -> None:
    old = a_role(duties=[{"id": "a", "label": "1.", "do": "做a"}])

    assert proposed_class(compare(old, a_role(**values))) == proposed


def test_another_actor_is_material() -> None:
    old = a_procedure(steps=[{"id": "s", "actor": "auto/role/a", "do": "做"}])
    new = a_procedure(steps=[{"id": "s", "actor": "auto/role/b", "do": "做"}])

    assert proposed_class(compare(old, new)) == "material"
