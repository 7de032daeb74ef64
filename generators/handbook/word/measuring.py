"""Measuring 量高: how high blocks will be on paper, and on what pages they will come to stand. An estimate.

Its numbers were found by holding it against what LibreOffice makes of every form and job description of the
demonstration library, in three profiles. Readers with other fonts set lines a little lower.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from generators.handbook.outline.blocks import Block, Cell, Paragraph, Row, Table, text_of
from generators.handbook.word.filling import room_of
from generators.handbook.word.profile import Page, Profile

_MILLIMETRES: Final = 25.4 / 72
_HIGH_EAST, _HIGH_LATIN = 1.44, 1.15
"""Height of a line over the size of its letters."""
_SWISS, _ROMAN = 0.48, 0.46
"""Width of a Latin letter over its size, on the average of running text."""
_BESIDE, _ABOVE = 3.6, 1.2
"""What a cell keeps free beside its text, and above and below it, with the rule."""
_FACES: Final = {"": "cell", "small": "cell-small", "tiny": "cell-tiny"}
_PARAGRAPHS: Final = {"sheet": "sheet-title", "label": "form-label"}
_OFF_GRID: Final = frozenset({"sheet-title"})


class Piece(NamedTuple):
    """What no page break divides: a row, a paragraph. It *stays* on the page of the next one if it may.

    *head* is the height of the head that repeats above it on a new page.
    """

    height: float
    stays: bool = False
    head: float = 0.0


class Pages(NamedTuple):
    """How many pages pieces fill, and what part of the last."""

    number: int
    last: float


@dataclass(frozen=True)
class _Type:
    """Letters of one face: millimetres."""

    letter: float
    latin: float
    around: float
    line: float
    exact: float
    grid: float

    def height(self, text: str, width: float, *, more: float = 0.0) -> float:
        """Of a paragraph in a column of that width; *more* letters stand in it that are not in the text."""
        wide = (len(text.encode()) - len(text)) / 2
        letters = wide + (len(text) - wide) * self.latin + more
        lines = max(math.ceil(letters * self.letter / width), 1)
        high = self.exact or self.line * (_HIGH_EAST if wide or more else _HIGH_LATIN)
        if self.grid:
            high = math.ceil(high / self.grid) * self.grid
        return self.around + lines * high


@lru_cache(maxsize=256)
def _type(profile: Profile, page: Page, name: str) -> _Type:
    face, normal = profile.face(name), profile.face("normal")
    points = face.size or normal.size or 10.5
    font = profile.fonts.get(face.font, profile.fonts["body"])
    on_grid = page.pitch and not name.startswith("cell") and name not in _OFF_GRID
    return _Type(
        letter=(points + (face.spacing or normal.spacing) / 20) * _MILLIMETRES,
        latin=_SWISS if font.family == "swiss" else _ROMAN,
        around=(face.before + face.after) * _MILLIMETRES,
        line=points * (face.line or normal.line or 1.0) * _MILLIMETRES,
        exact=face.exact * _MILLIMETRES,
        grid=page.pitch / 20 * _MILLIMETRES if on_grid else 0.0,
    )


@dataclass(frozen=True)
class Measure:
    """Measures blocks on one kind of paper."""

    profile: Profile
    page: Page

    def pieces(self, blocks: Sequence[Block]) -> Iterator[Piece]:
        """The pieces of paragraphs and tables, in their order; nothing else stands on a sheet."""
        before: Block | None = None
        between = self._type("cell-tiny").height("", 1)
        for block in blocks:
            if isinstance(block, Table):
                if isinstance(before, Table):
                    yield Piece(between, stays=bool(before.rows) and before.rows[-1].keep)
                yield from self._table(block)
            elif isinstance(block, Paragraph):
                name = _PARAGRAPHS.get(block.style, block.style)
                keep = block.keep or self.profile.face(name).keep
                yield Piece(self._type(name).height(text_of(block.line), self.page.text_width), stays=keep)
            before = block
        if isinstance(before, Table):
            yield Piece(between)

    @property
    def height(self) -> float:
        """What a page holds: where lines stand on a grid, whole lines of it."""
        pitch = self.page.pitch / 20 * _MILLIMETRES
        return self.page.text_height // pitch * pitch if pitch else self.page.text_height

    def rows(self, table: Table) -> list[float]:
        """The heights of a table's rows, without its head."""
        widths = self._widths(table)
        return [self._row(table, row, widths) for row in table.rows]

    def _type(self, name: str) -> _Type:
        return _type(self.profile, self.page, name)

    def _table(self, table: Table) -> Iterator[Piece]:
        head = self._head(table, self._widths(table))
        if head:
            yield Piece(head, stays=True)
        for row, height in zip(table.rows, self.rows(table), strict=True):
            yield Piece(height, stays=row.keep or row.group, head=head)

    def _widths(self, table: Table) -> list[float]:
        whole = sum(column.share for column in table.columns)
        return [column.share / whole * self.page.text_width for column in table.columns]

    def _head(self, table: Table, widths: Sequence[float]) -> float:
        if not any(column.title for column in table.columns):
            return 0.0
        letters = self._type("cell-head")
        return _ABOVE + max(
            letters.height(column.title, width - _BESIDE)
            for column, width in zip(table.columns, widths, strict=True)
        )

    def _row(self, table: Table, row: Row, widths: Sequence[float]) -> float:
        place, tallest = 0, float(row.height)
        for cell in row.cells:
            width = sum(widths[place : place + cell.span]) - _BESIDE
            name = "cell-head" if (cell.head or row.group) and not table.size else _FACES[table.size]
            tallest = max(tallest, _ABOVE + self._cell(cell, name, width))
            place += cell.span
        return tallest

    def _cell(self, cell: Cell, name: str, width: float) -> float:
        letters = self._type(name)
        high = sum(letters.height(text_of(line), width) for line in cell.lines)
        if cell.control is not None:
            said, more = room_of(cell.control)
            high += letters.height(said, width, more=more)
        return high or letters.height("", width)


def paged(pieces: Iterable[Piece], height: float) -> Pages:
    """On what pages pieces come to stand, where each is so high."""
    count, used = 1, 0.0
    for group in _groups(pieces):
        high = sum(piece.height for piece in group)
        if used and used + high > height:
            count, used = count + 1, group[0].head
        for piece in group:
            if used and used + piece.height > height:
                count, used = count + 1, piece.head
            used += piece.height
    return Pages(count, used / height)


def _groups(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces that stay together."""
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.stays:
            yield group
            group = []
    if group:
        yield group
