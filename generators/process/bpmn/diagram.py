"""The diagram 图: the same layout that draws pages and Word shapes places the nodes of a model.

Events are circles with their name beside them, and pools stand apart; everything else stands where the layout says.
"""

from collections.abc import Iterator
from math import ceil

from generators.model.rules.graph import reached_from
from generators.process.bpmn.drawing import Drawing
from generators.process.bpmn.model import Element, Model
from generators.process.bpmn.vocabulary import EVENTS, GATEWAYS, TASKS
from generators.process.bpmn.writer import DataLine, data_lines
from generators.process.layout import Box, FormShape, Page, Point, Shape, lay_out
from generators.process.layout.bodies import SIZES
from generators.process.measure import width_of
from generators.process.parts import Edge, Flow, Lane, Named, Node, NodeKind

_CIRCLE = 32
_HEADER = 30
_BETWEEN_POOLS = 30
_BESIDE = 6
_FOLD = 5
_ASCENT, _DESCENT = 13, 4
_WIDEST = 9


def draw(model: Model) -> Drawing:
    """Where everything in a model stands."""
    picture = lay_out(_flow_of(model))
    return _Diagram(model, picture.pages[0]).drawing() if picture.pages else Drawing()


def _flow_of(model: Model) -> Flow:
    """The model as a flow, for the layout: a node for each element, forms under names of their own."""
    outside = {pool.id: pool for pool in model.pools if pool.external}
    lanes = [Lane(band.id, band.name) for band in model.bands]
    lanes += [Lane(pool.id, pool.name, external=True) for pool in outside.values()]
    forms: dict[str, dict[bool, list[Named]]] = {}
    for line in data_lines(model):
        named = Named(line.reference, line.datum.name)
        forms.setdefault(line.element.id, {}).setdefault(line.reads, []).append(named)
    return Flow(
        id=model.id,
        title=model.title,
        code=model.code,
        language="en" if model.language == "en" else "zh-Hans",
        lanes=tuple(lanes),
        nodes=tuple(_node(element, forms.get(element.id, {})) for element in model.elements),
        edges=tuple(_edges(model)),
    )


def _node(element: Element, forms: dict[bool, list[Named]]) -> Node:
    event = element.tag in EVENTS
    return Node(
        id=element.id,
        kind=_kind(element),
        lane=element.band or element.pool,
        title="" if event else element.name,
        limit=_room(element.name) if element.tag in TASKS else "",
        note=element.name if event else "",
        forms_in=tuple(forms.get(True, ())),
        forms_out=tuple(forms.get(False, ())),
    )


def _room(name: str) -> str:
    """A second line, a little longer than the name: room for the sign in the corner that other tools draw there."""
    return "口" * min(_WIDEST, 3 + ceil(width_of(name, SIZES["title"]) / SIZES["sub"]))


def _kind(element: Element) -> NodeKind:
    if element.tag in EVENTS:
        return "trigger"  # of all shapes with words beside them the one in which a circle fits
    if element.tag in GATEWAYS:
        return "decision" if element.name else "join"
    return "action"


def _edges(model: Model) -> Iterator[Edge]:
    ways: dict[str, list[str]] = {}
    for way in model.ways:
        ways.setdefault(way.source, []).append(way.target)
    places = {element.id: place for place, element in enumerate(model.elements)}
    for way in model.ways:
        earlier = places[way.target] <= places[way.source]
        back = earlier and way.source in reached_from([way.target], ways)
        yield Edge(
            way.id, way.source, way.target, "rejected" if way.rejected else "sequence", way.name, back=back
        )


class _Diagram:
    """A page of the layout, made into boxes and lines by the ids of the model."""

    def __init__(self, model: Model, page: Page) -> None:
        self._model, self._page = model, page
        self._events = {element.id for element in model.elements if element.tag in EVENTS}
        self._outside = {pool.id for pool in model.pools if pool.external}

    def drawing(self) -> Drawing:
        boxes, labels = dict(self._pools()), dict(self._labels())
        for band in self._page.bands:
            if band.lane.id not in self._outside:
                boxes[band.lane.id] = self._down(band.box)
        for shape in self._page.shapes:
            boxes[shape.node.id] = self._down(self._outline(shape))
        for form in self._page.forms:
            boxes[form.form.id] = self._down(form.box)
            labels[form.form.id] = boxes[form.form.id].moved(0, _FOLD)
        return Drawing(boxes, dict(self._lines()), labels)

    def _pools(self) -> Iterator[tuple[str, Box]]:
        """The company's pool around its lanes, and one for each external party, with room between them."""
        inside = [band.box for band in self._page.bands if band.lane.id not in self._outside]
        for pool in self._model.pools:
            own = (
                [band.box for band in self._page.bands if band.lane.id == pool.id]
                if pool.external
                else inside
            )
            if own:
                around = Box(own[0].x - _HEADER, own[0].y, own[0].w + _HEADER, own[-1].bottom - own[0].y)
                yield pool.id, self._down(around)

    def _labels(self) -> Iterator[tuple[str, Box]]:
        for shape in self._page.shapes:
            for note in shape.notes:
                yield shape.node.id, self._down(note.box)
            if shape.node.kind == "decision" and shape.lines:
                yield shape.node.id, self._down(_inside(shape))
        for route in self._page.routes:
            if route.label is not None:
                yield route.edge.id, self._down(route.label.box)

    def _lines(self) -> Iterator[tuple[str, tuple[Point, ...]]]:
        shapes = self._page.shape
        for route in self._page.routes:
            points = list(route.points)
            points[0] = self._end(shapes[route.edge.source], points[0], points[1])
            points[-1] = self._end(shapes[route.edge.target], points[-1], points[-2])
            yield route.edge.id, tuple((x, y + self._shift(y)) for x, y in points)
        trays: dict[str, list[FormShape]] = {}
        for form in self._page.forms:
            trays.setdefault(form.node, []).append(form)
        for line in data_lines(self._model):
            yield line.id, tuple((x, y + self._shift(y)) for x, y in self._data_line(line, trays))

    def _data_line(self, line: DataLine, trays: dict[str, list[FormShape]]) -> list[Point]:
        """From a node to a form in the stack below it: straight to the first, along the side to the others."""
        node = self._outline(self._page.shape[line.element.id])
        tray = trays[line.element.id]
        form = next(shape for shape in tray if shape.form.id == line.reference)
        if form is tray[0]:
            points = [(form.box.middle[0], node.bottom), (form.box.middle[0], form.box.y)]
        else:
            x, y = min(shape.box.x for shape in tray) - _BESIDE, form.box.middle[1]
            start = [(x, node.bottom)] if x > node.x else [(node.x, node.middle[1]), (x, node.middle[1])]
            points = [*start, (x, y), (form.box.x, y)]
        return points[::-1] if line.reads else points

    def _outline(self, shape: Shape) -> Box:
        if shape.node.id not in self._events:
            return shape.box
        x, y = shape.box.middle
        return Box(x - _CIRCLE // 2, y - _CIRCLE // 2, _CIRCLE, _CIRCLE)

    def _end(self, shape: Shape, point: Point, before: Point) -> Point:
        """Where a line meets the outline: an event's circle is smaller than the room it was given."""
        if shape.node.id not in self._events:
            return point
        box = self._outline(shape)
        if point[1] == before[1]:
            return (box.x if before[0] < point[0] else box.right), point[1]
        return point[0], (box.y if before[1] < point[1] else box.bottom)

    def _down(self, box: Box) -> Box:
        return box.moved(0, self._shift(box.y))

    def _shift(self, y: int) -> int:
        """Pools stand apart; what is below the company's lanes moves down by the room between."""
        outer = (band.box.y for band in self._page.bands if band.lane.id in self._outside)
        return _BETWEEN_POOLS * sum(y >= top for top in outer)


def _inside(shape: Shape) -> Box:
    """The room for words in a diamond: where the layout put its lines."""
    top, bottom = shape.lines[0].y - _ASCENT, shape.lines[-1].y + _DESCENT
    return Box(shape.box.x + shape.box.w // 6, top, shape.box.w - shape.box.w // 3, bottom - top)
