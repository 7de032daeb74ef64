"""Reading Word files back as a person sees them, for the tests of handbooks."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN = f"{W}drawing"


def part(file: bytes, name: str = "word/document.xml") -> Any:
    """One part, parsed."""
    with zipfile.ZipFile(BytesIO(file)) as opened:
        return etree.fromstring(opened.read(name))


def parts(file: bytes) -> dict[str, bytes]:
    """All parts by name, in their order."""
    with zipfile.ZipFile(BytesIO(file)) as opened:
        return {info.filename: opened.read(info) for info in opened.infolist()}


def style_of(paragraph: Any) -> str:
    """The id of a paragraph's style."""
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if named is None else str(named.get(f"{W}val"))


def paragraphs(file: bytes) -> Iterator[tuple[str, str]]:
    """Style and text of every paragraph outside drawings and the contents."""
    for found in part(file).iter(f"{W}p"):
        styles = {style_of(found)}
        if _is_drawn(found) or any(name.startswith("TOC") for name in styles):
            continue
        yield style_of(found), text_of(found)


def _is_drawn(paragraph: Any) -> bool:
    return any(above.tag.endswith("}txbxContent") for above in paragraph.iterancestors())


def text_of(paragraph: Any) -> str:
    """The text a paragraph shows, without what is drawn in it."""
    return "".join(
        found.text or ""
        for found in paragraph.iter(f"{W}t")
        if not any(a.tag == DRAWN for a in found.iterancestors())
    )


def bookmarks(file: bytes) -> set[str]:
    """The names of all bookmarks."""
    return {str(found.get(f"{W}name")) for found in part(file).iter(f"{W}bookmarkStart")}


def tags(file: bytes) -> set[str]:
    """The tags of all content controls."""
    return {str(found.get(f"{W}val")) for found in part(file).iter(f"{W}tag")}
