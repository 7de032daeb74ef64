"""The commonest slip of Chinese authors: a key YAML does not see, its colon being `：` or glued to the value."""

import re
from collections.abc import Iterator, Sequence

from generators.source.yaml_bytes import BREAK
from generators.source.yaml_problems import Position, Problem, problem

_FULL_WIDTH = re.compile(r"(?: |- )*+[^\s：:#'\"\[\]{},][^：:#'\"\[\]{}]{0,60}(?P<colon>：)")
_TIGHT = re.compile(r"(?: |- )*+[^\W\d][\w-]*+(?P<colon>:)(?=[^\s:/])")
_SKIPPED = re.compile(r"\s*(?:#.*)?")


def slips_around(text: str, line: int) -> list[Problem]:
    """Such keys on this line (from 1) and on the lines directly above and below it, top to bottom."""
    lines = BREAK.split(text)
    here = slip_on(lines, line)
    if not here:
        return []
    above = list(_run(lines, range(line - 1, 0, -1)))
    return [*reversed(above), here, *_run(lines, range(line + 1, len(lines) + 1))]


def slips_above(text: str, line: int) -> list[Problem]:
    """Such keys on the closest line with text above this one, and their neighbours."""
    lines = BREAK.split(text)
    above = next((number for number in range(line - 1, 0, -1) if not _is_skipped(lines, number)), 0)
    if not above or _content_column(lines[above - 1]) > indent(lines[line - 1]):
        return []
    return slips_around(text, above)


def slip_on(lines: Sequence[str], line: int) -> Problem | None:
    """The slip on one line, placed at its colon."""
    for pattern, hint in ((_FULL_WIDTH, "full-width-colon"), (_TIGHT, "space-after-colon")):
        if found := pattern.match(lines[line - 1]):
            place = Position(line, found.start("colon") + 1)
            return problem("yaml-syntax", place, reason="missing-colon", hint=hint)
    return None


def indent(content: str) -> int:
    """How many spaces a line begins with."""
    return len(content) - len(content.lstrip(" "))


def _content_column(content: str) -> int:
    """Where a line's content begins, behind the dashes of lists."""
    return len(content) - len(content.lstrip(" -"))


def _run(lines: Sequence[str], numbers: range) -> Iterator[Problem]:
    for number in numbers:
        slip = slip_on(lines, number)
        if not slip:
            return
        yield slip


def _is_skipped(lines: Sequence[str], line: int) -> bool:
    return _SKIPPED.fullmatch(lines[line - 1]) is not None
