"""Gaps in code series 编号缺口: numbers of a series that no document bears, as one reads them out."""

from generators.model.extract import Card
from generators.model.library import Library
from generators.model.organisation import NumberingRule


def code_gaps(library: Library) -> list[str]:
    """``SC-001``, ``SC-007–SC-009``: for every series whose rule asks for it."""
    return [
        gap
        for rule in library.company.numbering
        if rule.report_gaps and rule.prefix and rule.digits
        for gap in _gaps_of(rule, library.documents())
    ]


def _gaps_of(rule: NumberingRule, cards: tuple[Card, ...]) -> list[str]:
    used = {int(number) for card in cards if (number := _number(rule, card))}
    missing = [number for number in range(1, max(used, default=0)) if number not in used]
    return [_span(rule, first, last) for first, last in _runs(missing)]


def _number(rule: NumberingRule, card: Card) -> str:
    if (rule.kinds and card.kind not in rule.kinds) or (rule.units and card.unit not in rule.units):
        return ""
    number = card.code.removeprefix(rule.prefix) if card.code.startswith(rule.prefix) else ""
    return number if number.isdigit() and number.isascii() else ""


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _span(rule: NumberingRule, first: int, last: int) -> str:
    start, end = (f"{rule.prefix}{number:0{rule.digits}d}" for number in (first, last))
    return start if first == last else f"{start}–{end}"
