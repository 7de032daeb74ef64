"""Checklists 检查表: items to tick, at any depth, with what is required and what shows it."""

from collections.abc import Iterable, Iterator

from generators.handbook.outline import pieces
from generators.handbook.outline.blocks import Block, Cell, Column, Control, Line, Row, Table, cell, run
from generators.handbook.outline.notes import check_notes
from generators.handbook.outline.scribe import Scribe
from generators.model.checklists import CheckItem, Checklist
from generators.phrases import wording


def checklist_blocks(scribe: Scribe, checklist: Checklist) -> Iterator[Block]:
    """The body of a checklist."""
    word = scribe.word
    yield from pieces.paragraphs(scribe, checklist.purpose, lead=True)
    yield from pieces.facts_table(scribe, word("checklist.start"), [
        (word("checklist.start"), _start(scribe, checklist), ""),
        (word("section.for-roles"), scribe.names(checklist.for_roles), ""),
    ])  # fmt: skip
    title = word("section.items")
    if checklist.items:
        yield from pieces.titled(title, [tick_table(scribe, checklist, title, places=True)])
    used = [card.id for card in scribe.around.naming(checklist.id, "checklists") if card.kind == "role"]
    yield from pieces.section(scribe, "used-in", pieces.entries(scribe, used))
    yield from pieces.tail(scribe, checklist)


def _start(scribe: Scribe, checklist: Checklist) -> Line:
    start = checklist.start
    event = scribe.say(f"checklist.{start.event}")
    if start.recurs is not None:
        return (*event, *scribe.stop, *run(wording.recurrence(start.recurs, scribe.language)))
    if start.procedure:
        extract = scribe.library.extracts.get(start.procedure)
        place = extract.places.get(start.step) if extract else None
        step = scribe.say("text.step", n=place.number) if place else run(" ")
        return scribe.phrase(
            "checklist.step-of", procedure=scribe.name(start.procedure, start.step), step=step
        )
    return event


def tick_table(scribe: Scribe, checklist: Checklist, title: str, *, places: bool) -> Table:
    """The items of a checklist with boxes to tick. With *places* its rows are the nodes of the checklist."""
    word = scribe.word
    columns = (
        Column(word("table.step"), 8, "centre"), Column(word("role.check-what"), 37),
        Column(word("role.check-evidence"), 45), Column(word("role.tick"), 10, "centre"),
    )  # fmt: skip
    owner = checklist.id if places else ""
    return Table(
        columns, tuple(_rows(scribe, owner, checklist.items, "", word("role.tick"))), title, caption=True
    )


def _rows(scribe: Scribe, owner: str, items: Iterable[CheckItem], above: str, tick: str) -> Iterator[Row]:
    for number, item in enumerate(items, 1):
        label = scribe.label(item.label) or f"{above}{number}"
        box = Cell(control=Control("several", f"{tick} {label}", ("",)))
        yield Row(
            (cell(run(label)), cell(scribe.line(item.do)), cell(check_notes(scribe, item)), box),
            place=f"{owner}#{item.id}" if owner else "",
        )
        yield from _rows(scribe, owner, item.items, f"{above}{number}.", tick)
