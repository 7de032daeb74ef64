"""Rules on places within documents: every anchor once, every place that is named exists."""

from collections.abc import Iterator

from generators.model.control import Document
from generators.model.library import Library
from generators.model.nearness import nearest
from generators.model.organisation import Department, Goal
from generators.model.outline import Node, Outline
from generators.model.procedures import Procedure, Step
from generators.model.references import Path
from generators.model.roles import Kpi, Role
from generators.model.rules.registry import Spot, at_path, document_rule, inside, library_rule


@document_rule("duplicate-anchor")
def duplicate_anchor(outline: Outline[Document]) -> Iterator[Spot]:
    """Every id stands once in a document (and once among its gaps, its questions and each question's options)."""
    control, quiz = outline.document.control, outline.document.quiz
    yield from _doubles(list(outline.nodes))
    yield from _doubles([Node(("control", "gaps", index), gap) for index, gap in enumerate(control.gaps)])
    yield from _doubles([Node(("quiz", index), question) for index, question in enumerate(quiz)])
    for number, question in enumerate(quiz):
        options = enumerate(question.options)
        yield from _doubles([Node(("quiz", number, "options", index), option) for index, option in options])


def _doubles(nodes: list[Node]) -> Iterator[Spot]:
    seen: set[str] = set()
    for path, value in nodes:
        if value.id in seen:
            yield at_path((*path, "id"), anchor=value.id)
        seen.add(value.id)


@document_rule("unknown-anchor")
def gap_or_question_about_nothing(outline: Outline[Document]) -> Iterator[Spot]:
    """The place that a known gap, a quiz question or a way of asking points to is in the document."""
    document = outline.document
    for index, gap in enumerate(document.control.gaps):
        if gap.about and gap.about not in outline.anchors:
            yield _unknown(("control", "gaps", index, "about"), gap.about, outline.anchors)
    for index, question in enumerate(document.quiz):
        if question.see not in outline.anchors:
            yield _unknown(("quiz", index, "see"), question.see, outline.anchors)
    for index, asked in enumerate(document.asked):
        if asked.about and asked.about not in outline.anchors:
            yield _unknown(("asked", index, "about"), asked.about, outline.anchors)


@document_rule("unknown-anchor", "role", "department")
def kpi_of_unknown_duty(outline: Outline[Role | Department]) -> Iterator[Spot]:
    """The duties that a KPI measures are in the document."""
    for path, kpi in outline.nodes_of(Kpi):
        for index, duty in enumerate(kpi.duties):
            if duty not in outline.anchors:
                yield _unknown((*path, "duties", index), duty, outline.anchors)


@document_rule("unknown-anchor", "procedure")
def phase_of_unknown_step(outline: Outline[Procedure]) -> Iterator[Spot]:
    """The steps of a phase are steps of the procedure."""
    steps = frozenset(step.id for step in outline.document.steps)
    for number, phase in enumerate(outline.document.phases):
        for index, step in enumerate(phase.steps):
            if step not in steps:
                yield _unknown(("phases", number, "steps", index), step, steps)


def _unknown(path: Path, anchor: str, known: frozenset[str]) -> Spot:
    return at_path(path, anchor=anchor, nearest=nearest(anchor, known))


@document_rule("goal-parent-unknown", "department")
def goal_parent_unknown(outline: Outline[Department]) -> Iterator[Spot]:
    """The longer-term goal that a goal serves is another goal of the department."""
    known = {goal.id for goal in outline.document.goals}
    for path, goal in outline.nodes_of(Goal):
        others = known - {goal.id}
        if goal.parent and goal.parent not in others:
            near = nearest(goal.parent, others)
            yield at_path((*path, "parent"), anchor=goal.id, parent=goal.parent, nearest=near)


@library_rule("unknown-anchor")
def checklist_starts_at_unknown_step(library: Library) -> Iterator[Spot]:
    """The step that starts a checklist is a step of the procedure named with it."""
    for key, extract in library.extracts.items():
        start = extract.card.fact("start") if extract.card.kind == "checklist" else None
        step, procedure = (start.get("step"), start.get("procedure")) if start else (None, None)
        if not step or (procedure is not None and procedure not in library.extracts):
            continue
        steps = _steps_of(library, procedure or "", step)
        if step not in steps:
            yield inside(key, "start", "step", anchor=step, nearest=nearest(step, steps))


def _steps_of(library: Library, procedure: str, wanted: str) -> frozenset[str]:
    """The steps of a procedure; most are known from its extract, so that it need not be opened."""
    if not procedure:
        return frozenset()
    place = library.extracts[procedure].places.get(wanted)
    if place is not None and place.part == "steps":
        return frozenset({wanted})
    document = library.document(procedure)
    return frozenset(node.id for node in Outline(document).nodes_of(Step))
