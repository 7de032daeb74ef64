"""What the strict reader can find wrong with a file, and where: closed codes, exact places."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

ProblemCode = Literal[
    "yaml-syntax",
    "yaml-tab",
    "yaml-duplicate-key",
    "yaml-anchor",
    "yaml-alias",
    "yaml-tag",
    "yaml-nesting",
    "yaml-too-large",
    "yaml-encoding",
    "yaml-binary",
    "yaml-empty",
    "yaml-not-mapping",
    "yaml-multiple-documents",
    "yaml-key-not-text",
]
PROBLEM_CODES: tuple[ProblemCode, ...] = get_args(ProblemCode)

MAX_PROBLEMS = 100
"""Nobody reads the thousandth problem of one file; a hostile file must not fill a report."""


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A place in a file: line and column, both from 1, columns counted in characters, a BOM not counted."""

    line: int
    column: int


START = Position(1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of the text rules. `values` fill the blanks of the message, which belongs to the locale."""

    code: ProblemCode
    line: int
    column: int
    values: dict[str, str] = field(default_factory=dict)

    @property
    def position(self) -> Position:
        """The place to open in an editor."""
        return Position(self.line, self.column)


def problem(code: ProblemCode, position: Position, **values: str) -> Problem:
    """A problem at a position."""
    return Problem(code, position.line, position.column, values)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """From top to bottom, each code once per place, at most MAX_PROBLEMS."""
    unique = {(found.line, found.column, found.code): found for found in problems}
    return tuple(unique[place] for place in sorted(unique)[:MAX_PROBLEMS])
