"""Grouping 归步: which nodes of a shaped model together are one step, and where each step leads."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from generators.model.procedures import END
from generators.process.bpmn import vocabulary as bpmn
from generators.process.bpmn.model import Element
from generators.process.bpmn.shaping import DECISION, FORK, JOIN, START, WORK, Arc, Shaped
from generators.process.bpmn.shaping import END as ENDS


@dataclass
class Group:
    """The nodes of one step. ``key`` is the step's id in a file of ours, else the id of its first node."""

    key: str
    own: bool
    members: list[Element] = field(default_factory=list)
    forks: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)

    @property
    def work(self) -> Element | None:
        """The node that says what is done."""
        return next(
            (e for e in self.members if e.part == "" and e.id not in (*self.forks, *self.joins)), None
        )

    @property
    def approvals(self) -> list[Element]:
        """The nodes of those who sign."""
        return [e for e in self.members if e.part == bpmn.APPROVAL]


@dataclass(frozen=True)
class Exit:
    """A way out of a step: to another step or END, from which of its nodes."""

    source: str
    target: str
    arc: Arc


class Groups:
    """The steps of a shaped model, in the order in which they are met from the start."""

    def __init__(self, shaped: Shaped) -> None:
        self.circles: set[str] = set()
        self._shaped = shaped
        self._group_of: dict[str, Group] = {}
        self._out: dict[str, list[Arc]] = {}
        self._into: dict[str, list[Arc]] = {}
        for arc in shaped.arcs:
            self._out.setdefault(arc.source, []).append(arc)
            self._into.setdefault(arc.target, []).append(arc)
        self._group_marked()
        self._group_work()
        self._group_forks()
        self._group_joins()
        self._exits = {group.key: list(self._ways_out(group)) for group in self._unsorted()}

    def exits(self, group: Group) -> list[Exit]:
        """Where a step leads."""
        return self._exits[group.key]

    def group_of(self, key: str) -> Group | None:
        """The step a node belongs to."""
        return self._group_of.get(key)

    def starts(self) -> list[tuple[Element, str]]:
        """The start events with the step (or END) that each leads to; without start events, where nothing leads to."""
        events = [e for e in self._shaped.elements.values()
                  if self._shaped.roles[e.id] == START and e.part != bpmn.BEGIN]  # fmt: skip
        if events:
            ways = [(e, arc) for e in events for arc in self._out.get(e.id, (Arc(e.id, ""),))]
            return [(e, self.target(arc)[0]) for e, arc in ways]
        led_to = {exit_.target for group in self._unsorted() for exit_ in self.exits(group)}
        heads = [group for group in self._unsorted() if group.key not in led_to] or self._unsorted()[:1]
        return [(group.members[0], group.key) for group in heads]

    def in_order(self, starts: list[str]) -> list[Group]:
        """The steps as a reader meets them: what comes later on every path comes later here; the rest at the end."""
        known = {group.key: group for group in self._unsorted()}
        placed: dict[str, None] = {}
        for roots in (starts, *([key] for key in known)):
            self._walk([root for root in roots if root in known], known, placed)
        return [known[key] for key in placed]

    def _walk(self, roots: list[str], known: dict[str, Group], placed: dict[str, None]) -> None:
        """Goes depth first; read backwards, what is finished last stands before everything it leads to."""
        finished: list[str] = []
        seen = set(placed)
        line: list[tuple[str, Iterator[str]]] = [("", reversed(roots))]
        while line:
            here, ahead = line[-1]
            target = next((key for key in ahead if key in known and key not in seen), None)
            if target is None:
                finished.append(here)
                line.pop()
            else:
                seen.add(target)
                line.append((target, iter([e.target for e in self.exits(known[target])][::-1])))
        placed.update(dict.fromkeys(key for key in reversed(finished) if key))

    def target(self, arc: Arc) -> tuple[str, Arc]:
        """The step that an arc leads to past everything that only passes on, with the first label on the way."""
        seen: set[str] = set()
        label, here = arc.label, arc.target
        while here not in self._group_of and here not in seen:
            seen.add(here)
            ways = self._out.get(here, [])
            if self._shaped.roles.get(here) == ENDS or not ways:
                return END, replace(arc, label=label)
            label = label or ways[0].label
            here = ways[0].target
        found = self._group_of.get(here)
        if found is None:
            self.circles.add(self._shaped.elements[here].name or here)
        return (found.key if found else END), replace(arc, label=label)

    # Which nodes belong together.

    def _unsorted(self) -> list[Group]:
        return list({id(group): group for group in self._group_of.values()}.values())

    def _group_marked(self) -> None:
        """Nodes that carry the mark of a step of ours; a copy made in another tool is a node of its own."""
        marked: dict[str, Group] = {}
        for element in self._shaped.elements.values():
            passes = element.part in (bpmn.MERGE, bpmn.START, bpmn.END)
            if not element.step or passes or self._is_copy(element):
                continue
            group = marked.setdefault(element.step, Group(element.step, own=True))
            self._join(group, element)

    def _is_copy(self, element: Element) -> bool:
        if element.part:
            return False
        same = [e.id for e in self._shaped.elements.values() if e.step == element.step and not e.part]
        original = next((key for key in same if key.lstrip("_") == element.step), same[0])
        return element.id != original

    def _join(self, group: Group, element: Element) -> None:
        group.members.append(element)
        self._group_of[element.id] = group
        role = self._shaped.roles[element.id]
        if role == FORK and element.part != bpmn.ASKED:
            group.forks.append(element.id)
        if role == JOIN and element.part != bpmn.VERDICT:
            group.joins.append(element.id)

    def _group_work(self) -> None:
        for element in self._shaped.elements.values():
            if element.id not in self._group_of and self._shaped.roles[element.id] in (WORK, DECISION):
                plain = element if self._shaped.roles[element.id] == DECISION else replace(element, part="")
                self._join(Group(element.id, own=False), replace(plain, step=""))

    def _group_forks(self) -> None:
        """A fork belongs to the work before it, if nothing else leads there; else it is a step of its own."""
        for element in self._loose(FORK):
            came = self._into.get(element.id, [])
            before = self._group_of.get(came[0].source) if len(came) == 1 else None
            alone = before is not None and len(self._out.get(came[0].source, ())) == 1
            works = before is not None and self._shaped.roles[came[0].source] == WORK
            group = (
                before if before and alone and works and not before.forks else Group(element.id, own=False)
            )
            self._join(group, element)

    def _group_joins(self) -> None:
        """A join belongs to the work after it, if nothing else leads there; else it is a step of its own."""
        for element in self._loose(JOIN):
            ways = self._out.get(element.id, [])
            after = self._group_of.get(ways[0].target) if len(ways) == 1 else None
            alone = after is not None and len(self._into.get(ways[0].target, ())) == 1
            works = after is not None and self._shaped.roles[ways[0].target] in (WORK, DECISION)
            first = after is not None and not after.joins and ways[0].target == after.members[0].id
            group = after if after and alone and works and first else Group(element.id, own=False)
            self._join(group, element)

    def _loose(self, role: str) -> list[Element]:
        return [e for e in self._shaped.elements.values()
                if self._shaped.roles[e.id] == role and e.id not in self._group_of]  # fmt: skip

    def _ways_out(self, group: Group) -> Iterator[Exit]:
        members = {element.id: element for element in group.members}
        for element in group.members:
            for arc in self._out.get(element.id, ()) if element.part not in (bpmn.BEGIN, bpmn.DONE) else ():
                if arc.target not in members:
                    target, told = self.target(arc)
                    if target != group.key or element.id not in group.joins:
                        yield Exit(element.id, target, told)
                elif self._hands_over(arc, members) and not group.approvals:
                    yield Exit(element.id, END, arc)
                elif self._returns(arc, group, element):
                    yield Exit(element.id, group.key, arc)

    def _hands_over(self, arc: Arc, members: dict[str, Element]) -> bool:
        """A branch of a decision that ends in another procedure."""
        return members[arc.target].part == bpmn.HANDOFF and self._shaped.roles[arc.source] == DECISION

    def _returns(self, arc: Arc, group: Group, source: Element) -> bool:
        """A way within a step that is not how the step is built, but leads back to its beginning."""
        chooses = self._shaped.roles[source.id] == DECISION and source.part == ""
        return arc.rejected or arc.source == arc.target or arc.source in group.forks or chooses
