"""Procedures 流程: the picture, the step table, who does what, what comes before and after."""

from collections.abc import Callable, Iterator, Sequence

from generators.handbook.outline import pieces
from generators.handbook.outline.blocks import (
    Block,
    Clause,
    Column,
    Figure,
    Line,
    Paragraph,
    Row,
    Table,
    cell,
    run,
)
from generators.handbook.outline.scribe import Scribe
from generators.handbook.outline.steps import StepTable
from generators.model.procedures import Phase, Procedure, Record, Trigger
from generators.phrases import wording
from generators.phrases.naming import names_in
from generators.process.flow import flow_of
from generators.process.layout import lay_out
from generators.process.layout.picture import Picture
from generators.process.responsibility import responsibilities_of
from generators.process.svg import description_of

_ROOM = (588, 860)
"""Pixels of A4 between ordinary margins."""
_LEGIBLE = 0.72
"""A picture that would have to shrink further is split instead: its letters would fall below 7½ points."""
_WIDE = 780
_MOST_PARTIES = 12


def procedure_blocks(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    """The body of a procedure."""
    table = StepTable(scribe, procedure)
    yield from pieces.section(scribe, "procedure.purpose-scope", _purpose(scribe, procedure))
    yield from pieces.section(scribe, "procedure.before-start", _start(scribe, procedure))
    yield from pieces.section(scribe, "phases", _phases(scribe, procedure, table))
    yield from pieces.section(scribe, "procedure.chart", _chart(scribe, procedure))
    yield from pieces.section(scribe, "procedure.steps", _steps(scribe, procedure, table))
    yield from pieces.section(scribe, "procedure.raci", _raci(scribe, procedure))
    yield from pieces.section(scribe, "forms-used", pieces.entries(scribe, _forms(procedure)))
    yield from pieces.section(scribe, "records", _records(scribe, procedure))
    yield from pieces.section(scribe, "family", _family(scribe, procedure))
    yield from pieces.section(scribe, "hand-offs", _neighbours(scribe, procedure))
    yield from pieces.section(scribe, "written-in", _written_in(scribe, procedure))
    yield from pieces.section(scribe, "terms", _line_of(scribe.names(procedure.terms)))
    yield from pieces.section(scribe, "see", pieces.entries(scribe, procedure.see))
    yield from pieces.tail(scribe, procedure)


def _line_of(line: Line) -> Iterator[Block]:
    if line:
        yield Paragraph(line)


def _purpose(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    yield from pieces.paragraphs(scribe, procedure.purpose, lead=True)
    word = scribe.word
    yield from pieces.facts_table(scribe, word("section.scope"), [
        (word("section.scope"), scribe.line(procedure.scope), ""),
        (word("procedure.applies-to"), scribe.names(procedure.applies_to), ""),
    ])  # fmt: skip


def _start(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    word = scribe.word
    facts = [(word("procedure.trigger"), _trigger(scribe, procedure.trigger), "")]
    for number, gate in enumerate(procedure.gates):
        requires = scribe.phrase("procedure.requires", forms=scribe.name(gate.requires))
        label = word("section.gates") if number == 0 else ""
        said = scribe.joined((scribe.line(gate.condition), requires), run("　"))
        facts.append((label, said, f"{procedure.id}#{gate.id}"))
    facts += [
        (word("procedure.inputs"), scribe.names(procedure.inputs), ""),
        (word("procedure.outputs"), scribe.names(procedure.outputs), ""),
    ]
    yield from pieces.facts_table(scribe, word("procedure.before-start"), facts)


def _trigger(scribe: Scribe, trigger: Trigger | None) -> Line:
    if trigger is None:
        return ()
    source = scribe.phrase("procedure.trigger-from", procedure=scribe.name(trigger.source))
    return scribe.joined((scribe.line(trigger.event), source), scribe.stop)


def _phases(scribe: Scribe, procedure: Procedure, table: StepTable) -> Iterator[Block]:
    word = scribe.word
    if not procedure.phases:
        return
    columns = (
        Column(word("section.phases"), 18), Column(word("table.window"), 20), Column(word("table.focus"), 30),
        Column(word("table.deliverables"), 20), Column(word("procedure.phase-steps"), 12),
    )  # fmt: skip
    rows = tuple(_phase(scribe, procedure.id, phase, table) for phase in procedure.phases)
    yield Table(columns, rows, word("section.phases"), caption=True)


def _phase(scribe: Scribe, procedure: str, phase: Phase, table: StepTable) -> Row:
    label = run(f"{scribe.label(phase.label)} " if phase.label else "", "strong")
    window = wording.window(phase.window, scribe.language) if phase.window else "–"
    return Row(
        (
            cell((*label, *scribe.line(phase.title, "strong"))), cell(run(window)),
            cell(*(scribe.line(said) for said in phase.focus)), cell(scribe.names(phase.deliverables)),
            cell(table.numbers(phase.steps)),
        ),
        place=f"{procedure}#{phase.id}",
    )  # fmt: skip


# The picture


def _chart(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    if not procedure.steps:
        return
    picture = picture_of(scribe, procedure)
    count = len(picture.pages)
    for number, page in enumerate(picture.pages):
        title = scribe.plain(procedure.title)
        if count > 1:
            title = f"{title} {scribe.word('procedure.chart-page', n=number + 1, of=count)}"
        else:
            title = f"{title} {scribe.word('procedure.chart')}"
        yield Figure(picture, number, title, description_of(picture, page))


def picture_of(scribe: Scribe, procedure: Procedure) -> Picture:
    """The flow upright on one page where it stays legible, else in strips across, one below the other."""
    flow = flow_of(procedure, names_in(scribe.library, scribe.language))
    tries: tuple[Callable[[], Picture], ...] = (
        lambda: lay_out(flow, orientation="down"),
        lambda: lay_out(flow, orientation="down", forms=False),
    )
    for draw in tries if len(procedure.steps) <= 12 else ():
        picture = draw()
        page = picture.pages[0]
        if min(_ROOM[0] / page.width, _ROOM[1] / page.height) >= _LEGIBLE:
            return picture
    return lay_out(flow, orientation="across", width=_WIDE)


# Steps


def _steps(scribe: Scribe, procedure: Procedure, table: StepTable) -> Iterator[Block]:
    word = scribe.word
    if not procedure.steps:
        if procedure.status != "planned":
            yield Paragraph(scribe.say("procedure.no-steps"))
        return
    columns = (
        Column(word("table.step"), 7 if scribe.language == "zh-Hans" else 10, "centre"),
        Column(word("table.who"), 17), Column(word("table.what"), 42),
        Column(word("table.forms"), 19), Column(word("table.limit"), 15),
    )  # fmt: skip
    rows = tuple(table.row(step, place) for place, step in enumerate(procedure.steps))
    yield Table(columns, rows, word("procedure.steps"), caption=True)


def _raci(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    duties = responsibilities_of(procedure)
    word, parties = scribe.word, duties.parties
    if not procedure.steps or not parties:
        return
    if len(parties) > _MOST_PARTIES:
        yield from _raci_by_party(scribe, procedure)
        return
    share = max(4, 60 // len(parties))
    columns = (
        Column(word("table.step"), 7, "centre"), Column(word("table.what"), max(24, 93 - share * len(parties))),
        *(Column(scribe.title(party), share, "centre", upright=share < 9) for party in parties),
    )  # fmt: skip
    rows = tuple(
        Row((
            cell(run(str(charge.number))), cell(run(_short(scribe, procedure, charge.number))),
            *(cell(run(charge.of(party))) for party in parties),
        ))
        for charge in duties.charges
    )  # fmt: skip
    yield Table(columns, rows, word("procedure.raci"), caption=True, size="small")
    yield Paragraph(scribe.say("procedure.raci-note"), "small")


def _short(scribe: Scribe, procedure: Procedure, number: int) -> str:
    step = procedure.steps[number - 1]
    return scribe.plain(step.name or step.sentence)


def _raci_by_party(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    """Too many parties for columns: a row for each, with its steps by letter."""
    word, duties = scribe.word, responsibilities_of(procedure)
    letters = ("R", "A", "C", "I")
    columns = (Column(word("table.who"), 28), *(Column(letter, 18, "centre") for letter in letters))
    rows = tuple(
        Row((
            cell(scribe.name(party)),
            *(cell(run(_numbers(scribe, party, letter, duties.charges))) for letter in letters),
        ))
        for party in duties.parties
    )  # fmt: skip
    yield Table(columns, rows, word("procedure.raci"), caption=True, size="small")
    yield Paragraph(scribe.say("procedure.raci-note"), "small")


def _numbers(scribe: Scribe, party: str, letter: str, charges: Sequence[object]) -> str:
    from generators.process.responsibility import Charge

    held = [str(c.number) for c in charges if isinstance(c, Charge) and letter in c.of(party)]
    return scribe.word.joined(held)


# Around it


def _forms(procedure: Procedure) -> list[str]:
    names = [*procedure.inputs]
    for step in procedure.steps:
        names += (*step.inputs, *step.output, *(form for branch in step.branches for form in branch.requires))
    return [*names, *procedure.outputs, *(gate.requires for gate in procedure.gates if gate.requires)]


def _records(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    word = scribe.word
    if procedure.records:
        columns = tuple(
            Column(word(f"table.{name}"), share)
            for name, share in (("form", 34), ("keep", 16), ("by", 22), ("where", 28))
        )
        rows = tuple(_record(scribe, record) for record in procedure.records)
        yield Table(columns, rows, word("section.records"), caption=True)


def _record(scribe: Scribe, record: Record) -> Row:
    return Row((
        cell(scribe.name(record.form)), cell(run(scribe.duration(record.keep))),
        cell(scribe.name(record.by) or run("–")), cell(scribe.line(record.place)),
    ))  # fmt: skip


def _family(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    if procedure.family is None:
        return
    yield Paragraph(
        scribe.phrase("procedure.family-by", parameter=scribe.line(procedure.family.parameter)), "plain"
    )
    for member in procedure.family.members:
        code = run(f" {member.code}", "code") if member.code else ()
        differs = scribe.joined((scribe.line(said) for said in member.differs), scribe.say("text.semicolon"))
        yield Clause(
            (*scribe.line(member.title, "strong"), *code),
            details=(differs,),
            place=f"{procedure.id}#{member.id}",
        )


def _neighbours(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    """What comes before and after; only the sender names a hand-off, so what comes before is derived."""
    around = scribe.around
    senders = [card.id for card in around.naming(procedure.id, "hand_offs.to", "hand_off")]
    source = procedure.trigger.source if procedure.trigger else None
    for name in dict.fromkeys((*([source] if source else []), *senders)):
        yield Clause((*scribe.say("procedure.before", "quiet"), *run("　"), *scribe.entry(name)))
    named = {way.to: way.when for way in procedure.hand_offs}
    for step in procedure.steps:
        if step.hand_off:
            named.setdefault(step.hand_off, None)
    for card in around.naming(procedure.id, "trigger.source"):
        if card.kind == "procedure":
            named.setdefault(card.id, None)
    for name, when in named.items():
        said = (*scribe.say("procedure.after", "quiet"), *run("　"), *scribe.entry(name))
        yield Clause(said, details=(scribe.line(when),))


def _written_in(scribe: Scribe, procedure: Procedure) -> Iterator[Block]:
    """Duties that speak of this procedure."""
    word = scribe.word
    rows = tuple(
        Row((
            cell(scribe.name(passage.source.id, passage.place.anchor)), cell(run(scribe.plain(passage.sentence))),
            cell(scribe.deadline(wording.timed_of(passage.place.node))),
        ))
        for passage in scribe.around.passages(procedure.id, "procedures")
        if passage.place.part != "functions" and passage.sentence
    )  # fmt: skip
    if rows:
        columns = (
            Column(word("kind.role"), 20),
            Column(word("section.duties"), 55),
            Column(word("table.limit"), 25),
        )
        yield Table(columns, rows, word("section.written-in"), caption=True, size="small")
