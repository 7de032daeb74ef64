"""The parts of a flow 流程图: a procedure's neutral graph, the one truth behind picture, Word shapes and BPMN.

Every node and edge of a picture or a model comes from here, with its text in the reader's language. A step becomes
one node (`draft`), or several where several people sign (`approve.1`, `approve.2`), with gateways around it where
paths part or meet (`approve.fork`, `approve.join`). Ids of steps hold no dot, so no two nodes can share a name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from generators.model.procedures import Step
from generators.model.text import Language

NodeKind = Literal[
    "start",  # 开始, without a named trigger
    "trigger",  # 触发: starts with an event
    "end",  # 结束
    "action",  # 步骤
    "approval",  # 审批
    "decision",  # 判断
    "fork",  # 同时开始: several paths at once
    "join",  # 汇合: waits for all paths, or for the first
    "handoff",  # 转入流程: another procedure takes over, or starts while this one goes on
    "procedure",  # 流程: in a map of hand-offs
    "post",  # 单位、部门、岗位: in an organisation chart
    "connector",  # 接续: only in pictures split over pages
]
EdgeKind = Literal["sequence", "rejected", "reports"]

NOBODY = ""
"""The lane of steps that name no actor."""


@dataclass(frozen=True)
class Names:
    """What a flow has to look up: the titles and codes of things by id, deadlines and durations in words."""

    language: Language
    title: Callable[[str], str]
    code: Callable[[str], str]
    limit: Callable[[Step], str]


@dataclass(frozen=True)
class Named:
    """A form or procedure that a node names."""

    id: str
    title: str
    code: str = ""

    @property
    def brief(self) -> str:
        """Code and title, as far as there is a code."""
        return f"{self.code} {self.title}" if self.code else self.title


@dataclass(frozen=True)
class Lane:
    """Lane 泳道: a role, department or external party. External parties stand outside the company's pool."""

    id: str
    title: str
    external: bool = False


@dataclass(frozen=True)
class Node:
    """Node 节点. ``number`` is the step's number in the table (4, 4.1 where several sign), "" for anything else."""

    id: str
    kind: NodeKind
    lane: str
    step: str = ""
    number: str = ""
    title: str = ""
    sentence: str = ""
    note: str = ""
    limit: str = ""
    forms_in: tuple[Named, ...] = ()
    forms_out: tuple[Named, ...] = ()
    procedures: tuple[Named, ...] = ()
    mode: Literal["", "all", "any"] = ""

    @property
    def gateway(self) -> bool:
        """Where paths part or meet without anybody doing anything."""
        return self.kind in ("fork", "join")


@dataclass(frozen=True)
class Edge:
    """Edge 连线. ``back`` closes a circle: it leads to something that came before; without such edges there is
    none. ``requires`` must be there to go this way."""

    id: str
    source: str
    target: str
    kind: EdgeKind = "sequence"
    label: str = ""
    requires: tuple[Named, ...] = ()
    back: bool = False


@dataclass(frozen=True)
class Flow:
    """The graph of one procedure in one language. Nodes stand in the order of the steps, the start first."""

    id: str
    title: str
    code: str
    language: Language
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def node(self) -> dict[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def lane(self) -> dict[str, Lane]:
        """The lanes by id."""
        return {lane.id: lane for lane in self.lanes}

    @cached_property
    def ways_out(self) -> dict[str, tuple[Edge, ...]]:
        """The edges that leave each node."""
        return _by_end(self.nodes, ((edge.source, edge) for edge in self.edges))

    @cached_property
    def ways_in(self) -> dict[str, tuple[Edge, ...]]:
        """The edges that arrive at each node."""
        return _by_end(self.nodes, ((edge.target, edge) for edge in self.edges))

    @cached_property
    def merges(self) -> frozenset[str]:
        """Nodes at which alternative paths meet without a gateway: the picture needs none, a model may."""
        return frozenset(n.id for n in self.nodes if n.kind != "join" and len(self.ways_in[n.id]) > 1)

    @cached_property
    def verdicts(self) -> frozenset[str]:
        """Nodes with several ways out that are neither decision nor fork: agreed, or returned."""
        return frozenset(
            n.id for n in self.nodes if n.kind not in ("decision", "fork") and len(self.ways_out[n.id]) > 1
        )


def _by_end(nodes: Iterable[Node], ends: Iterable[tuple[str, Edge]]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {node.id: [] for node in nodes}
    for node, edge in ends:
        if node in found:
            found[node].append(edge)
    return {node: tuple(edges) for node, edges in found.items()}
