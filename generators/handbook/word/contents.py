"""Contents 目录: a field whose entries are filled in already, each leading to the bookmark of its heading.

Page numbers are written where they are known (an optional pass of LibreOffice counts them), otherwise left out
rather than guessed; Word puts them in when the reader refreshes the field.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generators.handbook.word.markup import field, paragraph, plain_run


class Entry(NamedTuple):
    """One heading: its level, its number as Word shows it, its words, its bookmark."""

    level: int
    number: str
    title: str
    bookmark: str


def contents_xml(
    entries: Iterable[Entry], *, title: str, depth: int, pages: Mapping[str, int] | None = None
) -> str:
    """The table of contents as Word's own gallery makes it."""
    shown = [entry for entry in entries if entry.level <= depth]
    if not shown:
        return ""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = [
        paragraph(f"TOC{entry.level}", (begin if place == 0 else "") + _entry(entry, pages))
        for place, entry in enumerate(shown)
    ]
    end = paragraph("Plain", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    return (
        '<w:sdt><w:sdtPr><w:id w:val="1"/><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
        f"{paragraph('TOCHeading', plain_run(title))}{''.join(lines)}{end}</w:sdtContent></w:sdt>"
    )


def _entry(entry: Entry, pages: Mapping[str, int] | None) -> str:
    said = plain_run(f"{entry.number}　{entry.title}" if entry.number else entry.title)
    page = (pages or {}).get(entry.bookmark)
    if page is not None:
        said += "<w:r><w:tab/></w:r>" + field(f"PAGEREF {entry.bookmark} \\h", str(page))
    return f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1">{said}</w:hyperlink>'
