"""Routes 走线: finds each edge a way through channels and empty cells, with few corners.

A cell that holds a node is never crossed; an empty one carries at most one bundle in each direction. What cannot go
straight goes through a channel, and there is always room in a channel: so every edge finds a way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from generators.process.layout.grid import Grid
from generators.process.layout.legs import Leg, Line
from generators.process.layout.picture import Orientation
from generators.process.layout.ports import ASIDES, OFFSETS, Exit, Filled, Side, pointed
from generators.process.parts import Edge, Flow

Cell = tuple[int, int]


@dataclass
class _Candidate:
    """A possible way: how many corners it has, which cells it crosses and which corner of a diamond it needs."""

    cost: float
    legs: list[Leg]
    along: list[Cell] = field(default_factory=list)
    across: list[Cell] = field(default_factory=list)
    enters: Side = "front"


class Router:
    """Finds ways for all edges of a flow; straight ones first."""

    def __init__(
        self, flow: Flow, grid: Grid, exits: dict[str, Exit], filled: Filled, orientation: Orientation
    ) -> None:
        self._flow, self._grid, self._exits, self._filled = flow, grid, exits, filled
        self._offsets = OFFSETS[orientation]
        self._along: dict[Cell, str] = {}
        self._across: dict[Cell, str] = {}
        self._corners: dict[tuple[str, Side], str] = {}
        self._last: dict[str, Side] = {}
        for edge in flow.edges:
            exit_ = exits[edge.id]
            if exit_.side != "front":
                self._corners[edge.source, exit_.side] = f"out {edge.id}"
        self._shared = _shared(flow, exits)

    def lines(self) -> list[Line]:
        """The line of each edge, in the order of the edges."""
        found: dict[str, Line] = {}
        onward = [edge for edge in self._flow.edges if not edge.back]
        for edge in onward:
            straight = self._straight(edge)
            if straight and self._open(edge, straight):
                found[edge.id] = self._take(edge, straight)
        rest = [edge for edge in onward if edge.id not in found]
        rest += [edge for edge in self._flow.edges if edge.back]
        for edge in rest:
            found[edge.id] = self._best(edge)
        return [found[edge.id] for edge in self._flow.edges]

    def _best(self, edge: Edge) -> Line:
        candidates = self._back_ways(edge) if edge.back else self._onward_ways(edge)
        fit = [candidate for candidate in candidates if self._open(edge, candidate)]
        return self._take(edge, min(fit, key=lambda candidate: candidate.cost))

    def _take(self, edge: Edge, way: _Candidate) -> Line:
        bundle = _bundle(edge)
        self._along |= dict.fromkeys(way.along, bundle)
        self._across |= dict.fromkeys(way.across, bundle)
        line = Line(edge, way.legs, way.enters)
        if way.enters != "front":
            self._corners.setdefault((edge.target, way.enters), bundle)
            self._last.setdefault(bundle, way.enters)
        return line

    def _open(self, edge: Edge, way: _Candidate) -> bool:
        """Whether the cells are empty, and not in use by another bundle in the same direction."""
        bundle = _bundle(edge)
        if any(cell in self._grid.taken for cell in (*way.along, *way.across)):
            return False
        if any(self._along.get(cell, bundle) != bundle for cell in way.along):
            return False
        if any(self._across.get(cell, bundle) != bundle for cell in way.across):
            return False
        return way.enters == "front" or self._may_enter(edge, way.enters)

    def _may_enter(self, edge: Edge, side: Side) -> bool:
        node = self._flow.node[edge.target]
        if node.kind == "connector" or (node.id, side) in self._filled:
            return False
        if not pointed(node.kind):
            return True
        return self._corners.get((node.id, side), _bundle(edge)) == _bundle(edge) and self._gap_free(
            node.id, side
        )

    def _gap_free(self, node: str, side: Side) -> bool:
        """Two diamonds above each other would touch the same line; the other's corner must be unused."""
        column, row = self._grid.column[node], self._grid.row[node]
        step = -1 if side == "above" else 1
        at = row + step
        while 0 <= at < self._grid.bands:
            other = self._grid.taken.get((column, at))
            if other:
                facing: Side = "below" if side == "above" else "above"
                return not (pointed(self._flow.node[other].kind) and (other, facing) in self._corners)
            at += step
        return True

    # Ways on.

    def _places(self, edge: Edge) -> tuple[int, int, int, int]:
        grid = self._grid
        return (
            grid.column[edge.source],
            grid.row[edge.source],
            grid.column[edge.target],
            grid.row[edge.target],
        )

    def _straight(self, edge: Edge) -> _Candidate | None:
        i, r, j, s = self._places(edge)
        if r != s or self._exits[edge.id] != Exit("front"):
            return None
        return _Candidate(0, [Leg("h", r)], along=_cells_along(i, j, r))

    def _onward_ways(self, edge: Edge) -> Iterator[_Candidate]:
        exit_ = self._exits[edge.id]
        if exit_.side == "front":
            yield from self._front_ways(edge, exit_)
        else:
            yield from self._side_ways(edge, exit_)

    def _front_ways(self, edge: Edge, exit_: Exit) -> Iterator[_Candidate]:
        i, r, j, s = self._places(edge)
        leave, arrive = Leg("h", r, exit_.offset), Leg("h", s)
        into = f"in {edge.target}"
        out = f"out {edge.source}" if self._shared[edge.id] else ""
        if r != s:
            first = Leg("v", i + 1, bundle=out or (into if i + 2 == j else edge.id))
            yield _Candidate(2, [leave, first, arrive], along=_cells_along(i + 1, j, s))
        if r != s and not exit_.offset and i + 2 < j:
            last = Leg("v", j - 1, bundle=into)
            yield _Candidate(2.2, [leave, last, arrive], along=_cells_along(i, j - 1, r))
        if i + 2 == j and r == s:  # beside a straight line between neighbours
            yield _Candidate(2, [leave, Leg("v", i + 1, bundle=edge.id), arrive])
            return
        for channel in self._channels_near(r, s):
            first = Leg("v", i + 1, bundle=out or edge.id)
            legs = [leave, first, Leg("h", channel, bundle=edge.id), Leg("v", j - 1, bundle=into), arrive]
            if i + 1 != j - 1:
                yield _Candidate(4 + self._detour(channel, r, s), legs)

    def _side_ways(self, edge: Edge, exit_: Exit) -> Iterator[_Candidate]:
        i, r, j, s = self._places(edge)
        leave = Leg("v", i, self._leaving(exit_))
        down = exit_.side == "below"
        if (s > r) == down and s != r:
            across = [*list(_cells_across(i, r, s, self._grid.rows)), (i, s)]
            yield _Candidate(1, [leave, Leg("h", s)], along=[(i, s), *_cells_along(i, j, s)], across=across)
        channel = r + 1 if down else r - 1
        legs = [
            leave,
            Leg("h", channel, bundle=edge.id),
            Leg("v", j - 1, bundle=f"in {edge.target}"),
            Leg("h", s),
        ]
        yield _Candidate(3, legs)

    # Ways back.

    def _back_ways(self, edge: Edge) -> Iterator[_Candidate]:
        exit_ = self._exits[edge.id]
        i, r, j, s = self._places(edge)
        bundle = _bundle(edge)
        if exit_.side == "front":
            first = [Leg("h", r, exit_.offset), Leg("v", i + 1, bundle=edge.id)]
            channels = [r + 1, r - 1]
        else:
            first = [Leg("v", i, self._leaving(exit_))]
            channels = [r + 1 if exit_.side == "below" else r - 1]
        for channel in channels:
            over = Leg("h", channel, bundle=bundle)
            yield _Candidate(9, [*first, over, Leg("v", j - 1, bundle=bundle), Leg("h", s)])
            for side in ASIDES:
                yield from self._back_into(edge, side, first, over)

    def _back_into(self, edge: Edge, side: Side, first: list[Leg], over: Leg) -> Iterator[_Candidate]:
        _, _, j, s = self._places(edge)
        bundle = _bundle(edge)
        habit = -1.5 if self._last.get(bundle) == side else 0
        gate = s + 1 if side == "below" else s - 1
        offset = 0 if pointed(self._flow.node[edge.target].kind) else self._offsets[f"{side}-in"]
        enter = Leg("v", j, offset)
        if over.at == gate:
            yield _Candidate(2 + habit, [*first, over, enter], enters=side)
            return
        if (over.at > s) == (side == "below"):
            across = _cells_across(j, s, over.at, self._grid.rows)
            cost = 2.5 + habit + abs(over.at - s) / 50
            yield _Candidate(cost, [*first, over, enter], across=across, enters=side)
        beside = Leg("v", j + 1, bundle=bundle)
        near = Leg("h", gate, bundle=bundle)
        cost = 6 + habit + abs(over.at - gate) / 50
        if first[-1].at != j + 1:
            yield _Candidate(cost, [*first, over, beside, near, enter], enters=side)

    # Small parts.

    def _leaving(self, exit_: Exit) -> int:
        return self._offsets[f"{exit_.side}-out"] if exit_.offset else 0

    def _channels_near(self, r: int, s: int) -> Iterable[int]:
        return dict.fromkeys((r + 1, s - 1, s + 1, r - 1))

    def _detour(self, channel: int, r: int, s: int) -> float:
        return (abs(channel - r) + abs(channel - s)) / 10


def _bundle(edge: Edge) -> str:
    """What an edge may share a line with: the others that arrive in the same manner."""
    return f"back {edge.kind} {edge.target}" if edge.back else f"in {edge.target}"


def _shared(flow: Flow, exits: dict[str, Exit]) -> dict[str, bool]:
    """Whether other edges leave by the same exit."""
    uses = Counter((edge.source, exits[edge.id]) for edge in flow.edges)
    return {edge.id: uses[edge.source, exits[edge.id]] > 1 for edge in flow.edges}


def _cells_along(start: int, end: int, row: int) -> list[Cell]:
    """The cells of a row between two positions."""
    return [(at, row) for at in range(start + 1, end) if at % 2]


def _cells_across(column: int, start: int, end: int, rows: Iterable[int]) -> list[Cell]:
    """The cells of a column between two positions."""
    low, high = min(start, end), max(start, end)
    return [(column, at) for at in rows if low < at < high]
