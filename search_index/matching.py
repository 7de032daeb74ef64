"""Which sections answer a question, and whether any does.

Keywords are all meant: a section has to cover each of them. In a sentence some words are just talk: there a
section has to cover most of the question's weight, where a rare word weighs more than a common one, a thing more than
an action, and a thing the library does not know at all (食堂) weighs most. What only spoken language calls so covers
a little less. A section may leave a word to its document's names (市场助理 stands in the title, 报销 in the duty), but
must say at least one itself, or carry what is asked for in a field of its own.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby
from math import log, sqrt
from typing import NamedTuple, Self

from search_index.facts import ACTOR, mask_of
from search_index.filters import Allowed
from search_index.intent import Intent
from search_index.postings import Places, TermTable
from search_index.question import ACTION, MANNER, THING, Alternative, Concept, Question
from search_index.segmenter import Segmenter, is_han
from search_index.shelf import Shelf

_FEW = 3
_BY_SCAN = 0.7
_SHORTEST_SCAN = 3
ENOUGH = 0.58
"""The share of a question's weight that an answer covers."""
_UNKNOWN_AT_MOST = 1.3
_BESIDE_THE_POINT = frozenset(("qualification", "kpi", "goal"))
_ANY = 100.0
_LOOSE = 0.75
"""What a word counts that is covered only by what spoken language calls so."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A concept with the places it leads to, how rare it is, and which synonyms found something.

    `firm` are the places that say the word itself or one of its names in the vocabulary.
    """

    concept: Concept
    places: Places
    rarity: float
    firm: Collection[int] = frozenset()
    synonyms: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """How much of the question this is: a rare word more than a common one, but never all of it."""
        return sqrt(self.rarity) * self.concept.say.weight

    @property
    def worth(self) -> float:
        """How far this orders the hits."""
        return self.rarity * self.concept.say.worth

    def share_in(self, section: int) -> float:
        """How much of the question a section covers by this."""
        return self.weight * (
            1.0 if section in self.firm else _LOOSE if section in self.places.cover else 0.0
        )


@dataclass(frozen=True, slots=True)
class Matched:
    """The sections that answer, scored by weight alone, how they were understood, and how much of the question the
    best of them covers."""

    scores: dict[int, float] = field(default_factory=dict)
    concepts: Sequence[Covered] = ()
    share: float = 0.0

    def speaks(self, section: int) -> bool:
        """Whether the section itself names a thing the question is about, not only its document."""
        things = (covered for covered in self.concepts if covered.concept.say == THING)
        return any(section in covered.places.direct for covered in things)

    def share_of(self, section: int) -> float:
        """How much of the question's weight a section covers."""
        slots = _slots(self.concepts)
        said = sum(max(covered.share_in(section) for covered in slot) for slot in slots)
        return said / (_whole(slots) or 1.0)


class Asked(NamedTuple):
    """The relations a question asks for, as bits: all of them, and those that tell one section from another."""

    at_all: int
    telling: int

    @classmethod
    def of(cls, intent: Intent) -> Self:
        """What an intent asks for. That somebody acts tells nothing: somebody always does."""
        return cls(mask_of(intent.relations), mask_of(intent.fitting) & ~mask_of((ACTOR,)))


class Matcher:
    """Evaluates concepts against the terms of the library."""

    def __init__(self, table: TermTable, *, shelf: Shelf, segmenter: Segmenter) -> None:
        self._table = table
        self._shelf = shelf
        self._segmenter = segmenter

    def cover(self, concept: Concept, *, in_sentence: bool = True) -> Covered:
        """Everything the concept leads to, by any of its alternatives.

        Who lists Chinese keywords writes them as texts do; what they are called in speech is looked up only for one
        that the library does not have.
        """
        if concept.say in (ACTION, MANNER) and self._table.names_documents(concept.word):
            concept = replace(concept, say=THING, required=True)
        written = [(it, self._places(it)) for it in concept.alternatives if not it.spoken]
        found = [(it, places) for it, places in written if places.cover]
        firm = _best_of([(places, it.weight) for it, places in found])
        if len(firm.direct) < _FEW:
            firm = _best_of([(firm, 1.0), (self._scanned(concept), _BY_SCAN)])
        places = firm
        if in_sentence or not firm.cover or not is_han(concept.word):
            spoken = [(self._places(it), it.weight) for it in concept.alternatives if it.spoken]
            places = _best_of([(firm, 1.0), *spoken]) if spoken else firm
        synonyms = tuple(alternative.synonym for alternative, _ in found if alternative.synonym)
        total = len(self._shelf)
        rarity = log(1 + (total - len(places.direct) + 0.5) / (len(places.direct) + 0.5))
        if not places.cover and concept.narrows and concept.say == ACTION:
            concept = replace(concept, say=THING)
        if concept.say != THING:
            # That a library hardly uses a word of everyday speech does not make it the point of the question.
            rarity = min(rarity, log(2 * total + 2) / 2)
        return Covered(concept, places, rarity, firm.cover.keys(), synonyms)

    def _places(self, alternative: Alternative) -> Places:
        if alternative.written:
            return Places.plain(dict.fromkeys(self._shelf.containing(alternative.written), 1.0))
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

    def match(self, question: Question, concepts: Sequence[Covered], *, allowed: Allowed) -> Matched:
        """The sections that answer."""
        asked = Asked.of(question.intent)
        if question.spoken:
            return self._mostly(concepts, asked, allowed)
        found = self._strictly(concepts, asked, allowed)
        if found.scores or any(not c.places.cover and self._is_thing(c.concept) for c in concepts):
            return found
        return self._mostly(concepts, asked, allowed)

    def _is_thing(self, concept: Concept) -> bool:
        return concept.say == THING and self._segmenter.sort_of(concept.word) == "thing"

    def _strictly(self, concepts: Sequence[Covered], asked: Asked, allowed: Allowed) -> Matched:
        """Sections that cover every required concept."""
        required = [covered for covered in concepts if covered.concept.required]
        if not required or not all(covered.places.cover for covered in required):
            return Matched(concepts=concepts)
        required.sort(key=lambda covered: len(covered.places.cover))
        sections = set(required[0].places.cover)
        for covered in required[1:]:
            sections &= covered.places.cover.keys()
        scores = _scores(allowed(self._speaking(sections, required, asked)), concepts)
        return Matched(scores, concepts, share=1.0 if scores else 0.0)

    def _mostly(self, concepts: Sequence[Covered], asked: Asked, allowed: Allowed) -> Matched:
        """Sections that cover enough of the question's weight."""
        concepts = _within_reason(concepts)
        slots = _slots(concepts)
        whole = _whole(slots)
        shares: dict[int, float] = {}
        for slot in slots:
            for section, share in _shares(slot).items():
                shares[section] = shares.get(section, 0.0) + share
        enough = {section for section, share in shares.items() if share >= ENOUGH * whole}
        things = [covered for covered in concepts if covered.concept.say == THING]
        if len(things) == 1:
            enough = {section for section in enough if self._is_about(section, things[0], asked)}
        if len(things) == 2 and things[0].concept.slot != things[1].concept.slot:
            enough &= things[0].places.cover.keys() & things[1].places.cover.keys()
        scores = _scores(allowed(self._speaking(enough, concepts, asked)), concepts)
        best = max(map(shares.__getitem__, scores), default=0.0) / whole if scores else 0.0
        return Matched({s: score * (shares[s] / whole) ** 2 for s, score in scores.items()}, concepts, best)

    def _is_about(self, section: int, thing: Covered, asked: Asked) -> bool:
        """Whether the section or its document is named after the only thing a question asks about, or has just what
        is asked for.

        What is mentioned in passing (a projector among the tools one can handle) says nothing to a question about it.
        """
        if self._shelf.relations[section] & asked.telling:
            return True
        if self._shelf.part[section] in _BESIDE_THE_POINT:
            return False
        head = self._shelf.head(section)
        names = (self._shelf.names(section), self._shelf.names(head) if head != section else "")
        return any(
            it.sound or any(all(part in name for part in it.terms or (it.written,)) for name in names)
            for it in thing.concept.alternatives
        )

    def _speaking(self, sections: set[int], concepts: Sequence[Covered], asked: Asked) -> set[int]:
        """Those that say at least one of the concepts themselves, or carry what is asked for."""
        silent = sections
        for covered in concepts:
            silent = silent.difference(covered.places.direct)
        relations = self._shelf.relations
        return sections - {s for s in silent if not relations[s] & asked.at_all} if silent else sections


def _within_reason(concepts: Sequence[Covered]) -> list[Covered]:
    """What the library does not have weighs a little more than the rarest thing it has, not more than all together."""
    known = [covered.rarity for covered in concepts if covered.places.cover and covered.concept.say == THING]
    most = _UNKNOWN_AT_MOST * max(known, default=_ANY)
    return [c if c.places.cover else replace(c, rarity=min(c.rarity, most)) for c in concepts]


def _slots(concepts: Sequence[Covered]) -> list[list[Covered]]:
    """The concepts, those together that are alternatives."""
    return [list(slot) for _, slot in groupby(concepts, key=lambda covered: covered.concept.slot)]


def _whole(slots: Sequence[Sequence[Covered]]) -> float:
    return sum(max(covered.weight for covered in slot) for slot in slots)


def _shares(slot: Sequence[Covered]) -> dict[int, float]:
    """How much of the question each section covers by one slot."""
    shares: dict[int, float] = {}
    for covered in slot:
        firm, weight, loose = covered.firm, covered.weight, covered.weight * _LOOSE
        for section in covered.places.cover:
            share = weight if section in firm else loose
            if share > shares.get(section, 0.0):
                shares[section] = share
    return shares


def _scores(sections: set[int], concepts: Sequence[Covered]) -> dict[int, float]:
    totals = [0.0] * len(sections)
    for covered in concepts:
        cover, weight = covered.places.cover, covered.worth
        totals = [t + weight * cover.get(s, 0.0) for t, s in zip(totals, sections, strict=True)]
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
