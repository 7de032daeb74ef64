"""Fitting 压页: a sheet that should fit a number of pages takes the largest letters with which it will."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from generators.handbook.outline.blocks import Block, Row, Table, text_of
from generators.handbook.word.profile import Page, Profile

_SIZES: Final[tuple[Literal["", "small", "tiny"], ...]] = ("", "small", "tiny")
_FACES: Final = {"": "cell", "small": "cell-small", "tiny": "cell-tiny"}
_MILLIMETRES: Final = 25.4 / 72
_LEADING: Final = 1.45
"""Height of a line of Chinese text over the size of its letters."""
_PADDING: Final = 1.4
_MARGINS: Final = 3.6
_HEAD: Final = 24.0
"""The title of a sheet, in millimetres."""


def fitted(blocks: Sequence[Block], profile: Profile, page: Page, pages: int) -> tuple[Block, ...]:
    """The blocks with tables in the largest size that keeps within *pages*; 0 asks for nothing."""
    if not pages:
        return tuple(blocks)
    room = pages * page.text_height * 0.94 - _HEAD
    for size in _SIZES:
        tried = tuple(replace(block, size=size) if isinstance(block, Table) else block for block in blocks)
        if size == _SIZES[-1] or sum(map(_estimate(profile, page, size).height, tried)) <= room:
            return tried
    raise AssertionError


@dataclass(frozen=True)
class _Estimate:
    """How high blocks will be, in millimetres."""

    letter: float
    line: float
    around: float
    width: float

    def height(self, block: Block) -> float:
        if not isinstance(block, Table):
            return 0.0
        whole = sum(column.share for column in block.columns)
        shares = [column.share / whole for column in block.columns]
        return sum(self._row(row, shares) for row in block.rows)

    def _row(self, row: Row, shares: Sequence[float]) -> float:
        place, tallest = 0, float(row.height)
        for cell in row.cells:
            width = sum(shares[place : place + cell.span]) * self.width - _MARGINS
            lines = (
                sum(math.ceil(max(_ems(text_of(line)), 1) * self.letter / width) for line in cell.lines) or 1
            )
            tallest = max(tallest, lines * self.line + max(len(cell.lines), 1) * self.around + _PADDING)
            place += cell.span
        return tallest


def _estimate(profile: Profile, page: Page, size: str) -> _Estimate:
    face = profile.face(_FACES[size])
    letter = (face.size or 10.5) * _MILLIMETRES
    line = letter * _LEADING * max(face.line, 1.0)
    return _Estimate(letter, line, (face.before + face.after) * _MILLIMETRES, page.text_width)


def _ems(text: str) -> float:
    return sum(0.55 if letter.isascii() else 1.0 for letter in text)
