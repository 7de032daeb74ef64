"""Cutting Chinese into words, with a company's own names kept whole.

One segmenter per vocabulary: words of one company must not change how another's texts are cut. The module's
ready-made instance costs 0.13 s and exists anyway once it is imported, so the first vocabulary of a process
takes it over; a second one builds its own. Nothing else in this program uses that library.
"""

import re
from functools import lru_cache
from threading import Lock
from typing import Any, Literal

import rjieba

from search_index.folding import fold
from search_index.vocabulary import Vocabulary

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_LONGEST_WORD = 8
_SHORTEST_COMPOUND = 3
NOTEBOOK = 200_000
_ACTIONS = ("v", "a", "z")
_MANNERS = tuple("dcpryumqfeo")

Sort = Literal["thing", "action", "time", "manner"]
"""What a word stands for: something that is, something one does or a quality, when, or how."""
_lock = Lock()
_spare: list[Any] = [rjieba]


def is_han(word: str) -> bool:
    """Whether a token is Chinese writing (the first character decides: tokens are not mixed)."""
    return word[:1] >= "\u3400" and _HAN.match(word) is not None


class Segmenter:
    """Cuts folded text into words and words into the words inside them.

    `terms` is the analysis's notebook: what a token is found by, worked out once per segmenter.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        with _lock:
            self._jieba = _spare.pop() if _spare else rjieba.Jieba()
        for word in own_words(vocabulary):
            self._jieba.add_word(word, None, None)
        self.terms: dict[str, tuple[str, ...]] = {}
        self._splits: dict[str, tuple[str, ...]] = {}

    def cut(self, folded: str) -> list[str]:
        """The words of a text, one after another; joined they are the text again."""
        words: list[str] = self._jieba.cut(folded)
        return words

    def knows(self, word: str) -> bool:
        """Whether the word is in the dictionary, the general one or the company's."""
        return bool(self._jieba.has_word(word))

    def sort_of(self, word: str) -> Sort:
        """What sort of thing the word stands for, as the dictionary tags it; unknown words are taken for things."""
        tag = str(self._jieba.tag(word)[-1][1])
        if tag.startswith(_ACTIONS) and tag != "vn":
            return "action"
        if tag.startswith("t"):
            return "time"
        return "manner" if tag.startswith(_MANNERS) else "thing"

    def within(self, word: str) -> tuple[str, ...]:
        """The shorter dictionary words inside a word: 市场 and 调研 inside 市场调研."""
        return tuple(part for part in _substrings(word) if self.knows(part))

    def split(self, word: str) -> tuple[str, ...]:
        """A long word as the fewest dictionary words it is made of, with what is left over between them."""
        if len(word) <= _SHORTEST_COMPOUND or not is_han(word):
            return (word,)
        pieces = self._splits.get(word)
        if pieces is None:
            pieces = _fewest_pieces(word, frozenset(self.within(word)))
            if len(self._splits) < NOTEBOOK:
                self._splits[word] = pieces
        return pieces

    def parts(self, word: str) -> tuple[str, ...]:
        """The dictionary words a long word is made of; itself where there are not at least two."""
        pieces = tuple(piece for piece in self.split(word) if len(piece) > 1)
        return pieces if len(pieces) > 1 else (word,)


def _fewest_pieces(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """The way through the word with the fewest lone characters, then the fewest pieces."""
    best: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for end in range(1, len(word) + 1):
        lone, before = best[end - 1]
        ways = [(lone + 1, (*before, word[end - 1]))]
        for start in range(end - 1):
            if word[start:end] in known:
                lone, before = best[start]
                ways.append((lone, (*before, word[start:end])))
        best.append(min(ways, key=lambda way: (way[0], len(way[1]))))
    lone, pieces = best[-1]
    return (word,) if lone == len(word) else pieces


def _substrings(word: str) -> list[str]:
    size = len(word)
    return [word[i : i + n] for n in range(2, size) for i in range(size - n + 1)]


def own_words(vocabulary: Vocabulary) -> list[str]:
    """The vocabulary's Chinese words as the segmenter takes them; whole sentences would only hide words."""
    names = {*vocabulary.words, *(word for group in vocabulary.synonyms for word in group)}
    folded = fold("\n".join(sorted(names))).splitlines()
    return sorted({name for name in folded if 1 < len(name) <= _LONGEST_WORD and _HAN.fullmatch(name)})


@lru_cache(maxsize=4)
def segmenter_for(vocabulary: Vocabulary) -> Segmenter:
    """The segmenter of a vocabulary; editions that share one share it."""
    return Segmenter(vocabulary)
