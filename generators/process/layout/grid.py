"""Grid 格: which column and which row each node stands in.

A node stands one column behind the last of those that lead to it; ways back do not count. Each lane has as many rows
as it has nodes in the same column. Between the columns and between the rows, and between a lane's border and its
rows, are channels for lines; positions count both: 0 is the channel before the first column, 1 that column, and so on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from generators.process.parts import Flow, Lane, Node


@dataclass(frozen=True)
class Grid:
    """The places of the nodes. Positions along the flow: channels are even, columns odd."""

    lanes: tuple[Lane, ...]
    column: dict[str, int]
    row: dict[str, int]
    rows: tuple[int, ...]
    channels: tuple[tuple[int, ...], ...]
    taken: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """The position behind the last column."""
        return max(self.column.values(), default=-1) + 2

    @property
    def bands(self) -> int:
        """The number of positions across the lanes."""
        return self.channels[-1][-1] + 1 if self.channels else 0


def grid_of(flow: Flow) -> Grid:
    """The grid of a flow."""
    columns = columns_of(flow)
    used = {node.lane for node in flow.nodes}
    lanes = tuple(lane for lane in flow.lanes if lane.id in used)
    places = {node.id: place for place, node in enumerate(flow.nodes)}
    row: dict[str, int] = {}
    rows: list[int] = []
    channels: list[tuple[int, ...]] = []
    position = 0
    for lane in lanes:
        nodes = [node for node in flow.nodes if node.lane == lane.id]
        within = _rows_within(flow, nodes, columns, places)
        count = max(within.values()) + 1
        row |= {key: position + 2 * at + 1 for key, at in within.items()}
        rows += range(position + 1, position + 2 * count, 2)
        channels.append(tuple(range(position, position + 2 * count + 1, 2)))
        position += 2 * count + 1
    column = {key: 2 * at + 1 for key, at in columns.items()}
    taken = {(column[node.id], row[node.id]): node.id for node in flow.nodes}
    return Grid(lanes, column, row, tuple(rows), tuple(channels), taken)


def columns_of(flow: Flow) -> dict[str, int]:
    """The column of each node, counted from 0; connectors that lead into a page stand just before their target."""
    found: dict[str, int] = {}
    for node in _in_order(flow):
        sources = [found[edge.source] for edge in flow.ways_in[node.id] if not edge.back]
        found[node.id] = max(sources, default=-1) + 1
    for node in flow.nodes:
        targets = [found[edge.target] for edge in flow.ways_out[node.id]]
        if node.kind == "connector" and targets:
            found[node.id] = min(targets) - 1
    return _from_zero(found)


def _from_zero(found: dict[str, int]) -> dict[str, int]:
    """Columns that nobody stands in are left out."""
    used = {at: place for place, at in enumerate(sorted(set(found.values())))}
    return {key: used[at] for key, at in found.items()}


def _in_order(flow: Flow) -> Iterable[Node]:
    """The nodes so that each stands behind all that lead to it, as near to the given order as that allows."""
    waiting = {node.id: sum(not edge.back for edge in flow.ways_in[node.id]) for node in flow.nodes}
    ready = [node.id for node in flow.nodes if not waiting[node.id]]
    for key in ready:
        yield flow.node[key]
        for edge in flow.ways_out[key]:
            if not edge.back:
                waiting[edge.target] -= 1
                if not waiting[edge.target]:
                    ready.append(edge.target)


def _rows_within(
    flow: Flow, nodes: list[Node], columns: dict[str, int], places: dict[str, int]
) -> dict[str, int]:
    """Rows within a lane, counted from 0: a node stands in the row of those that lead to it, if that is free."""
    most = max(_counts(columns[node.id] for node in nodes).values())
    found: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    for node in sorted(nodes, key=lambda node: (columns[node.id], node.kind == "connector", places[node.id])):
        before = [found[e.source] for e in flow.ways_in[node.id] if not e.back and e.source in found]
        wish = before[0] if before else 0
        free = [at for at in range(most) if (columns[node.id], at) not in taken]
        found[node.id] = min(free, key=lambda at: (abs(at - wish), at))
        taken.add((columns[node.id], found[node.id]))
    return found


def _counts(values: Iterable[int]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for value in values:
        counted[value] = counted.get(value, 0) + 1
    return counted
