"""Mentions in running text 自动链接: titles, aliases, codes and glossary terms become links.

One matcher serves all pages of a unit. A name means the thing of the same unit, then of its parent units, then the
only thing of that name in the company; of several names that begin at one place the longest wins.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress
from operator import add
from typing import Final

from generators.model.extract import Card
from generators.model.library import Library
from generators.model.names import FOLDERS

_RANK: Final = {kind: rank for rank, kind in enumerate(("unit", *FOLDERS, "term"))}
_GONE: Final = ("superseded", "withdrawn")
_BOOK: Final = re.compile(r"《([^《》\n]{1,60})》")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")

_CONTINUED: Final = {
    "员": "工",
    "部": "门分署位",
    "单": "位独次词",
    "表": "示明现达演扬",
    "人": "员",
    "长": "期",
    "书": "记",
    "报": "告销名",
}
"""A name that ends so is part of another word where it goes on so: 业务员 in 业务员工, 市场部 in 市场部门."""

Found = tuple[int, int, str]
"""Where a name stands in a text, and whom it means."""


def names_in(library: Library) -> Iterator[tuple[str, Card]]:
    """Every name that may become a link, as it is compared: in lower case."""
    for card in library.cards.values():
        if card.kind in _RANK and card.status not in _GONE:
            for name in _names_of(card):
                yield name.lower(), card


def _names_of(card: Card) -> Iterator[str]:
    for text in (card.title, *card.aliases):
        for name in text.names():
            if _is_telling(name, card.kind):
                yield name
    if len(card.code) >= 4 and card.kind != "unit":
        yield card.code


def _is_telling(name: str, kind: str) -> bool:
    """Chinese from two characters; English only in several words, since single ones are everyday words."""
    if _CHINESE.search(name):
        return len(name) >= 2
    return " " in name or (kind == "term" and len(name) >= 7)


@dataclass(frozen=True)
class Matcher:
    """Finds names in texts of one unit. Names are in lower case; two characters lead to the lengths of the names
    that begin with them, longest first."""

    meant: Mapping[str, str]
    heads: Mapping[str, tuple[int, ...]]

    def find(self, text: str) -> list[Found]:
        """The names in *text*, left to right, none inside another. Inside 《…》 only the whole title counts."""
        low = text.lower()
        if len(low) != len(text):
            low = text
        found: list[Found] = []
        books = [book.span(1) for book in _BOOK.finditer(low)] if "《" in low else []
        free = 0
        for at in compress(range(len(low)), map(self.heads.__contains__, map(add, low, low[1:]))):
            if at < free:
                continue
            book = next((span for span in books if span[0] <= at < span[1]), None)
            end = self._end_in_book(low, at, book) if book else self._end(low, at)
            if end:
                found.append((at, end, self.meant[low[at:end]]))
            free = max(end, book[1] if book else 0)
        return found

    def _end(self, low: str, at: int) -> int:
        for length in self.heads[low[at : at + 2]]:
            end = at + length
            if end <= len(low) and low[at:end] in self.meant and _stands_alone(low, at, end):
                return end
        return 0

    def _end_in_book(self, low: str, at: int, book: tuple[int, int]) -> int:
        return book[1] if at == book[0] and low[book[0] : book[1]] in self.meant else 0

    def linked(self, text: str, link: Callable[[str, str], str], escape: Callable[[str], str]) -> str:
        """*text* as HTML; ``link(whom, wording)`` gives the link, or "" where there is to be none. A glossary term is
        marked once in a text: its dashes are meant to help reading, not to stop it."""
        parts: list[str] = []
        done = 0
        explained: set[str] = set()
        for start, end, whom in self.find(text):
            made = link(whom, text[start:end]) if whom not in explained else ""
            if whom.startswith("term/"):
                explained.add(whom)
            if made:
                parts += (escape(text[done:start]), made)
                done = end
        return "".join((*parts, escape(text[done:]))) if parts else escape(text)


def _stands_alone(low: str, start: int, end: int) -> bool:
    """Latin names and codes are whole words; Chinese has no blanks to go by."""
    last, after = low[end - 1], low[end : end + 1]
    if after and after in _CONTINUED.get(last, ""):
        return False
    if last.isascii() and last.isalnum() and _continues(after):
        return False
    first = low[start]
    return not (first.isascii() and first.isalnum() and start and _continues(low[start - 1]))


def _continues(character: str) -> bool:
    return bool(character) and character.isascii() and (character.isalnum() or character in "-_")


def matcher_for(unit: str, library: Library, names: list[tuple[str, Card]]) -> Matcher:
    """The matcher of a unit's pages."""
    line = library.ancestors(unit)
    distance = {place: steps for steps, place in enumerate(line)}
    meant: dict[str, tuple[tuple[int, int], str, bool]] = {}
    for name, card in names:
        far = distance.get(card.unit, len(line)) if card.unit else 0
        rank = (far, _RANK[card.kind])
        known = meant.get(name)
        if known is None or rank < known[0]:
            meant[name] = (rank, card.id, True)
        elif far == len(line) and known[0][0] == far and known[1] != card.id:
            meant[name] = (known[0], known[1], False)
    sure = {name: whom for name, (_, whom, alone) in meant.items() if alone}
    return Matcher(sure, _heads(sure))


def _heads(names: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    heads: dict[str, set[int]] = {}
    for name in names:
        heads.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in heads.items()}
