"""Joins 并线: where lines run together, before they part or after they meet, only the first is drawn there.

Two dashed lines on each other would look like a solid one, two solid ones thicker, and arrows would be drawn twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generators.process.layout.picture import Point, Route


@dataclass(frozen=True)
class Stroke:
    """What is drawn of a route: its corners, and whether it ends in an arrow or in another line."""

    route: Route
    points: tuple[Point, ...]
    arrow: bool


def strokes_of(routes: Iterable[Route]) -> Iterable[Stroke]:
    """What is drawn of each route, in their order."""
    arriving: dict[tuple[str, str], list[tuple[Point, ...]]] = {}
    leaving: dict[tuple[str, str], list[tuple[Point, ...]]] = {}
    for route in routes:
        before = arriving.setdefault((route.edge.target, route.edge.kind), [])
        beside = leaving.setdefault((route.edge.source, route.edge.kind), [])
        cuts = [cut for other in before if (cut := _until_joint(route.points, other))]
        points = min(cuts, key=len, default=route.points)
        points = min((_from_fork(points, other) for other in beside), key=_length, default=points)
        before.append(route.points)
        beside.append(route.points)
        yield Stroke(route, points, arrow=not cuts and route.edge.kind != "reports")


def _from_fork(points: tuple[Point, ...], other: Sequence[Point]) -> tuple[Point, ...]:
    """The corners from where a line parts from the other, with which it begins."""
    own = _until_joint(points[::-1], other[::-1])
    return own[::-1] if own and len(own) > 1 else points


def _length(points: Sequence[Point]) -> int:
    return sum(abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(points))


def _until_joint(points: Sequence[Point], other: Sequence[Point]) -> tuple[Point, ...] | None:
    """The corners up to where a line meets the other, which it then follows to the end; None if it does not."""
    common = 0
    while common < min(len(points), len(other)) and points[-1 - common] == other[-1 - common]:
        common += 1
    if not common:
        return None
    own = points[: len(points) - common]
    if not own:
        return (points[0], points[0])
    joint, near, far = points[-common], own[-1], other[: len(other) - common]
    if far and _same_way(near, far[-1], joint):
        joint = min(near, far[-1], key=lambda point: abs(point[0] - joint[0]) + abs(point[1] - joint[1]))
    elif common == 1:
        return None
    return tuple(dict.fromkeys((*own, joint))) if joint not in own[:-1] else None


def _same_way(one: Point, other: Point, to: Point) -> bool:
    """Whether two points lie on the same side of a third, in a level or upright line with it."""
    for axis in (0, 1):
        level = one[axis] == other[axis] == to[axis]
        if level and (one[1 - axis] - to[1 - axis]) * (other[1 - axis] - to[1 - axis]) > 0:
            return True
    return False
