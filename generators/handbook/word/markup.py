"""Markup 标记: WordprocessingML as text. Bodies are written, not built node by node: a handbook has 100,000 nodes."""

import re
from functools import lru_cache
from typing import Final

from generators.handbook.outline.blocks import Line, Run

NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROOT: Final = (
    " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items()) + ' mc:Ignorable="w14 w15"'
)
"""What every part with text declares."""

_SPECIAL: Final = re.compile(r'[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_CHARACTER_STYLES: Final = {"strong": "Strong", "quiet": "Quiet", "code": "Code"}


def escape(text: str) -> str:
    """Text as XML; characters that XML does not know are left out."""
    return _SPECIAL.sub(_escaped, text) if _SPECIAL.search(text) else text


_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], "")


def text_element(text: str) -> str:
    """``w:t`` elements of a text; new lines become breaks."""
    if "\n" not in text:
        return f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return "<w:br/>".join(text_element(part) for part in text.split("\n"))


def plain_run(text: str, style: str = "") -> str:
    """A run of text in a character style."""
    looks = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f"<w:r>{looks}{text_element(text)}</w:r>"


def styled(piece: Run) -> str:
    """A run as its outline says it. Most are plain: they take the short way."""
    text = piece.text
    if not piece.style and "\n" not in text and not _SPECIAL.search(text):
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return plain_run(piece.text, _CHARACTER_STYLES.get(piece.style, ""))


def paragraph(style: str, content: str, looks: str = "") -> str:
    """A paragraph; *looks* are further properties in the order of the schema."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{looks}</w:pPr>" if named or looks else ""
    return f"<w:p>{properties}{content}</w:p>"


def field(instruction: str, result: str, style: str = "") -> str:
    """A field with the result it had when the file was written."""
    looks = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return (
        f'<w:r>{looks}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{looks}<w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r>{looks}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{looks}{text_element(result)}</w:r>"
        f'<w:r>{looks}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def line_text(line: Line) -> str:
    """The words of a line."""
    return "".join(piece.text for piece in line)


@lru_cache(maxsize=256)
def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def halves(points: float) -> int:
    """Half points, in which Word counts letters."""
    return round(points * 2)
