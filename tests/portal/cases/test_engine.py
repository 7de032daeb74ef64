"""The engine runs exported models: joins wait for everybody in every round, returns withdraw what began since."""

import pytest

from portal.cases.engine import Engine, Move
from portal.cases.models import read_model
from portal.cases.refusals import ModelUnusable
from tests.portal.cases.desks import a_campaign, model_of
from tests.portal.documents import Plain, a_procedure


def engine_of(plain: Plain) -> Engine:
    return Engine(read_model(model_of(plain)))


def nodes(move: Move) -> set[str]:
    return {stop.node.id for stop in move.stops}


def acts(engine: Engine, move: Move, node: str, *, to: str = "", refused: bool = False) -> Move:
    stop = next(one for one in move.stops if one.node.id == node)
    way = (
        next((one for one in engine.model.ways_from.get(node, ()) if one.target.startswith(to)), None)
        if to
        else None
    )
    return engine.go_on(move.course, stop, way=way, refused=refused)


def all_sign(**changes: object) -> Plain:
    """Two approve beside each other; a refusal goes back to the draft."""
    approve = {"mode": "all", "by": ["auto/role/boss", "auto/role/seller"]} | changes
    return a_procedure("both", steps=[
        {"id": "draft", "actor": "auto/role/clerk", "do": "起草"},
        {"id": "sign", "approve": approve, "rejected": "draft"},
        {"id": "file", "actor": "auto/role/clerk", "do": "归档"},
    ])  # fmt: skip


def test_a_join_waits_for_everybody_in_the_second_round_too() -> None:
    engine = engine_of(all_sign())
    move = acts(engine, engine.begin(), "draft")
    move = acts(engine, acts(engine, move, "sign.1"), "sign.2", refused=True)
    assert nodes(move) == {"draft"}
    move = acts(engine, move, "draft")
    move = acts(engine, move, "sign.2")
    assert nodes(move) == {"sign.1"}  # who signed last time does not count now
    assert nodes(acts(engine, move, "sign.1")) == {"file"}


def test_of_any_approver_the_first_word_counts_and_the_others_are_asked_no_more() -> None:
    engine = engine_of(all_sign(mode="any"))
    move = acts(engine, engine.begin(), "draft")
    assert nodes(move) == {"sign.1", "sign.2"}
    assert nodes(acts(engine, move, "sign.2")) == {"file"}
    assert nodes(acts(engine, move, "sign.1", refused=True)) == {"draft"}


def test_what_began_since_a_step_is_withdrawn_when_the_case_returns_to_it() -> None:
    plain = a_procedure("parallel", steps=[
        {"id": "plan", "actor": "auto/role/clerk", "do": "计划", "fork": ["build", "check"]},
        {"id": "build", "actor": "auto/role/seller", "do": "施工", "next": "end-all"},
        {"id": "check", "approve": {"by": ["auto/role/boss"]}, "rejected": "plan", "next": "end-all"},
        {"id": "end-all", "actor": "auto/role/clerk", "join": "all", "do": "收尾"},
    ])  # fmt: skip
    engine = engine_of(plain)
    move = acts(engine, engine.begin(), "plan")
    assert nodes(move) == {"build", "check"}
    move = acts(engine, move, "check", refused=True)
    assert nodes(move) == {"plan"}
    move = acts(engine, move, "plan")
    move = acts(engine, acts(engine, move, "check"), "build")
    assert nodes(move) == {"end-all"}
    assert acts(engine, move, "end-all").is_over


def test_an_external_partys_answer_is_recorded_by_who_asked() -> None:
    plain = a_procedure("outside", steps=[
        {"id": "apply", "actor": "auto/role/clerk", "do": "申请"},
        {"id": "agree", "approve": {"by": ["auto/external/authority"]}, "rejected": "apply"},
        {"id": "file", "actor": "auto/role/clerk", "do": "归档"},
    ])  # fmt: skip
    engine = engine_of(plain)
    move = acts(engine, engine.begin(), "apply")
    (stop,) = move.stops
    assert (stop.node.kind, stop.node.step, stop.node.actor) == ("answer", "agree", "auto/role/clerk")
    assert nodes(engine.go_on(move.course, stop, refused=True)) == {"apply"}
    assert nodes(engine.go_on(move.course, stop)) == {"file"}


def test_the_hand_over_is_named_where_the_case_passes_it() -> None:
    engine = engine_of(a_campaign())
    move = acts(engine, acts(engine, engine.begin(), "draft"), "in-plan", to="approve-unit")
    move = acts(engine, acts(engine, move, "approve-unit"), "pass-copy")
    assert acts(engine, move, "carry-out").hands_to == ("auto/procedure/visit",)
    assert acts(engine, move, "supervise").hands_to == ()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<a/>", b"not xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<d xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="Process"/></d>',
        b'<d xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="Other"/></d>',
    ],
)  # fmt: skip
def test_what_is_no_model_of_ours_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(ModelUnusable):
        Engine(read_model(content)).begin()


def test_no_condition_of_a_model_is_ever_evaluated_as_it_stands() -> None:
    evil = model_of(a_campaign()).replace(
        b"choice_in_plan ==", b"__import__('os').abort() or choice_in_plan =="
    )
    engine = Engine(read_model(evil))
    assert b"__import__" not in engine.model.prepared
    move = acts(engine, acts(engine, engine.begin(), "draft"), "in-plan", to="approve-unit")
    assert nodes(move) == {"approve-unit"}
