"""Paging 分页: splits a long flow into parts that fit a page, joined by connectors.

A part is a flow of its own. An edge that leaves it ends in a connector with a letter; the part in which it goes on
has a connector with the same letter before the target. All edges to one target carry one letter.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from generators.process.layout.grid import columns_of
from generators.process.layout.picture import Page
from generators.process.parts import Edge, Flow, Node

Draw = Callable[[Flow], Page]

_CONNECTORS: Final = 124
"""The room that names of lanes and connectors take on a page, about."""
_PAGE: Final = 10_000
_CUT: Final = 12


def pages_of(flow: Flow, whole: Page, draw: Draw, width: int) -> tuple[Page, ...]:
    """The pages of a flow that is drawn *whole* already. *draw* stretches what is narrower than a page."""
    if whole.width <= width:
        return (draw(flow),)
    columns = columns_of(flow)
    spans = _spans(whole, columns)
    parts = _Parts(flow, draw, columns)
    tried: list[list[int]] = []
    for percent in (100, 92, 84, 75, 60, 45):
        cuts = _cuts(flow, columns, spans, (width - _CONNECTORS) * percent // 100)
        if cuts in tried:
            continue
        tried.append(cuts)
        pages = parts.pages(cuts, width)
        if pages:
            return pages
    return parts.pages(list(range(1, len(spans))), None)


class _Parts:
    """Draws the parts of a flow. Several cuts are tried, and many parts come back: each is drawn once."""

    def __init__(self, flow: Flow, draw: Draw, columns: dict[str, int]) -> None:
        self._flow, self._draw, self._columns = flow, draw, columns
        self._drawn: dict[tuple[tuple[Node, ...], tuple[Edge, ...]], Page] = {}

    def pages(self, cuts: list[int], width: int | None) -> tuple[Page, ...]:
        """The pages between the cuts; none if one of them is wider than *width*."""
        page_of = {key: sum(at >= cut for cut in cuts) for key, at in self._columns.items()}
        letters = _letters(self._flow, page_of)
        pages: list[Page] = []
        for number in range(len(cuts) + 1):
            page = self._page(_part(self._flow, page_of, letters, number))
            if width is not None and page.width > width:
                return ()
            pages.append(page)
        return tuple(pages)

    def _page(self, part: Flow) -> Page:
        key = part.nodes, part.edges
        if key not in self._drawn:
            self._drawn[key] = self._draw(part)
        return self._drawn[key]


def _spans(whole: Page, columns: dict[str, int]) -> list[tuple[int, int]]:
    """From where to where each column reaches in the whole picture."""
    spans: dict[int, tuple[int, int]] = {}
    boxes = [(shape.node.id, shape.box) for shape in whole.shapes]
    boxes += [(form.node, form.box) for form in whole.forms]
    for key, box in boxes:
        left, right = spans.get(columns[key], (box.x, box.right))
        spans[columns[key]] = min(left, box.x), max(right, box.right)
    return [spans[at] for at in sorted(spans)]


def _cuts(flow: Flow, columns: dict[str, int], spans: list[tuple[int, int]], room: int) -> list[int]:
    """Before which columns to cut: as few pages as can be, cut where few edges are, none nearly empty."""
    crossing = _crossing(flow, columns, len(spans))
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(spans) + 1):
        ways = []
        for start in range(end):
            wide = spans[end - 1][1] - spans[start][0]
            if wide <= room or start == end - 1:
                slack = max(0, 100 * (room - wide) // room)
                ways.append((best[start][0] + _PAGE + _CUT * crossing[start] + slack * slack // 100, start))
        best.append(min(ways))
    cuts: list[int] = []
    at = len(spans)
    while best[at][1]:
        at = best[at][1]
        cuts.insert(0, at)
    return cuts


def _crossing(flow: Flow, columns: dict[str, int], count: int) -> list[int]:
    """How many edges a cut before each column cuts."""
    ends = [sorted((columns[edge.source], columns[edge.target])) for edge in flow.edges]
    return [sum(low < at <= high for low, high in ends) if at else 0 for at in range(count)]


def _letters(flow: Flow, page_of: dict[str, int]) -> dict[str, str]:
    cut = dict.fromkeys(edge.target for edge in flow.edges if page_of[edge.source] != page_of[edge.target])
    return {target: _letter(place) for place, target in enumerate(cut)}


def _letter(place: int) -> str:
    """A … Z, AA, AB …"""
    letter = chr(ord("A") + place % 26)
    return letter if place < 26 else _letter(place // 26 - 1) + letter


def _part(flow: Flow, page_of: dict[str, int], letters: dict[str, str], page: int) -> Flow:
    """The nodes of one page, with connectors in place of what is elsewhere."""
    here = [node for node in flow.nodes if page_of[node.id] == page]
    arriving: dict[str, Node] = {}
    leaving: list[Node] = []
    edges: list[Edge] = []
    for edge in flow.edges:
        inside = page_of[edge.source] == page, page_of[edge.target] == page
        if inside == (True, True):
            edges.append(edge)
        elif inside[0]:
            leaving.append(_connector(f"{edge.id}/out", flow.node[edge.source].lane, letters[edge.target]))
            edges.append(replace(edge, target=leaving[-1].id, back=False))
        elif inside[1] and edge.target not in arriving:
            node = _connector(f"{edge.target}/in", flow.node[edge.target].lane, letters[edge.target])
            arriving[edge.target] = node
            edges.append(Edge(f"{edge.target}/in", node.id, edge.target))
    nodes = (*arriving.values(), *here, *leaving)
    return replace(flow, nodes=nodes, edges=tuple(edges))


def _connector(key: str, lane: str, letter: str) -> Node:
    return Node(key, "connector", lane, title=letter)
