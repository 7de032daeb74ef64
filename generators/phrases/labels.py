"""Numbers as people read them: clauses in figures for English readers (第三条 is Article 3), codes as one counts."""

import re
from functools import lru_cache
from typing import Final

from generators.model.extract import Card

_FIGURES: Final = ("〇零", "一壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS: Final = {figure: value for value, figures in enumerate(_FIGURES) for figure in figures}
_TENS: Final = "十拾"
_NUMERAL: Final = f"[{''.join(_DIGITS)}{_TENS}百]+"
_ORDINAL: Final = re.compile(rf"第?({_NUMERAL}|\d+)(条|章|节|款|项|步|阶段|部分|类)[、.．]?")
_BRACKETED: Final = re.compile(rf"[（(]({_NUMERAL}|\d+)[）)][、.．]?")
_PLAIN: Final = re.compile(rf"({_NUMERAL})[、.．]?")
_PARTS: Final = {
    "条": "Article {}", "章": "Chapter {}", "节": "Section {}", "款": "Clause {}", "项": "Item {}", "步": "Step {}",
    "阶段": "Phase {}", "部分": "Part {}", "类": "Class {}",
}  # fmt: skip


@lru_cache(maxsize=4096)
def english_label(label: str) -> str:
    """The label in figures and English words; one that is neither a number nor Chinese stays as it is."""
    ordinal = _ORDINAL.fullmatch(label)
    if ordinal:
        return _PARTS[ordinal[2]].format(_figure(ordinal[1]))
    bracketed = _BRACKETED.fullmatch(label)
    if bracketed:
        return f"({_figure(bracketed[1])})"
    plain = _PLAIN.fullmatch(label)
    return f"{_figure(plain[1])}." if plain else label


def _figure(numeral: str) -> str:
    """``十二`` is 12, ``二十`` 20, ``一百零三`` 103."""
    if numeral.isascii():
        return numeral
    total = current = 0
    for sign in numeral:
        if sign in _TENS:
            total, current = total + (current or 1) * 10, 0
        elif sign == "百":
            total, current = total + (current or 1) * 100, 0
        else:
            current = _DIGITS[sign]
    return str(total + current)


_FIGURES_IN_CODES: Final = re.compile(r"(\d+)")


def by_code(card: Card) -> tuple[bool, list[tuple[int, str]], str]:
    """Sorts documents by code as people count, SC-9 before SC-10; those without a code come last."""
    parts = _FIGURES_IN_CODES.split(card.code)
    return not card.code, [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], card.id
