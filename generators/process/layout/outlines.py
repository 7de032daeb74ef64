"""Outlines 轮廓: where lines touch a node, and how the name of a lane stands in its head."""

from math import ceil
from typing import Final

from generators.process.layout.bodies import LINE_HEIGHTS, SIZES
from generators.process.layout.picture import Box, Words
from generators.process.layout.ports import pointed
from generators.process.measure import width_of, wrap

_ONE_LINE: Final = 100
"""The longest name of a lane that is set in one line beside it."""


def reach_at(offset: int, length: int, depth: int, kind: str) -> int:
    """How far an outline reaches beside its middle; a diamond narrows, a pill is round."""
    offset = abs(offset)
    if pointed(kind):
        return round(length * (1 - offset / depth))
    if kind in ("start", "end", "trigger", "connector") and offset:
        round_part = min(length, depth)
        return length - round_part + int((round_part**2 - min(offset, round_part) ** 2) ** 0.5)
    return length


def upright(title: str, room: Box) -> tuple[Words, ...]:
    """The name of a lane in lines from top to bottom, the first at the right, as Chinese is set upright."""
    lines = wrap(title, SIZES["lane"], room.h - 10)
    tall = LINE_HEIGHTS["lane"]
    x, y = room.middle
    right = x + tall * (len(lines) - 1) // 2
    return tuple(Words(text, right - tall * at, y, "lane") for at, text in enumerate(lines))


def level(title: str, room: Box) -> tuple[Words, ...]:
    lines = wrap(title, SIZES["lane"], room.w - 8)
    tall = LINE_HEIGHTS["lane"]
    x, y = room.middle
    top = y - tall * len(lines) // 2
    return tuple(Words(text, x, top + tall * at + 13, "lane") for at, text in enumerate(lines))


def least_lane(title: str, across: bool) -> int:
    """The least size of a lane: its name fits beside it, in two lines where it is long."""
    if not across:
        return 96
    width = ceil(width_of(title, SIZES["lane"]))
    if width <= _ONE_LINE:
        return max(60, width + 14)
    return 14 + next(wide for wide in range(width // 2, width + 7, 6) if _two_lines(title, wide))


def _two_lines(title: str, wide: int) -> bool:
    lines = wrap(title, SIZES["lane"], wide)
    return len(lines) <= 2 and all(width_of(line, SIZES["lane"]) <= wide for line in lines)
