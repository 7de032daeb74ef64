"""A company's own file as the base: kept where it is sound, refused where it could harm a reader."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from generators.handbook.outline.manuscripts import manuscript_of
from generators.handbook.outline.scribe import Scribe
from generators.handbook.word.profile import load_profile
from generators.handbook.word.template import BadTemplate, read_template
from generators.handbook.word.writing import write
from generators.model.library import Library
from tests.generators.handbook.word_files import W, paragraphs, part, parts

POLICY = "auto/policy/attendance-leave"


def a_template(change: Callable[[dict[str, bytes]], None] | None = None) -> bytes:
    """What a company might have: its letterhead, its heading style, a marked place for the text."""
    document = Document()
    document.add_paragraph("公司红头")
    document.add_paragraph("{{正文}}")
    document.add_paragraph("公司落款")
    document.sections[0].header.paragraphs[0].text = "公司页眉"
    document.add_paragraph("一条", style="List Number")
    out = BytesIO()
    document.save(out)
    found = parts(out.getvalue())
    if change:
        change(found)
    return zipped(found)


def zipped(found: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in found.items():
            opened.writestr(name, content)
    return out.getvalue()


def written_on(template: bytes, library: Library) -> bytes:
    manuscript = manuscript_of(Scribe(library, "zh-Hans"), POLICY)
    return write(manuscript, load_profile("enterprise"), base=read_template(template)).content


def test_the_text_stands_where_the_template_says(library: Library) -> None:
    shown = [text for _, text in paragraphs(written_on(a_template(), library))]
    assert shown[0] == "公司红头"
    assert shown.index("考勤与请假制度") < shown.index("公司落款")
    assert "{{正文}}" not in shown


def test_header_styles_and_lists_of_the_template_stay(library: Library) -> None:
    file = written_on(a_template(), library)
    found = parts(file)
    assert any(
        "公司页眉".encode() in value for name, value in found.items() if name.startswith("word/header")
    )
    opened = Document(BytesIO(file))
    names = [style.name for style in opened.styles]
    assert len(names) == len(set(names))
    assert "Dutybook Clause 1" in names
    headings = [p for p in part(file).iter(f"{W}pStyle") if p.get(f"{W}val") == "Heading1"]
    assert headings or "Heading 1" in names


def test_numbers_of_both_are_defined_once(library: Library) -> None:
    numbering = part(written_on(a_template(), library), "word/numbering.xml")
    numbers = [number.get(f"{W}numId") for number in numbering.findall(f"{W}num")]
    assert len(numbers) == len(set(numbers))
    known = {abstract.get(f"{W}abstractNumId") for abstract in numbering.findall(f"{W}abstractNum")}
    used = {n.find(f"{W}abstractNumId").get(f"{W}val") for n in numbering.findall(f"{W}num")}
    assert used <= known


def test_a_dotx_is_as_good_as_a_docx(library: Library) -> None:
    def as_template(found: dict[str, bytes]) -> None:
        types = found["[Content_Types].xml"]
        found["[Content_Types].xml"] = types.replace(b"document.main+xml", b"template.main+xml")

    assert b"document.main+xml" in parts(written_on(a_template(as_template), library))["[Content_Types].xml"]


def test_our_own_file_is_a_sound_template(library: Library, tmp_path: Path) -> None:
    opened = Document(
        BytesIO(write(manuscript_of(Scribe(library, "zh-Hans"), POLICY), load_profile("iso-en")).content)
    )
    for block in list(opened.element.body)[:-1]:
        opened.element.body.remove(block)
    emptied = BytesIO()
    opened.save(emptied)
    own = emptied.getvalue()
    file = tmp_path / "twice.docx"
    file.write_bytes(written_on(own, library))
    result = OpenXmlValidator().validate(str(file))
    assert [str(error) for error in result.errors] == []


def _macros(found: dict[str, bytes]) -> None:
    found["word/vbaProject.bin"] = b"x"
    types = found["[Content_Types].xml"]
    default = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    found["[Content_Types].xml"] = types.replace(b"</Types>", default)


def _external(found: dict[str, bytes]) -> None:
    link = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        b'Target="https://evil.example/x.png" TargetMode="External"/></Relationships>'
    )
    found["word/_rels/document.xml.rels"] = found["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", link
    )


def _doctype(found: dict[str, bytes]) -> None:
    styles = found["word/styles.xml"]
    found["word/styles.xml"] = styles.replace(b"<w:styles", b'<!DOCTYPE x [<!ENTITY a "b">]><w:styles', 1)


def _utf16(found: dict[str, bytes]) -> None:
    found["word/styles.xml"] = found["word/styles.xml"].decode().encode("utf-16")


def _bomb(found: dict[str, bytes]) -> None:
    found["word/media/zeros.bin"] = b"\0" * (120 * 1024 * 1024)


def _without_types(found: dict[str, bytes]) -> None:
    del found["[Content_Types].xml"]


def _climbing(found: dict[str, bytes]) -> None:
    found["../../etc/evil.xml"] = b"<x/>"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_macros, "template-macros"),
        (_external, "template-external"),
        (_doctype, "template-dtd"),
        (_utf16, "template-dtd"),
        (_bomb, "template-bomb"),
        (_without_types, "template-not-word"),
        (_climbing, "template-not-word"),
    ],
)
def test_a_harmful_template_is_refused(change: Callable[[dict[str, bytes]], None], code: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        read_template(a_template(change))
    assert refused.value.code == code


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken", zipped({"hello.txt": b"x"})])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(BadTemplate) as refused:
        read_template(content)
    assert refused.value.code == "template-not-word"
