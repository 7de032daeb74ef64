"""Rules on document codes 文件编号: each one once, as the company's numbering says, without holes in a series."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from generators.model.extract import Card
from generators.model.library import Library
from generators.model.organisation import NumberingRule
from generators.model.references import Path
from generators.model.rules.registry import Spot, inside, library_rule

_GAPS_TOLD = 12


class _Coded(NamedTuple):
    """A code where it stands: on a document, or on a member of a procedure's family."""

    card: Card
    path: Path
    code: str


@library_rule("duplicate-code")
def duplicate_code(library: Library) -> Iterator[Spot]:
    """A code is never used twice, not even after its document was withdrawn; ``SC-005`` and ``sc-005`` are the same."""
    holders: dict[str, _Coded] = {}
    for coded in _codes(library):
        holder = holders.setdefault(unicodedata.normalize("NFKC", coded.code).casefold(), coded)
        if holder is not coded:
            other = f"{holder.card.title} {holder.card.id}"
            yield inside(coded.card.id, *coded.path, code=coded.code, other=other)


@library_rule("code-missing")
def code_missing(library: Library) -> Iterator[Spot]:
    """A document has a code where the company's numbering covers its kind and unit."""
    for card in library.documents():
        if not card.code and _rules_for(library, card) and not card.fact("family"):
            yield inside(card.id)


@library_rule("code-breaks-rule")
def code_breaks_rule(library: Library) -> Iterator[Spot]:
    """A code is written as one of the numbering rules for its kind and unit says."""
    for card, path, code in _codes(library):
        rules = _rules_for(library, card)
        if rules and not any(_form_of(rule).fullmatch(code) for rule in rules):
            examples = dict.fromkeys(map(_example, rules))
            yield inside(card.id, *path, code=code, example="、".join(examples))


@library_rule("code-gap")
def code_gap(library: Library) -> Iterator[Spot]:
    """A series that should be complete (``report_gaps``) has every number between its first and its last."""
    for index, rule in enumerate(library.company.numbering):
        if not (rule.report_gaps and rule.prefix):
            continue
        found = (_form_of(rule).fullmatch(code) for card, _, code in _codes(library) if _covers(rule, card))
        used = {int(match["number"]) for match in found if match}
        missing = [n for n in range(min(used), max(used)) if n not in used] if used else []
        if missing:
            yield inside("company", "numbering", index, series=str(rule.title), codes=_told(rule, missing))


def _codes(library: Library) -> Iterator[_Coded]:
    for card in library.documents():
        if card.code:
            yield _Coded(card, ("code",), card.code)
        if card.kind == "procedure" and (family := card.fact("family")):
            for index, member in enumerate(family["members"]):
                if member.get("code"):
                    yield _Coded(card, ("family", "members", index, "code"), member["code"])


def _rules_for(library: Library, card: Card) -> list[NumberingRule]:
    return [rule for rule in library.company.numbering if _covers(rule, card)]


def _covers(rule: NumberingRule, card: Card) -> bool:
    return (not rule.kinds or card.kind in rule.kinds) and (not rule.units or card.unit in rule.units)


@cache
def _form_of(rule: NumberingRule) -> re.Pattern[str]:
    if rule.pattern and not rule.prefix:
        return re.compile(rule.pattern)
    figures = rf"[0-9]{{{rule.digits}}}" if rule.digits else "[0-9]+"
    return re.compile(rf"{re.escape(rule.prefix)}(?P<number>{figures})")


def _example(rule: NumberingRule) -> str:
    return rule.pattern if rule.pattern and not rule.prefix else _code(rule, 1)


def _code(rule: NumberingRule, number: int) -> str:
    return f"{rule.prefix}{number:0{max(rule.digits, 1)}d}"


def _told(rule: NumberingRule, numbers: list[int]) -> str:
    """The missing codes, neighbours as ``SC-002~SC-004``; of very many only the first."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [_code(rule, run[0]) + (f"~{_code(rule, run[-1])}" if len(run) > 1 else "") for run in runs]
    return "、".join(told[:_GAPS_TOLD]) + ("…" if len(told) > _GAPS_TOLD else "")
