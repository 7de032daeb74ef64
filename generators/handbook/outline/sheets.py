"""The job description 岗位说明书: a form of at most two pages, each duty whole in its row."""

from collections.abc import Iterable, Iterator, Sequence

from generators.handbook.outline.blocks import Block, Cell, Column, Line, Paragraph, Row, Table, cell, run
from generators.handbook.outline.roles import duty_clauses, permission
from generators.handbook.outline.scribe import Scribe
from generators.model.names import kind_of
from generators.model.roles import Duty, Kpi, Role

PAGES = 2
_COLUMNS = (Column("", 9), Column("", 6), Column("", 35), Column("", 15), Column("", 35))


def job_description(scribe: Scribe, role: Role) -> Iterator[Block]:
    """The body of a job description."""
    word = scribe.word
    yield Paragraph(scribe.say("cover.kind-job-description"), "sheet")
    said = " ".join(part for part in (scribe.plain(scribe.library.company.title), role.code) if part)
    revision = f"　{word('text.revision', revision=role.control.revision)}" if role.control.revision else ""
    yield Paragraph(run(f"{said}{revision}", "quiet"), "centre")
    rows = [*_head(scribe, role), *_duties(scribe, role), *_rest(scribe, role), *_signatures(scribe)]
    yield Table(_COLUMNS, tuple(rows), word("cover.kind-job-description"), look="form")


def _head(scribe: Scribe, role: Role) -> Iterator[Row]:
    word = scribe.word
    below = [card.id for card in scribe.around.naming(role.id, "reports_to") if card.kind == "role"]
    unset = scribe.say("role.not-set")
    posts = run(word.count("role.headcount-value", role.headcount)) if role.headcount is not None else unset
    facts: Sequence[tuple[str, Line, str, Line]] = (
        ("title", run(scribe.plain(role.title), "strong"), "code", run(role.code)),
        ("department", scribe.name(role.department), "unit", scribe.name(role.id.partition("/")[0])),
        (
            "reports-to",
            scribe.name(role.reports_to) or unset,
            "reports",
            scribe.names(below) or scribe.say("sheet.none"),
        ),
        ("headcount", posts, "backup", scribe.name(role.backup) or unset),
    )
    for left, first, right, second in facts:
        yield Row((
            cell(run(word(f"sheet.{left}")), head=True, span=2), cell(first),
            cell(run(word(f"sheet.{right}")), head=True), cell(second),
        ))  # fmt: skip
    if role.summary:
        yield _wide(scribe, "purpose", [scribe.line(role.summary)])


def _wide(scribe: Scribe, name: str, lines: Iterable[Line], place: str = "") -> Row:
    label = run(scribe.word(f"sheet.{name}"))
    return Row((cell(label, head=True, span=2), cell(*lines, span=3)), place=place)


def _duties(scribe: Scribe, role: Role) -> Iterator[Row]:
    """A row for each duty; its parts stay with it, so that no duty is split over pages."""
    if not role.duties:
        return
    yield Row((cell(run(scribe.word("sheet.duties")), head=True, span=5),), group=True)
    for number, duty in enumerate(role.duties, 1):
        parts = duty_clauses(scribe, role.id, duty.parts)
        lines = [
            _duty(scribe, duty),
            *((*run(f"{part.label}　" if part.label else "– "), *part.line) for part in parts),
        ]
        label = scribe.label(duty.label) or f"{number}."
        yield Row((cell(run(label)), cell(*lines, span=4)), place=f"{role.id}#{duty.id}")


def _duty(scribe: Scribe, duty: Duty) -> Line:
    due = scribe.deadline(duty)
    said = scribe.line(duty.do)
    return (*said, *run("　"), *(piece._replace(style="strong") for piece in due)) if due else said


def _rest(scribe: Scribe, role: Role) -> Iterator[Row]:
    if role.permissions:
        yield _wide(scribe, "permissions", _listed([permission(scribe, node) for node in role.permissions]))
    if role.liabilities:
        yield _wide(scribe, "liabilities", _listed([scribe.line(node.text) for node in role.liabilities]))
    relations = list(_relations(scribe, role))
    if relations:
        yield _wide(scribe, "relations", relations)
    if role.qualifications:
        said = ((q.kind, scribe.line(q.text), q.required) for q in role.qualifications)
        yield _wide(scribe, "qualifications", [_qualification(scribe, *one) for one in said])
    if role.conditions:
        yield _wide(scribe, "conditions", map(scribe.line, role.conditions))
    if role.kpis:
        yield _wide(scribe, "assessment", [_kpi(scribe, kpi) for kpi in role.kpis])


def _listed(lines: Sequence[Line]) -> list[Line]:
    return [(*run(f"{number}. "), *line) for number, line in enumerate(lines, 1)]


def _qualification(scribe: Scribe, kind: str, said: Line, required: bool) -> Line:
    preferred = () if required else run(f"（{scribe.word('role.preferred')}）")
    return (*scribe.say(f"role.{kind}", "strong"), *run("　"), *said, *preferred)


def _kpi(scribe: Scribe, kpi: Kpi) -> Line:
    weight = run(f"{kpi.weight}%") if kpi.weight is not None else ()
    formula = scribe.line(kpi.formula, "quiet")
    period = scribe.say(f"role.period-{kpi.period}") if kpi.period else ()
    return scribe.joined(
        (scribe.line(kpi.name, "strong"), scribe.line(kpi.target), weight, period, formula), run("　")
    )


def _relations(scribe: Scribe, role: Role) -> Iterator[Line]:
    parties = dict.fromkeys(
        party for duty in _all(role.duties) for party in (*duty.recipient, *duty.together_with)
    )
    inside = [party for party in parties if kind_of(party) != "external"]
    outside = [party for party in parties if kind_of(party) == "external"]
    for name, named in (("inside", inside), ("outside", outside)):
        if named:
            yield (*scribe.say(f"sheet.{name}", "strong"), *run("　"), *scribe.names(named))


def _all(duties: Iterable[Duty]) -> Iterator[Duty]:
    for duty in duties:
        yield duty
        yield from _all(duty.parts)


def _signatures(scribe: Scribe) -> Iterator[Row]:
    yield Row((cell(scribe.say("sheet.signatures"), head=True, span=5),), group=True)
    for name in ("holder", "superior", "human-resources"):
        signed = Cell((scribe.say("sheet.signed"),), span=3)
        yield Row((cell(scribe.say(f"sheet.{name}"), head=True, span=2), signed), height=9)
