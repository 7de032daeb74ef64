"""Learns what handbooks write where people say a word: `python -m tests.findability.hearing [--write]`.

Two words belong together if they keep meeting in the same places, one in a way of asking, the other in another way or
in the text, far more often than by chance, and in several documents. Ways that `fit` holds out are not listened to.
Without `--write` it prints how much it would write.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import Final, NamedTuple

from search_index.analysis import terms_of, words_of
from search_index.folding import fold
from search_index.section import Section
from search_index.segmenter import Segmenter, is_han, own_words, segmenter_for
from search_index.stopwords import STOP_WORDS
from search_index.vocabulary import Vocabulary
from tests.findability.evaluate import ROOT
from tests.findability.fit import sections, without_some_ways

OVERHEARD: Final = ROOT / "search_index" / "overheard.txt"
_HEADER: Final = (
    "# What is written where people say a word; made by tests/findability/hearing.py, do not edit by hand."
)
_FEWEST_TIMES, _FEWEST_DOCUMENTS = 3, 3
_LEAST_LIFT, _LEAST_BOND = 4.0, 0.12
_MOST = 4
_NUMERALS: Final = frozenset("零一二三四五六七八九十百千万两半几")

Pair = tuple[str, str]


class Place(NamedTuple):
    """A section's document, the words of its ways of asking, and all its words."""

    document: str
    asked: frozenset[str]
    words: frozenset[str]


class Listener:
    """Takes sections apart into words that any company's people use."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._segmenter: Segmenter = segmenter_for(vocabulary)
        self._own = frozenset(own_words(vocabulary))

    def places(self, given: Sequence[Section]) -> list[Place]:
        """The Chinese sections that are asked for."""
        return [self._place(it) for it in given if it.language == "zh-Hans" and it.asked]

    def _place(self, section: Section) -> Place:
        asked = self._words("，".join(section.asked))
        told = self._words("，".join((section.heading, section.text, section.title)))
        return Place(section.document, asked, asked | told)

    def _words(self, text: str) -> frozenset[str]:
        words = words_of(fold(text), segmenter=self._segmenter)
        terms = {term for word in words for term in terms_of(word, segmenter=self._segmenter)}
        return frozenset(filter(self._is_common, terms))

    def _is_common(self, term: str) -> bool:
        if not is_han(term) or term in STOP_WORDS or term in self._own or not _NUMERALS.isdisjoint(term):
            return False
        return self._segmenter.knows(term)


def bonds(places: Sequence[Place]) -> dict[str, list[str]]:
    """For every word that is said, what is written for it, the closest first."""
    times = Counter(word for place in places for word in place.words)
    together = _together(places, times)
    documents: defaultdict[Pair, set[str]] = defaultdict(set)
    for place in places:
        for pair in _pairs(place):
            if pair in together:
                documents[pair].add(place.document)
    found: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for (said, written), count in together.items():
        bond = (count - 1) / sqrt((times[said] + 2) * (times[written] + 2))
        if bond >= _LEAST_BOND and len(documents[said, written]) >= _FEWEST_DOCUMENTS:
            found[said].append((-bond, written))
    return {said: [written for _, written in sorted(rows)[:_MOST]] for said, rows in sorted(found.items())}


def _together(places: Sequence[Place], times: Counter[str]) -> dict[Pair, int]:
    """How often two words meet, where that is far more often than by chance."""
    counted = Counter(pair for place in places for pair in _pairs(place))
    return {
        (said, written): count
        for (said, written), count in counted.items()
        if count >= _FEWEST_TIMES and count * len(places) >= _LEAST_LIFT * times[said] * times[written]
    }


def _pairs(place: Place) -> Iterator[Pair]:
    for said in place.asked:
        for written in place.words:
            if said != written and written not in said:
                yield said, written


def main() -> None:
    """Writes what was overheard, or tells how much it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write search_index/overheard.txt")
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    wanted = parser.parse_args()
    given, vocabulary = sections(wanted.content)
    kept, _ = without_some_ways(given)
    heard = bonds(Listener(vocabulary).places(kept))
    if wanted.write:
        lines = [_HEADER, *(f"{said}: {' '.join(written)}" for said, written in heard.items())]
        OVERHEARD.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    sys.stdout.write(f"{len(heard)} words, {sum(map(len, heard.values()))} bonds\n")


if __name__ == "__main__":
    main()
