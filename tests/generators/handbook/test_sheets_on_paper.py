"""A form or a job description is handed out whole: no page of it holds only what was left over."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from generators.handbook.outline.blocks import (
    Block,
    Cell,
    Column,
    Control,
    Manuscript,
    Paragraph,
    Row,
    Table,
    cell,
    run,
)
from generators.handbook.outline.manuscripts import job_description_of, manuscript_of
from generators.handbook.outline.reading import words_of
from generators.handbook.outline.scribe import Scribe
from generators.handbook.word.fitting import LEAST, fitted
from generators.handbook.word.measuring import Measure, Pages, Piece, paged
from generators.handbook.word.profile import load_profile, profile_names
from generators.handbook.word.writing import write
from generators.model.library import Library
from tests.generators.handbook.word_files import W, part
from tests.tools import find_program

SIGNED = Table((Column("", 1),), (Row((Cell((run("签字"),)),), height=13),), "签字", look="form")
KEPT = Paragraph(run("保管：3 年"), "small")


def rows(count: int, *, spare: int = 0) -> Table:
    """A table to write in; the last rows are spare."""
    made = tuple(
        Row((Cell(control=Control("text", "项")),), height=8, spare=n >= count - spare) for n in range(count)
    )
    return Table((Column("项目", 1),), made, "明细", look="signs", size="small")


def sheet(library: Library, body: Sequence[Block]) -> Manuscript:
    """A form of the library with another body."""
    manuscript = manuscript_of(Scribe(library, "zh-Hans"), library.documents("form")[0].id)
    (only,) = manuscript.parts
    return replace(manuscript, parts=(replace(only, body=tuple(body), landscape=False),))


def set_in(manuscript: Manuscript, profile: str = "enterprise") -> tuple[list[Table], Pages]:
    """The tables of a sheet as they are set, and the pages they come to."""
    laid = load_profile(profile)
    body = fitted(manuscript.parts[0], laid, laid.page)
    measure = Measure(laid, laid.page)
    return [block for block in body if isinstance(block, Table)], paged(measure.pieces(body), measure.height)


def loosely(manuscript: Manuscript) -> Pages:
    """The pages it would come to if nobody took care."""
    laid = load_profile("enterprise")
    measure = Measure(laid, laid.page)
    return paged(measure.pieces(manuscript.parts[0].body), measure.height)


def test_what_stays_together_goes_to_the_next_page_together() -> None:
    three = [Piece(60), Piece(30), Piece(20)]
    assert paged(three, 100) == Pages(2, 0.2)
    assert paged([Piece(60), Piece(30, stays=True), Piece(20)], 100) == Pages(2, 0.5)


def test_the_head_of_a_table_is_counted_on_every_page_again() -> None:
    assert paged([Piece(10, stays=True), *[Piece(30, head=10)] * 4], 100) == Pages(2, 0.4)


def test_longer_text_narrower_columns_and_a_larger_face_are_higher() -> None:
    laid = load_profile("enterprise")
    measure = Measure(laid, laid.page)

    def high(text: str, *, share: int = 10, size: str = "") -> float:
        row = Row((cell(run(text)), cell(run("短"))))
        table = Table((Column("", share), Column("", 10)), (row,), "")
        return measure.rows(replace(table, size="tiny") if size else table)[0]

    assert high("字" * 20) < high("字" * 60) < high("字" * 60, share=5)
    assert high("字" * 60, size="tiny") < high("字" * 60)
    assert high("plain words " * 8) < high("许多中文的字，" * 14)


def test_a_sheet_with_a_tail_is_set_with_lower_rows_until_it_fits_a_page_fewer(library: Library) -> None:
    manuscript = sheet(library, [rows(28), SIGNED, KEPT])
    loose = loosely(manuscript)
    assert loose.number == 2
    assert loose.last < LEAST

    tables, pages = set_in(manuscript)
    assert pages.number == 1
    assert 6 <= tables[0].rows[0].height < 8
    assert tables[0].size == "small"


def test_spare_rows_go_before_a_signature_stands_alone_but_asked_for_rows_stay(library: Library) -> None:
    spared, pages = set_in(sheet(library, [rows(32, spare=4), SIGNED, KEPT]))
    assert (len(spared[0].rows), pages.number) == (28, 1)

    asked, pages = set_in(sheet(library, [rows(32), SIGNED, KEPT]))
    assert (len(asked[0].rows), pages.number) == (32, 2)


def test_signatures_that_need_a_page_of_their_own_take_company_along(library: Library) -> None:
    manuscript = sheet(library, [rows(32), SIGNED, KEPT])
    tables, pages = set_in(manuscript)
    assert pages.last >= LEAST
    kept = [row.keep for row in tables[0].rows]
    assert kept[0] is False
    assert kept[-1] is True
    assert kept == sorted(kept)

    written = part(write(manuscript, load_profile("enterprise")).content)
    last, before = written.findall(f".//{W}tr")[-1], written.findall(f".//{W}tr")[-2]
    assert last.find(f".//{W}keepNext") is not None
    assert before.find(f".//{W}keepNext") is not None
    assert written.find(f".//{W}tr").find(f".//{W}keepNext") is None
    between = last.getparent().getprevious()
    assert between.find(f"{W}pPr/{W}keepNext") is not None


def test_nothing_of_the_text_is_lost_by_fitting(library: Library) -> None:
    scribe = Scribe(library, "zh-Hans")
    for name in profile_names():
        laid = load_profile(name)
        for card in library.documents("role")[::20]:
            (only,) = job_description_of(scribe, card.id).parts
            assert list(words_of(fitted(only, laid, laid.page))) == list(words_of(only.body))


@pytest.mark.slow
@pytest.mark.needs("libreoffice", "chinese-font")
def test_libreoffice_leaves_no_tail_where_one_would_have_been(library: Library, tmp_path: Path) -> None:
    bodies: dict[int, list[Block]] = {n: [rows(n), SIGNED, KEPT] for n in (28, 32)}
    expected = {28: 1, 32: 2}
    for n, body in bodies.items():
        (tmp_path / f"{n}.docx").write_bytes(write(sheet(library, body), load_profile("enterprise")).content)
    office = find_program("soffice", "libreoffice")
    assert office is not None
    room = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    files = [str(tmp_path / f"{n}.docx") for n in bodies]
    subprocess.run(
        [office, room, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True, capture_output=True, timeout=170,
    )  # fmt: skip
    for n in bodies:
        pages = pypdf.PdfReader(BytesIO((tmp_path / f"{n}.pdf").read_bytes())).pages
        assert len(pages) == expected[n]
        assert "签字" in pages[-1].extract_text()
        assert "项目" in pages[-1].extract_text(), "the rows above come along, under the head of their table"
