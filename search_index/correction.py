"""Typing mistakes: one wrong, missing or extra character, mended only where a question finds nothing.

Latin words and pinyin are compared with every such term of the library; Chinese phrases with its names and
vocabulary, since one edit leaves half of a phrase as it was: wherever that half stands in a name, the other half
is compared. A word the dictionary knows is no mistake, just something the library does not have (团建 is not
团队), unless its character and the right one sound alike (编织 for 编制).
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from string import ascii_lowercase, digits

from search_index.folding import fold
from search_index.matching import Covered
from search_index.postings import TermTable
from search_index.question import Question
from search_index.segmenter import Segmenter, is_han
from search_index.shelf import Shelf
from search_index.terms import SOUND, WORD
from search_index.vocabulary import Vocabulary

_SHORTEST = 4
_LONGEST = 12
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
            yield from mend(question, word)

    def _latin(self, question: Question, word: str) -> Iterator[str]:
        if len(word) < _SHORTEST:
            return
        near = [near for near in _one_edit_from(word) if near in self._latin_terms and _is_spoken(near)]
        strength = {
            term: len(self._table.word(term).cover) + len(self._table.sound(term).cover) for term in near
        }
        for term in sorted(near, key=lambda term: (-strength[term], term))[:3]:
            yield question.folded.replace(word, term)
        pieces = _split(word, self._latin_terms)
        if pieces:
            yield question.folded.replace(word, " ".join(pieces))

    def _chinese(self, question: Question, word: str) -> Iterator[str]:
        real = self._segmenter.knows(word)
        for phrase in _phrases_around(word, question):
            found = {near for near in _near(phrase, self._names) if not real or _sounds_like(phrase, near)}
            for near in sorted(
                found, key=lambda near: (len(near) != len(phrase), -self._names.count(near), near)
            )[:3]:
                yield question.folded.replace(phrase, near)

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


def _one_edit_from(word: str) -> set[str]:
    letters = ascii_lowercase + digits
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    near = {a + b[1:] for a, b in splits if b} | {a + c + b for a, b in splits for c in letters}
    near |= {a + c + b[1:] for a, b in splits if b for c in letters}
    near |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    return near - {word}


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


def _near(phrase: str, names: str) -> set[str]:
    """The pieces of names that are one edit from the phrase."""
    half = len(phrase) // 2
    left, right = phrase[:half], phrase[half:]
    sizes = (len(right), len(right) - 1, len(right) + 1)
    after = {left + names[p + half : p + half + n] for p in _everywhere(left, names) for n in sizes}
    sizes = (len(left), len(left) - 1, len(left) + 1)
    before = {names[max(0, p - n) : p] + right for p in _everywhere(right, names) for n in sizes}
    return {near for near in after | before if near.isalnum() and _is_one_edit(phrase, near)}


def _everywhere(needle: str, names: str) -> Iterator[int]:
    position = names.find(needle)
    while position >= 0:
        yield position
        position = names.find(needle, position + 1)


def _is_one_edit(one: str, other: str) -> bool:
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    if len(one) == len(other):
        return one[same + 1 :] == other[same + 1 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[same + 1 :] == shorter[same:]


def _sounds_like(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    from search_index.pinyin import sound_alike  # rarely needed, and its tables are large

    return all(a == b or sound_alike(a, b) for a, b in zip(one, other, strict=True))
