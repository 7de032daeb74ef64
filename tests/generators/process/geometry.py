"""Geometry of pictures, measured: whatever lies on something it must not lie on, in words."""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import sqrt

from generators.process.layout import Box, Page, Picture, Route, Shape
from generators.process.layout.bodies import LINE_HEIGHTS, SIZES
from generators.process.layout.ports import pointed
from generators.process.measure import width_of

Segment = tuple[int, int, int, int]
"""x, y of the upper left end and of the lower right end."""


def flaws_of(picture: Picture) -> list[str]:
    """Everything that is wrong with a picture."""
    return [f"page {n}: {flaw}" for n, page in enumerate(picture.pages, 1) for flaw in _page_flaws(page)]


def _page_flaws(page: Page) -> Iterator[str]:
    yield from _overlaps(page)
    yield from _lines_through(page)
    yield from _labels(page)
    yield from _lines_on_lines(page)
    yield from _bounds(page)
    yield from _heads(page)


def _solids(page: Page) -> Iterator[tuple[str, Box]]:
    for shape in page.shapes:
        yield shape.node.id, shape.box
        for note in shape.notes:
            yield f"note of {shape.node.id}", note.box
    for form in page.forms:
        yield f"{form.form.id} at {form.node}", form.box


def _overlaps(page: Page) -> Iterator[str]:
    for (one, box), (other, more) in combinations(_solids(page), 2):
        if _meet(box, more):
            yield f"{one} overlaps {other}"
    for shape in page.shapes:
        for name, box in _solids(page):
            if shape.badge and name != shape.node.id and _meet(shape.badge, box):
                yield f"the number of {shape.node.id} overlaps {name}"


def _meet(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _lines_through(page: Page) -> Iterator[str]:
    for route in page.routes:
        for segment in segments_of(route):
            for shape in page.shapes:
                low, high = _inside(shape, segment)
                if high - low > 1:
                    yield f"{route.edge.id} runs through {shape.node.id}"
                if shape.badge and _crosses(segment, shape.badge):
                    yield f"{route.edge.id} runs through the number of {shape.node.id}"
            for name, box in _solids(page):
                if (" at " in name or name.startswith("note of ")) and _crosses(segment, box):
                    yield f"{route.edge.id} runs through {name}"


def segments_of(route: Route) -> list[Segment]:
    """The straight parts of a line."""
    return [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(route.points)]


def _inside(shape: Shape, segment: Segment) -> tuple[float, float]:
    """The stretch of a segment inside the outline of a shape."""
    box, (x0, y0, x1, y1) = shape.box, segment
    x, y = box.middle
    if x0 == x1:
        reach = _reach(shape, abs(x0 - x), box.w // 2, box.h // 2)
        return max(y0, y - reach), min(y1, y + reach)
    reach = _reach(shape, abs(y0 - y), box.h // 2, box.w // 2)
    return max(x0, x - reach), min(x1, x + reach)


def _reach(shape: Shape, offset: int, limit: int, length: int) -> float:
    if offset >= limit:
        return -1
    if pointed(shape.node.kind):
        return length * (1 - offset / limit) - 0.5
    if shape.node.kind in ("start", "end", "trigger", "connector"):
        round_part = min(limit, length)
        return length - round_part + sqrt(round_part**2 - min(offset, round_part) ** 2) - 1
    return length


def _crosses(segment: Segment, box: Box) -> bool:
    x0, y0, x1, y1 = segment
    return x0 < box.right and box.x < x1 + (x0 == x1) and y0 < box.bottom and box.y < y1 + (y0 == y1)


def _labels(page: Page) -> Iterator[str]:
    labels = [(route.edge.id, route.label) for route in page.routes if route.label]
    for name, label in labels:
        for other, box in [*_solids(page), *_badges(page)]:
            if _meet(label.box, box):
                yield f"the label of {name} lies on {other}"
        for route in page.routes:
            if any(_crosses(segment, label.box) for segment in segments_of(route)):
                yield f"the label of {name} lies on the line {route.edge.id}"
        for border in _borders(page):
            if _crosses(border, label.box):
                yield f"the label of {name} lies on a border"
    for (name, label), (other, more) in combinations(labels, 2):
        if _meet(label.box, more.box):
            yield f"the labels of {name} and {other} overlap"


def _badges(page: Page) -> Iterator[tuple[str, Box]]:
    return ((f"number of {s.node.id}", s.badge) for s in page.shapes if s.badge)


def _borders(page: Page) -> Iterator[Segment]:
    for box in (box for band in page.bands for box in (band.box, band.head)):
        yield box.x, box.y, box.right, box.y
        yield box.x, box.bottom, box.right, box.bottom
        yield box.x, box.y, box.x, box.bottom
        yield box.right, box.y, box.right, box.bottom


def _lines_on_lines(page: Page) -> Iterator[str]:
    for one, other in combinations(page.routes, 2):
        ends = one.edge.source == other.edge.source or one.edge.target == other.edge.target
        if not ends and any(_along(a, b) for a in segments_of(one) for b in segments_of(other)):
            yield f"{one.edge.id} lies on {other.edge.id}"
    for route in page.routes:
        for border in _borders(page):
            if any(_along(segment, border) for segment in segments_of(route)):
                yield f"{route.edge.id} lies on a border"


def _along(one: Segment, other: Segment) -> bool:
    """Whether two segments of the same direction share more than a point."""
    if one[0] == one[2] == other[0] == other[2] and one[1] != one[3] and other[1] != other[3]:
        return min(one[3], other[3]) > max(one[1], other[1])
    if one[1] == one[3] == other[1] == other[3] and one[0] != one[2] and other[0] != other[2]:
        return min(one[2], other[2]) > max(one[0], other[0])
    return False


def _bounds(page: Page) -> Iterator[str]:
    whole = Box(0, 0, page.width, page.height)
    bands = {band.lane.id: band for band in page.bands}
    for shape in page.shapes:
        band = bands.get(shape.node.lane)
        for box in (shape.box, *(note.box for note in shape.notes)):
            if not _within(box, band.box if band else whole) or (band and _meet(box, band.head)):
                yield f"{shape.node.id} leaves its lane"
        widest = max((width_of(line.text, SIZES[line.style]) for line in shape.lines), default=0)
        if widest > shape.box.w:
            yield f"the text of {shape.node.id} is wider than it"
    for route in page.routes:
        boxes: Iterable[Box] = (Box(x, y, 0, 0) for x, y in route.points)
        if not all(_within(box, whole) and not _meet(box, band.head) for box in boxes for band in page.bands):
            yield f"{route.edge.id} leaves the picture"
        if any(a != c and b != d for (a, b), (c, d) in pairwise(route.points)) or len(route.points) < 2:
            yield f"{route.edge.id} is not made of level and upright parts"
        if route.label and not _within(route.label.box, whole):
            yield f"the label of {route.edge.id} leaves the picture"


def _within(box: Box, other: Box) -> bool:
    return other.x <= box.x and box.right <= other.right and other.y <= box.y and box.bottom <= other.bottom


def _heads(page: Page) -> Iterator[str]:
    for band in page.bands:
        upright = band.head.h == band.box.h and band.head.w < band.box.w
        tall, wide = (band.head.w, band.head.h) if upright else (band.head.h, band.head.w)
        long = max(width_of(line.text, SIZES["lane"]) for line in band.lines)
        if len(band.lines) * LINE_HEIGHTS["lane"] > tall or long > wide:
            yield f"the name of {band.lane.id} leaves its head"
