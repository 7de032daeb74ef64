"""Dice 骰子: chance that falls the same way every time, for each question by itself.

Adding one person or one question leaves the answers to all others as they were.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """Answers questions, each named by words and numbers, by a seed and nothing else."""

    seed: str

    def fraction(self, *question: object) -> float:
        """A number from 0 up to 1."""
        said = "\0".join(map(str, (self.seed, *question)))
        return int.from_bytes(hashlib.sha256(said.encode()).digest()[:7]) / (1 << 56)

    def happens(self, chance: float, *question: object) -> bool:
        """Whether something of a given chance happens."""
        return self.fraction(*question) < chance

    def between(self, least: int, most: int, *question: object) -> int:
        """A whole number from the least to the most."""
        return least + int(self.fraction(*question) * (most - least + 1))

    def one_of(self, choices: Sequence[T], *question: object) -> T:
        """One of some choices."""
        return choices[int(self.fraction(*question) * len(choices))]

    def days_until(self, average: float, *question: object) -> int:
        """How long something lasts that may end on any day alike."""
        return round(-math.log(1 - self.fraction(*question)) * average)
