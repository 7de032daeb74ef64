"""Flow 流程图: a procedure's neutral graph, made from its steps. What it consists of is in `parts`."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from generators.messages import say
from generators.model.names import kind_of
from generators.model.procedures import END, Procedure, Step
from generators.model.rules.graph import Graph, reached_from
from generators.model.text import Text
from generators.process.parts import (
    NOBODY,
    Edge,
    EdgeKind,
    Flow,
    Lane,
    Named,
    Names,
    Node,
    NodeKind,
)
from generators.process.shares import actors_of, free_name, part_of

__all__ = ["NOBODY", "Edge", "EdgeKind", "Flow", "Lane", "Named", "Names", "Node", "NodeKind", "flow_of"]

START, FINISH = "flow.start", "flow.end"
"""The nodes that belong to no step."""


def flow_of(procedure: Procedure, names: Names) -> Flow:
    """The flow of a procedure; without steps it has no nodes."""
    return _Draft(procedure, names).flow()


class _Draft:
    """A flow being made: the nodes step by step, then the edges between steps."""

    def __init__(self, procedure: Procedure, names: Names) -> None:
        self._procedure, self._names = procedure, names
        self._graph = Graph(procedure)
        self._numbers = {step.id: str(n) for n, step in reversed(list(enumerate(procedure.steps, 1)))}
        self._nodes: dict[str, Node] = {}
        self._edges: dict[str, Edge] = {}
        self._last = ""
        self._lane = next((actor for step in procedure.steps for actor in actors_of(step)), NOBODY)
        self._gates: dict[str, str] = {}
        self._bodies: dict[str, str] = {}
        self._exits: dict[str, str] = {}
        self._judges: dict[str, list[str]] = {}

    def flow(self) -> Flow:
        procedure = self._procedure
        steps = self._graph.steps
        if procedure.steps:
            self._add(self._start())
            for step in procedure.steps:
                if step is steps[step.id]:
                    self._act(step)
            self._link(START, self._gates[procedure.steps[0].id])
            for step in [step for step in procedure.steps if step is steps[step.id]]:
                self._lead_on(step)
            self._hand_over()
        return Flow(
            id=procedure.id,
            title=self._text(procedure.title),
            code=procedure.code,
            language=self._names.language,
            lanes=self._lanes(),
            nodes=tuple(self._nodes.values()),
            edges=self._finished_edges(),
        )

    # The nodes of a step, one after the other.

    def _start(self) -> Node:
        trigger, lane = self._procedure.trigger, self._lane
        gates = self._named(gate.requires for gate in self._procedure.gates if gate.requires)
        if trigger is None:
            return Node(START, "start", lane, title=self._say("start"), forms_in=gates)
        source = self._named([trigger.source] if trigger.source else [])
        note = self._say("from", name=source[0].brief) if source else ""
        event = self._text(trigger.event)
        return Node(START, "trigger", lane, title=event, note=note, forms_in=gates, procedures=source)

    def _act(self, step: Step) -> None:
        self._last = ""
        self._lane = next(iter(actors_of(step)), self._lane)
        arrivals = [key for key in self._graph.arrivals.get(step.id, ()) if not self._returns(key, step.id)]
        if step.join and len(arrivals) > 1:
            self._chain(Node(f"{step.id}.join", "join", self._lane, step.id, mode=step.join))
            self._gates[step.id] = self._last
        if step.approve is None:
            self._chain(self._node(step))
        else:
            self._approve(step)
        if step.hand_off and step.nature != "decision":
            self._chain(self._handed_to(step.hand_off, step))
        if len(step.fork) > 1:
            self._chain(Node(f"{step.id}.fork", "fork", self._lane, step.id, mode="all"))
        self._exits[step.id] = self._last

    def _approve(self, step: Step) -> None:
        """What the actor does first, then the approvals: one after the other, or beside each other and a verdict."""
        approval = step.approve
        if approval is None:
            return
        node = replace(self._node(step), kind="approval")
        if step.actor and step.actor not in approval.by:
            self._chain(replace(node, kind="action", lane=step.actor))
            node = replace(node, title=self._say("approve"), forms_in=(), forms_out=(), limit="", note="")
        if len(approval.by) == 1:
            if self._last in self._nodes and self._nodes[self._last].kind == "action":
                node = replace(node, id=f"{step.id}.1", number=f"{node.number}.1")
            self._judge(step, replace(node, lane=approval.by[0]))
        elif approval.mode == "in_order":
            for place, approver in enumerate(approval.by, 1):
                self._judge(step, part_of(node, place, approver, of=len(approval.by)))
        else:
            self._vote(step, node, approval.by, approval.mode)

    def _vote(self, step: Step, node: Node, approvers: tuple[str, ...], mode: Literal["all", "any"]) -> None:
        asked = Node(f"{step.id}.asked", "fork", approvers[0], step.id, mode=mode)
        verdict = Node(f"{step.id}.verdict", "join", approvers[0], step.id, mode=mode)
        self._chain(asked)
        for place, approver in enumerate(approvers, 1):
            vote = self._add(part_of(node, place, approver, of=len(approvers)))
            self._bodies.setdefault(step.id, asked.id)
            self._link(asked.id, vote.id)
        self._add(verdict)
        for place in range(1, len(approvers) + 1):
            self._link(f"{step.id}.{place}", verdict.id)
        self._judges[step.id] = [verdict.id]
        self._last = verdict.id

    def _judge(self, step: Step, node: Node) -> None:
        self._chain(node)
        self._judges.setdefault(step.id, []).append(node.id)

    def _node(self, step: Step) -> Node:
        return Node(
            id=step.id,
            kind=step.nature,
            lane=self._lane,
            step=step.id,
            number=self._numbers[step.id],
            title=self._text(step.name or step.sentence),
            sentence=self._text(step.sentence),
            note=self._text(step.note) if step.note else "",
            limit=self._names.limit(step),
            forms_in=self._named(step.inputs),
            forms_out=self._named(step.output),
        )

    def _handed_to(self, procedure: str, step: Step) -> Node:
        named = self._named([procedure])
        title = self._say("hand-off", name=named[0].brief)
        lane = self._nodes[self._last].lane if self._last else self._lane
        return Node(f"{step.id}.handoff", "handoff", lane, step.id, title=title, procedures=named)

    def _chain(self, node: Node) -> None:
        """Adds a node behind the one before it in the same step."""
        self._add(node)
        if self._last:
            self._link(self._last, node.id)
        if node.kind != "join":
            self._bodies.setdefault(node.step, node.id)
        self._gates.setdefault(node.step, node.id)
        self._last = node.id

    # The edges between steps.

    def _lead_on(self, step: Step) -> None:
        leave = self._exits[step.id]
        for branch in step.branches:
            self._lead(leave, step, branch.next, label=self._text(branch.label), requires=branch.requires)
        if not step.branches and not (step.hand_off and self._graph.forward[step.id] == (END,)):
            for target in self._graph.forward[step.id]:
                self._lead(leave, step, target)
        for judge in self._judges.get(step.id, ()) if step.rejected else ():
            label = self._say("returned" if self._stands_before(step) else "refused")
            self._lead(judge, step, step.rejected or END, kind="rejected", label=label)

    def _lead(
        self,
        leave: str,
        step: Step,
        target: str,
        *,
        kind: EdgeKind = "sequence",
        label: str = "",
        requires: Iterable[str] = (),
    ) -> None:
        if target not in self._bodies:
            end = self._end(leave, step, refused=kind == "rejected")
            self._link(leave, end, kind=kind, label=label, requires=requires)
            return
        past_gate = kind == "rejected" or self._returns(step.id, target)
        gates = self._bodies if past_gate else self._gates
        self._link(leave, gates[target], kind=kind, label=label, requires=requires)

    def _end(self, leave: str, step: Step, *, refused: bool) -> str:
        """An end of its own for each path: no line runs across the whole picture to a common one."""
        lane = self._nodes[leave].lane
        if step.hand_off and step.nature == "decision" and not refused:
            handed = self._handed_to(step.hand_off, step)
            return self._add(replace(handed, id=free_name(self._nodes, handed.id), lane=lane)).id
        return self._add(Node(free_name(self._nodes, FINISH), "end", lane, title=self._say("end"))).id

    def _hand_over(self) -> None:
        """Procedures that follow the whole one are named at its last end."""
        named = {
            name.id for node in self._nodes.values() if node.kind == "handoff" for name in node.procedures
        }
        ways = [way for way in self._procedure.hand_offs if way.to not in named]
        leaving = {edge.source for edge in self._edges.values()}
        lasts = [node for node in self._nodes.values() if node.id not in leaving]
        if not (ways and lasts):
            return
        last = max(lasts, key=lambda node: self._reached_at(node.id))
        handed = self._named(dict.fromkeys(way.to for way in ways))
        note = self._say("hand-off", name=self._say("comma").join(named.brief for named in handed))
        self._nodes[last.id] = replace(last, note=note, procedures=(*last.procedures, *handed))

    def _reached_at(self, end: str) -> tuple[bool, int]:
        """Orders the ends of a flow: the last one that is reached when all goes well comes last."""
        ways = [edge for edge in self._edges.values() if edge.target == end]
        places = list(self._nodes)
        agreed = any(edge.kind == "sequence" for edge in ways)
        return agreed, max((places.index(edge.source) for edge in ways), default=-1)

    # Small parts.

    def _add(self, node: Node) -> Node:
        self._nodes[node.id] = node
        return node

    def _link(
        self,
        source: str,
        target: str,
        *,
        kind: EdgeKind = "sequence",
        label: str = "",
        requires: Iterable[str] = (),
    ) -> None:
        name = free_name(self._edges, f"{source}--{target}")
        self._edges[name] = Edge(name, source, target, kind, label, self._named(requires))

    def _finished_edges(self) -> tuple[Edge, ...]:
        """Where a refusal leads elsewhere, the other way says that it was agreed; ways back are marked."""
        edges = self._edges.values()
        refusable = {edge.source for edge in edges if edge.kind == "rejected"}
        places = {key: place for place, key in enumerate(self._nodes)}
        ways: dict[str, list[str]] = {}
        for edge in edges:
            ways.setdefault(edge.source, []).append(edge.target)
        agreed = self._say("agreed")

        def finished(edge: Edge) -> Edge:
            label = edge.label or (agreed if edge.source in refusable else "")
            back = places[edge.target] <= places[edge.source]
            back = back and edge.source in reached_from([edge.target], ways)
            return replace(edge, label=label, back=back) if back or label != edge.label else edge

        return tuple(map(finished, edges))

    def _stands_before(self, step: Step) -> bool:
        """Whether a refusal leads back to something that was there before."""
        before = self._numbers.get(step.rejected or END)
        return before is not None and int(before) <= int(self._numbers[step.id])

    def _returns(self, source: str, target: str) -> bool:
        return (source, target) in self._graph.returning

    def _lanes(self) -> tuple[Lane, ...]:
        """Who acts, in the order of their first step; external parties after the company's own."""
        keys = dict.fromkeys(node.lane for node in self._nodes.values())
        lanes = [Lane(key, self._lane_title(key), kind_of(key) == "external") for key in keys]
        return tuple(sorted(lanes, key=lambda lane: lane.external))

    def _lane_title(self, key: str) -> str:
        return self._names.title(key) if key else self._say("nobody")

    def _named(self, keys: Iterable[str]) -> tuple[Named, ...]:
        return tuple(Named(key, self._names.title(key), self._names.code(key)) for key in dict.fromkeys(keys))

    def _text(self, text: Text) -> str:
        return text.in_language(self._names.language)

    def _say(self, key: str, **values: object) -> str:
        return say(f"process.{key}", "en" if self._names.language == "en" else "zh-CN", **values)
