"""Typing mistakes: mended against the library's own words, and only where that makes the question fit better.

Latin words and pinyin are compared with every such term of the library, one edit away. A Chinese word the library
does not have is compared by sound first, since that is how Chinese is typed (挡案 for 档案), then with its neighbours
against the names (市场部经里). A word the dictionary knows is no mistake, just something the library does not have
(团建 is not 团队), unless it sounds like the right one (编织 for 编制).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from string import ascii_lowercase

from search_index.analysis import stem
from search_index.edits import is_one_edit, near_pieces, one_edit_from
from search_index.folding import fold
from search_index.matching import Covered
from search_index.postings import TermTable
from search_index.question import Question
from search_index.segmenter import Segmenter, is_han
from search_index.shelf import Shelf
from search_index.terms import SOUND, WORD
from search_index.vocabulary import Vocabulary

_CLAUSE = re.compile(r"\d+(?:\.\d+){2,}")
_SHORTEST = 4
_LONGEST = 12
_MOST_TRIED = 3
_NEIGHBOURS = ((1, 1), (1, 0), (0, 1), (0, 0), (2, 0), (0, 2))


class Corrector:
    """Proposes what a question may have meant to say."""

    def __init__(
        self, table: TermTable, *, shelf: Shelf, segmenter: Segmenter, vocabulary: Vocabulary
    ) -> None:
        self._table = table
        self._shelf = shelf
        self._segmenter = segmenter
        self._vocabulary = vocabulary

    def proposals(self, question: Question, concepts: Sequence[Covered]) -> Iterator[str]:
        """The question with its first unknown word mended, most likely mending first."""
        unknown = [
            c.concept.word for c in concepts if not c.places.cover and c.concept.word in question.words
        ]
        for word in unknown[:1]:
            mend = self._chinese if is_han(word) else self._latin
            yield from dict.fromkeys(mend(question, word))

    def _latin(self, question: Question, word: str) -> Iterator[str]:
        if _CLAUSE.fullmatch(word):  # 5.30.1 is a part of what is numbered 5.30
            yield question.folded.replace(word, word.rpartition(".")[0])
            return
        if len(word) < _SHORTEST:
            return
        near = [
            near
            for near in one_edit_from(word)
            if _is_spoken(near) and not self._latin_terms.isdisjoint((near, stem(near)))
        ]
        strength = {
            term: len(self._table.word(stem(term)).cover) + len(self._table.sound(term).cover)
            for term in near
        }
        for term in sorted(near, key=lambda term: (-strength[term], term))[:_MOST_TRIED]:
            yield question.folded.replace(word, term)
        pieces = _split(word, self._latin_terms)
        if pieces:
            yield question.folded.replace(word, " ".join(pieces))

    def _chinese(self, question: Question, word: str) -> Iterator[str]:
        for sounding in islice(self._sounding_like(word), _MOST_TRIED):
            yield question.folded.replace(word, sounding)
        real = self._segmenter.knows(word)
        for phrase in _phrases_around(word, question):
            found = {
                near for near in near_pieces(phrase, self._names) if not real or _sounds_like(phrase, near)
            }
            for near in sorted(
                found, key=lambda near: (len(near) != len(phrase), -self._names.count(near), near)
            )[:_MOST_TRIED]:
                yield question.folded.replace(phrase, near)

    def _sounding_like(self, word: str) -> Iterator[str]:
        """Words of the library's names that are spoken as this one, those with a character in common first."""
        from search_index.pinyin import spoken_key  # rarely needed, and its tables are large

        if not 1 < len(word) <= _SHORTEST:
            return
        alike = [other for other in self._by_sound.get(spoken_key(word), ()) if other != word]
        yield from sorted(alike, key=lambda other: (-len(set(other) & set(word)), other))

    @cached_property
    def _by_sound(self) -> dict[str, tuple[str, ...]]:
        """The words of all names by how they are spoken, as kept with the index."""
        from search_index.pinyin import blurred

        words: dict[str, dict[str, None]] = {}
        for word, syllables in self._shelf.readings():
            words.setdefault("".join(map(blurred, syllables)), {})[word] = None
        return {sound: tuple(found) for sound, found in words.items()}

    @cached_property
    def _names(self) -> str:
        """Every name of the library and the vocabulary, one a line."""
        names = {
            name for section in range(len(self._shelf)) for name in self._shelf.names(section).splitlines()
        }
        names.update(fold(word) for word in self._vocabulary.words)
        names.update(fold(word) for group in self._vocabulary.synonyms for word in group)
        return "\n".join(sorted(names))

    @cached_property
    def _latin_terms(self) -> frozenset[str]:
        """Every Latin word and spelled-out name of the library."""
        starts = [(name, first) for name in (WORD, SOUND) for first in ascii_lowercase]
        return frozenset(term for name, first in starts for term in self._table.starting_with(name, first))


def _split(word: str, terms: frozenset[str]) -> list[str]:
    """The fewest spelled-out words a run of pinyin consists of; none where a piece is unknown."""
    best: list[list[str] | None] = [[], *[None] * len(word)]
    for end in range(2, len(word) + 1):
        starts = (start for start in range(end - 1) if best[start] is not None)
        ways = [
            [*(best[start] or []), word[start:end]] for start in starts if _is_spelled(word[start:end], terms)
        ]
        best[end] = min(ways, key=len, default=None)
    found = best[-1] or []
    return found if len(found) > 1 else []


def _is_spelled(piece: str, terms: frozenset[str]) -> bool:
    return len(piece) > 2 and piece in terms and _is_spoken(piece)


def _is_spoken(term: str) -> bool:
    """Whether a term can be said; among initials (scb) any letter is as good as another."""
    return any(vowel in term for vowel in "aeiou")


def _phrases_around(word: str, question: Question) -> Iterator[str]:
    """The unknown word with its neighbours, as far as they stand side by side in the question."""
    at = question.words.index(word)
    for before, after in _NEIGHBOURS:
        phrase = "".join(question.words[max(0, at - before) : at + after + 1])
        if _SHORTEST <= len(phrase) <= _LONGEST and phrase in question.folded:
            yield phrase


def _sounds_like(one: str, other: str) -> bool:
    if len(one) != len(other) or not is_one_edit(one, other):
        return False
    from search_index.pinyin import sound_alike  # rarely needed, and its tables are large

    return all(a == b or sound_alike(a, b) for a, b in zip(one, other, strict=True))
