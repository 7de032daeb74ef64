"""Placing 定位: turns grid, bodies and lines into whole pixels."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from generators.process.layout.bodies import LINE_HEIGHTS, SIZES, Block, Body
from generators.process.layout.channels import Tracks
from generators.process.layout.grid import Grid
from generators.process.layout.legs import Leg, Line
from generators.process.layout.outlines import least_lane, level, reach_at, upright
from generators.process.layout.picture import (
    Band,
    Box,
    FormShape,
    Label,
    Orientation,
    Page,
    Point,
    Route,
    Shape,
)
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


@dataclass(frozen=True)
class Extent:
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


def page_of(plan: Plan, *, width: int | None) -> Page:
    """The page, stretched a little to fill *width* if it is narrower."""
    extents = _extents(plan)
    head = _head(plan)
    room = None if width is None else width - head if plan.across else None
    along = _along(plan, extents, head, room)
    across = _across(plan, extents)
    placer = _Placer(plan, along, across)
    length = max(along.end, width or 0) if plan.across else along.end
    size = (length, across.end) if plan.across else (across.end, length)
    return Page(
        width=size[0],
        height=size[1],
        bands=tuple(placer.bands(head, length)),
        shapes=tuple(placer.shapes()),
        forms=tuple(placer.forms()),
        routes=tuple(placer.routes()),
    )


def _extents(plan: Plan) -> dict[str, Extent]:
    boxes = {key: list(body.parts) for key, body in plan.bodies.items()}
    for label, node in plan.labels.values():
        boxes[node].append(label.box)
    for node, hung in plan.hung.items():
        boxes[node].append(hung.shape.box)
    return {key: _extent(parts, plan.across) for key, parts in boxes.items()}


def _extent(parts: Iterable[Box], across: bool) -> Extent:
    boxes = list(parts)
    left, right = -min(box.x for box in boxes), max(box.right for box in boxes)
    top, bottom = -min(box.y for box in boxes), max(box.bottom for box in boxes)
    return Extent(left, right, top, bottom) if across else Extent(top, bottom, left, right)


def _along(plan: Plan, extents: Mapping[str, Extent], head: int, room: int | None) -> Scale:
    sizes = _reach(plan.grid.column, {key: (e.before, e.after) for key, e in extents.items()})
    channels = {at: _width(plan.tracks.counts.get(("v", at), 0)) for at in range(0, plan.grid.columns + 1, 2)}
    last = plan.grid.columns
    for edge in (0, last):
        if ("v", edge) not in plan.tracks.counts:
            channels[edge] = 14
    total = sum(channels.values()) + sum(map(sum, sizes.values()))
    inner = [at for at in channels if 0 < at < last]
    spare = max(0, min((room or 0) - total, _MOST_STRETCH * len(inner)))
    extra = {at: spare // len(inner) for at in inner} if inner else {}
    return _scale(sizes, channels, extra, {0: head}, _BEFORE)


def _width(tracks: int) -> int:
    return _BEFORE + (tracks - 1) * TRACK + _BEHIND if tracks else _EMPTY_ALONG


def _across(plan: Plan, extents: Mapping[str, Extent]) -> Scale:
    grid = plan.grid
    sizes = _reach(grid.row, {key: (e.above, e.below) for key, e in extents.items()})
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


def _head(plan: Plan) -> int:
    """The room for the names of the lanes before the first column."""
    if plan.across:
        return _HEAD
    lines = [len(wrap(lane.title, SIZES["lane"], 88)) for lane in plan.grid.lanes]
    return max(lines, default=1) * LINE_HEIGHTS["lane"] + 14


class _Placer:
    """Puts things where the scales say."""

    def __init__(self, plan: Plan, along: Scale, across: Scale) -> None:
        self._plan, self._along, self._across = plan, along, across

    def _middle(self, node: str) -> Point:
        u = self._along.middles[self._plan.grid.column[node]]
        v = self._across.middles[self._plan.grid.row[node]]
        return (u, v) if self._plan.across else (v, u)

    def shapes(self) -> Iterable[Shape]:
        for node in self._plan.flow.nodes:
            yield self._plan.bodies[node.id].shape.moved(*self._middle(node.id))
        for key, hung in self._plan.hung.items():
            yield hung.shape.moved(*self._middle(key))

    def forms(self) -> Iterable[FormShape]:
        for node in self._plan.flow.nodes:
            by = self._middle(node.id)
            for form in self._plan.bodies[node.id].forms:
                lines = tuple(line.moved(*by) for line in form.lines)
                yield FormShape(form.node, form.form, form.way, form.box.moved(*by), lines)

    def routes(self) -> Iterable[Route]:
        for line in self._plan.lines:
            label = self._plan.labels.get(line.edge.id)
            moved = label[0].moved(*self._middle(label[1])) if label else None
            yield Route(line.edge, tuple(_without_doubles(self._points(line))), moved)
        for key, hung in self._plan.hung.items():
            x, y = self._middle(key)
            label = self._plan.labels.get(hung.edge.id)
            start, end = (hung.start[0] + x, hung.start[1] + y), hung.shape.box.moved(x, y)
            reach = end.y if end.y > y else end.bottom
            yield Route(hung.edge, (start, (start[0], reach)), label[0].moved(x, y) if label else None)

    def _points(self, line: Line) -> Iterable[Point]:
        legs = line.legs
        yield self._touch(line.edge.source, legs[0], leaving=True, line=line)
        for one, other in itertools.pairwise(legs):
            yield self._crossing(one, other)
        yield self._touch(line.edge.target, legs[-1], leaving=False, line=line)

    def _crossing(self, one: Leg, other: Leg) -> Point:
        along, across = (other, one) if one.axis == "h" else (one, other)
        u = self._along.place(along, self._plan.tracks)
        v = self._across.place(across, self._plan.tracks)
        return (u, v) if self._plan.across else (v, u)

    def _touch(self, node: str, leg: Leg, *, leaving: bool, line: Line) -> Point:
        """Where a line touches the outline of a node."""
        body = self._plan.bodies[node].shape
        x, y = self._middle(node)
        half = (body.box.w // 2, body.box.h // 2)
        length, depth = half if self._plan.across else (half[1], half[0])
        kind = self._plan.flow.node[node].kind
        if leg.axis == "h":
            reach = reach_at(leg.offset, length, depth, kind)
            du, dv = (reach if leaving else -reach), leg.offset
        else:
            reach = reach_at(leg.offset, depth, length, kind)
            down = line.legs[1].at > self._plan.grid.row[node] if leaving else line.enters == "below"
            du, dv = leg.offset, (reach if down else -reach)
        return (x + du, y + dv) if self._plan.across else (x + dv, y + du)

    def bands(self, head: int, length: int) -> Iterable[Band]:
        ends = (*(own[0] for own in self._plan.grid.channels[1:]), len(self._across.starts))
        for lane, own, end in zip(self._plan.grid.lanes, self._plan.grid.channels, ends, strict=True):
            start = self._across.starts[own[0]]
            stop = self._across.starts[end] if end < len(self._across.starts) else self._across.end
            if self._plan.across:
                box, room = Box(0, start, length, stop - start), Box(0, start, head, stop - start)
                lines = upright(lane.title, room)
            else:
                box, room = Box(start, 0, stop - start, length), Box(start, 0, stop - start, head)
                lines = level(lane.title, room)
            yield Band(lane, box, room, lines)


def _without_doubles(points: Iterable[Point]) -> Iterable[Point]:
    last: Point | None = None
    for point in points:
        if point != last:
            yield point
        last = point


def label_at(text: Block, box: Box) -> Label:
    """A label whose lines stand in the middle of a box."""
    return Label(box, text.moved(*box.middle))
