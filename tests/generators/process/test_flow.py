"""What the flow of a procedure says: who does what, where it goes on, what is waited for."""

from typing import Any

import pytest

from generators.model.procedures import Step
from generators.process.flow import START, Edge, Flow, flow_of
from tests.generators.builders import a_procedure
from tests.generators.process.made_procedures import made_names, made_procedure

R = "auto/role/r{}".format


def a_flow(*steps: dict[str, Any], **values: Any) -> Flow:
    made = tuple(Step.model_validate({"actor": R(0), "do": "办理", **step}) for step in steps)
    return flow_of(a_procedure(steps=made, **values), made_names())


def an_approval(by: list[str], mode: str = "all", **values: Any) -> dict[str, Any]:
    return {"actor": None, "do": None, "approve": {"by": tuple(by), "mode": mode}, **values}


def ways(flow: Flow) -> list[str]:
    return [f"{edge.source}→{edge.target}" for edge in flow.edges]


def test_steps_follow_each_other_from_start_to_end() -> None:
    flow = a_flow({"id": "draft"}, {"id": "send", "actor": R(1)})
    assert sorted(ways(flow)) == sorted([f"{START}→draft", "draft→send", "send→flow.end"])
    assert [(lane.id, lane.title) for lane in flow.lanes] == [(R(0), "市场经理"), (R(1), "集团总经理")]
    assert [node.number for node in flow.nodes] == ["", "1", "2", ""]


def test_a_procedure_without_steps_has_no_picture() -> None:
    assert a_flow().nodes == ()


def test_a_trigger_names_the_procedure_it_comes_from() -> None:
    flow = a_flow({"id": "draft"}, trigger={"event": "年初", "source": "auto/procedure/plan"})
    start = flow.node[START]
    assert (start.kind, start.title, start.note) == ("trigger", "年初", "接 SC-006 名称plan")
    assert [named.id for named in start.procedures] == ["auto/procedure/plan"]


def test_who_signs_one_after_the_other_makes_a_chain() -> None:
    flow = a_flow({"id": "draft"}, {"id": "sign", **an_approval([R(1), R(2)], "in_order", rejected="draft")})
    chain = [node for node in flow.nodes if node.kind == "approval"]
    assert [(node.id, node.lane, node.number) for node in chain] == [
        ("sign.1", R(1), "2.1"),
        ("sign.2", R(2), "2.2"),
    ]
    assert "sign.1→sign.2" in ways(flow)
    assert [(edge.source, edge.target) for edge in flow.edges if edge.kind == "rejected"] == [
        ("sign.1", "draft"),
        ("sign.2", "draft"),
    ]


@pytest.mark.parametrize("mode", ["all", "any"])
def test_who_signs_beside_each_other_is_asked_at_once_and_one_verdict_follows(mode: str) -> None:
    flow = a_flow({"id": "draft"}, {"id": "sign", **an_approval([R(1), R(2)], mode, rejected="draft")})
    assert flow.node["sign.asked"].mode == flow.node["sign.verdict"].mode == mode
    assert {edge.target for edge in flow.ways_out["sign.asked"]} == {"sign.1", "sign.2"}
    assert {edge.source for edge in flow.ways_in["sign.verdict"]} == {"sign.1", "sign.2"}
    assert [(e.label, e.target) for e in flow.ways_out["sign.verdict"]] == [
        ("同意", "flow.end"),
        ("退回", "draft"),
    ]
    assert flow.verdicts == {"sign.verdict"}


def test_who_prepares_and_who_signs_are_two_nodes() -> None:
    flow = a_flow({"id": "plan", "do": "编制", "approve": {"by": (R(1),), "mode": "all"}})
    assert [(node.id, node.kind, node.lane) for node in flow.nodes[1:3]] == [
        ("plan", "action", R(0)),
        ("plan.1", "approval", R(1)),
    ]


def test_a_refusal_without_return_ends_the_matter() -> None:
    flow = a_flow({"id": "sign", **an_approval([R(1)], rejected="end")})
    assert [(e.label, e.kind) for e in flow.ways_out["sign"]] == [
        ("同意", "sequence"),
        ("不同意", "rejected"),
    ]
    assert len({e.target for e in flow.ways_out["sign"]}) == 2, "each end is its own"


def test_a_fork_and_a_join_have_gateways() -> None:
    flow = a_flow(
        {"id": "a", "fork": ("b", "c")}, {"id": "b", "next": "d"}, {"id": "c"}, {"id": "d", "join": "all"}
    )
    assert {"a→a.fork", "a.fork→b", "a.fork→c", "b→d.join", "c→d.join", "d.join→d"} <= set(ways(flow))
    assert flow.merges == frozenset()


def test_a_loop_does_not_wait_at_the_gate_again() -> None:
    branches = ({"label": "重来", "next": "d"}, {"label": "好", "next": "end"})
    flow = a_flow(
        {"id": "a", "fork": ("b", "c")},
        {"id": "b", "next": "d"},
        {"id": "c"},
        {"id": "d", "join": "all"},
        {"id": "e", "do": None, "decide": "好吗？", "branches": branches},
    )
    back = next(edge for edge in flow.edges if edge.label == "重来")
    assert (back.target, back.back) == ("d", True)
    assert flow.merges == {"d"}


def test_a_procedure_that_takes_over_ends_the_path_or_starts_beside_it() -> None:
    over = "auto/procedure/next"
    assert "a→a.handoff" in ways(a_flow({"id": "a", "hand_off": over}))
    assert not a_flow({"id": "a", "hand_off": over}).ways_out["a.handoff"]
    beside = a_flow({"id": "a", "hand_off": over, "next": "b"}, {"id": "b"})
    assert [way for way in ways(beside) if "handoff" in way] == ["a→a.handoff", "a.handoff→b"]


def test_procedures_that_follow_the_whole_are_named_at_its_last_end() -> None:
    flow = a_flow({"id": "a"}, hand_offs=({"to": "auto/procedure/next"},))
    assert flow.node["flow.end"].note == "转 SC-006 名称next"


def test_a_step_that_names_nobody_stays_with_whom_it_follows() -> None:
    assert a_flow({"id": "a", "actor": R(1)}, {"id": "b", "actor": None}).node["b"].lane == R(1)
    nobody = a_flow({"id": "a", "actor": None})
    assert [lane.title for lane in nobody.lanes] == ["未指定"]


def test_external_parties_stand_after_the_company() -> None:
    flow = a_flow({"id": "a", "actor": "auto/external/r7"}, {"id": "b"})
    assert [lane.external for lane in flow.lanes] == [False, True]


@pytest.mark.parametrize("seed", range(60))
def test_any_flow_is_whole_and_without_its_ways_back_has_no_circle(seed: int) -> None:
    flow = flow_of(made_procedure(seed), made_names())
    assert all(edge.source in flow.node and edge.target in flow.node for edge in flow.edges)
    assert len({edge.id for edge in flow.edges}) == len(flow.edges)
    assert all(flow.ways_out[node.id] or node.kind in ("end", "handoff") for node in flow.nodes)
    assert _acyclic([edge for edge in flow.edges if not edge.back])


def _acyclic(edges: list[Edge]) -> bool:
    left = edges
    while left:
        targets = {edge.target for edge in left}
        rest = [edge for edge in left if edge.source in targets]
        if len(rest) == len(left):
            return False
        left = rest
    return True
