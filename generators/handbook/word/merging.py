"""Merging 并入: our styles and numbers beside those of a company's template, and the place of the text in it."""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from lxml import etree

from generators.handbook.word.markup import NAMESPACES
from generators.handbook.word.profile import Page

_W: Final = f"{{{NAMESPACES['w']}}}"
_SIDES: Final = ("top", "bottom", "left", "right", "header", "footer")
_MARKS: Final = ("{{正文}}", "{{body}}")
_REFERENCE: Final = re.compile(r'<w:(pStyle|rStyle|tblStyle) w:val="([^"]+)"/>')
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)

Element = Any


@dataclass(frozen=True)
class Frame:
    """The document of a template: what stands before and after the text, and its last section."""

    before: str
    after: str
    section: str
    page: Page | None


def frame_of(document: bytes) -> Frame:
    """Where the text goes in a template's document."""
    body = etree.fromstring(document, _PARSER).find(f"{_W}body")
    children = [child for child in body if isinstance(child.tag, str)]
    section = children.pop() if children and children[-1].tag == f"{_W}sectPr" else None
    place = next((n for n, child in enumerate(children) if _text(child).strip() in _MARKS), None)
    before = children if place is None else children[:place]
    after = [] if place is None else children[place + 1 :]
    if place is None and not any(_text(child).strip() for child in children):
        before = []
    return Frame(
        before="".join(map(_xml, before)),
        after="".join(map(_xml, after)),
        section=_xml(section) if section is not None else "<w:sectPr/>",
        page=_page(section),
    )


def _text(element: Element) -> str:
    return "".join(found.text or "" for found in element.iter(f"{_W}t"))


def _xml(element: Element) -> str:
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def _page(section: Element | None) -> Page | None:
    if section is None:
        return None
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    if size is None or margins is None:
        return None
    try:
        said = {name: _millimetres(margins, name) for name in _SIDES}
        said |= {"width": _millimetres(size, "w"), "height": _millimetres(size, "h")}
        page = Page.model_validate(said)
    except ValueError:
        return None
    return page if page.text_width > 60 and page.text_height > 60 else None


def _millimetres(element: Element, name: str) -> float:
    return abs(float(element.get(f"{_W}{name}") or 0)) * 25.4 / 1440


@dataclass
class Styles:
    """The styles of a template with ours added: one of the same name is taken for ours."""

    theirs: bytes
    ours: bytes
    number_offset: int
    renamed: dict[str, str] = field(default_factory=dict)

    @cached_property
    def merged(self) -> bytes:
        """``word/styles.xml``."""
        root = etree.fromstring(self.theirs, _PARSER)
        known = {_name(style): style.get(f"{_W}styleId") for style in root.iter(f"{_W}style")}
        taken = set(known.values())
        added = []
        for style in etree.fromstring(self.ours, _PARSER).iter(f"{_W}style"):
            own = style.get(f"{_W}styleId")
            if _name(style) in known:
                self.renamed[own] = str(known[_name(style)])
            elif style.get(f"{_W}default") is None:
                self.renamed[own] = f"Dutybook{own}" if own in taken else own
                added.append(copy.deepcopy(style))
        for style in added:
            root.append(self._fitted(style))
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

    @property
    def numbers_headings(self) -> bool:
        """Whether our headings, with our numbers, are in use."""
        _ = self.merged
        return self.renamed.get("Heading1") == "Heading1" and b"heading 1" not in self.theirs

    def _fitted(self, style: Element) -> Element:
        style.set(f"{_W}styleId", self.renamed[style.get(f"{_W}styleId")])
        for tag in ("basedOn", "next", "link"):
            for found in style.findall(f"{_W}{tag}"):
                found.set(f"{_W}val", self.renamed.get(found.get(f"{_W}val"), found.get(f"{_W}val")))
        for number in style.iter(f"{_W}numId"):
            if number.get(f"{_W}val") != "0":
                number.set(f"{_W}val", str(int(number.get(f"{_W}val")) + self.number_offset))
        return style

    def applied(self, text: str) -> str:
        """Our text with the template's names of styles."""
        _ = self.merged
        return _REFERENCE.sub(lambda found: _renamed(found, self.renamed), text)


def _renamed(found: re.Match[str], names: Mapping[str, str]) -> str:
    return f'<w:{found[1]} w:val="{names.get(found[2], found[2])}"/>'


def _name(style: Element) -> str:
    name = style.find(f"{_W}name")
    return (name.get(f"{_W}val") if name is not None else "").lower()


def offset_of(numbering: bytes | None) -> int:
    """Above every number that a template uses."""
    if numbering is None:
        return 0
    found = re.findall(rb'w:(?:numId|abstractNumId)(?: w:val)?="(\d+)"', numbering)
    return max(map(int, found), default=0) + 1


def merged_numbering(theirs: bytes, ours: bytes) -> bytes:
    """Two sets of lists in one part: definitions first, then the lists that use them."""
    root = etree.fromstring(theirs, _PARSER)
    own = etree.fromstring(ours, _PARSER)
    first = next((child for child in root if child.tag == f"{_W}num"), None)
    for abstract in own.findall(f"{_W}abstractNum"):
        if first is None:
            root.append(abstract)
        else:
            first.addprevious(abstract)
    tail = root.find(f"{_W}numIdMacAtCleanup")
    for number in own.findall(f"{_W}num"):
        if tail is None:
            root.append(number)
        else:
            tail.addprevious(number)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
