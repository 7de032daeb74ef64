"""Which sections may answer a question, and how much of it each of them says.

A rare word weighs more than a common one, a thing more than an action, and a thing the library does not know at all
(食堂) weighs most. What only spoken language calls so covers a little less. A section may leave a word to the names of
its document (市场助理 stands in the title, 报销 in the duty). Nothing is required here: what says most of the question
is looked at closely (`evidence`), and whether it is an answer is decided last (`confidence`).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby
from math import log, sqrt

from search_index.facts import mask_of
from search_index.filters import Allowed
from search_index.likeness import Likeness, likeness_of
from search_index.postings import Places, TermTable
from search_index.question import ACTION, MANNER, THING, Alternative, Concept, Question
from search_index.segmenter import Segmenter, is_han
from search_index.shelf import Shelf

_FEW = 3
_BY_SCAN = 0.7
_SHORTEST_SCAN = 3
_NEAR, _NEAR_KEYWORDS = 0.5, 0.7
"""What part of what the best section says of the question another has to say to be among the hits."""
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
    """The sections worth a closer look, scored by weight alone, how they were understood, and how much of the question
    each of them and the best of them covers."""

    scores: dict[int, float] = field(default_factory=dict)
    concepts: Sequence[Covered] = ()
    shares: dict[int, float] = field(default_factory=dict)
    whole: float = 1.0
    share: float = 0.0
    likeness: Likeness = field(default_factory=Likeness)

    def speaks(self, section: int) -> bool:
        """Whether the section itself names a thing the question is about, not only its document."""
        things = (covered for covered in self.concepts if covered.concept.say == THING)
        return any(section in covered.places.direct for covered in things)

    def share_of(self, section: int) -> float:
        """How much of the question's weight a section covers."""
        return self.shares.get(section, 0.0) / (self.whole or 1.0)


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
        unit = self._shelf.units.get(concept.word)
        if unit:
            places = _best_of([(places, 1.0), (Places(self._shelf.of_unit(unit)), 1.0)])
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
        """The sections that say enough of the question to be looked at, and how much the best of them says."""
        slots = slots_of(concepts)
        whole = _whole(slots)
        shares: dict[int, float] = {}
        for slot in slots:
            _add(slot, shares)
        found = allowed(set(shares))
        if not found:
            # A name is found as it is written, even one made of words that otherwise say nothing.
            named = allowed({section for key in question.keys for section in self._table.exact(key)})
            return Matched(dict.fromkeys(sorted(named), 1.0), concepts, share=float(bool(named)))
        best = max(map(shares.__getitem__, found))
        least = (_NEAR if question.spoken else _NEAR_KEYWORDS) * best
        near = {section for section in found if shares[section] >= least}
        near = self._speaking(near, concepts, mask_of(question.intent.relations))
        return Matched(_scores(near, concepts), concepts, shares, whole, best / (whole or 1.0))

    def widened(self, matched: Matched, question: Question, *, allowed: Allowed) -> Matched:
        """With the sections that are only written like the question, whatever its words are.

        Who types keywords takes those of the library; looking up their characters would cost and find nothing more.
        """
        if not question.spoken:
            return replace(matched, likeness=Likeness(sections=len(self._shelf)))
        likeness = likeness_of(question.plain, table=self._table, shelf=self._shelf, allowed=allowed)
        others = set(likeness.near()) - matched.scores.keys()
        scores = matched.scores | _scores(others, matched.concepts) if others else matched.scores
        return replace(matched, scores=scores, likeness=likeness)

    def _speaking(self, sections: set[int], concepts: Sequence[Covered], asked: int) -> set[int]:
        """Those that say at least one of the concepts themselves, or carry what is asked for."""
        silent = sections
        for covered in concepts:
            silent = silent.difference(covered.places.direct)
        relations = self._shelf.relations
        return sections - {s for s in silent if not relations[s] & asked} if silent else sections


def slots_of(concepts: Sequence[Covered]) -> list[list[Covered]]:
    """The concepts, those together that are alternatives."""
    return [list(slot) for _, slot in groupby(concepts, key=lambda covered: covered.concept.slot)]


def _whole(slots: Sequence[Sequence[Covered]]) -> float:
    return sum(max(covered.weight for covered in slot) for slot in slots)


def _add(slot: Sequence[Covered], shares: dict[int, float]) -> None:
    """Adds what each section covers of the question by one slot."""
    first, *others = slot
    if not others and len(first.firm) == len(first.places.cover):
        plain, weight = first.places.cover, first.weight
        if not shares:
            shares.update(dict.fromkeys(plain, weight))
            return
        get = shares.get
        for section in plain:
            shares[section] = get(section, 0.0) + weight
        return
    for section, share in _shares(slot).items():
        shares[section] = shares.get(section, 0.0) + share


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
