"""Channels 通道: gives every leg in a channel a track, so that no two lines lie on each other and few cross."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from generators.process.layout.grid import Grid
from generators.process.layout.legs import Leg, Line

_NEVER: Final = 1000

Touch = tuple[int, int]
"""Where a leg meets a channel: the position, and how far from the middle of that row or column."""


@dataclass
class Strand:
    """Legs of one bundle in one channel that lie on each other: a stretch, and the legs that meet it on each side."""

    bundle: str
    low: int
    high: int
    legs: list[Leg]
    lines: list[Line]
    before: set[Touch] = field(default_factory=set)
    behind: set[Touch] = field(default_factory=set)
    track: int = 0


@dataclass(frozen=True)
class Tracks:
    """The track of each leg, and how many tracks each channel has, by axis and position."""

    of: dict[int, int]
    counts: dict[tuple[str, int], int]


def tracks_of(lines: Iterable[Line], grid: Grid) -> Tracks:
    """Tracks for all legs in channels, by identity of the leg. Moves the ends of lines that would lie on another."""
    channels: dict[tuple[str, int], dict[str, list[Strand]]] = {}
    for line in lines:
        for at, leg in enumerate(line.legs):
            if leg.bundle:
                strands = channels.setdefault((leg.axis, leg.at), {}).setdefault(leg.bundle, [])
                strands.append(_strand(line, at, grid))
    tracks: dict[int, int] = {}
    counts: dict[tuple[str, int], int] = {}
    for channel in sorted(channels):
        strands = [whole for parts in channels[channel].values() for whole in _joined(parts)]
        ordered = _ordered(strands)
        _set_tracks(ordered)
        _part_ends(ordered, channel[0])
        counts[channel] = max(strand.track for strand in ordered) + 1
        tracks |= {id(leg): strand.track for strand in ordered for leg in strand.legs}
    return Tracks(tracks, counts)


def _strand(line: Line, at: int, grid: Grid) -> Strand:
    leg, legs = line.legs[at], line.legs
    low, high = sorted((legs[at - 1].at, legs[at + 1].at))
    strand = Strand(leg.bundle, low, high, [leg], [line])
    for near, far in ((at - 1, at - 2), (at + 1, at + 2)):
        end = legs[far].at if 0 <= far < len(legs) else _end(line, leg.axis, far < 0, grid)
        touch = (legs[near].at, legs[near].offset if not legs[near].bundle else _NEVER)
        (strand.before if end < leg.at else strand.behind).add(touch)
    return strand


def _end(line: Line, axis: str, source: bool, grid: Grid) -> int:
    node = line.edge.source if source else line.edge.target
    return grid.column[node] if axis == "v" else grid.row[node]


def _joined(parts: list[Strand]) -> list[Strand]:
    """Strands of one bundle that meet become one."""
    whole: list[Strand] = []
    for part in sorted(parts, key=lambda strand: (strand.low, strand.high)):
        last = whole[-1] if whole else None
        if last and part.low <= last.high:
            last.high = max(last.high, part.high)
            last.legs += part.legs
            last.lines += part.lines
            last.before |= part.before
            last.behind |= part.behind
        else:
            whole.append(part)
    return whole


def _ordered(strands: list[Strand]) -> list[Strand]:
    """The strands side by side, the one first that costs least before all others."""
    left = sorted(strands, key=lambda strand: (strand.low, strand.high, strand.bundle))
    ordered: list[Strand] = []
    if len(left) < 2:
        return left
    while left:
        best = min(left, key=lambda one: sum(_cost(one, other) - _cost(other, one) for other in left))
        ordered.append(best)
        left.remove(best)
    return ordered


def _cost(first: Strand, second: Strand) -> int:
    """How many lines cross where the one strand stands before the other."""
    if first is second or first.high < second.low or second.high < first.low:
        return 0
    if not (first.behind or second.before):
        return 0
    if _collide(first, second):
        return _NEVER
    crossings = sum(second.low < at < second.high for at, _ in first.behind) * 2
    crossings += sum(first.low < at < first.high for at, _ in second.before) * 2
    crossings += sum(at in (second.low, second.high) for at, _ in first.behind)
    return crossings + sum(at in (first.low, first.high) for at, _ in second.before)


def _collide(first: Strand, second: Strand) -> set[Touch]:
    """Places where a leg behind the first would lie on a leg before the second."""
    return {touch for touch in first.behind & second.before if touch[1] != _NEVER}


def _set_tracks(ordered: list[Strand]) -> None:
    for place, strand in enumerate(ordered):
        earlier = [
            one.track for one in ordered[:place] if not (one.high < strand.low or strand.high < one.low)
        ]
        strand.track = max(earlier, default=-1) + 1


def _part_ends(ordered: list[Strand], axis: str) -> None:
    """Where no order helps, the line that arrives arrives a little beside the middle."""
    for place, second in enumerate(ordered):
        for first in ordered[:place]:
            for at, offset in _collide(first, second):
                _move_arrivals(first, at, offset, axis)


def _move_arrivals(strand: Strand, at: int, offset: int, axis: str) -> None:
    for line in strand.lines:
        last = line.legs[-1]
        if last.axis != axis and last.at == at and last.offset == offset:
            last.offset += ASIDE
    strand.behind.discard((at, offset))
    strand.behind.add((at, offset + ASIDE))


ASIDE: Final = 9
"""How far beside the middle such a line arrives; ways out keep other distances."""
