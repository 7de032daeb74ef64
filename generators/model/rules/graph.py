"""The graph of a procedure's steps: who leads to whom, as the steps say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from generators.model.procedures import END, Procedure, Step
from generators.model.references import Path


def targets_of(step: Step) -> list[tuple[Path, str]]:
    """The steps that a step names, each with its path below the step."""
    named: list[tuple[Path, str]] = []
    if step.next is not None:
        named.append((("next",), step.next))
    if step.rejected is not None:
        named.append((("rejected",), step.rejected))
    named += [(("branches", index, "next"), branch.next) for index, branch in enumerate(step.branches)]
    return named + [(("fork", index), target) for index, target in enumerate(step.fork)]


@dataclass(frozen=True)
class Graph:
    """Steps by id, and where each leads. A target that does not exist counts as the end: it has its own finding."""

    procedure: Procedure

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The steps by id, the first of doubles."""
        return {step.id: step for step in reversed(self.procedure.steps)}

    @cached_property
    def forward(self) -> dict[str, tuple[str, ...]]:
        """Where each step leads when all goes well."""
        following = [step.id for step in self.procedure.steps[1:]] + [END]
        return {
            step.id: tuple(self._known(target) for target in _forward(step, after))
            for step, after in zip(self.procedure.steps, following, strict=False)
        }

    @cached_property
    def onward(self) -> dict[str, tuple[str, ...]]:
        """Where each step may lead, the way back of a refusal included."""
        return {
            key: (*targets, self._known(back)) if (back := self.steps[key].rejected) else targets
            for key, targets in self.forward.items()
        }

    @cached_property
    def arrivals(self) -> dict[str, list[str]]:
        """Which steps lead to each step when all goes well."""
        found: dict[str, list[str]] = {}
        for key, targets in self.forward.items():
            for target in dict.fromkeys(targets):
                found.setdefault(target, []).append(key)
        return found

    @cached_property
    def returning(self) -> frozenset[tuple[str, str]]:
        """The ways back to a step that had to be passed before: loops, as (source, target)."""
        found: set[tuple[str, str]] = set()
        passed: set[str] = set()
        for start in self.forward:
            _walk(start, self.forward, passed, found)
        return frozenset(found)

    @cached_property
    def awaited(self) -> dict[str, tuple[str, ...]]:
        """For each step that joins paths, the steps it waits for; what returns to it does not wait again."""
        return {
            key: tuple(came for came in self.arrivals.get(key, ()) if (came, key) not in self.returning)
            for key, step in self.steps.items()
            if step.join
        }

    def _known(self, target: str) -> str:
        return target if target in self.steps else END


def _forward(step: Step, following: str) -> Iterable[str]:
    if step.branches:
        return [branch.next for branch in step.branches]
    return step.fork or (step.next if step.next is not None else following,)


def _walk(
    start: str, ways: Mapping[str, Iterable[str]], passed: set[str], found: set[tuple[str, str]]
) -> None:
    """Goes depth first; what leads to a step on the way here leads back."""
    if start in passed:
        return
    passed.add(start)
    line = {start: iter(ways.get(start, ()))}
    while line:
        here, ahead = next(reversed(line.items()))
        target = next(ahead, None)
        if target is None:
            del line[here]
        elif target in line:
            found.add((here, target))
        elif target not in passed:
            passed.add(target)
            line[target] = iter(ways.get(target, ()))


def reached_from(starts: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be reached along *ways*, the starts included."""
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead.extend(ways.get(here, ()))
    return reached
