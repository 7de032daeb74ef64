"""Department functions 部门职能: what a department is for, its goals, what passes between it and others."""

from collections.abc import Iterable, Iterator

from generators.handbook.outline import pieces
from generators.handbook.outline.blocks import Block, Clause, Column, Line, Row, Table, cell, run
from generators.handbook.outline.roles import kpi_table, permission
from generators.handbook.outline.scribe import Scribe
from generators.model.organisation import Department, Function, Goal, Interface, Metric
from generators.model.text import Text
from generators.phrases import wording
from generators.phrases.around import Passage, node_of

_MEMBERS = {
    "roles": ("role",), "procedures": ("procedure",), "policies": ("policy", "guide"), "forms": ("form",),
    "checklists": ("checklist",),
}  # fmt: skip
_MIRRORED = {"in": "out", "out": "in"}


def department_blocks(scribe: Scribe, department: Department) -> Iterator[Block]:
    """The body of a department's document."""
    key = department.id
    yield from pieces.section(scribe, "mission", _overview(scribe, department))
    yield from pieces.section(scribe, "functions", _functions(scribe, key, department.functions, 0))
    permissions = pieces.numbered(
        scribe, key, department.permissions, lambda node: permission(scribe, node), series="permissions"
    )
    yield from pieces.section(scribe, "permissions", permissions)
    yield from pieces.section(scribe, "goals", _goals(scribe, department))
    yield from pieces.section(scribe, "kpis", kpi_table(scribe, key, department.kpis))
    yield from pieces.section(scribe, "interfaces", _interfaces(scribe, department))
    for name, kinds in _MEMBERS.items():
        cards = scribe.around.members(key, *kinds)
        yield from pieces.section(scribe, name, pieces.entries(scribe, [card.id for card in cards]))
    yield from pieces.tail(scribe, department)


def _overview(scribe: Scribe, department: Department) -> Iterator[Block]:
    yield from pieces.paragraphs(scribe, department.mission, lead=True)
    word = scribe.word
    below = [card.id for card in scribe.around.naming(department.id, "superior")]
    yield from pieces.facts_table(scribe, word("section.facts"), [
        (word("department.superior"), scribe.name(department.superior), ""),
        (word("department.superior-manager"), scribe.name(department.superior_manager), ""),
        (word("department.head"), scribe.name(department.head), ""),
        (word("section.parts"), scribe.names(below), ""),
        (word("section.chain"), scribe.joined(map(scribe.name, department.chain), run(" → ")), ""),
        (word("department.within"), _several(scribe, department.within_scope), ""),
        (word("department.outside"), _several(scribe, department.out_of_scope), ""),
    ])  # fmt: skip


def _several(scribe: Scribe, texts: Iterable[Text]) -> Line:
    return scribe.joined(map(scribe.line, texts), run("\n"))


def _functions(scribe: Scribe, document: str, functions: Iterable[Function], level: int) -> Iterator[Block]:
    for function in functions:
        see = scribe.phrase("duty.see", procedures=scribe.names(function.procedures))
        yield Clause(
            scribe.line(function.text), level=level, label=scribe.label(function.label),
            series="" if function.label else "functions", place=f"{document}#{function.id}", details=(see,),
        )  # fmt: skip
        yield from _functions(scribe, document, function.parts, level + 1)


def _goals(scribe: Scribe, department: Department) -> Iterator[Block]:
    ids = {goal.id for goal in department.goals}
    placed: set[str] = set()

    def below(parent: str, level: int) -> Iterator[Block]:
        for goal in department.goals:
            above = goal.parent if goal.parent in ids else ""
            if above == parent and goal.id not in placed:
                placed.add(goal.id)
                yield _goal(scribe, department.id, goal, level)
                yield from below(goal.id, level + 1)

    yield from below("", 0)


def _goal(scribe: Scribe, document: str, goal: Goal, level: int) -> Clause:
    horizon = scribe.say(f"department.horizon-{goal.horizon}")
    notes = scribe.joined((horizon, _metric(scribe, goal.metric)), scribe.stop)
    return Clause(
        scribe.line(goal.text), level=level, label=scribe.label(goal.label), series="" if goal.label else "goals",
        place=f"{document}#{goal.id}", details=(notes,),
    )  # fmt: skip


def _metric(scribe: Scribe, metric: Metric | None) -> Line:
    if metric is None:
        return ()
    name, target = scribe.line(metric.name), run(metric.target)
    if metric.unit is None:
        said = scribe.phrase("department.metric", name=name, target=target)
    else:
        said = scribe.phrase(
            "department.metric-unit", name=name, target=target, unit=scribe.line(metric.unit)
        )
    return (*said, *scribe.stop, *scribe.say(f"department.metric-{metric.direction}"))


def _interfaces(scribe: Scribe, department: Department) -> Iterator[Block]:
    word = scribe.word
    own = {way.party for way in department.interfaces}
    others = [p for p in scribe.around.passages(department.id, "party") if p.source.id not in own]
    rows = [*(_interface(scribe, department.id, way) for way in department.interfaces)]
    rows += (_from_other(scribe, passage) for passage in others)
    if rows:
        columns = (
            Column(word("table.party"), 20), Column(word("table.direction"), 12), Column(word("table.what"), 36),
            Column(word("table.forms"), 18), Column(word("table.limit"), 14),
        )  # fmt: skip
        yield Table(columns, tuple(rows), word("section.interfaces"), caption=True)


def _interface(scribe: Scribe, document: str, way: Interface) -> Row:
    nothing = scribe.say("department.nothing") if way.direction == "none" and way.what is None else ()
    return Row(
        (
            cell(scribe.name(way.party)), cell(scribe.say(f"department.{way.direction}")),
            cell(scribe.line(way.what) or nothing), cell(scribe.names(way.forms)), cell(scribe.deadline(way)),
        ),
        place=f"{document}#{way.id}",
    )  # fmt: skip


def _from_other(scribe: Scribe, way: Passage) -> Row:
    direction = str(node_of(way).get("direction", "both"))
    seen = scribe.say("department.seen-from", "quiet", department=scribe.plain(way.source.title))
    what = run(scribe.plain(way.sentence)) if way.sentence else scribe.say("department.nothing")
    return Row((
        cell(scribe.name(way.source.id)), cell(scribe.say(f"department.{_MIRRORED.get(direction, direction)}")),
        cell(what, seen), cell(scribe.names(scribe.around.forms_at(way.source.id, way.place.anchor))),
        cell(scribe.deadline(wording.timed_of(node_of(way)))),
    ))  # fmt: skip
