"""What the library says is in the Word file, and nothing else is."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from generators.handbook.outline.blocks import (
    Block,
    Clause,
    Figure,
    Heading,
    Manuscript,
    Paragraph,
    Table,
    text_of,
)
from generators.handbook.outline.manuscripts import job_description_of, manuscript_of
from generators.handbook.outline.reading import words_of
from generators.handbook.outline.scribe import Scribe
from generators.handbook.word.authors import counted, joint_after
from generators.handbook.word.profile import load_profile
from generators.handbook.word.writing import write
from generators.languages import LANGUAGES, Language
from generators.model.digest import in_language, plain
from generators.model.library import Library
from tests.generators.handbook.word_files import W, paragraphs, part

NOT_SHOWN = frozenset(
    {"id", "kind", "unit", "control", "aliases", "asked", "quiz", "prose", "prose_en", "verb", "object"}
)
"""Bookkeeping, what teaches the search, and words that only pick a sentence apart."""


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown_in(file: bytes) -> list[str]:
    """Paragraph by paragraph; captions without their number, which Word counts."""
    found = []
    for style, text in paragraphs(file):
        said = text.partition("　")[2] if style == "Caption" else text
        if said.strip():
            found.append(squeezed(said))
    return found


def lines_of(blocks: Iterable[Block]) -> Iterator[str]:
    """What the paragraphs of these blocks should say; labels that Word counts are left to Word."""
    stretch = list(blocks)
    by_word = counted(stretch)
    for place, block in enumerate(stretch):
        if isinstance(block, Clause):
            label = (
                "" if place in by_word else block.label + (joint_after(block.label) if block.label else "")
            )
            title = f"{block.title}　" if block.title and block.line else block.title
            yield f"{label}{title}{text_of(block.line)}"
            yield from (text_of(line) for line in block.details if line)
        elif isinstance(block, Heading):
            yield f"{block.label}　{block.title}" if block.label else block.title
        elif isinstance(block, Paragraph | Figure):
            yield from words_of([block])
        elif isinstance(block, Table):
            yield from _table(block)


def _table(block: Table) -> Iterator[str]:
    if block.caption:
        yield block.title
    yield from (column.title for column in block.columns)
    for row in block.rows:
        for cell in row.cells:
            yield from (text_of(line) for line in cell.lines)
            if cell.control:
                boxes = cell.control.options if cell.control.sort == "several" else ()
                yield (
                    "".join(f"☐{option}" for option in boxes)
                    + ("年月日" if _is_dated(cell) else "")
                    + cell.control.after
                )


def _is_dated(cell: Any) -> bool:
    return cell.control.sort == "date" and not cell.control.narrow


def expected(manuscript: Manuscript) -> list[str]:
    """A document by itself, in the order of the profile with a cover."""
    (only,) = manuscript.parts
    front = only.front
    control = [front.facts, *([front.approvals] if front.approvals else [])]
    if manuscript.look == "sheet":
        said = [*lines_of([*only.body, *only.back])]
    else:
        titles = [front.over, front.kind, front.title, front.other_title]
        body = [*lines_of([*only.body, *only.back])]
        said = [*titles, *lines_of(control), *lines_of(front.notes), *lines_of(front.history), *body]
    return [squeezed(line) for line in said if line.strip()]


def sample(library: Library) -> list[str]:
    """Some of every kind, and all whose prose is long."""
    kinds = ("role", "procedure", "policy", "guide", "checklist", "department", "form")
    chosen = [card.id for kind in kinds for card in library.documents(kind)[::11]]
    return chosen + [key for key in library.extracts if key not in chosen and library.document(key).prose]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outline_and_the_word_file_say_the_same(library: Library, language: Language) -> None:
    scribe, profile = Scribe(library, language), load_profile("enterprise")
    for identifier in sample(library):
        manuscript = manuscript_of(scribe, identifier)
        file = write(manuscript, profile).content
        said = [line.replace("年月日", "") for line in expected(manuscript)]
        assert [line.replace("年月日", "") for line in shown_in(file) if line != "年月日"] == [
            s for s in said if s
        ], identifier


def wordings(value: Any) -> Iterator[str]:
    """Every wording of a document given as plain data in one language."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key not in NOT_SHOWN:
                yield from wordings(below)
    elif isinstance(value, list):
        for below in value:
            yield from wordings(below)
    elif isinstance(value, str) and re.search(r"[\u4e00-\u9fff]", value):
        yield value


@pytest.mark.slow
def test_every_wording_of_a_document_is_in_its_word_file(library: Library) -> None:
    scribe, profile = Scribe(library, "zh-Hans"), load_profile("enterprise")
    for identifier in sample(library):
        document = library.document(identifier)
        if document.status == "planned":
            continue
        manuscript = manuscript_of(scribe, identifier)
        shown = squeezed("\n".join(text for _, text in paragraphs(write(manuscript, profile).content)))
        shown += squeezed("\n".join(_drawn(manuscript))) + squeezed(
            "".join(words_of(manuscript.parts[0].body))
        )
        lost = [said for said in wordings(in_language(plain(document), "zh-Hans")) if not _is_in(said, shown)]
        assert lost == [], identifier


def _is_in(said: str, shown: str) -> bool:
    return squeezed(said).rstrip("。.；;") in shown


def _drawn(manuscript: Manuscript) -> Iterator[str]:
    for block in manuscript.parts[0].body:
        if isinstance(block, Figure):
            yield from (node.title for node in block.picture.flow.nodes)


def test_a_job_description_shows_every_duty_in_a_row_that_does_not_split(library: Library) -> None:
    scribe = Scribe(library, "zh-Hans")
    manuscript = job_description_of(scribe, "auto/role/marketing-manager")
    file = write(manuscript, load_profile("enterprise")).content

    assert shown_in(file) == expected(manuscript)
    rows = list(part(file).iter(f"{W}tr"))
    assert len(rows) > 15
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
