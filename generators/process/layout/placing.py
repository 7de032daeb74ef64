"""Placing 定位: turns grid, bodies and lines into whole pixels."""

from collections.abc import Iterable

from generators.process.layout.bodies import Block
from generators.process.layout.legs import Leg, Line
from generators.process.layout.outlines import level, reach_at, upright
from generators.process.layout.picture import Band, Box, FormShape, Label, Page, Point, Route, Shape
from generators.process.layout.scales import Plan, Scale, across, along


def page_of(plan: Plan, *, width: int | None = None) -> Page:
    """The page, stretched a little to fill *width* if it is narrower."""
    placer = _Placer(plan, along(plan, width if plan.across else None), across(plan))
    ends = placer.along.end, placer.across.end
    length = max(ends[0], width or 0) if plan.across else ends[0]
    size = (length, ends[1]) if plan.across else (ends[1], length)
    return Page(
        width=size[0],
        height=size[1],
        bands=tuple(placer.bands(plan.head, length)),
        shapes=tuple(placer.shapes()),
        forms=tuple(placer.forms()),
        routes=tuple(placer.routes()),
    )


class _Placer:
    """Puts things where the scales say."""

    def __init__(self, plan: Plan, along: Scale, across: Scale) -> None:
        self.along, self.across = along, across
        self._plan = plan
        column, row = plan.grid.column, plan.grid.row
        self._middles = {
            node.id: self._point(along.middles[column[node.id]], across.middles[row[node.id]])
            for node in plan.flow.nodes
        }

    def _point(self, u: int, v: int) -> Point:
        """A place along the flow and across it, as x and y."""
        return (u, v) if self._plan.across else (v, u)

    def shapes(self) -> Iterable[Shape]:
        for node in self._plan.flow.nodes:
            yield self._plan.bodies[node.id].shape.moved(*self._middles[node.id])
        for key, hung in self._plan.hung.items():
            yield hung.shape.moved(*self._middles[key])

    def forms(self) -> Iterable[FormShape]:
        for node in self._plan.flow.nodes:
            by = self._middles[node.id]
            for form in self._plan.bodies[node.id].forms:
                lines = tuple([line.moved(*by) for line in form.lines])
                yield FormShape(form.node, form.form, form.way, form.box.moved(*by), lines)

    def routes(self) -> Iterable[Route]:
        labels = self._plan.labels
        for line in self._plan.lines:
            label = labels.get(line.edge.id)
            moved = label[0].moved(*self._middles[label[1]]) if label else None
            yield Route(line.edge, self._points(line), moved)
        for key, hung in self._plan.hung.items():
            x, y = self._middles[key]
            label = labels.get(hung.edge.id)
            start, end = (hung.start[0] + x, hung.start[1] + y), hung.shape.box.moved(x, y)
            reach = end.y if end.y > y else end.bottom
            yield Route(hung.edge, (start, (start[0], reach)), label[0].moved(x, y) if label else None)

    def _points(self, line: Line) -> tuple[Point, ...]:
        """The corners of a line, each once."""
        legs = line.legs
        points = [self._touch(line.edge.source, legs[0], leaving=True, line=line)]
        places = [self._place(leg) for leg in legs]
        for leg, here, after in zip(legs, places, places[1:], strict=False):
            point = self._point(after, here) if leg.axis == "h" else self._point(here, after)
            if point != points[-1]:
                points.append(point)
        end = self._touch(line.edge.target, legs[-1], leaving=False, line=line)
        return (*points, end) if end != points[-1] else tuple(points)

    def _place(self, leg: Leg) -> int:
        return (self.across if leg.axis == "h" else self.along).place(leg, self._plan.tracks)

    def _touch(self, node: str, leg: Leg, *, leaving: bool, line: Line) -> Point:
        """Where a line touches the outline of a node."""
        body = self._plan.bodies[node].shape
        x, y = self._middles[node]
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
        ends = (*(own[0] for own in self._plan.grid.channels[1:]), len(self.across.starts))
        for lane, own, end in zip(self._plan.grid.lanes, self._plan.grid.channels, ends, strict=True):
            start = self.across.starts[own[0]]
            stop = self.across.starts[end] if end < len(self.across.starts) else self.across.end
            if self._plan.across:
                box, room = Box(0, start, length, stop - start), Box(0, start, head, stop - start)
                lines = upright(lane.title, room)
            else:
                box, room = Box(start, 0, stop - start, length), Box(start, 0, stop - start, head)
                lines = level(lane.title, room)
            yield Band(lane, box, room, lines)


def label_at(text: Block, box: Box) -> Label:
    """A label whose lines stand in the middle of a box."""
    return Label(box, text.moved(*box.middle))
