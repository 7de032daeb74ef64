"""Pieces 构件: what several kinds of document show: lists of documents, gaps, basis, terms, prose."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from generators.handbook.outline.blocks import (
    Block,
    Clause,
    Column,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    cell,
    run,
)
from generators.handbook.outline.notes import gap_notes
from generators.handbook.outline.prose import prose_blocks
from generators.handbook.outline.reading import words_of
from generators.handbook.outline.scribe import Scribe
from generators.model.control import Document
from generators.model.text import Text


def section(scribe: Scribe, name: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """A heading of ours and what stands below it; nothing where that is nothing."""
    written = list(blocks)
    if written:
        yield Heading(scribe.word(name if "." in name else f"section.{name}"))
        yield from written


def titled(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """A heading in other words than ours, and what stands below it."""
    yield Heading(title)
    yield from blocks


def paragraphs(scribe: Scribe, text: Text | None, *, lead: bool = False) -> Iterator[Paragraph]:
    """Wording as paragraphs; a blank line begins a new one."""
    for part in scribe.text(text).split("\n\n"):
        if part.strip():
            yield Paragraph(run(part.strip()), "lead" if lead else "body")


def bullets(lines: Iterable[Line]) -> Iterator[Clause]:
    """A list without numbers."""
    return (Clause(line) for line in lines if line)


def numbered(
    scribe: Scribe, document: str, nodes: Sequence[Any], text: Callable[[Any], Line], *, series: str
) -> Iterator[Clause]:
    """Nodes with the author's numbers, or with Word's."""
    for node in nodes:
        yield Clause(
            text(node), label=scribe.label(node.label), series="" if node.label else series,
            place=f"{document}#{node.id}",
        )  # fmt: skip


def entries(scribe: Scribe, identifiers: Iterable[str]) -> Iterator[Clause]:
    """Documents by title and code, with their status where they are not in force."""
    for identifier in dict.fromkeys(identifiers):
        card = scribe.card(identifier)
        status = (
            () if card.status == "effective" else run(f" {scribe.word(f'status.{card.status}')}", "quiet")
        )
        yield Clause((*scribe.entry(identifier), *status))


def facts_table(scribe: Scribe, title: str, facts: Iterable[tuple[str, Line, str]]) -> Iterator[Table]:
    """Labels and values; a value may be several lines. The third is the place of the node, if it is one."""
    del scribe
    rows = tuple(
        Row((cell(run(label), head=True), cell(value)), place=place) for label, value, place in facts if value
    )
    if rows:
        yield Table((Column("", 18), Column("", 82)), rows, title, look="facts")


def tail(scribe: Scribe, document: Document) -> Iterator[Block]:
    """What stands at the end of every document: its prose, known gaps, the texts its facts come from."""
    yield from prose_blocks(scribe, document)
    gaps = (
        Clause(run(scribe.text(gap.what)), details=(gap_notes(scribe, gap),), series="gaps")
        for gap in document.control.gaps
    )
    yield from section(scribe, "gaps", gaps)


def glossary(scribe: Scribe, blocks: Iterable[Block]) -> Iterator[Table]:
    """The terms of the glossary that a text uses, with their meanings."""
    said = "\n".join(words_of(blocks))
    names = ((term, (term.title, *term.aliases)) for term in scribe.library.glossary.terms)
    used = [term for term, named in names if any(name.in_language(scribe.language) in said for name in named)]
    rows = tuple(
        Row((cell(run(scribe.plain(term.title), "strong")), cell(run(scribe.plain(term.means)))))
        for term in used
    )
    if rows:
        word = scribe.word
        columns = (Column(word("role.glossary-term"), 22), Column(word("role.glossary-meaning"), 78))
        yield Table(columns, rows, word("role.glossary"), caption=True)
