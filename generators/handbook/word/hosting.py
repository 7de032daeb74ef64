"""Hosting 底稿: what the base asks of a text: its page, its names of styles, its numbers, its first and last words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT

from generators.handbook.word.merging import Frame, Styles, frame_of, merged_numbering, offset_of
from generators.handbook.word.package import Base, Entry
from generators.handbook.word.profile import Profile
from generators.handbook.word.styles import styles_xml
from generators.model.text import Language

_ABSTRACT: Final = re.compile(rb'(<w:abstractNum w:abstractNumId=")(\d+)"')
_NUMBERS: Final = re.compile(rb'<(?:w:bookmarkStart|wp:docPr|w:id)\b[^>]*?(?:w:id|w:val| id)="(\d{1,9})"')
_LINKED: Final = re.compile(rb'<w:pStyle w:val="Heading\d"/>')


@dataclass(frozen=True)
class Host:
    """A base as one text meets it. Our own asks for nothing."""

    base: Base
    profile: Profile
    language: Language

    @cached_property
    def _frame(self) -> Frame | None:
        return frame_of(self.base.document) if self.base.document else None

    @cached_property
    def _styles(self) -> Styles:
        ours = styles_xml(self.profile, self.language)
        return Styles(self.base.content(CT.WML_STYLES), ours, self.number_offset)

    @cached_property
    def number_offset(self) -> int:
        """Above the template's own list numbers."""
        return offset_of(self.base.numbering or None)

    @cached_property
    def taken(self) -> frozenset[int]:
        """The numbers of bookmarks, content controls and drawings that the template's own text has."""
        return frozenset(int(found) for found in _NUMBERS.findall(self.base.document))

    @property
    def laid_out(self) -> Profile:
        """The profile on the template's paper."""
        page = self._frame.page if self._frame else None
        return self.profile.model_copy(update={"page": page}) if page else self.profile

    @property
    def section(self) -> str:
        """The template's own section; ours are made where there is none."""
        return self._frame.section if self._frame else ""

    @property
    def numbers_headings(self) -> bool:
        """Whether headings carry our numbers; a template's headings are left as they are."""
        return self._frame is None or self._styles.numbers_headings

    def document(self, pieces: Sequence[str]) -> Sequence[str]:
        """The body of the document but its last section: the template's first and last words around our text."""
        if self._frame is None:
            return pieces
        return self._frame.before, self._styles.applied("".join(pieces)), self._frame.after

    def numbering(self, ours: bytes) -> bytes:
        """All lists of the file."""
        if self._frame is None:
            return ours
        offset = self.number_offset
        moved = _ABSTRACT.sub(lambda found: b'%s%d"' % (found[1], int(found[2]) + offset), ours)
        moved = moved if self.numbers_headings else _LINKED.sub(b"", moved)
        moved = self._styles.applied(moved.decode()).encode()
        return merged_numbering(self.base.numbering, moved) if self.base.numbering else moved

    @cached_property
    def parts(self) -> Base:
        """The base with our styles beside its own."""
        if self._frame is None:
            return self.base
        shared = tuple(
            Entry(part.name, part.type, self._styles.merged) if part.type == CT.WML_STYLES else part
            for part in self.base.parts
        )
        return replace(self.base, parts=shared)
