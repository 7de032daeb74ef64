"""Ports 出口: by which side of its node each edge leaves.

The main way leaves at the front. A way with a label of its own needs a side of its own, so that the label can stand
there and belong to no other line; ways without labels may leave together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from generators.process.layout.grid import Grid
from generators.process.parts import Edge, Flow

Side = Literal["front", "above", "below"]

ASIDES: Final[tuple[Side, Side]] = ("below", "above")
Filled = frozenset[tuple[str, Side]]
"""Sides of nodes where something stands, so that no line can leave or arrive there."""

OFFSETS: Final = {
    "across": {"below-out": 21, "below-in": 7, "above-out": -7, "above-in": -21},
    "down": {"below-out": 15, "below-in": 7, "above-out": -1, "above-in": -9},
}
"""Where lines touch the sides of a node, along the flow: four places, so that no two lines can lie on each other."""


class Exit(NamedTuple):
    """Where an edge leaves: the side, and how far from the middle of that side."""

    side: Side
    offset: int = 0


def pointed(kind: str) -> bool:
    """Whether a node is a diamond, which lines touch at its corners only."""
    return kind in ("decision", "fork", "join")


def aside(side: Side, kind: str) -> Exit:
    """An exit above or below; a diamond has only its corner there."""
    return Exit(side, 0 if pointed(kind) else 1)


def exits_of(flow: Flow, grid: Grid, filled: Filled, room: Mapping[str, int]) -> dict[str, Exit]:
    """The exit of each edge, by id. *room* is what the label of an edge needs beside its line."""
    found: dict[str, Exit] = {}
    for node in flow.nodes:
        ways = flow.ways_out[node.id]
        sides = [side for side in ASIDES if (node.id, side) not in filled]
        step = max((room.get(edge.id, 0) for edge in ways), default=0) + 5
        found |= _Sides(flow, grid, node.id, sides, step).exits(ways)
    return found


def spread_of(exits: Iterable[Exit]) -> int:
    """How long the front of a node has to be for all that leave there."""
    offsets = [abs(exit_.offset) for exit_ in exits if exit_.side == "front"]
    widest = max(offsets, default=0)
    return 2 * widest + 28 if widest else 0


@dataclass
class _Sides:
    flow: Flow
    grid: Grid
    node: str
    free: list[Side]
    step: int
    at_front: int = 0

    def exits(self, ways: tuple[Edge, ...]) -> dict[str, Exit]:
        labelled = sum(bool(edge.label) for edge in ways) > 0 and len(ways) > 1
        main = self._main(ways)
        found: dict[str, Exit] = {}
        for edge in sorted(ways, key=lambda edge: (edge is not main, not edge.back)):
            if edge is main:
                found[edge.id] = Exit("front")
            elif edge.back or labelled:
                found[edge.id] = self._aside(edge)
            else:
                found[edge.id] = Exit("front")
        return found

    def _main(self, ways: tuple[Edge, ...]) -> Edge | None:
        """The way that goes straight on, else the first that goes on at all."""
        onward = [edge for edge in ways if not edge.back]
        sequence = [edge for edge in onward if edge.kind == "sequence"] or onward
        return min(sequence, key=lambda edge: (self._turn(edge) != 0, self._far(edge)), default=None)

    def _turn(self, edge: Edge) -> int:
        return self.grid.row[edge.target] - self.grid.row[edge.source]

    def _far(self, edge: Edge) -> int:
        return self.grid.column[edge.target]

    def _aside(self, edge: Edge) -> Exit:
        if not self.free:
            return self._further_at_front()
        turn = self._turn(edge)
        wish: Side = "above" if turn < 0 else "below"
        side = wish if wish in self.free else self.free[0]
        self.free.remove(side)
        return aside(side, self.flow.node[self.node].kind)

    def _further_at_front(self) -> Exit:
        self.at_front += 1
        steps = (self.at_front + 1) // 2
        return Exit("front", self.step * (steps if self.at_front % 2 else -steps))
