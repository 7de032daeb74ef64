"""Policies 制度 and guides 指引: chapters and articles with the author's own numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generators.handbook.outline import pieces
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
from generators.handbook.outline.notes import clause_notes
from generators.handbook.outline.scribe import Scribe
from generators.model import policies as model
from generators.model.names import slug_of
from generators.model.policies import Activity, Articles, Chapter, Definition


def policy_blocks(scribe: Scribe, document: Articles) -> Iterator[Block]:
    """The body of a policy or guide. Where its chapters carry the author's numbers, our headings carry none."""
    own = any(chapter.label for chapter in document.chapters)
    for block in _blocks(scribe, document):
        if own and isinstance(block, Heading) and not block.label:
            yield replace(block, numbered=False, listed=True)
        else:
            yield block


def _blocks(scribe: Scribe, document: Articles) -> Iterator[Block]:
    yield from pieces.paragraphs(scribe, document.purpose, lead=True)
    yield from _facts(scribe, document)
    principles = pieces.numbered(
        scribe, document.id, document.principles,
        lambda p: (*scribe.line(p.name, "strong"), *_after(scribe.line(p.text))), series="principles",
    )  # fmt: skip
    yield from pieces.section(scribe, "principles", principles)
    yield from pieces.section(scribe, "definitions", _definitions(scribe, document))
    for chapter in document.chapters:
        yield from _chapter(scribe, document.id, chapter)
    yield from pieces.section(scribe, "activities", _activities(scribe, document.id, document.activities, 0))
    for table in document.tables:
        yield from _table(scribe, document.id, table)
    yield from pieces.section(scribe, "forms-used", pieces.entries(scribe, _forms(document)))
    yield from pieces.section(scribe, "terms", _names(scribe, document.terms))
    yield from pieces.section(scribe, "see", pieces.entries(scribe, document.see))
    yield from pieces.tail(scribe, document)


def _facts(scribe: Scribe, document: Articles) -> Iterator[Block]:
    word = scribe.word
    yield from pieces.facts_table(scribe, word("section.scope"), [
        (word("section.scope"), scribe.line(document.scope), ""),
        (word("articles.applies-to"), scribe.names(document.applies_to), ""),
        (word("articles.adopted"), scribe.line(document.adopted_by), ""),
    ])  # fmt: skip
    if document.status != "planned" and getattr(document, "kind", "") == "guide":
        yield Paragraph(scribe.say("articles.guide-note"), "note")


def _after(line: Line) -> Line:
    return (*run("　"), *line) if line else ()


def _definitions(scribe: Scribe, document: Articles) -> Iterator[Block]:
    for definition in document.definitions:
        yield Clause(
            (*_defined(scribe, definition), *_after(_meaning(scribe, definition))),
            series="definitions", place=f"{document.id}#{definition.id}",
        )  # fmt: skip


def _defined(scribe: Scribe, definition: Definition) -> Line:
    if definition.name:
        return scribe.line(definition.name, "strong")
    return run(scribe.title(definition.term), "strong") if definition.term else ()


def _meaning(scribe: Scribe, definition: Definition) -> Line:
    if definition.means:
        return scribe.line(definition.means)
    means = scribe.meaning(f"term/{slug_of(definition.term)}") if definition.term else None
    return run(scribe.plain(means)) if means else ()


def _chapter(scribe: Scribe, document: str, chapter: Chapter) -> Iterator[Block]:
    place = f"{document}#{chapter.id}"
    yield Heading(scribe.text(chapter.title), place=place, label=scribe.label(chapter.label))
    yield from pieces.paragraphs(scribe, chapter.intro)
    yield from _clauses(scribe, document, chapter.articles, 0)


def _clauses(scribe: Scribe, document: str, clauses: Iterable[model.Clause], level: int) -> Iterator[Block]:
    for clause in clauses:
        yield Clause(
            scribe.line(clause.text), level=level, label=scribe.label(clause.label),
            series="" if clause.label else "articles", title=scribe.text(clause.title),
            place=f"{document}#{clause.id}", details=(clause_notes(scribe, clause),), formal=True,
        )  # fmt: skip
        yield from _clauses(scribe, document, clause.clauses, level + 1)


def _activities(scribe: Scribe, document: str, activities: Iterable[Activity], level: int) -> Iterator[Block]:
    word = scribe.word
    for activity in activities:
        details = (
            _labelled(word("articles.requirement"), scribe.line(activity.requirement)),
            _labelled(word("articles.method"), scribe.line(activity.method)),
            scribe.phrase("articles.by", who=scribe.name(activity.actor)),
        )
        yield Clause(
            scribe.line(activity.text), level=level, label=scribe.label(activity.label),
            series="" if activity.label else "activities", place=f"{document}#{activity.id}", details=details,
        )  # fmt: skip
        yield from _activities(scribe, document, activity.parts, level + 1)


def _labelled(label: str, line: Line) -> Line:
    return (*run(f"{label} "), *line) if line else ()


def _table(scribe: Scribe, document: str, table: model.Table) -> Iterator[Block]:
    title = scribe.text(table.title)
    columns = tuple(Column(scribe.text(column), 1) for column in table.columns)
    rows = tuple(
        Row(
            tuple(
                cell(scribe.line(said))
                for said in [*row, *[None] * (len(columns) - len(row))][: len(columns)]
            ),
            place=f"{document}#{table.id}" if number == 0 else "",
        )
        for number, row in enumerate(table.rows)
    )
    yield Heading(title)
    yield Table(_shared(columns, table, scribe), rows, title, caption=True)


def _shared(columns: tuple[Column, ...], table: model.Table, scribe: Scribe) -> tuple[Column, ...]:
    """Columns by how much they say, within limits."""
    shares = []
    for place, column in enumerate(columns):
        said = [scribe.plain(row[place]) for row in table.rows if place < len(row)]
        longest = max([len(column.title), *map(len, said)])
        shares.append(min(max(longest, 5), 30))
    return tuple(column._replace(share=share) for column, share in zip(columns, shares, strict=True))


def _forms(document: Articles) -> Iterator[str]:
    yield from document.forms
    for chapter in document.chapters:
        yield from _forms_of(chapter.articles)


def _forms_of(clauses: Iterable[model.Clause]) -> Iterator[str]:
    for clause in clauses:
        yield from clause.forms
        yield from _forms_of(clause.clauses)


def _names(scribe: Scribe, terms: Iterable[str]) -> Iterator[Block]:
    named = scribe.names(terms)
    if named:
        yield Paragraph(named)
