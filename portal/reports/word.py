"""Word: a report as a plain, correct .docx of headings and tables, with the checkpoint printed in its foot.

The library's own starting document is tidied first: parts nobody asked for go, fonts are named for Chinese, too, and
the settings say what the schema asks of them.
"""

import io
from collections.abc import Iterator, Sequence

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from lxml import etree

from portal.reports.sheet import Cell, Column, Sheet, Table

_LATIN, _CHINESE = "Arial", "Microsoft YaHei"
_LANGUAGES = {"zh-Hans": "zh-CN", "en": "en-US"}
_WIDE = 6
"""From so many columns on the page lies on its side."""

_UNWANTED = ("stylesWithEffects", "thumbnail")
_TWIPS_A_CHARACTER = 210


def docx(sheet: Sheet) -> bytes:
    """The report as a Word document."""
    document = _blank(sheet)
    document.add_heading(sheet.title, level=1)
    for line in sheet.lines:
        document.add_paragraph(line)
    for table in sheet.tables:
        if len(sheet.tables) > 1:
            document.add_heading(table.title, level=2)
        _add_table(document, table)
    for line in sheet.footing:
        document.add_paragraph(line, style="Footer")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _blank(sheet: Sheet) -> DocumentObject:
    document = Document()
    _tidy(document)
    _set_fonts(document, _LANGUAGES.get(sheet.language, "zh-CN"))
    section = document.sections[0]
    is_wide = any(len(table.columns) >= _WIDE for table in sheet.tables)
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    document.core_properties.title = sheet.title
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.language = _LANGUAGES.get(sheet.language, "zh-CN")
    _add_foot(section.footer.paragraphs[0], sheet.stamp.code if sheet.stamp else "")
    return document


def _tidy(document: DocumentObject) -> None:
    """Takes away what the starting document carries for no reason, and completes what the schema asks for."""
    package = document.part.package
    for owner in (package.rels, document.part.rels):
        for name in [key for key, relation in owner.items() if relation.reltype.endswith(_UNWANTED)]:
            del owner[name]
    for zoom in document.settings.element.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


def _set_fonts(document: DocumentObject, language: str) -> None:
    for style in document.styles.element.iter(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph":
            _name_fonts(style.get_or_add_rPr())
    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        for said in defaults.iter(qn("w:lang")):
            said.set(qn("w:val"), "en-US")
            said.set(qn("w:eastAsia"), language if language.startswith("zh") else "zh-CN")
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)


def _name_fonts(properties: etree._Element) -> None:
    for known in properties.findall(qn("w:rFonts")):
        properties.remove(known)
    fonts = OxmlElement("w:rFonts")
    for script, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", _CHINESE), ("cs", _LATIN)):
        fonts.set(qn(f"w:{script}"), font)
    properties.insert(0, fonts)


def _add_foot(paragraph: Paragraph, code: str) -> None:
    """The short code on every page, and which page of how many this is."""
    paragraph.add_run(f"{code}  " if code else "")
    for number, name in enumerate(("PAGE", "NUMPAGES")):
        if number:
            paragraph.add_run(" / ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        run = OxmlElement("w:r")
        run.append(_text("1"))
        field.append(run)
        paragraph._p.append(field)  # noqa: SLF001 - the library has no fields


def _add_table(document: DocumentObject, table: Table) -> None:
    """The table, built as XML at once: cell by cell the library needs minutes for a long one."""
    if not table.rows:
        return
    frame = document.add_table(rows=0, cols=0, style="Table Grid")._tbl  # noqa: SLF001 - see above
    for grid in frame.findall(qn("w:tblGrid")):
        widths = _widths(table.columns)
        for width in widths:
            column = etree.SubElement(grid, qn("w:gridCol"))
            column.set(qn("w:w"), str(width))
    frame.append(_row([column.title for column in table.columns], is_head=True))
    for row in table.rows:
        frame.append(_row(row))
    document.add_paragraph()


def _widths(columns: Sequence[Column]) -> Iterator[int]:
    yield from (column.width * _TWIPS_A_CHARACTER for column in columns)


def _row(cells: Sequence[Cell], *, is_head: bool = False) -> etree._Element:
    row = OxmlElement("w:tr")
    properties = etree.SubElement(row, qn("w:trPr"))
    etree.SubElement(properties, qn("w:cantSplit"))
    if is_head:
        etree.SubElement(properties, qn("w:tblHeader"))
    for cell in cells:
        row.append(_cell("" if cell is None else str(cell), is_bold=is_head))
    return row


def _cell(words: str, *, is_bold: bool) -> etree._Element:
    cell = OxmlElement("w:tc")
    paragraph = etree.SubElement(cell, qn("w:p"))
    run = etree.SubElement(paragraph, qn("w:r"))
    look = etree.SubElement(run, qn("w:rPr"))
    if is_bold:
        etree.SubElement(look, qn("w:b"))
    size = etree.SubElement(look, qn("w:sz"))
    size.set(qn("w:val"), "17")
    run.append(_text(words))
    return cell


def _text(words: str) -> etree._Element:
    """Words as Word takes them: without the control characters that XML cannot hold."""
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = "".join(sign for sign in words if sign >= " " or sign in "\t\n")
    return text
