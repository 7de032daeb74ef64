"""Forms 表单: to be filled in on screen or on paper: content controls, blank rows, places to sign."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from generators.handbook.outline import pieces
from generators.handbook.outline.blocks import (
    Blank,
    Block,
    Cell,
    Column,
    Control,
    Line,
    Paragraph,
    Row,
    Table,
    cell,
    run,
)
from generators.handbook.outline.scribe import Scribe
from generators.model.forms import Form, FormField

_FEWEST_ROWS, _ROWS, _MOST_ROWS = 3, 5, 24
_WIDE = ("long_text", "table", "file", "multi_choice")
_COLUMNS = (Column("", 17), Column("", 33), Column("", 17), Column("", 33))
_SORTS: dict[str, Blank] = {
    "date": "date", "datetime": "date", "choice": "choice", "multi_choice": "several", "yes_no": "several",
    "long_text": "long", "signature": "signature",
}  # fmt: skip


def form_sheet(scribe: Scribe, form: Form) -> Iterator[Block]:
    """The form as one fills it in."""
    word = scribe.word
    yield Paragraph(run(scribe.plain(form.title)), "sheet")
    revision = word("text.revision", revision=form.control.revision) if form.control.revision else ""
    company = scribe.plain(scribe.library.company.title)
    yield Paragraph(
        run("　".join(part for part in (company, form.code, revision) if part), "quiet"), "centre"
    )
    if form.purpose:
        yield Paragraph(scribe.line(form.purpose), "centre")
    for group, fields in groupby(form.fields, lambda field: field.group):
        if group:
            yield Paragraph(scribe.line(group, "strong"), "label", keep=True)
        yield from _fields(scribe, form, list(fields))
    if form.signatures:
        yield _signatures(scribe, form)
    yield from _foot(scribe, form)


def _fields(scribe: Scribe, form: Form, fields: Sequence[FormField]) -> Iterator[Block]:
    """Boxes two in a row; tables by themselves between them."""
    rows: list[Row] = []
    waiting: FormField | None = None

    def settle(wide: FormField | None = None) -> None:
        nonlocal waiting
        if waiting is not None:
            rows.append(_whole(scribe, form, waiting))
            waiting = None
        if wide is not None:
            rows.append(_whole(scribe, form, wide))

    for field in fields:
        if field.columns:
            settle()
            if rows:
                yield Table(_COLUMNS, tuple(rows), scribe.plain(form.title), look="form")
                rows = []
            yield from _table(scribe, form, field)
        elif field.type in _WIDE or len(field.options) > 3:
            settle(field)
        elif waiting is None:
            waiting = field
        else:
            rows.append(
                Row((*_box(scribe, waiting), *_box(scribe, field)), place=_place(form, waiting), height=9)
            )
            waiting = None
    settle()
    if rows:
        yield Table(_COLUMNS, tuple(rows), scribe.plain(form.title), look="form")


def _place(form: Form, field: FormField) -> str:
    return f"{form.id}#{field.id}"


def _whole(scribe: Scribe, form: Form, field: FormField) -> Row:
    label, blank = _box(scribe, field)
    height = 26 if field.type == "long_text" else 9
    wide = Cell(blank.lines, span=3, control=blank.control)
    return Row((label, wide), place=_place(form, field), height=height)


def _box(scribe: Scribe, field: FormField) -> tuple[Cell, Cell]:
    """The label of a box, and what is filled in."""
    star = run("*") if field.required else ()
    label = cell((*scribe.line(field.label), *star), head=True)
    hints = scribe.joined((scribe.line(field.hint, "quiet"), _options(scribe, field)), run("　"))
    return label, Cell((hints,) if hints else (), control=_control(scribe, field))


def _options(scribe: Scribe, field: FormField) -> Line:
    """On paper nobody sees what a list would offer."""
    if field.type != "choice":
        return ()
    options = scribe.joined(map(scribe.line, field.options))
    return tuple(
        piece._replace(style="quiet") for piece in scribe.phrase("form.note-options", options=options)
    )


def _control(scribe: Scribe, field: FormField) -> Control:
    sort = _SORTS.get(field.type, "text")
    options = tuple(scribe.text(option) for option in field.options)
    if field.type == "yes_no":
        options = (scribe.word("text.yes"), scribe.word("text.no"))
    unit = f" {scribe.text(field.unit)}" if field.unit else ""
    return Control(sort, scribe.plain(field.label), options, unit)


def _table(scribe: Scribe, form: Form, field: FormField) -> Iterator[Block]:
    columns = tuple(Column(_head(scribe, column), _share(column)) for column in field.columns)
    title = scribe.text(field.label)
    yield Paragraph(
        (*run(title, "strong"), *_hint(scribe, field)), "label", keep=True, place=_place(form, field)
    )
    blank = tuple(
        Cell(control=_control(scribe, column)._replace(after="", narrow=True)) for column in field.columns
    )
    count = min(field.rows or _ROWS, _MOST_ROWS)
    rows = tuple(
        Row(blank, height=8, spare=not field.rows and number >= _FEWEST_ROWS) for number in range(count)
    )
    yield Table(columns, rows, title, look="signs", size="small")
    yield from _column_notes(scribe, field)


def _column_notes(scribe: Scribe, field: FormField) -> Iterator[Block]:
    """How to fill in the columns: narrow cells have no room for it."""
    for column in field.columns:
        options = scribe.joined(map(scribe.line, column.options))
        notes = scribe.joined(
            (scribe.line(column.hint), scribe.phrase("form.note-options", options=options)), run("　")
        )
        if notes:
            yield Paragraph((*run(f"{scribe.plain(column.label)}　", "strong"), *notes), "small")


def _head(scribe: Scribe, column: FormField) -> str:
    unit = f"（{scribe.text(column.unit)}）" if column.unit else ""
    return f"{scribe.text(column.label)}{unit}"


def _hint(scribe: Scribe, field: FormField) -> Line:
    return (*run("　"), *scribe.line(field.hint, "quiet")) if field.hint else ()


def _share(column: FormField) -> int:
    return {"long_text": 20, "text": 13, "date": 12, "datetime": 13}.get(column.type, 10)


def _signatures(scribe: Scribe, form: Form) -> Table:
    """A row for each who signs, with the date."""
    word = scribe.word
    rows = tuple(
        Row(
            (
                cell(scribe.line(place.capacity), scribe.name(place.by, style="quiet"), head=True),
                Cell((scribe.say("form.signature", "quiet"),)),
                Cell(
                    control=Control("date", f"{scribe.plain(place.capacity)} {word('cover.approval-date')}")
                ),
            ),
            place=f"{form.id}#{place.id}",
            height=13,
        )
        for place in form.signatures
    )
    return Table(
        (Column("", 30), Column("", 42), Column("", 28)), rows, word("section.signatures"), look="form"
    )


def _foot(scribe: Scribe, form: Form) -> Iterator[Block]:
    said = scribe.joined((
        scribe.phrase("form.kept", keep=run(scribe.duration(form.keep))),
        scribe.name(form.kept_by),
        scribe.line(form.copies),
        scribe.say("form.register-note") if form.is_register else (),
    ), run("　"))  # fmt: skip
    if said:
        yield Paragraph(said, "small")
    digest = scribe.library.extracts[form.id].digests[scribe.language]
    yield Paragraph(run(f"{scribe.address(form.id)}　{digest[:16]}", "quiet"), "small")


def form_blocks(scribe: Scribe, form: Form) -> Iterator[Block]:
    """A form inside a handbook: what it asks for, where it is used."""
    word = scribe.word
    yield from pieces.paragraphs(scribe, form.purpose, lead=True)
    rows = tuple(_field_row(scribe, form, field) for field in form.fields)
    if rows:
        columns = (
            Column(word("table.field"), 28),
            Column(word("table.type"), 14),
            Column(word("table.notes"), 58),
        )
        yield Table(columns, rows, word("section.fields"), caption=True, size="small")
    yield from pieces.tail(scribe, form)


def _field_row(scribe: Scribe, form: Form, field: FormField) -> Row:
    columns = scribe.joined(scribe.line(column.label) for column in field.columns)
    options = scribe.joined(map(scribe.line, field.options))
    notes = scribe.notes((scribe.line(field.hint), options, columns))
    star = run("*") if field.required else ()
    return Row(
        (cell((*scribe.line(field.label), *star)), cell(scribe.say(f"form.{field.type}")), cell(notes)),
        place=_place(form, field),
    )
