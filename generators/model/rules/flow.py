"""Rules on the course of a procedure 流程走向: every step is reached, every path ends, joins have something to join."""

from collections.abc import Iterator
from itertools import combinations

from generators.model.nearness import nearest
from generators.model.outline import Outline
from generators.model.procedures import END, Procedure
from generators.model.rules.graph import Graph, reached_from, targets_of
from generators.model.rules.registry import Spot, at, document_rule
from generators.model.rules.spans import certainly_not_longer

AProcedure = Outline[Procedure]


@document_rule("unknown-step", "procedure")
def unknown_step(outline: AProcedure) -> Iterator[Spot]:
    """Every step that a step leads to is in the procedure; ``end`` ends a path."""
    known = {step.id for step in outline.document.steps} | {END}
    for index, step in enumerate(outline.document.steps):
        for path, target in targets_of(step):
            if target not in known:
                yield at("steps", index, *path, name=target, nearest=nearest(target, known), anchor=step.id)


@document_rule("step-unreachable", "procedure")
def step_unreachable(outline: AProcedure) -> Iterator[Spot]:
    """Some path leads from the first step to every other; of a chain that nothing leads to, its head is named."""
    steps = outline.document.steps
    ways = Graph(outline.document).onward
    reached = reached_from([step.id for step in steps[:1]], ways)
    lost = [step.id for step in steps if step.id not in reached]
    led_to = {target for key in lost for target in ways[key] if target != key}
    heads = [key for key in lost if key not in led_to]
    for index, step in enumerate(steps):
        if step.id in reached:
            continue
        if step.id in heads or not heads:
            reached |= reached_from([step.id], ways)
            yield at("steps", index, "id", anchor=step.id)
        heads = [key for key in heads if key not in reached]


@document_rule("path-without-end", "procedure")
def path_without_end(outline: AProcedure) -> Iterator[Spot]:
    """From every step some path leads to the end; of a circle without a way out, its first step is named."""
    graph = Graph(outline.document)
    backward: dict[str, list[str]] = {}
    for key, targets in graph.onward.items():
        for target in targets:
            backward.setdefault(target, []).append(key)
    ending = reached_from([END], backward)
    for index, step in enumerate(outline.document.steps):
        if step.id not in ending:
            ending |= reached_from([step.id], graph.onward) | reached_from([step.id], backward)
            yield at("steps", index, "id", anchor=step.id)


@document_rule("join-without-fork", "procedure")
def join_without_fork(outline: AProcedure) -> Iterator[Spot]:
    """A step that waits for several paths has a fork before it, two paths of which lead to it."""
    graph = Graph(outline.document)
    forks = [step.fork for step in outline.document.steps if len(step.fork) > 1]
    for index, step in enumerate(outline.document.steps):
        if step.join is None:
            continue
        sources = [[step.id in reached_from([path], graph.forward) for path in fork] for fork in forks]
        joined = len(graph.arrivals.get(step.id, ())) > 1
        if not (joined and any(pair == (True, True) for fork in sources for pair in combinations(fork, 2))):
            yield at("steps", index, "join", anchor=step.id)


@document_rule("escalation-too-early", "procedure")
def escalation_too_early(outline: AProcedure) -> Iterator[Spot]:
    """A matter escalates only after its limit has passed; both count from the same moment."""
    for index, step in enumerate(outline.document.steps):
        limit, escalation = step.limit, step.escalate
        if limit and escalation and certainly_not_longer(escalation.after, limit):
            yield at("steps", index, "escalate", "after", anchor=step.id, after=escalation.after, limit=limit)
