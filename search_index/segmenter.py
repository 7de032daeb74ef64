"""Cutting Chinese into words, with a company's own names kept whole.

One segmenter per vocabulary: words of one company must not change how another's texts are cut. The module's
ready-made instance costs 0.13 s and exists anyway once it is imported, so the first vocabulary of a process
takes it over; a second one builds its own. Nothing else in this program uses that library.
"""

import re
from functools import lru_cache
from threading import Lock
from typing import Any

import rjieba

from search_index.folding import fold
from search_index.vocabulary import Vocabulary

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_LONGEST_WORD = 8
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

    def cut(self, folded: str) -> list[str]:
        """The words of a text, one after another; joined they are the text again."""
        words: list[str] = self._jieba.cut(folded)
        return words

    def knows(self, word: str) -> bool:
        """Whether the word is in the dictionary, the general one or the company's."""
        return bool(self._jieba.has_word(word))

    def within(self, word: str) -> tuple[str, ...]:
        """The shorter dictionary words inside a word: 市场 and 调研 inside 市场调研."""
        return tuple(part for part in _substrings(word) if self.knows(part))

    def parts(self, word: str) -> tuple[str, ...]:
        """The split of a word into the dictionary words it is made of; itself where there is none."""
        pairs = [(word[:i], word[i:]) for i in range(2, len(word) - 1)]
        known = [pair for pair in pairs if self.knows(pair[0]) and (self.knows(pair[1]) or len(pair[1]) > 3)]
        if not known:
            return (word,)
        head, tail = max(known, key=lambda pair: (self.knows(pair[1]), -abs(len(pair[0]) - 3)))
        return (*self.parts(head), *self.parts(tail)) if len(word) > 4 else (head, tail)


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
