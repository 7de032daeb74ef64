"""Which sections answer a question: all its concepts covered, or nearly all, or none at all.

A section may leave a concept to its document's names (市场助理 stands in the title, 报销 in the duty), but must
say at least one thing itself. Where nothing covers everything, one concept in three may be missing if what is
left carries most of the question's weight. A thing the library does not know at all (食堂) is never spared, so
a question it cannot answer gets no answer; something one does (回来) may be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import log

from search_index.filters import Allowed
from search_index.postings import Places, TermTable
from search_index.question import Alternative, Concept
from search_index.segmenter import Segmenter, is_han
from search_index.shelf import Shelf

_FEW = 3
_BY_SCAN = 0.7
_SHORTEST_SCAN = 3
_SHARE_NEEDED = 0.58
_UNKNOWN_AT_MOST = 1.25


@dataclass(frozen=True, slots=True)
class Covered:
    """A concept with the places it leads to, how rare it is, and which synonyms found something."""

    concept: Concept
    places: Places
    rarity: float
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """The sections that answer, scored by weight alone, and how they were understood."""

    scores: dict[int, float] = field(default_factory=dict)
    concepts: Sequence[Covered] = ()


class Matcher:
    """Evaluates concepts against the terms of the library."""

    def __init__(self, table: TermTable, *, shelf: Shelf, segmenter: Segmenter) -> None:
        self._table = table
        self._shelf = shelf
        self._segmenter = segmenter

    def cover(self, concept: Concept) -> Covered:
        """Everything the concept leads to, by any of its alternatives."""
        found = [(alternative, self._places(alternative)) for alternative in concept.alternatives]
        found = [(alternative, places) for alternative, places in found if places.cover]
        places = _best_of([(places, alternative.weight) for alternative, places in found])
        if len(places.direct) < _FEW:
            places = _best_of([(places, 1.0), (self._scanned(concept), _BY_SCAN)])
        synonyms = tuple(alternative.synonym for alternative, _ in found if alternative.synonym)
        total = len(self._shelf)
        rarity = log(1 + (total - len(places.direct) + 0.5) / (len(places.direct) + 0.5))
        return Covered(concept, places, rarity, synonyms)

    def _places(self, alternative: Alternative) -> Places:
        look_up: Callable[[str], Places] = self._table.sound if alternative.sound else self._table.word
        return reduce(_both, [look_up(term) for term in alternative.terms])

    def _scanned(self, concept: Concept) -> Places:
        """Fragments and names the dictionary does not know, and single characters.

        A known word is not looked for in this way: where it is no word of its sentence (报销 in 上报销售部), it is
        not meant.
        """
        word = concept.word
        if len(word) < _SHORTEST_SCAN if not is_han(word) else len(word) > 1 and self._segmenter.knows(word):
            return Places()
        return Places.plain(dict.fromkeys(self._shelf.containing(word), 1.0))

    def strictly(self, concepts: Sequence[Covered], *, allowed: Allowed) -> Matched:
        """Sections that cover every required concept."""
        required = [covered for covered in concepts if covered.concept.required]
        if not required or not all(covered.places.cover for covered in required):
            return Matched(concepts=concepts)
        sections = set(required[0].places.direct)
        if len(required) > 1:
            required.sort(key=lambda covered: len(covered.places.cover))
            sections = set(required[0].places.cover)
            for covered in required[1:]:
                sections &= covered.places.cover.keys()
            sections = _speaking(sections, required)
        return Matched(_scores(allowed(sections), concepts, complete=True), concepts)

    def loosely(self, concepts: Sequence[Covered], *, allowed: Allowed) -> Matched:
        """Sections that cover all but a third of the required concepts and most of their weight."""
        required = [covered for covered in concepts if covered.concept.required]
        spare = len(required) // 3
        known = [covered for covered in required if covered.places.cover]
        if not spare or len(required) - len(known) > spare:
            return Matched(concepts=concepts)
        if any(not c.places.cover and self._segmenter.names_a_thing(c.concept.word) for c in required):
            return Matched(concepts=concepts)
        rarest = _UNKNOWN_AT_MOST * max(covered.rarity for covered in known)
        whole = sum(min(covered.rarity, rarest) for covered in required)
        counts: dict[int, int] = {}
        shares: dict[int, float] = {}
        for covered in known:
            for section in covered.places.cover:
                counts[section] = counts.get(section, 0) + 1
                shares[section] = shares.get(section, 0.0) + covered.rarity
        needed = len(required) - spare
        enough = {s for s, count in counts.items() if count >= needed and shares[s] >= _SHARE_NEEDED * whole}
        return Matched(_scores(allowed(_speaking(enough, known)), concepts, complete=False), concepts)


def _speaking(sections: set[int], required: Sequence[Covered]) -> set[int]:
    """Those that say at least one of the concepts themselves."""
    silent = sections
    for covered in required:
        silent = silent.difference(covered.places.direct)
    return sections - silent if silent else sections


def _scores(sections: set[int], concepts: Sequence[Covered], *, complete: bool) -> dict[int, float]:
    totals = [0.0] * len(sections)
    for covered in concepts:
        cover, rarity = covered.places.cover, covered.rarity
        if complete and covered.concept.required:
            totals = [t + rarity * w for t, w in zip(totals, map(cover.__getitem__, sections), strict=True)]
        else:
            totals = [t + rarity * cover.get(s, 0.0) for t, s in zip(totals, sections, strict=True)]
    return dict(zip(sections, totals, strict=True))


def _both(one: Places, other: Places) -> Places:
    """Sections in which both terms are found; as strong as the weaker of the two."""
    cover = {s: min(one.cover[s], other.cover[s]) for s in one.cover.keys() & other.cover.keys()}
    return Places(cover, {s for s in cover if s in one.direct or s in other.direct})


def _best_of(found: Sequence[tuple[Places, float]]) -> Places:
    """Sections found by any of these, each at its best."""
    useful = [(places, weight) for places, weight in found if places.cover]
    if len(useful) == 1 and useful[0][1] == 1.0:
        return useful[0][0]
    cover: dict[int, float] = {}
    direct: set[int] = set()
    for places, weight in useful:
        for section, worth in places.cover.items():
            if worth * weight > cover.get(section, 0.0):
                cover[section] = worth * weight
        direct.update(places.direct)
    return Places(cover, direct)
