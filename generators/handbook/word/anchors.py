"""Anchors 锚: every node twice, as a content control with a tag and as a hidden bookmark.

LibreOffice drops the tags of content controls and keeps bookmarks; Word keeps both. Either name can be computed from
the node's place, so that an edited file can be read back node by node.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from typing import Final

from generators.handbook.outline.blocks import Line
from generators.handbook.word.markup import escape, styled

LONGEST_TAG, LONGEST_BOOKMARK = 64, 40
_HIDDEN: Final = '<w15:appearance w15:val="hidden"/>'


def free_number(taken: Collection[int]) -> int:
    """Where our numbers may begin; content controls have random ones of up to nine digits, which ours never reach."""
    return max((number for number in taken if number < 1_000_000), default=0) + 1


def tag_of(place: str) -> str:
    """The tag of a place: the place itself where Word's 64 characters suffice, else a digest of it."""
    return place if len(place) <= LONGEST_TAG else f"~{blake2b(place.encode(), digest_size=16).hexdigest()}"


def bookmark_of(place: str) -> str:
    """The bookmark of a place; its underscore hides it from Word's list."""
    return f"_d{blake2b(place.encode(), digest_size=16).hexdigest()}"


@dataclass
class Anchors:
    """The anchors of one file. *known* are the places that it shows: only they can be led to. *taken* numbers
    belong to a template's own text."""

    known: Collection[str]
    taken: Collection[int] = frozenset()
    _placed: set[str] = field(default_factory=set)
    _controls: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._numbers = count(free_number(self.taken))
        self._controls.update(self.taken)

    def marked(self, content: str, place: str) -> str:
        """The content of a paragraph inside the bookmark of its place; a place is marked once."""
        if not place or place in self._placed:
            return content
        self._placed.add(place)
        return self.named(content, bookmark_of(place))

    def named(self, content: str, name: str) -> str:
        """The content of a paragraph inside a bookmark."""
        number = next(self._numbers)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
        return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'

    def controlled(self, block: str, place: str, title: str = "") -> str:
        """Paragraphs, or a row, inside the content control of their place."""
        if not place:
            return block
        alias = f'<w:alias w:val="{escape(title[:60])}"/>' if title else ""
        return (
            f'<w:sdt><w:sdtPr>{alias}<w:tag w:val="{escape(tag_of(place))}"/><w:id w:val="{self.control_id(place)}"/>'
            f"{_HIDDEN}</w:sdtPr><w:sdtContent>{block}</w:sdtContent></w:sdt>"
        )

    def control_id(self, seed: str) -> int:
        """A number no other content control of the file has; the same on every run."""
        number = int.from_bytes(blake2b(seed.encode(), digest_size=4).digest(), "big") & 0x7FFFFFFF or 1
        while number in self._controls:
            number = number % 0x7FFFFFFF + 1
        self._controls.add(number)
        return number

    def line(self, line: Line) -> str:
        """The runs of a line; what is shown in this file is led to."""
        if len(line) == 1 and not line[0].target:
            return styled(line[0])
        parts = []
        for piece in line:
            shown = styled(piece)
            if piece.target and piece.target in self.known:
                shown = (
                    f'<w:hyperlink w:anchor="{bookmark_of(piece.target)}" w:history="1">{shown}</w:hyperlink>'
                )
            parts.append(shown)
        return "".join(parts)
