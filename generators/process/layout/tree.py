"""Tree 树图: organisation charts. The top stands at the left, what is below it to its right, leaves under each other.

So a chart of forty roles stays as wide as a page: it grows downwards.
"""

from collections.abc import Iterable
from typing import Final

from generators.process.layout.bodies import body_of
from generators.process.layout.picture import Page, Picture, Point, Route, Shape
from generators.process.parts import Edge, Flow

_BESIDE: Final = 44
_BELOW: Final = 10
_BETWEEN: Final = 22
_MARGIN: Final = 12


def lay_out_tree(flow: Flow) -> Picture:
    """The picture of a flow without circles in which each node has at most one way in."""
    shapes = {node.id: body_of(node, "across", forms=()).shape for node in flow.nodes}
    below = {node.id: [edge.target for edge in flow.ways_out[node.id]] for node in flow.nodes}
    tops = [node.id for node in flow.nodes if not flow.ways_in[node.id]]
    levels: dict[str, int] = {}
    for top in tops:
        _descend(top, 0, below, levels)
    lefts = _lefts(levels, shapes)
    middles: dict[str, int] = {}
    bottom = _MARGIN
    for top in tops:
        bottom = _stack(top, bottom, below, shapes, middles) + _BETWEEN
    placed = {key: _at(shapes[key], lefts[levels[key]], middles[key]) for key in levels}
    width = max((shape.box.right for shape in placed.values()), default=0) + _MARGIN
    height = bottom - _BETWEEN + _MARGIN if tops else 0
    routes = tuple(_route(edge, placed) for edge in flow.edges)
    page = Page(width, height, (), tuple(placed[node.id] for node in flow.nodes), (), routes)
    return Picture(flow, "across", (page,) if flow.nodes else ())


def _descend(key: str, level: int, below: dict[str, list[str]], levels: dict[str, int]) -> None:
    levels[key] = level
    for one in below[key]:
        _descend(one, level + 1, below, levels)


def _lefts(levels: dict[str, int], shapes: dict[str, Shape]) -> list[int]:
    """Where each level begins."""
    lefts, left = [], _MARGIN
    for level in range(max(levels.values(), default=-1) + 1):
        lefts.append(left)
        left += max(shapes[key].box.w for key, at in levels.items() if at == level) + _BESIDE
    return lefts


def _stack(
    key: str, top: int, below: dict[str, list[str]], shapes: dict[str, Shape], middles: dict[str, int]
) -> int:
    """Puts a node beside the middle of what is below it, from *top* on; the place where the next may begin."""
    height = shapes[key].box.h
    bottom = top
    for one in below[key]:
        bottom = _stack(one, bottom, below, shapes, middles) + _BELOW
    if not below[key]:
        middles[key] = top + height // 2
        return top + height
    first, last = middles[below[key][0]], middles[below[key][-1]]
    middles[key] = (first + last) // 2
    short = height // 2 - (middles[key] - top)
    if short > 0:
        _sink(key, short, below, middles)
    return max(bottom - _BELOW + max(short, 0), middles[key] + height - height // 2)


def _sink(key: str, by: int, below: dict[str, list[str]], middles: dict[str, int]) -> None:
    middles[key] += by
    for one in below[key]:
        _sink(one, by, below, middles)


def _at(shape: Shape, left: int, middle: int) -> Shape:
    return shape.moved(left + shape.box.w // 2, middle)


def _route(edge: Edge, placed: dict[str, Shape]) -> Route:
    source, target = placed[edge.source].box, placed[edge.target].box
    start, end = (source.right, source.middle[1]), (target.x, target.middle[1])
    turn = end[0] - _BESIDE // 2
    return Route(edge, tuple(_corners(start, end, turn)))


def _corners(start: Point, end: Point, turn: int) -> Iterable[Point]:
    yield start
    if start[1] != end[1]:
        yield turn, start[1]
        yield turn, end[1]
    yield end
