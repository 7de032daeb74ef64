"""What is exported is a right BPMN model, runs as the procedure says, and shows what the picture shows."""

from collections.abc import Callable

import pytest

from generators.model.procedures import Procedure
from generators.model.text import LANGUAGES
from generators.process.bpmn.diagram import draw
from generators.process.bpmn.exporting import export_model, exported_model
from generators.process.bpmn.model import Model, Way
from generators.process.bpmn.translation import element_id
from generators.process.flow import Flow, flow_of
from generators.process.layout import lay_out
from generators.process.svg import svg_of
from tests.generators.builders import a_procedure
from tests.generators.process.bpmn.judges import Run, lint_faults, schema_faults
from tests.generators.process.bpmn.procedures import (
    CAMPAIGN,
    CAMPAIGN_NAMES,
    drawn_procedures,
    names,
    sound_procedure,
)
from tests.generators.process.made_procedures import made_names

PROCEDURES = drawn_procedures()
PASSING = frozenset({"merge", "ruling", "request", "reply", "begin", "done"})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "procedure" in metafunc.fixturenames:
        metafunc.parametrize("procedure", PROCEDURES, ids=[procedure.id for procedure in PROCEDURES])


def test_every_procedure_is_a_right_model(procedure: Procedure) -> None:
    chinese, english = (export_model(procedure, names(language)) for language in LANGUAGES)

    assert schema_faults(chinese) == []
    assert schema_faults(english) == []
    assert lint_faults(chinese) == []


def test_every_way_through_a_procedure_can_be_gone(procedure: Procedure) -> None:
    assert Run(export_model(procedure, names())).everything() == set()


def test_picture_page_and_model_agree_node_by_node(procedure: Procedure) -> None:
    flow = flow_of(procedure, names())
    model = exported_model(procedure, names())
    shapes = [shape.node for page in lay_out(flow).pages for shape in page.shapes]

    assert {node.id for node in shapes} == flow.node.keys()
    assert {element_id(node.id) for node in shapes} <= model.element.keys()
    assert {e.part for e in model.elements if e.id not in map(element_id, flow.node)} - {""} <= PASSING
    assert {(e.step, e.name) for e in model.elements if e.part == "" and e.tag == "userTask"} <= {
        (node.step, node.title) for node in shapes
    }
    assert drawn_ways(model, flow) == {(e.source, e.target) for e in flow.edges}
    assert draw(model).boxes.keys() >= model.element.keys()


def drawn_ways(model: Model, flow: Flow) -> set[tuple[str, str]]:
    """The ways of a model between the nodes of the flow, past the nodes that BPMN wants besides."""
    known = {element_id(key): key for key in flow.node}
    found = set()
    for key, source in known.items():
        ahead, seen = [way.target for way in leaving(model, key)], set()
        while ahead:
            here = ahead.pop()
            if here in known:
                found.add((source, known[here]))
            elif here not in seen:
                seen.add(here)
                ahead += [way.target for way in leaving(model, here)]
    return found


def leaving(model: Model, key: str) -> list[Way]:
    """The ways on from a node; while an external party works, the company only waits for it."""
    waits = model.element[key].part == "request"
    return [way for way in model.ways if way.source == key and (way.message or not waits)]


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_made_procedures_are_right_models_too(
    *, full_size: bool, proof: Callable[[str, str, str], None]
) -> None:
    seeds = range(330 if full_size else 45)
    sound = [found for seed in seeds if (found := sound_procedure(seed)) is not None]
    for procedure in sound:
        xml = export_model(procedure, made_names())

        assert schema_faults(xml) == []
        assert lint_faults(xml) == []
    proof("made procedures as BPMN, clean by schema and lint", "≥ 200", str(len(sound)))
    assert len(sound) >= (200 if full_size else 25)


def test_a_plan_outside_the_annual_one_reaches_the_general_manager() -> None:
    run = Run(export_model(CAMPAIGN, CAMPAIGN_NAMES))
    agreed = {"approve-group.1.ruling": "同意", "approve-group.2.ruling": "同意"}

    passed = run.go(decisions={"in-plan": "计划外", **agreed})

    assert run.finished
    assert passed.index("approve-group.1") < passed.index("approve-group.2") < passed.index("supervise")
    assert "approve-unit" not in passed
    assert run.lane_of("approve-group.2") == CAMPAIGN_NAMES.title("auto/role/r1") == "集团总经理"


def test_a_plan_inside_the_annual_one_stays_with_the_head_of_the_unit() -> None:
    run = Run(export_model(CAMPAIGN, CAMPAIGN_NAMES))

    passed = run.go(decisions={"in-plan": "计划内", "approve-unit.ruling": "同意"})

    assert run.finished
    assert "approve-unit" in passed
    assert not [node for node in passed if node.startswith("approve-group")]


@pytest.mark.parametrize("refused", ["approve-group.1.ruling", "approve-group.2.ruling"])
def test_a_refused_plan_returns_to_its_draft(refused: str) -> None:
    run = Run(export_model(CAMPAIGN, CAMPAIGN_NAMES))
    decisions = {"approve-group.1.ruling": "同意", "approve-group.2.ruling": "同意", refused: "退回"}

    passed = run.go(decisions={"in-plan": "计划外", **decisions})

    assert passed.count("draft") >= 2
    assert passed.index(refused) < len(passed) - 1 - passed[::-1].index("draft")


def test_an_external_party_works_in_a_pool_of_its_own() -> None:
    steps = [
        {"id": "ask", "actor": "auto/role/r0", "do": "送审"},
        {"id": "check", "actor": "auto/external/r7", "do": "检测", "rejected": None},
        {"id": "file", "actor": "auto/role/r0", "do": "归档"},
    ]
    model = exported_model(a_procedure(steps=steps), made_names())

    outside = next(pool for pool in model.pools if pool.external)
    assert model.element["check"].pool == outside.id
    assert model.element["check.request"].pool != outside.id
    assert [(way.source, way.target) for way in model.ways if way.message] == [
        ("check.request", "check.begin"),
        ("check.done", "check.reply"),
    ]


def test_the_same_procedure_always_gives_the_same_file() -> None:
    assert export_model(CAMPAIGN, CAMPAIGN_NAMES) == export_model(CAMPAIGN, CAMPAIGN_NAMES)


def test_words_that_mean_something_in_xml_stay_words() -> None:
    words = 'A & B <c> "d"\x00\n第二行'
    steps = [
        {"id": "1st", "actor": "auto/role/r0", "do": words},
        {
            "id": "d",
            "decide": "?",
            "branches": [{"label": words, "next": "1st"}, {"label": words, "next": "end"}],
        },
    ]
    xml = export_model(a_procedure(steps=steps), made_names())

    assert schema_faults(xml) == []
    assert Run(xml).everything() == set()


def test_the_picture_shows_every_step_in_words() -> None:
    picture = lay_out(flow_of(CAMPAIGN, CAMPAIGN_NAMES))
    drawn = svg_of(picture)

    for step in ("起草推广方案", "督办执行", "计划外"):
        assert step in drawn
