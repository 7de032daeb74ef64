"""A procedure's course: what a reader could follow to the end, and what nobody could."""

from typing import Any

import pytest

from tests.generators.builders import a_procedure
from tests.generators.model.whole import anchors, found

Steps = list[dict[str, Any]]


def steps(*said: dict[str, Any] | str) -> Steps:
    """Steps in a row; a plain name is an action by the clerk."""
    plain = {"actor": "auto/role/clerk", "do": "办"}
    return [{"id": one, **plain} if isinstance(one, str) else {**plain, **one} for one in said]


def approval(name: str, *by: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "actor": None, "do": None, "approve": {"by": list(by)}, **more}


def test_steps_without_next_follow_each_other_to_the_end() -> None:
    procedure = a_procedure(steps=steps("a", "b", "c"))

    for code in ("step-unreachable", "path-without-end", "unknown-step", "join-without-fork"):
        assert found(code, procedure) == []


def test_a_procedure_without_steps_has_no_course_to_judge() -> None:
    assert found("step-unreachable", a_procedure()) == []


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("next", "bb", ("next",)),
        ("fork", ["b", "bb"], ("fork", 1)),
        ("branches", [{"label": "是", "next": "b"}, {"label": "否", "next": "bb"}], ("branches", 1, "next")),
    ],
)
def test_a_misspelt_step_is_found_wherever_it_is_named(field: str, value: Any, path: tuple[Any, ...]) -> None:
    decision = {"decide": "是吗？", "do": None} if field == "branches" else {}
    procedure = a_procedure(steps=steps({"id": "a", field: value, **decision}, "b"))

    (finding,) = found("unknown-step", procedure)

    assert finding.path == ("steps", 0, *path)
    assert finding.values == {"name": "bb", "nearest": "b", "anchor": "a"}


def test_end_is_always_known() -> None:
    assert found("unknown-step", a_procedure(steps=steps({"id": "a", "next": "end"}))) == []


def test_of_a_lost_chain_only_its_head_is_named() -> None:
    assert anchors("step-unreachable", a_procedure(steps=steps({"id": "a", "next": "end"}, "b", "c"))) == [
        "b"
    ]


def test_a_lost_circle_is_named_once() -> None:
    circle = steps({"id": "a", "next": "end"}, "b", {"id": "c", "next": "b"})

    assert anchors("step-unreachable", a_procedure(steps=circle)) == ["b"]


def test_a_step_reached_only_after_a_refusal_is_reached() -> None:
    refused = steps("a", approval("b", "auto/role/boss", rejected="c", next="end"), {"id": "c", "next": "a"})

    assert found("step-unreachable", a_procedure(steps=refused)) == []


def test_a_circle_with_a_way_out_ends() -> None:
    ways = [{"label": "齐了", "next": "end"}, {"label": "不齐", "next": "a"}]
    circle = steps("a", {"id": "b", "do": None, "decide": "齐了吗？", "branches": ways})

    assert found("path-without-end", a_procedure(steps=circle)) == []


def test_a_circle_without_a_way_out_is_named_once() -> None:
    assert anchors("path-without-end", a_procedure(steps=steps("a", "b", {"id": "c", "next": "b"}))) == ["a"]


def test_two_forked_paths_may_join() -> None:
    forked = steps({"id": "a", "fork": ["b", "c"]}, {"id": "b", "next": "d"}, "c", {"id": "d", "join": "all"})

    assert found("join-without-fork", a_procedure(steps=forked)) == []


def test_two_branches_of_a_decision_cannot_be_waited_for() -> None:
    ways = [{"label": "是", "next": "b"}, {"label": "否", "next": "c"}]
    decided = steps({"id": "a", "do": None, "decide": "吗？", "branches": ways}, {"id": "b", "next": "d"}, "c",
                    {"id": "d", "join": "all"})  # fmt: skip

    assert anchors("join-without-fork", a_procedure(steps=decided)) == ["d"]


@pytest.mark.parametrize(
    ("after", "limit", "early"),
    [
        ("2d", "3d", True),
        ("3d", "3d", True),
        ("4d", "3d", False),
        ("48h", "3d", True),
        ("3wd", "2wd", False),
        ("5wd", "1w", False),
        ("1d", "2wd", True),
        ("2wd", "1m", True),
        ("1m", "4w", False),
    ],
)
def test_escalation_comes_after_the_limit_whatever_the_calendar_says(
    after: str, limit: str, early: bool
) -> None:
    step = {"id": "a", "limit": limit, "escalate": {"after": after, "to": "auto/role/boss"}}

    assert bool(found("escalation-too-early", a_procedure(steps=steps(step)))) is early


def test_an_approval_needs_no_actor_but_an_action_does() -> None:
    nobody = steps({"id": "a", "actor": None}, approval("b", "auto/role/boss"))

    assert anchors("step-without-actor", a_procedure(steps=nobody)) == ["a"]


def test_who_put_it_on_paper_does_not_approve_it_later() -> None:
    drafted = steps("a", {"id": "b", "actor": "auto/role/boss", "output": ["auto/form/plan"]}, "c",
                    approval("d", "auto/role/chief", "auto/role/boss"))  # fmt: skip

    (finding,) = found("approved-by-drafter", a_procedure(steps=drafted))

    assert finding.path == ("steps", 3, "approve", "by", 1)
    assert finding.values == {"anchor": "d", "role": "auto/role/boss"}


def test_who_only_starts_the_matter_may_approve_the_draft_of_another() -> None:
    ordered = steps({"id": "a", "actor": "auto/role/boss"}, {"id": "b", "output": ["auto/form/plan"]},
                    approval("c", "auto/role/boss"))  # fmt: skip

    assert found("approved-by-drafter", a_procedure(steps=ordered)) == []


def test_who_prepares_the_decision_does_not_take_it() -> None:
    prepared = steps("a", {"id": "b", "actor": "auto/role/boss"}, approval("c", "auto/role/boss"))

    assert anchors("approved-by-drafter", a_procedure(steps=prepared)) == ["c"]
