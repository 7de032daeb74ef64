"""Front and back matter 文前与文后: what ISO 9001 §7.5 wants to see of a controlled document, and the sign-off page."""

from collections.abc import Iterable, Iterator

from generators.handbook.outline.blocks import (
    Block,
    Cell,
    Column,
    Control,
    Front,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    cell,
    run,
    text_of,
)
from generators.handbook.outline.scribe import Scribe
from generators.model.control import AcknowledgementRule, Document, Revision
from generators.phrases.places import place_name, places_of

_PAIRS = (Column("", 17), Column("", 33), Column("", 17), Column("", 33))
_OWNED_BY_DEPARTMENT = ("procedure", "policy", "guide", "form", "checklist")


def front_of(scribe: Scribe, document: Document, *, kind: str = "") -> Front:
    """The front matter of a document. Its body must be written already: only then are its gaps in translation known."""
    other = document.title.zh if scribe.language == "en" else document.title.en
    title = scribe.plain(document.title)
    card = scribe.card(document.id)
    return Front(
        over=scribe.plain(scribe.library.company.title),
        kind=kind or scribe.word(f"manual.{card.kind}"),
        title=title,
        other_title=other if other != title else "",
        line=_in_one_line(scribe, document),
        facts=pairs(scribe.word("cover.control"), _facts(scribe, document)),
        approvals=_approvals(scribe, document),
        history=tuple(_history(scribe, document)),
        notes=tuple(_notes(scribe, document)),
    )


def pairs(title: str, facts: Iterable[tuple[str, Line]]) -> Table:
    """Facts two in a row; a long one takes a row by itself."""
    rows: list[Row] = []
    waiting: tuple[str, Line] | None = None
    for label, value in facts:
        if len(text_of(value)) > 26:
            if waiting:
                rows.append(_pair(waiting, ("", ())))
                waiting = None
            rows.append(Row((cell(run(label), head=True), cell(value, span=3))))
        elif waiting:
            rows.append(_pair(waiting, (label, value)))
            waiting = None
        else:
            waiting = (label, value)
    if waiting:
        rows.append(Row((cell(run(waiting[0]), head=True), cell(waiting[1], span=3))))
    return Table(_PAIRS, tuple(rows), title, look="control")


def _pair(left: tuple[str, Line], right: tuple[str, Line]) -> Row:
    return Row((
        cell(run(left[0]), head=True), cell(left[1]), cell(run(right[0]), head=bool(right[0])), cell(right[1]),
    ))  # fmt: skip


def _facts(scribe: Scribe, document: Document) -> Iterator[tuple[str, Line]]:
    control, word, card = document.control, scribe.word, scribe.card(document.id)
    if document.code:
        yield word("cover.code"), run(document.code, "strong")
    if control.revision:
        yield word("control.revision"), run(control.revision, "strong")
    yield word("control.status"), run(word(f"status.{control.status}"))
    yield word("control.classification"), run(word(f"control.{control.classification}"))
    for name in ("effective", "review_by", "planned_for"):
        day = getattr(control, name)
        if day:
            yield word(f"control.{name}"), run(day)
    if card.department and card.department != card.id:
        yield word("control.department"), scribe.name(card.department)
    if control.owner:
        yield word("control.owner"), scribe.name(control.owner)
    yield from _rules(scribe, document)
    yield word("cover.controlled-label"), run(_copy(scribe, document))
    yield word("cover.copy"), run("　　　　　")
    yield word("back.proof-address"), run(scribe.address(document.id), "code")


def _copy(scribe: Scribe, document: Document) -> str:
    return scribe.word("cover.controlled" if document.status == "effective" else "cover.uncontrolled")


def _rules(scribe: Scribe, document: Document) -> Iterator[tuple[str, Line]]:
    control, word = document.control, scribe.word
    kept = {retention.id: retention.title for retention in scribe.library.company.retention}
    if control.retention in kept:
        yield word("control.retention"), run(scribe.plain(kept[control.retention]))
    if control.acknowledge:
        yield word("control.acknowledge"), _acknowledge(scribe, control.acknowledge)
    if control.readers:
        yield word("control.readers"), scribe.names(control.readers)


def _acknowledge(scribe: Scribe, rule: AcknowledgementRule) -> Line:
    words = ("participants", "holders", "everyone")
    who = (scribe.say(f"control.{name}") if name in words else scribe.name(name) for name in rule.by)
    return scribe.phrase(
        "control.acknowledge-value", who=scribe.joined(who), within=run(scribe.duration(rule.within))
    )


def _approvals(scribe: Scribe, document: Document) -> Table | None:
    """Who prepared, reviewed and approved it, with room for ink."""
    control, word = document.control, scribe.word
    stages = [("prepared", control.author), ("reviewed", control.reviewer), ("approved", control.approver)]
    rows = [
        Row(
            (
                cell(run(word(f"cover.{stage}")), head=True), cell(scribe.name(role)),
                Cell(), Cell(control=Control("date", word("cover.approval-date"))),
            ),
            height=11,
        )
        for stage, role in stages
        if role
    ]  # fmt: skip
    if not rows:
        return None
    columns = (
        Column(word("cover.approval-stage"), 17), Column(word("cover.approval-role"), 28),
        Column(word("cover.approval-signature"), 30), Column(word("cover.approval-date"), 25),
    )  # fmt: skip
    return Table(columns, tuple(rows), word("cover.approvals"), look="signs")


def _history(scribe: Scribe, document: Document) -> Iterator[Block]:
    control, word = document.control, scribe.word
    if control.revisions:
        places = places_of(document)
        yield Heading(word("cover.history"), numbered=False)
        columns = tuple(
            Column(word(f"cover.history-{name}"), share)
            for name, share in (
                ("revision", 9),
                ("date", 15),
                ("clauses", 17),
                ("note", 33),
                ("by", 13),
                ("approved", 13),
            )
        )
        rows = tuple(_line_of_history(scribe, line, places) for line in control.revisions)
        yield Table(columns, rows, word("cover.history"), size="small")
    if document.status != "planned":
        yield Heading(word("cover.distribution"), numbered=False)
        whom = scribe.names(control.distribution) or scribe.say("cover.no-distribution")
        yield Paragraph(whom, "plain")


def _line_of_history(scribe: Scribe, line: Revision, places: dict[str, tuple[str, str]]) -> Row:
    named = [place_name(scribe.word, *places[anchor]) for anchor in line.clauses if anchor in places]
    where = scribe.word.joined(named) or scribe.word("cover.history-whole")
    return Row((
        cell(run(line.revision)), cell(run(line.date)), cell(run(where)), cell(run(scribe.plain(line.note))),
        cell(scribe.name(line.by)), cell(scribe.name(line.approved_by)),
    ))  # fmt: skip


def _notes(scribe: Scribe, document: Document) -> Iterator[Paragraph]:
    status, by = document.status, document.control.superseded_by
    if status == "superseded" and by:
        yield Paragraph(scribe.phrase("page.superseded", by=scribe.name(by)), "note")
    elif status == "superseded":
        yield Paragraph(scribe.say("page.superseded-alone"), "note")
    elif status in ("withdrawn", "draft", "review"):
        yield Paragraph(scribe.say(f"page.{status}"), "note")
    if scribe.untranslated:
        yield Paragraph(
            scribe.say("page.partly-untranslated" if scribe.translated else "page.untranslated"), "note"
        )


def _in_one_line(scribe: Scribe, document: Document) -> Line:
    control, word = document.control, scribe.word
    status = word(f"status.{control.status}")
    if control.revision and control.effective:
        said = word(
            "cover.line",
            code=document.code,
            revision=control.revision,
            status=status,
            effective=control.effective,
        )
    else:
        said = word("cover.line-short", code=document.code, status=status)
    return run(said.strip(), "quiet")


# Behind the text


def back_of(scribe: Scribe, document: Document, digest: str, *, lines: int = 6) -> tuple[Block, ...]:
    """The sign-off page, and what proves that paper and portal say the same."""
    word, control = scribe.word, document.control
    said = word(
        "back.signoff-said", title=scribe.plain(document.title), code=document.code or document.id,
        revision=control.revision or "–",
    )  # fmt: skip
    columns = tuple(
        Column(word(f"back.signoff-{name}"), share)
        for name, share in (("name", 16), ("number", 16), ("department", 22), ("signature", 26), ("date", 20))
    )
    blank = Row(tuple(Cell() for _ in columns), height=11)
    return (
        Heading(word("back.signoff"), numbered=False, new_page=True),
        Paragraph(run(said)),
        Table(columns, (blank,) * lines, word("back.signoff"), look="signs"),
        *proof_of(scribe, document, digest),
    )


def proof_of(scribe: Scribe, document: Document, digest: str) -> tuple[Block, ...]:
    """Id, revision, digest and address of a document."""
    word = scribe.word
    rows = (
        ("document", run(document.id, "code")),
        ("revision", run(document.control.revision)),
        ("digest", run(digest, "code")),
        ("address", run(scribe.address(document.id), "code")),
    )
    table = Table(
        (Column("", 20), Column("", 80)),
        tuple(
            Row((cell(run(word(f"back.proof-{name}")), head=True), cell(line))) for name, line in rows if line
        ),
        word("back.proof"),
        look="facts",
        size="small",
    )
    return (
        Heading(word("back.proof"), numbered=False), table,
        Paragraph(scribe.say("back.proof-note"), "small"),
    )  # fmt: skip
