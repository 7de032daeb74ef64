"""Rules on who acts 责任到岗: steps and deadlines have somebody, and nobody approves their own draft."""

from collections.abc import Iterator

from generators.model.control import Document
from generators.model.outline import Outline
from generators.model.policies import Articles, Clause
from generators.model.procedures import Procedure, Step
from generators.model.references import Path
from generators.model.rules.graph import Graph
from generators.model.rules.registry import Spot, at, at_path, document_rule
from generators.model.timing import Timed


@document_rule("step-without-actor", "procedure")
def step_without_actor(outline: Outline[Procedure]) -> Iterator[Spot]:
    """Actions and decisions name who acts; an approval names its approvers instead."""
    for index, step in enumerate(outline.document.steps):
        if step.actor is None and step.nature != "approval":
            yield at("steps", index, "id", anchor=step.id)


@document_rule("approved-by-drafter", "procedure")
def approved_by_drafter(outline: Outline[Procedure]) -> Iterator[Spot]:
    """Nobody approves what they drafted: not the actor of a step that leads to the approval, nor of the first draft."""
    graph = Graph(outline.document)
    first = _first_draft(outline.document)
    for index, step in enumerate(outline.document.steps):
        if step.approve is None:
            continue
        before = [graph.steps[key] for key in graph.arrivals.get(step.id, ())]
        drafters = {drafting.actor for drafting in (first, *before) if drafting is not None}
        for number, approver in enumerate(step.approve.by):
            if approver in drafters:
                yield at("steps", index, "approve", "by", number, anchor=step.id, role=approver)


def _first_draft(procedure: Procedure) -> Step | None:
    """The step that puts something on paper first; where none names its output, the first step."""
    with_output = (step for step in procedure.steps if step.output)
    return next(with_output, next(iter(procedure.steps), None))


@document_rule("deadline-without-owner", "policy", "guide")
def deadline_without_owner(outline: Outline[Articles]) -> Iterator[Spot]:
    """A clause with a deadline, or one above it, names who has to meet it."""
    owned: dict[Path, bool] = {}
    for path, clause in outline.nodes_of(Clause):
        owned[path] = clause.actor is not None or owned.get(path[:-2], False)
        if clause.has_deadline and not owned[path]:
            yield at_path((*path, "recurs" if clause.recurs else "due"), anchor=clause.id)


@document_rule("deadline-vague")
def deadline_vague(outline: Outline[Document]) -> Iterator[Spot]:
    """A deadline that is only words (定期, 及时) is listed, because nobody can say when it has passed."""
    for path, node in outline.nodes_of(Timed):
        if node.vague is not None:
            yield at_path((*path, "vague"), anchor=node.id, vague=str(node.vague), **_english(node))


def _english(node: Timed) -> dict[str, str]:
    return {"vague_en": node.vague.en} if node.vague and node.vague.en else {}
