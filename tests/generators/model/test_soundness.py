"""A join never waits for a path that may be gone another way."""

from typing import Any

import pytest

from generators.model.outline import Outline
from generators.model.rules.graph import Graph
from generators.model.rules.soundness import join_may_wait
from tests.generators.builders import a_procedure


def a_step(identifier: str, **values: Any) -> dict[str, Any]:
    return {"id": identifier, "actor": "x", "do": "做"} | values


def a_choice(identifier: str, *targets: str) -> dict[str, Any]:
    branches = [{"label": f"路 {n}", "next": target} for n, target in enumerate(targets, 1)]
    return {"id": identifier, "actor": "x", "decide": "？", "branches": branches}


def waiting(*steps: dict[str, Any]) -> list[tuple[str, str]]:
    spots = join_may_wait(Outline(a_procedure(steps=steps)))
    return [(spot.values["anchor"], spot.values["name"]) for spot in spots]


FORK = a_step("fork", fork=["a", "b"])


def test_a_plain_fork_and_join_is_sound() -> None:
    assert waiting(FORK, a_step("a", next="j"), a_step("b", next="j"), a_step("j", join="all")) == []


def test_a_choice_that_leads_past_the_join_is_found() -> None:
    assert waiting(
        FORK, a_step("a", next="j"), a_choice("b", "j", "other"), a_step("j", join="all"), a_step("other")
    ) == [("j", "b")]


def test_a_refusal_that_ends_is_found() -> None:
    approve = {"id": "b", "approve": {"by": ["y"]}, "rejected": "end", "next": "j"}
    assert waiting(FORK, a_step("a", next="j"), approve, a_step("j", join="all")) == [("j", "b")]


def test_a_choice_whose_ways_all_lead_to_the_join_by_one_step_is_sound() -> None:
    assert waiting(
        FORK, a_step("a", next="j"), a_choice("b", "c", "d"), a_step("c", next="d"), a_step("d", next="j"),
        a_step("j", join="all"),
    ) == []  # fmt: skip


def test_a_join_that_also_waits_for_the_way_not_chosen_is_found() -> None:
    assert waiting(
        a_choice("first", "fork", "j"), FORK, a_step("a", next="j"), a_step("b", next="j"), a_step("j", join="all")
    ) == [("j", "a")]  # fmt: skip


def test_whoever_waits_for_the_first_only_does_not_wait_forever() -> None:
    assert waiting(
        FORK, a_step("a", next="j"), a_choice("b", "j", "end"), a_step("j", join="any")
    ) == []  # fmt: skip


def test_a_loop_around_the_fork_is_sound() -> None:
    again = a_choice("again", "fork", "end")
    assert waiting(FORK, a_step("a", next="j"), a_step("b", next="j"), a_step("j", join="all"), again) == []


def test_a_loop_back_into_one_path_waits_for_the_other() -> None:
    again = a_choice("again", "a", "end")
    assert waiting(FORK, a_step("a", next="j"), a_step("b", next="j"), a_step("j", join="all"), again) == [
        ("j", "b")
    ]


def test_a_return_to_the_join_itself_does_not_wait_again() -> None:
    again = a_choice("again", "j", "end")
    steps = (FORK, a_step("a", next="j"), a_step("b", next="j"), a_step("j", join="all"), again)

    assert waiting(*steps) == []
    assert Graph(a_procedure(steps=steps)).returning == {("again", "j")}


@pytest.mark.timeout(120)
def test_many_choices_are_looked_at_quickly() -> None:
    paths = [f"p{n}" for n in range(8)]
    steps = [a_step("fork", fork=paths)]
    for path in paths:
        steps += [a_choice(path, f"{path}-a", f"{path}-b"), a_step(f"{path}-a", next=f"{path}-c"),
                  a_step(f"{path}-b", next=f"{path}-c"), a_step(f"{path}-c", next="j")]  # fmt: skip
    assert waiting(*steps, a_step("j", join="all")) == []
