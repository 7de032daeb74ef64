"""Drawing 绘制: the use case of the layout; reads like a table of contents."""

from dataclasses import replace
from typing import Final, Literal

from generators.process.layout.bodies import Block, Body, body_of, fills_below, label_of
from generators.process.layout.channels import tracks_of
from generators.process.layout.grid import grid_of
from generators.process.layout.paging import pages_of
from generators.process.layout.picture import Box, Label, Orientation, Picture, Shape
from generators.process.layout.placing import label_at, page_of
from generators.process.layout.ports import OFFSETS, Exit, Filled, Side, aside, exits_of, spread_of
from generators.process.layout.routes import Router
from generators.process.layout.scales import Hung, Plan
from generators.process.parts import Edge, Flow, Named, Node

_LABEL_GAP: Final = 5

Shown = dict[str, list[tuple[Named, Literal["in", "out"]]]]
"""The forms beside each node."""
Texts = dict[str, Block]
Labels = dict[str, tuple[Label, str]]
"""The label of each edge, and the node beside which it stands."""


def lay_out(
    flow: Flow, *, orientation: Orientation = "across", width: int | None = None, forms: bool = True
) -> Picture:
    """The picture of a flow.

    With *width* (in pixels) a picture with lanes across is split over pages that are not wider, and stretched a
    little where it is narrower; without, it is one page. With *forms* each form is shown where it is made, and one
    that comes from elsewhere where it is first needed.
    """
    if not flow.nodes:
        return Picture(flow, orientation, ())
    if width is None or orientation == "down":
        plan = _Sketch(_shown(flow) if forms else {}, orientation).plan(flow)
        return Picture(flow, orientation, (page_of(plan),))
    return lay_out_sheets(flow, width=width, forms=forms)[1]


def lay_out_sheets(flow: Flow, *, width: int, forms: bool = True) -> tuple[Picture, Picture]:
    """The picture with lanes across twice: on one page, and on pages that are not wider than *width*."""
    if not flow.nodes:
        return Picture(flow, "across", ()), Picture(flow, "across", ())
    sketch = _Sketch(_shown(flow) if forms else {}, "across")
    plan = sketch.plan(flow)
    whole = page_of(plan)
    pages = pages_of(plan, whole, sketch.plan, width)
    return Picture(flow, "across", (whole,)), Picture(flow, "across", pages)


def _shown(flow: Flow) -> Shown:
    """Forms by node: what it makes, and what it needs that nobody before it made or needed."""
    found: Shown = {}
    known: set[str] = set()
    for node in flow.nodes:
        required = (form for edge in flow.ways_in[node.id] for form in edge.requires)
        needed = dict.fromkeys(form for form in (*node.forms_in, *required) if form.id not in known)
        made = dict.fromkeys(node.forms_out)
        shown: list[tuple[Named, Literal["in", "out"]]] = [
            (form, "in") for form in needed if form not in made
        ]
        found[node.id] = shown + [(form, "out") for form in made]
        known |= {form.id for form, _ in found[node.id]}
    return found


class _Sketch:
    """Plans flows in one orientation."""

    def __init__(self, shown: Shown, orientation: Orientation) -> None:
        self._shown, self._orientation = shown, orientation
        self._across = orientation == "across"
        self._made: dict[tuple[str, str, int], Body] = {}

    def plan(self, whole: Flow) -> Plan:
        """A page before its pixels: connectors that hang on a node come with it, all else stands in the grid."""
        hanging = _hanging(whole)
        flow = _without(whole, hanging)
        filled = self._filled(flow)
        sides: dict[str, Side] = {key: "above" if (key, "below") in filled else "below" for key in hanging}
        filled |= set(sides.items())
        grid = grid_of(flow)
        texts = {edge.id: label_of(edge.label, self._orientation) for edge in whole.edges if edge.label}
        exits = exits_of(flow, grid, filled, self._rooms(texts))
        exits |= {edge.id: aside(sides[key], flow.node[key].kind) for key, edge in hanging.items()}
        bodies = self._bodies(flow, exits)
        labels = self._labels(whole, exits, bodies, texts)
        hung = {key: self._hung(whole, edge, exits, bodies, texts) for key, edge in hanging.items()}
        lines = Router(flow, grid, exits, filled, self._orientation).lines()
        tracks = tracks_of(lines, grid)
        return Plan(flow, grid, bodies, labels, lines, tracks, self._orientation, hung)

    def _filled(self, flow: Flow) -> Filled:
        return frozenset(
            (node.id, "below")
            for node in flow.nodes
            if fills_below(node, self._orientation, forms=bool(self._shown.get(node.id)))
        )

    def _rooms(self, texts: Texts) -> dict[str, int]:
        return {key: text.h if self._across else text.w + 6 for key, text in texts.items()}

    def _bodies(self, flow: Flow, exits: dict[str, Exit]) -> dict[str, Body]:
        return {
            node.id: self._body(node, spread_of(exits[edge.id] for edge in flow.ways_out[node.id]))
            for node in flow.nodes
        }

    def _body(self, node: Node, spread: int) -> Body:
        """The body of a node; pages are tried in several ways, and most bodies stay the same."""
        key = (node.id, node.title, spread)  # a connector keeps its name when its letter changes
        body = self._made.get(key)
        if body is None:
            shown = self._shown.get(node.id, ())
            body = self._made[key] = body_of(node, self._orientation, forms=shown, spread=spread)
        return body

    def _labels(self, flow: Flow, exits: dict[str, Exit], bodies: dict[str, Body], texts: Texts) -> Labels:
        """Labels stand beside the beginning of their lines; those at the front make way for others."""
        found: Labels = {}
        labelled = [edge for edge in flow.edges if edge.id in texts]
        for edge in sorted(labelled, key=lambda edge: exits[edge.id].side == "front"):
            shape = bodies[edge.source].shape
            label = self._label(exits[edge.id], shape, texts[edge.id])
            if exits[edge.id].side == "front":
                label = self._clear(label, [other for other, node in found.values() if node == edge.source])
            found[edge.id] = label, edge.source
        return found

    def _clear(self, label: Label, others: list[Label]) -> Label:
        """The label, moved along its line until it is clear of the others."""
        for other in others:
            if label.box.grown(2).meets(other.box):
                far = other.box.right - label.box.x if self._across else other.box.bottom - label.box.y
                label = label.moved(far + _LABEL_GAP, 0) if self._across else label.moved(0, far + _LABEL_GAP)
        return label

    def _label(self, exit_: Exit, shape: Shape, text: Block) -> Label:
        """Where the label stands, seen from the middle of the source."""
        half_w, half_h = shape.box.w // 2, shape.box.h // 2
        w, h = text.w + 2, text.h
        if exit_.side == "front":
            if self._across:
                return label_at(text, Box(half_w + _LABEL_GAP, exit_.offset - 2 - h, w, h))
            return label_at(text, Box(exit_.offset - 4 - w, half_h + _LABEL_GAP, w, h))
        out = self._out(exit_)
        if self._across:
            y = half_h + 4 if exit_.side == "below" else -half_h - 4 - h
            return label_at(text, Box(out + _LABEL_GAP, y, w, h))
        x = half_w + _LABEL_GAP if exit_.side == "below" else -half_w - _LABEL_GAP - w
        return label_at(text, Box(x, out + 3, w, h))

    def _out(self, exit_: Exit) -> int:
        return OFFSETS[self._orientation][f"{exit_.side}-out"] if exit_.offset else 0

    def _hung(
        self, flow: Flow, edge: Edge, exits: dict[str, Exit], bodies: dict[str, Body], texts: Texts
    ) -> Hung:
        """The connector below or above its node, as far away as the label needs."""
        source, connector = bodies[edge.source].shape, flow.node[edge.target]
        shape = body_of(connector, self._orientation, forms=()).shape
        side, out = exits[edge.id].side, self._out(exits[edge.id])
        label = texts[edge.id].h if edge.id in texts else 0
        near = source.box.h // 2
        far = near + label + 12 + shape.box.h // 2
        down = 1 if side == "below" else -1
        return Hung(edge, shape.moved(out, down * far), (out, down * near))


def _hanging(flow: Flow) -> dict[str, Edge]:
    """By node: the refusal that leads to another page, where it is the only one."""
    refused: dict[str, list[Edge]] = {}
    for edge in flow.edges:
        if edge.kind == "rejected":
            refused.setdefault(edge.source, []).append(edge)
    return {
        key: edges[0]
        for key, edges in refused.items()
        if len(edges) == 1 and flow.node[edges[0].target].kind == "connector"
    }


def _without(flow: Flow, hanging: dict[str, Edge]) -> Flow:
    if not hanging:
        return flow
    edges = {edge.id for edge in hanging.values()}
    nodes = {edge.target for edge in hanging.values()}
    return replace(
        flow,
        nodes=tuple(node for node in flow.nodes if node.id not in nodes),
        edges=tuple(edge for edge in flow.edges if edge.id not in edges),
    )
