"""Rules on joins and charges 汇合与分工: no join waits for a path that is not taken, and one answers for each step."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generators.model.outline import Outline
from generators.model.procedures import END, Procedure
from generators.model.rules.graph import Graph
from generators.model.rules.registry import Spot, at, document_rule

MOST_CASES = 20_000
"""Cases of one procedure that are looked at; one with more choices than that is left to people."""


@document_rule("join-may-wait", "procedure")
def join_may_wait(outline: Outline[Procedure]) -> Iterator[Spot]:
    """A step with ``join: all`` never waits for a path that an earlier choice has led elsewhere."""
    graph = Graph(outline.document)
    if not any(step.join == "all" for step in outline.document.steps):
        return
    missing = _Cases(graph).missing()
    for index, step in enumerate(outline.document.steps):
        if late := missing.get(step.id):
            yield at("steps", index, "join", anchor=step.id, name=late)


@document_rule("consulted-acts", "procedure")
def consulted_acts(outline: Outline[Procedure]) -> Iterator[Spot]:
    """Who acts or approves in a step is not also named as consulted or informed there."""
    for index, step in enumerate(outline.document.steps):
        acting = {step.actor, *(step.approve.by if step.approve else ())}
        for key, named in (("consulted", step.consulted), ("informed", step.informed)):
            for number, party in enumerate(named):
                if party in acting:
                    yield at("steps", index, key, number, anchor=step.id, role=party)


@document_rule("accountable-unclear", "procedure")
def accountable_unclear(outline: Outline[Procedure]) -> Iterator[Spot]:
    """Where all of several approvers sign side by side, the first named counts as the one who answers."""
    for index, step in enumerate(outline.document.steps):
        if step.approve and step.approve.mode == "all" and len(step.approve.by) > 1:
            yield at("steps", index, "approve", "by", anchor=step.id, role=step.approve.by[0])


class _Case(NamedTuple):
    """Where one case stands: the steps under way, and which ways have led to a join that still waits for others."""

    under_way: frozenset[str]
    arrived: frozenset[tuple[str, str]]


class _Cases:
    """Every course that cases of a procedure may take.

    What is under way at one step never hinders what is under way at another, so it is enough to look at one order in
    which they move: only choices make different courses.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._places = {key: place for place, key in enumerate(graph.forward)}
        self._waits = {key: came for key, came in graph.awaited.items() if len(came) > 1}

    def missing(self) -> dict[str, str]:
        """For each join that may wait forever, a step that may not lead to it."""
        seen: set[_Case] = set()
        ahead = [_Case(frozenset([next(iter(self._places))]), frozenset())]
        found: dict[str, str] = {}
        while ahead and len(seen) < MOST_CASES:
            case = ahead.pop()
            if case in seen:
                continue
            seen.add(case)
            if case.under_way:
                ahead += self._next(case)
            else:
                found = {**dict(self._stuck(case)), **found}
        return {} if ahead else found

    def _stuck(self, case: _Case) -> Iterator[tuple[str, str]]:
        for join in dict.fromkeys(join for _, join in sorted(case.arrived)):
            if self._graph.steps[join].join == "all":
                yield join, next(came for came in self._waits[join] if (came, join) not in case.arrived)

    def _next(self, case: _Case) -> Iterator[_Case]:
        here = min(case.under_way, key=self._places.__getitem__)
        left = case._replace(under_way=case.under_way - {here})
        if self._graph.steps[here].fork:
            yield self._moved(left, here, self._graph.forward[here])
            return
        for target in dict.fromkeys(self._graph.onward[here]):
            yield self._moved(left, here, (target,))

    def _moved(self, case: _Case, source: str, targets: Iterable[str]) -> _Case:
        under_way, arrived = set(case.under_way), set(case.arrived)
        for target in targets:
            waits = source in self._waits.get(target, ())
            if target != END and (not waits or self._opens(source, target, arrived)):
                under_way.add(target)
        return _Case(frozenset(under_way), frozenset(arrived))

    def _opens(self, source: str, join: str, arrived: set[tuple[str, str]]) -> bool:
        """Whether a path that arrives starts the step; when all have come, nobody waits there any longer."""
        ways = {(came, join) for came in self._waits[join]}
        first = not ways & arrived
        arrived.add((source, join))
        whole = ways <= arrived
        if whole:
            arrived -= ways
        return first if self._graph.steps[join].join == "any" else whole
