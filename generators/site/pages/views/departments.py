"""The department page 部门职能: what it is for, what passes between it and others, who and what belongs to it."""

from typing import Any

from markupsafe import Markup

from generators.messages import Locale, sentence_of
from generators.model.organisation import Department, Goal, Metric
from generators.phrases.around import Passage, Surroundings, node_of
from generators.phrases.wording import timed_of
from generators.site.pages.pen import Pen
from generators.site.pages.views.notes import wide

_MEMBERS = {
    "roles": ("role",),
    "procedures": ("procedure",),
    "policies": ("policy", "guide"),
    "forms": ("form",),
    "checklists": ("checklist",),
}
_MIRRORED = {"in": "out", "out": "in"}


def department_view(pen: Pen, around: Surroundings, department: Department) -> dict[str, Any]:
    """What the template of a department page needs beside the department."""
    from generators.site.pages.views.charges import department_charges

    members = ((name, around.members(department.id, *kinds)) for name, kinds in _MEMBERS.items())
    own = {way.party for way in department.interfaces}
    from_others = [p for p in around.passages(department.id, "party") if p.source.id not in own]
    return {
        "charges": department_charges(pen, around, department.id),
        "arrow": Markup(' <span class="dim">→</span> '),
        "below": [card.id for card in around.naming(department.id, "superior")],
        "disagreements": _disagreements(pen, department.id),
        "wide": wide,
        "goals": goal_tree(department.goals),
        "metric": lambda metric: _metric(pen, metric),
        "from_others": from_others,
        "mirrored": _mirrored,
        "timed": lambda passage: timed_of(node_of(passage)),
        "members": [(name, cards) for name, cards in members if cards],
    }


def _disagreements(pen: Pen, department: str) -> list[str]:
    found = pen.desk.findings_by_document.get(department, ())
    return [
        sentence_of(f, locale_of_pen(pen)) for f in found if f.code == "superior-disagrees" and not f.silenced
    ]


def locale_of_pen(pen: Pen) -> Locale:
    """The locale of messages that goes with the page's language."""
    return "en" if pen.language == "en" else "zh-CN"


Tree = list[tuple[Goal, "Tree"]]


def goal_tree(goals: tuple[Goal, ...]) -> Tree:
    """Goals below the goals they serve; one whose parent is unknown stands at the top."""
    ids = {goal.id for goal in goals}

    def below(parent: str, line: tuple[str, ...]) -> Tree:
        own = [
            goal
            for goal in goals
            if (goal.parent if goal.parent in ids else "") == parent and goal.id not in line
        ]
        return [(goal, below(goal.id, (*line, goal.id))) for goal in own]

    return below("", ())


def _metric(pen: Pen, metric: Metric) -> Markup:
    name = pen.inline(metric.name)
    if metric.unit is None:
        said = pen.phrase("department.metric", name=name, target=metric.target)
    else:
        said = pen.phrase(
            "department.metric-unit", name=name, target=metric.target, unit=pen.inline(metric.unit)
        )
    return said + pen.say("text.stop") + pen.word(f"department.metric-{metric.direction}")


def _mirrored(way: Passage) -> str:
    direction = str(node_of(way).get("direction", "both"))
    return _MIRRORED.get(direction, direction)
