"""The role page 岗位手册: duties, permissions, and every place in the company where the role acts."""

from itertools import groupby
from typing import Any

from markupsafe import Markup

from generators.model.extract import Card
from generators.model.roles import Duty, Role
from generators.phrases.around import TAKING_PART, Passage, Surroundings, node_of, part_of
from generators.phrases.wording import timed_of
from generators.site.pages.pen import NOTHING, Pen, html
from generators.site.pages.views.notes import chip_of, evidence, line, said, strong


def role_view(pen: Pen, around: Surroundings, role: Role) -> dict[str, Any]:
    """What the template of a role page needs beside the role."""
    named = around.passages(role.id, *TAKING_PART)
    steps = [passage for passage in named if passage.place.part == "steps"]
    return {
        "reports": [card.id for card in around.naming(role.id, "reports_to") if card.kind == "role"],
        "duty_notes": lambda duty: duty_notes(pen, duty),
        "qualifications": [
            (kind, list(found)) for kind, found in groupby(role.qualifications, lambda q: q.kind)
        ],
        "steps": [(taken[0].source, taken) for taken in _by_procedure(steps)],
        "step_link": lambda step, mark: _step_link(pen, step, mark),
        "step_count": pen.word(
            "role.step-count", procedures=len({s.source.id for s in steps}), steps=len(steps)
        ),
        "step_sentence": lambda step: _step_sentence(pen, step),
        "step_limit": lambda step: step_limit(pen, step),
        "part_of": part_of,
        "timed": lambda passage: timed_of(node_of(passage)),
        "clauses": [passage for passage in named if passage.source.kind in ("policy", "guide")],
        "received": [p for p in around.passages(role.id, "recipient") if p.source.kind == "role"],
        "forms": _forms(pen, around, role, steps),
        "checklists": _checklists(pen, around, role),
        "reads": [pen.card(name) for name in role.reads],
    }


def duty_notes(pen: Pen, duty: Duty) -> Markup:
    """To whom, with whom, with which forms, what is kept."""
    return line(pen, (
        said(pen, "duty.to", "who", strong(pen.links(duty.recipient))),
        said(pen, "duty.with", "who", pen.links(duty.together_with)),
        said(pen, "duty.from", "forms", pen.links(duty.inputs)),
        said(pen, "duty.delivers", "forms", strong(pen.links(duty.deliverables))),
        said(pen, "duty.evidence", "what", evidence(pen, duty.evidence)),
        said(pen, "duty.verify", "who", pen.link(duty.verify) if duty.verify else NOTHING),
        said(pen, "duty.keep", "time", pen.duration(duty.keep)),
        said(pen, "duty.see", "procedures", pen.links(duty.procedures)),
    ))  # fmt: skip


def _by_procedure(steps: list[Passage]) -> list[list[Passage]]:
    return [list(taken) for _, taken in groupby(steps, lambda step: step.source.id)]


def _step_link(pen: Pen, step: Passage, mark: Markup) -> Markup:
    """The number of a step, leading to its row where the procedure has a page."""
    if step.source.id not in pen.desk.with_page:
        return mark
    return html(f'<a href="{pen.href(step.source.id, step.place.anchor)}">{mark}</a>')


def _step_sentence(pen: Pen, step: Passage) -> Markup:
    return pen.elsewhere(step.sentence) if step.sentence else pen.say("procedure.approval")


def step_limit(pen: Pen, step: Passage) -> Markup:
    """A step's limit, or its deadline."""
    limit = node_of(step).get("limit")
    return html(pen.duration(limit)) if isinstance(limit, str) else chip_of(pen, step)


def _forms(pen: Pen, around: Surroundings, role: Role, steps: list[Passage]) -> list[Card]:
    """Forms of its own duties, and of the steps it carries out."""
    names = [name for duty in role.duties for name in _forms_of(duty)]
    for step in steps:
        if "actor" in step.relations or "approve.by" in step.relations:
            names += around.forms_at(step.source.id, step.place.anchor)
    return [pen.card(name) for name in dict.fromkeys(names)]


def _forms_of(duty: Duty) -> list[str]:
    own = [*duty.inputs, *duty.deliverables, *(proof.form for proof in duty.evidence if proof.form)]
    return own + [name for part in duty.parts for name in _forms_of(part)]


def _checklists(pen: Pen, around: Surroundings, role: Role) -> list[Card]:
    others = [card.id for card in around.naming(role.id, "for_roles", "items.by") if card.kind == "checklist"]
    return [pen.card(name) for name in dict.fromkeys((*role.checklists, *others))]
