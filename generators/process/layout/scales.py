"""Scales 尺度: how much room everything of a plan takes, along the flow and across it, before anything stands there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from generators.process.layout.bodies import LINE_HEIGHTS, SIZES, Body
from generators.process.layout.channels import Tracks
from generators.process.layout.grid import Grid
from generators.process.layout.legs import Leg, Line
from generators.process.layout.outlines import least_lane
from generators.process.layout.picture import Box, Label, Orientation, Point, Shape
from generators.process.measure import wrap
from generators.process.parts import Edge, Flow

TRACK: Final = 10
_BEFORE, _BEHIND = 12, 18
_BESIDE: Final = 12
_EMPTY_ALONG, _EMPTY_ACROSS = 28, 9
_HEAD: Final = 40
_MOST_STRETCH: Final = 48


@dataclass(frozen=True)
class Scale:
    """One direction: where each position begins, where the middle of a row or column lies, where tracks begin."""

    starts: tuple[int, ...]
    middles: Mapping[int, int]
    firsts: Mapping[int, int]
    end: int

    def place(self, leg: Leg, tracks: Tracks) -> int:
        """Where a leg lies."""
        if leg.bundle:
            return self.firsts[leg.at] + TRACK * tracks.of[id(leg)]
        return self.middles[leg.at] + leg.offset


class Extent(NamedTuple):
    """How far something reaches from the middle of its cell: along the flow, and across it."""

    before: int
    after: int
    above: int
    below: int


@dataclass(frozen=True)
class Hung:
    """A connector that hangs on its node, and the edge that leads to it; seen from the middle of that node."""

    edge: Edge
    shape: Shape
    start: Point


@dataclass(frozen=True)
class Plan:
    """Everything known before the pixels."""

    flow: Flow
    grid: Grid
    bodies: Mapping[str, Body]
    labels: Mapping[str, tuple[Label, str]]
    lines: list[Line]
    tracks: Tracks
    orientation: Orientation
    hung: Mapping[str, Hung]

    @property
    def across(self) -> bool:
        """Whether lanes lie across the page."""
        return self.orientation == "across"

    @cached_property
    def extents(self) -> dict[str, Extent]:
        """How far each node reaches with everything that belongs to it."""
        boxes = {key: list(body.parts) for key, body in self.bodies.items()}
        for label, node in self.labels.values():
            boxes[node].append(label.box)
        for node, hung in self.hung.items():
            boxes[node].append(hung.shape.box)
        return {key: _extent(parts, self.across) for key, parts in boxes.items()}

    @cached_property
    def columns(self) -> dict[int, tuple[int, int]]:
        """How far each column reaches, by position."""
        return _reach(self.grid.column, {key: (e.before, e.after) for key, e in self.extents.items()})

    @cached_property
    def channels(self) -> dict[int, int]:
        """The widths of the channels between the columns, by position."""
        counts, last = self.tracks.counts, self.grid.columns
        widths = {at: _width(counts.get(("v", at), 0)) for at in range(0, last + 1, 2)}
        for edge in (0, last):
            if ("v", edge) not in counts:
                widths[edge] = 14
        return widths

    @cached_property
    def head(self) -> int:
        """The room for the names of the lanes before the first column."""
        if self.across:
            return _HEAD
        lines = [len(wrap(lane.title, SIZES["lane"], 88)) for lane in self.grid.lanes]
        return max(lines, default=1) * LINE_HEIGHTS["lane"] + 14

    @cached_property
    def length(self) -> int:
        """How long the picture is along the flow, as long as nothing stretches it."""
        return self.head + sum(self.channels.values()) + sum(map(sum, self.columns.values()))


def _extent(parts: Iterable[Box], across: bool) -> Extent:
    left = right = top = bottom = 0  # the outline lies around the middle, so none is less
    for x, y, w, h in parts:
        left, right = min(left, x), max(right, x + w)
        top, bottom = min(top, y), max(bottom, y + h)
    left, top = -left, -top
    return Extent(left, right, top, bottom) if across else Extent(top, bottom, left, right)


def along(plan: Plan, room: int | None) -> Scale:
    """The scale along the flow, stretched a little to fill *room*."""
    inner = [at for at in plan.channels if 0 < at < plan.grid.columns]
    spare = max(0, min((room or 0) - plan.length, _MOST_STRETCH * len(inner)))
    extra = {at: spare // len(inner) for at in inner} if inner else {}
    return _scale(plan.columns, plan.channels, extra, {0: plan.head}, _BEFORE)


def _width(tracks: int) -> int:
    return _BEFORE + (tracks - 1) * TRACK + _BEHIND if tracks else _EMPTY_ALONG


def across(plan: Plan) -> Scale:
    """The scale across the flow: lanes are as large as their rows and names need."""
    grid = plan.grid
    sizes = _reach(grid.row, {key: (e.above, e.below) for key, e in plan.extents.items()})
    counts = {at: plan.tracks.counts.get(("h", at), 0) for lane in grid.channels for at in lane}
    channels = {at: 2 * _BESIDE + (n - 1) * TRACK if n else _EMPTY_ACROSS for at, n in counts.items()}
    extra: dict[int, int] = {}
    for lane, own in zip(grid.lanes, grid.channels, strict=True):
        rows = [at for at in range(own[0], own[-1] + 1) if at in sizes]
        size = sum(channels[at] for at in own) + sum(sum(sizes[at]) for at in rows)
        missing = max(0, least_lane(lane.title, plan.across) - size)
        extra[own[0]], extra[own[-1]] = missing // 2, missing - missing // 2
    gaps = {} if plan.across else {0: 0}
    return _scale(sizes, channels, extra, gaps, _BESIDE)


def _reach(places: Mapping[str, int], reaches: Mapping[str, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for key, at in places.items():
        before, after = found.get(at, (0, 0))
        found[at] = max(before, reaches[key][0]), max(after, reaches[key][1])
    return found


def _scale(
    sizes: Mapping[int, tuple[int, int]],
    channels: Mapping[int, int],
    extra: Mapping[int, int],
    gaps: Mapping[int, int],
    margin: int,
) -> Scale:
    starts, middles, firsts = [], {}, {}
    at_pixel = 0
    for at in range(max((*sizes, *channels)) + 1):
        at_pixel += gaps.get(at, 0)
        starts.append(at_pixel)
        if at in sizes:
            middles[at] = at_pixel + sizes[at][0]
            at_pixel += sum(sizes[at])
        else:
            more = extra.get(at, 0)
            firsts[at] = at_pixel + margin + more // 2
            at_pixel += channels[at] + more
    return Scale(tuple(starts), middles, firsts, at_pixel)
