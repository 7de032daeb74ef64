"""The role handbook 岗位手册: duties, permissions, and every place in the company where the role acts."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from generators.handbook.outline import pieces
from generators.handbook.outline.blocks import Block, Clause, Column, Line, Paragraph, Row, Table, cell, run
from generators.handbook.outline.checks import tick_table
from generators.handbook.outline.notes import duty_notes
from generators.handbook.outline.scribe import Scribe
from generators.model.checklists import Checklist
from generators.model.roles import Duty, Kpi, Permission, Role
from generators.phrases import wording
from generators.phrases.around import TAKING_PART, Passage, node_of, part_of


def role_blocks(scribe: Scribe, role: Role) -> Iterator[Block]:
    """The body of a role handbook, but for its glossary: a volume has one for all."""
    yield from _own(scribe, role)
    yield from _elsewhere(scribe, role)
    yield from pieces.tail(scribe, role)


def _own(scribe: Scribe, role: Role) -> Iterator[Block]:
    """What the role's own document says."""
    yield from pieces.section(scribe, "role.overview", _overview(scribe, role))
    duties = list(duty_clauses(scribe, role.id, role.duties))
    empty = [] if role.status == "planned" else [Paragraph(scribe.say("role.no-duties"))]
    yield from pieces.section(scribe, "duties", duties or empty)
    permissions = pieces.numbered(
        scribe, role.id, role.permissions, lambda node: permission(scribe, node), series="permissions"
    )
    yield from pieces.section(scribe, "permissions", permissions)
    liabilities = pieces.numbered(
        scribe, role.id, role.liabilities, lambda node: scribe.line(node.text), series="liabilities"
    )
    yield from pieces.section(scribe, "liabilities", liabilities)
    yield from pieces.section(scribe, "kpis", kpi_table(scribe, role.id, role.kpis))
    yield from pieces.section(scribe, "qualifications", _qualifications(scribe, role))
    yield from pieces.section(scribe, "conditions", pieces.bullets(map(scribe.line, role.conditions)))


def _overview(scribe: Scribe, role: Role) -> Iterator[Block]:
    yield from pieces.paragraphs(scribe, role.summary, lead=True)
    facts = ((label, value, "") for label, value in role_facts(scribe, role))
    yield from pieces.facts_table(scribe, scribe.word("role.overview"), facts)


def role_facts(scribe: Scribe, role: Role) -> Iterator[tuple[str, Line]]:
    """Where the role stands."""
    word = scribe.word
    yield word("role.department"), scribe.name(role.department)
    yield word("role.reports-to"), scribe.name(role.reports_to)
    below = [card.id for card in scribe.around.naming(role.id, "reports_to") if card.kind == "role"]
    yield word("role.reports"), scribe.names(below) or scribe.say("role.no-reports")
    yield word("role.backup"), scribe.name(role.backup)
    if role.headcount is not None:
        yield word("role.headcount"), run(word.count("role.headcount-value", role.headcount))


def duty_clauses(scribe: Scribe, role: str, duties: Iterable[Duty], level: int = 0) -> Iterator[Clause]:
    """Duties and their parts, each with its notes beneath it."""
    for duty in duties:
        yield Clause(
            scribe.line(duty.do), level=level, label=scribe.label(duty.label), series="" if duty.label else "duties",
            place=f"{role}#{duty.id}", details=(duty_notes(scribe, duty),),
        )  # fmt: skip
        yield from duty_clauses(scribe, role, duty.parts, level + 1)


def permission(scribe: Scribe, node: Permission) -> Line:
    """A permission with its limit."""
    limit = scribe.line(node.limit)
    notes = scribe.joined(
        ((*run(f"{scribe.word('role.limit')} "), *limit) if limit else (),
         scribe.say("role.delegable") if node.delegable else ()),
        scribe.stop,
    )  # fmt: skip
    return (*scribe.line(node.may), *run("　"), *_quiet(notes)) if notes else scribe.line(node.may)


def _quiet(line: Line) -> Line:
    return tuple(piece._replace(style="quiet") for piece in line)


def kpi_table(scribe: Scribe, document: str, kpis: Iterable[Kpi]) -> Iterator[Block]:
    """Indicators with formula, target, weight, period, assessor."""
    word = scribe.word
    rows = tuple(_kpi(scribe, document, kpi) for kpi in kpis)
    if rows:
        columns = (
            Column(word("table.kpi"), 34), Column(word("role.target"), 22), Column(word("role.weight"), 10, "centre"),
            Column(word("role.period"), 13), Column(word("role.assessor"), 21),
        )  # fmt: skip
        yield Table(columns, rows, word("section.kpis"), caption=True)


def _kpi(scribe: Scribe, document: str, kpi: Kpi) -> Row:
    formula = scribe.line(kpi.formula, "quiet")
    weight = f"{kpi.weight}%" if kpi.weight is not None else ""
    period = scribe.word(f"role.period-{kpi.period}") if kpi.period else ""
    return Row(
        (
            cell(scribe.line(kpi.name), formula), cell(scribe.line(kpi.target)), cell(run(weight)), cell(run(period)),
            cell(scribe.name(kpi.assessor)),
        ),
        place=f"{document}#{kpi.id}",
    )  # fmt: skip


def _qualifications(scribe: Scribe, role: Role) -> Iterator[Block]:
    facts = []
    for kind, wanted in groupby(role.qualifications, lambda q: q.kind):
        for number, one in enumerate(wanted):
            preferred = () if one.required else run(f"　{scribe.word('role.preferred')}", "quiet")
            label = scribe.word(f"role.{kind}") if number == 0 else ""
            facts.append((label, (*scribe.line(one.text), *preferred), f"{role.id}#{one.id}"))
    yield from pieces.facts_table(scribe, scribe.word("section.qualifications"), facts)


# What other documents say of the role


def _elsewhere(scribe: Scribe, role: Role) -> Iterator[Block]:
    named = scribe.around.passages(role.id, *TAKING_PART)
    steps = [passage for passage in named if passage.place.part == "steps"]
    yield from pieces.section(scribe, "steps-taken", _steps(scribe, steps))
    clauses = [passage for passage in named if passage.source.kind in ("policy", "guide")]
    yield from pieces.section(scribe, "clauses-taken", _passages(scribe, clauses))
    received = [p for p in scribe.around.passages(role.id, "recipient") if p.source.kind == "role"]
    yield from pieces.section(scribe, "received", _passages(scribe, received))
    yield from pieces.section(scribe, "role.deadlines", _deadlines(scribe, role, steps))
    yield from pieces.section(scribe, "forms-used", pieces.entries(scribe, _forms(scribe, role, steps)))
    yield from _checklists(scribe, role)
    yield from pieces.section(scribe, "reads", pieces.entries(scribe, role.reads))


def _steps(scribe: Scribe, steps: list[Passage]) -> Iterator[Block]:
    word = scribe.word
    rows: list[Row] = []
    for source, taken in groupby(steps, lambda step: step.source.id):
        rows.append(Row((cell(scribe.entry(source), span=5, head=True),), group=True))
        rows += (_step(scribe, step) for step in taken)
    if rows:
        columns = (
            Column(word("table.step"), 8, "centre"), Column(word("table.role-does"), 44),
            Column(word("table.part"), 12), Column(word("table.forms"), 20), Column(word("table.limit"), 16),
        )  # fmt: skip
        yield Table(columns, tuple(rows), word("section.steps-taken"), caption=True)


def _step(scribe: Scribe, step: Passage) -> Row:
    sentence = scribe.plain(step.sentence) if step.sentence else scribe.word("procedure.approval")
    forms = scribe.around.forms_at(step.source.id, step.place.anchor)
    number = run(str(step.place.number), target=f"{step.source.id}#{step.place.anchor}")
    return Row((
        cell(number), cell(run(sentence)), cell(scribe.say(f"role.part-{part_of(step)}")),
        cell(scribe.names(forms)), cell(_limit(scribe, step)),
    ))  # fmt: skip


def _limit(scribe: Scribe, step: Passage) -> Line:
    limit = node_of(step).get("limit")
    if isinstance(limit, str):
        return run(scribe.duration(limit))
    return scribe.deadline(wording.timed_of(node_of(step)))


def _passages(scribe: Scribe, passages: list[Passage]) -> Iterator[Block]:
    for passage in passages:
        if passage.sentence is None:
            continue
        label = run(f" {scribe.label(passage.label)}") if passage.label else ()
        where = (*scribe.name(passage.source.id, passage.place.anchor), *label)
        due = scribe.deadline(wording.timed_of(node_of(passage)))
        yield Clause(run(scribe.plain(passage.sentence)), details=(scribe.joined((where, due), scribe.stop),))


def _deadlines(scribe: Scribe, role: Role, steps: list[Passage]) -> Iterator[Block]:
    """Everything with a date, the role's own duties first, by period."""
    word = scribe.word
    rows = [*_own_deadlines(scribe, role), *_step_deadlines(scribe, steps)]
    if rows:
        columns = (
            Column(word("role.deadline-when"), 26), Column(word("role.deadline-what"), 50),
            Column(word("role.deadline-where"), 24),
        )  # fmt: skip
        yield Table(columns, tuple(rows), word("role.deadlines"), caption=True)


def _own_deadlines(scribe: Scribe, role: Role) -> list[Row]:
    timed = [(duty, number) for duty, number in _numbered(role.duties) if duty.has_deadline]
    timed.sort(key=lambda pair: wording.order(pair[0].recurs) if pair[0].recurs else (99, 0, 0, ""))
    return [
        Row((
            cell(_strong(scribe.deadline(duty))), cell(run(scribe.plain(duty.do))),
            cell(run(scribe.word("part.duties", n=scribe.label(duty.label) or number), target=f"{role.id}#{duty.id}")),
        ))
        for duty, number in timed
    ]  # fmt: skip


def _numbered(duties: Iterable[Duty], above: str = "") -> Iterator[tuple[Duty, str]]:
    for number, duty in enumerate(duties, 1):
        yield duty, f"{above}{number}"
        yield from _numbered(duty.parts, f"{above}{number}.")


def _step_deadlines(scribe: Scribe, steps: list[Passage]) -> Iterator[Row]:
    for step in steps:
        limit = _limit(scribe, step)
        if limit and part_of(step) in ("actor", "approve.by"):
            sentence = scribe.plain(step.sentence) if step.sentence else scribe.word("procedure.approval")
            where = scribe.name(step.source.id, step.place.anchor)
            number = scribe.say("text.step", n=step.place.number)
            yield Row((cell(_strong(limit)), cell(run(sentence)), cell((*where, *run(" "), *number))))


def _strong(line: Line) -> Line:
    return tuple(piece._replace(style="strong") for piece in line)


def _forms(scribe: Scribe, role: Role, steps: list[Passage]) -> list[str]:
    names = [name for duty in role.duties for name in _forms_of(duty)]
    for step in steps:
        if "actor" in step.relations or "approve.by" in step.relations:
            names += scribe.around.forms_at(step.source.id, step.place.anchor)
    return names


def _forms_of(duty: Duty) -> list[str]:
    own = [*duty.inputs, *duty.deliverables, *(proof.form for proof in duty.evidence if proof.form)]
    return own + [name for part in duty.parts for name in _forms_of(part)]


def _checklists(scribe: Scribe, role: Role) -> Iterator[Block]:
    """The role's checklists in full, ready to be ticked."""
    others = [
        card.id for card in scribe.around.naming(role.id, "for_roles", "items.by") if card.kind == "checklist"
    ]
    for name in dict.fromkeys((*role.checklists, *others)):
        if name not in scribe.library.extracts:
            continue
        checklist = scribe.library.document(name)
        assert isinstance(checklist, Checklist)  # noqa: S101 - the reference says so
        if checklist.items:
            title = scribe.word("role.checklist-of", title=scribe.title(name))
            yield from pieces.titled(title, [tick_table(scribe, checklist, title, places=False)])
