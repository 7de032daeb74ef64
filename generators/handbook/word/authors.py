"""Authors' numbers 原文序号: where they count without a gap, Word counts them itself; otherwise they stay text.

Somebody who puts an article in gets the following ones renumbered; a label that breaks the rule (5.2.1 after 4.9, 壹)
stays exactly as its author wrote it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from generators.handbook.outline.blocks import Block, Clause, Heading


class Counting(NamedTuple):
    """How one level counts: ``第%条`` in Chinese figures. *runs_on* across the level above, *hangs* before its text."""

    pattern: str
    counts: str
    runs_on: bool = False
    hangs: bool = False


class Listed(NamedTuple):
    """Where a clause is counted: the list, and how all of the list's levels count."""

    series: str
    levels: tuple[Counting, ...]


def counted(blocks: Sequence[Block]) -> Mapping[int, Listed]:
    """The clauses that Word can count, by their place among the blocks.

    Numbers that run on across headings make one list, others one for each heading; where neither fits, they are text.
    """
    whole = _listed(blocks, range(len(blocks)), "all")
    if whole:
        return whole
    found: dict[int, Listed] = {}
    for number, stretch in enumerate(_stretches(blocks)):
        found.update(_listed(blocks, stretch, str(number)))
    return found


def joint_after(label: str) -> str:
    """What stands between a number and its text in one line: nothing after a mark, a blank after 第一条."""
    return "" if label.endswith(("、", "）", ")", ".")) else "　"


def _stretches(blocks: Sequence[Block]) -> Iterator[range]:
    starts = [0, *(place for place, block in enumerate(blocks) if isinstance(block, Heading)), len(blocks)]
    for start, end in pairwise(starts):
        yield range(start, end)


def _listed(blocks: Sequence[Block], stretch: range, name: str) -> dict[int, Listed]:
    labelled = [
        (place, block) for place in stretch if isinstance(block := blocks[place], Clause) and block.label
    ]
    levels = _levels([block for _, block in labelled])
    if not levels:
        return {}
    listed = Listed(f"author-{name}", levels)
    return {place: listed for place, _ in labelled}


def _levels(clauses: Sequence[Clause]) -> tuple[Counting, ...]:
    """How each level counts; nothing where any label is not the next one."""
    if not clauses:
        return ()
    patterns: dict[int, tuple[str, str]] = {}
    counters: dict[int, int] = {}
    for clause in clauses:
        read = read_label(clause.label)
        if read is None or clause.level > len(patterns):
            return ()
        pattern, counts, number = read
        if patterns.setdefault(clause.level, (pattern, counts)) != (pattern, counts):
            return ()
        counters = {level: count for level, count in counters.items() if level <= clause.level}
        counters[clause.level] = counters.get(clause.level, 0) + 1
        if number != counters[clause.level]:
            return ()
    return tuple(Counting(*patterns[level]) for level in sorted(patterns))


_FIGURES: Final = "〇一二三四五六七八九"
_LABELS: Final = (
    (re.compile(r"第([〇零一二三四五六七八九十百]+)(章|节|条)"), "第%{}", "chineseCountingThousand"),
    (re.compile(r"([零一二三四五六七八九十百]+)()、"), "%、", "chineseCountingThousand"),
    (re.compile(r"（([零一二三四五六七八九十百]+)()）"), "（%）", "chineseCountingThousand"),
    (re.compile(r"第(\d+)(章|节|条)"), "第%{}", "decimal"),
    (re.compile(r"(\d+)()\."), "%.", "decimal"),
    (re.compile(r"(\d+)()、"), "%、", "decimal"),
    (re.compile(r"(\d+)()\)"), "%)", "decimal"),
    (re.compile(r"（(\d+)()）"), "（%）", "decimal"),
    (re.compile(r"\((\d+)()\)"), "(%)", "decimal"),
    (re.compile(r"Article (\d+)()"), "Article %", "decimal"),
)


def read_label(label: str) -> tuple[str, str, int] | None:
    """The pattern of an author's number, what it counts in, and the number: ``第十二条`` → ``第%条``, Chinese, 12."""
    for expression, pattern, counts in _LABELS:
        found = expression.fullmatch(label)
        if found:
            number = int(found[1]) if found[1].isascii() else _value(found[1])
            if written(number, counts) == found[1]:
                return pattern.format(found[2]), counts, number
    return None


def _value(numeral: str) -> int:
    total = current = 0
    for sign in numeral:
        if sign == "十":
            total, current = total + (current or 1) * 10, 0
        elif sign == "百":
            total, current = total + (current or 1) * 100, 0
        else:
            current = 0 if sign == "零" else _FIGURES.index(sign)
    return total + current


def written(number: int, counts: str) -> str:
    """A number as Word shows it in this count."""
    if counts == "decimal":
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_FIGURES[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else _FIGURES[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (_FIGURES[ones] if ones else "")
