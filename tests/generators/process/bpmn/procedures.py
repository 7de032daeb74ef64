"""Procedures to export: those of the library in content/, made ones without faults, and the approval of a campaign."""

from functools import cache
from pathlib import Path

from generators.cache import Cache
from generators.model.library import Library
from generators.model.outline import Outline
from generators.model.procedures import Procedure
from generators.model.rules.flow import path_without_end, step_unreachable
from generators.model.rules.graph import Graph, reached_from
from generators.model.text import Language
from generators.phrases.naming import names_in
from generators.process.parts import Names
from generators.source.loader import load
from tests.generators.builders import a_procedure
from tests.generators.process.made_procedures import made_names, made_procedure

CONTENT = Path(__file__).parents[4] / "content"


@cache
def library() -> Library:
    """The demonstration library."""
    found = load(CONTENT, Cache(None)).library
    assert found is not None
    return found


def drawn_procedures() -> list[Procedure]:
    """Every procedure of the library that has steps."""
    documents = (library().document(card.id) for card in library().documents("procedure"))
    return [document for document in documents if isinstance(document, Procedure) and document.steps]


def names(language: Language = "zh-Hans") -> Names:
    """The names of the library."""
    return names_in(library(), language)


def sound_procedure(seed: int) -> Procedure | None:
    """A made procedure without the steps that nothing leads to; None if it has paths without an end."""
    made = made_procedure(seed)
    graph = Graph(made)
    reached = reached_from([made.steps[0].id], graph.onward)
    steps = [
        step if step.fork or step.branches else step.model_copy(update={"next": graph.forward[step.id][0]})
        for step in made.steps
        if step.id in reached
    ]
    sound = made.model_copy(update={"steps": tuple(steps)})
    faults = [*step_unreachable(Outline(sound)), *path_without_end(Outline(sound))]
    return None if faults else sound


CAMPAIGN = a_procedure(
    id="headquarters/procedure/campaign",
    code="SC-005",
    title={"zh-Hans": "推广方案审批", "en": "Campaign plan approval"},
    steps=[
        {"id": "draft", "actor": "auto/role/r0", "do": "起草推广方案", "output": ["auto/form/campaign-plan"]},
        {
            "id": "in-plan",
            "actor": "auto/role/r0",
            "decide": "方案是否在已批准的推广计划之内？",
            "branches": [
                {"label": "计划内", "next": "approve-unit"},
                {"label": "计划外", "requires": ["auto/form/note"], "next": "approve-group"},
            ],
        },
        {
            "id": "approve-unit",
            "approve": {"by": ["auto/role/r2"]},
            "limit": "2wd",
            "rejected": "draft",
            "next": "supervise",
        },
        {
            "id": "approve-group",
            "approve": {"mode": "in_order", "by": ["auto/role/r2", "auto/role/r1"]},
            "rejected": "draft",
            "next": "supervise",
        },
        {"id": "supervise", "actor": "auto/role/r4", "do": "督办执行", "hand_off": "auto/procedure/next"},
    ],
)
"""市场推广方案审批: inside the plan the head of the unit approves, outside it the general manager as well."""

CAMPAIGN_NAMES = made_names()
