"""Paging 分页: splits a long flow into parts that fit a page, joined by connectors.

A part is a flow of its own. An edge that leaves it ends in a connector with a letter; the part in which it goes on
has a connector with the same letter before the target. All edges to one target carry one letter.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from generators.process.layout.picture import Page
from generators.process.layout.placing import page_of
from generators.process.layout.scales import Plan
from generators.process.parts import Edge, Flow, Node

Draft = Callable[[Flow], Plan]

_CONNECTORS: Final = 124
"""The room that names of lanes and connectors take on a page, about."""
_PAGE: Final = 10_000
_CUT: Final = 12


def pages_of(plan: Plan, whole: Page, draft: Draft, width: int) -> tuple[Page, ...]:
    """The pages of a flow that is planned and drawn *whole* already. What is narrower than a page is stretched."""
    if plan.length <= width:
        return (page_of(plan, width=width),)
    flow = plan.flow
    columns = {key: at // 2 for key, at in plan.grid.column.items()}
    spans = _spans(whole, columns)
    parts = _Parts(flow, draft, columns, spans)
    tried: list[list[int]] = []
    for percent in (100, 92, 84, 75, 60, 45):
        cuts = _cuts(flow, columns, spans, (width - _CONNECTORS) * percent // 100)
        if cuts in tried:
            continue
        tried.append(cuts)
        plans = parts.plans(cuts, width)
        if plans:
            break
    else:
        plans = parts.plans(list(range(1, len(spans))), None)
    return tuple(page_of(part, width=width) for part in plans)


class _Parts:
    """Plans the parts of a flow. Several cuts are tried, and many parts come back: each is planned once."""

    def __init__(
        self, flow: Flow, draft: Draft, columns: dict[str, int], spans: list[tuple[int, int]]
    ) -> None:
        self._flow, self._draft, self._columns, self._spans = flow, draft, columns, spans
        self._made: dict[tuple[tuple[str, str], ...], Plan] = {}

    def plans(self, cuts: list[int], width: int | None) -> tuple[Plan, ...]:
        """The parts between the cuts; none if one of them is wider than *width*."""
        page_of = {key: sum(at >= cut for cut in cuts) for key, at in self._columns.items()}
        letters = _letters(self._flow, page_of)
        found: dict[int, Plan] = {}
        for number in self._widest_first(cuts):
            plan = found[number] = self._plan(_part(self._flow, page_of, letters, number))
            if width is not None and plan.length > width:
                return ()
        return tuple(found[number] for number in sorted(found))

    def _widest_first(self, cuts: list[int]) -> list[int]:
        """The numbers of the parts: the one first that is most likely too wide, so that no other is planned."""
        starts, ends = [0, *cuts], [*cuts, len(self._spans)]
        wide = [
            self._spans[end - 1][1] - self._spans[start][0] + _CONNECTORS // 2 * (start > 0)
            for start, end in zip(starts, ends, strict=True)
        ]
        return sorted(range(len(wide)), key=lambda number: -wide[number])

    def _plan(self, part: Flow) -> Plan:
        key = tuple((node.id, node.title) for node in part.nodes)  # the letters are titles of connectors
        if key not in self._made:
            self._made[key] = self._draft(part)
        return self._made[key]


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
