"""Random walks: a case goes where nobody went before, and home after some rounds."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.cases.engine import Engine, Move, Stop
from portal.cases.models import ProcessModel, Way

ROUNDS = 2
MOST = 400


@dataclass
class Walker:
    """Chooses what happens next, always the same for the same seed."""

    model: ProcessModel
    seed: int
    taken: Counter[int] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def chooses(self, stops: tuple[Stop, ...]) -> tuple[Stop, Way | None, bool]:
        """Which stop goes on, by which way, and whether it is refused."""
        stop = self._dice.choice(stops)
        node = stop.node
        self.seen[node.id] += 1
        way, is_fresh = None, self.seen[node.id] <= ROUNDS
        if node.kind == "decision":
            ways = self.model.ways_from[node.id]
            nearest = min(ways, key=lambda one: self.model.far_from_end.get(one.target, MOST))
            way = min(ways, key=lambda one: self.taken[one.number]) if is_fresh else nearest
            self.taken[way.number] += 1
        may_refuse = node.kind in ("approval", "answer") and self.model.may_refuse(node)
        return stop, way, may_refuse and is_fresh and self._dice.random() < 0.4


def walk(engine: Engine, seed: int) -> Iterator[Move]:
    """One case from start to end, move by move."""
    walker, move = Walker(engine.model, seed), engine.begin()
    yield move
    for _ in range(MOST):
        if move.is_over:
            return
        stop, way, refused = walker.chooses(move.stops)
        move = engine.go_on(move.course, stop, way=way, refused=refused)
        yield move
    raise AssertionError(f"no end after {MOST} steps")
