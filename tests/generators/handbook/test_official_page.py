"""GB/T 9704: a full page has 22 lines of 28 characters, as LibreOffice sets it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pypdf
import pytest

from generators.handbook.office import pdf_of
from generators.handbook.outline.blocks import Manuscript, Paragraph, run
from generators.handbook.outline.manuscripts import manuscript_of
from generators.handbook.outline.scribe import Scribe
from generators.handbook.word.profile import load_profile
from generators.handbook.word.writing import write
from generators.model.library import Library


def full_of_text(library: Library) -> Manuscript:
    """A document whose body is one paragraph of three pages."""
    from dataclasses import replace

    manuscript = manuscript_of(Scribe(library, "zh-Hans"), "auto/policy/staff-code")
    text = "公文用字每面排二十二行每行排二十八个字" * 120
    (part,) = manuscript.parts
    return replace(manuscript, parts=(replace(part, body=(Paragraph(run(text)),), back=()),))


@pytest.mark.slow
@pytest.mark.needs("libreoffice", "chinese-font")
def test_a_full_page_has_22_lines_of_28_characters(library: Library, tmp_path: Path) -> None:
    written = write(full_of_text(library), load_profile("gbt9704")).content
    reader = pypdf.PdfReader(_saved(tmp_path, pdf_of(written)))
    lines = [line.strip() for line in reader.pages[1].extract_text().splitlines() if line.strip()]
    body = [line for line in lines if not line.startswith("—")]
    assert len(body) == 22
    assert Counter(map(len, body)) == {28: 22}


@pytest.mark.slow
@pytest.mark.needs("libreoffice", "chinese-font")
def test_odd_pages_are_numbered_on_the_right_and_even_ones_on_the_left(
    library: Library, tmp_path: Path
) -> None:
    written = write(full_of_text(library), load_profile("gbt9704")).content
    pages = pypdf.PdfReader(_saved(tmp_path, pdf_of(written))).pages
    right, left = (place_of_number(page) for page in pages[:2])
    assert right > 300 > left


def place_of_number(page: pypdf.PageObject) -> float:
    """How far from the left edge the dashes of the page number begin."""
    found: list[float] = []

    def see(text: str, _user: Any, matrix: list[float], _font: Any, _size: float) -> None:
        if "—" in text:
            found.append(matrix[4])

    page.extract_text(visitor_text=see)
    return min(found)


def _saved(folder: Path, content: bytes) -> Path:
    file = folder / "page.pdf"
    file.write_bytes(content)
    return file
