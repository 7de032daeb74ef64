"""The order of the hits: rough scores decide who is looked at closely, a closer look decides the order.

Exact code before exact title before everything else; a document's summary before a step that only mentions;
the words of the question side by side before the same words apart; one's own unit a little further up; and
no document takes all the places.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

from search_index import weights
from search_index.analysis import code_keys, whole_code
from search_index.folding import name_key
from search_index.leaning import Leaning
from search_index.matching import Covered, Matched
from search_index.question import Question
from search_index.segmenter import is_han
from search_index.shelf import CODE, DOCUMENT, KIND, STATUS, UNIT, Shelf

_LOOKED_AT = 40
_WHOLE_DOCUMENTS = 8
_CARRIED = 0.2
_NAMED_BESIDE = 0.3
_NAMED_IN_PART = 0.5
_HEAD = 1.15
_PARTS: Final = {
    "summary": 1.1,
    "duty": 1.05,
    "article": 1.05,
    "kpi": 0.85,
    "item": 0.85,
    "qualification": 0.85,
}
_PAIRS = 0.5
_EXCHANGED = 0.7
_PHRASE_IN_NAMES = 1.5
_PHRASE_IN_TEXT = 1.12
_SAID_BY_TITLE_ONLY = 0.7
_OWN_UNIT = 1.15
_OWN_DOCUMENT = 1.3
_SAME_DOCUMENT_AGAIN = 0.88
_STANDING: Final = {"superseded": 0.2, "withdrawn": 0.2, "planned": 0.9, "draft": 0.95}
"""What no longer holds comes after what does, however well it is named; it is still found."""

KINDS_AND_PARTS: Final = frozenset(
    " ".join([*weights.KIND_WORDS.values(), *weights.PART_WORDS.values()]).split()
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the asker stands close to: lifts a hit, never hides one."""

    units: Collection[str] = ()
    documents: Collection[str] = ()


class Ranker:
    """Orders the matched sections of one question."""

    def __init__(
        self, question: Question, matched: Matched, *, shelf: Shelf, preferences: Preferences
    ) -> None:
        self._shelf = shelf
        self._scores = matched.scores
        self._concepts: Sequence[Covered] = matched.concepts
        self._preferences = preferences
        self._keys = frozenset(question.keys)
        self._codes = frozenset(code_keys(question.folded))
        self._bare = without_kind_words(question.words)
        self._phrase = phrase_of(question.words).encode()
        self._pairs = pairs_of(question, matched.concepts)
        self._weight = sum(covered.worth for covered in matched.concepts) or 1.0
        self._leaning = Leaning(question.intent, shelf)

    def best(self, limit: int) -> list[tuple[int, float]]:
        """The best sections with their scores, best first."""
        # What is close to the asker may stand further down before it is lifted.
        looked_at = _LOOKED_AT * 3 if self._preferences != Preferences() else _LOOKED_AT
        rough = nlargest(max(looked_at, 2 * limit), self._scores, key=self._scores.__getitem__)
        if self._leaning.wants_fact:
            rough = self._with_parts(rough)
        top = max(map(self._scores.__getitem__, rough), default=0.0)
        close = [(self._standing(section) * self._worth(section, top), section) for section in rough]
        return self._spread(sorted(close, key=lambda row: (-row[0], row[1])))[:limit]

    def _with_parts(self, rough: Sequence[int]) -> list[int]:
        """Also the matching parts of the documents that come first: what is asked for stands in one of them."""
        groups = dict.fromkeys(self._shelf.group[section] for section in rough)
        parts = (
            section
            for group in list(groups)[:_WHOLE_DOCUMENTS]
            for section in range(self._shelf.heads[group], self._shelf.ends[group])
            if section in self._scores
        )
        return list(dict.fromkeys([*rough, *parts]))

    def _worth(self, section: int, top: float) -> float:
        named = top * self._called(section)
        return self._closely(section) * self._leaning.of(section) + named

    def _called(self, section: int) -> float:
        """How far the question calls the section by name; one that asks for a fact rather means where that stands."""
        if not self._leaning.wants_fact:
            is_term = self._shelf.shown(section)[KIND] == "term"
            return self._named(section) * (
                _NAMED_BESIDE if is_term and not self._leaning.calls_by_name else 1.0
            )
        if self._shelf.is_head(section):
            return self._named(section) * (1.0 if self._leaning.fits(section) else _NAMED_BESIDE)
        beside = self._named(self._shelf.head(section)) if self._leaning.fits(section) else 0.0
        return max(self._named(section), beside * _NAMED_IN_PART)

    def _standing(self, section: int) -> float:
        return _STANDING.get(self._shelf.shown(section)[STATUS], 1.0)

    def _closely(self, section: int) -> float:
        said = sum(c.worth for c in self._concepts if section in c.places.direct)
        score = self._scores[section] * (
            _SAID_BY_TITLE_ONLY + (1 - _SAID_BY_TITLE_ONLY) * said / self._weight
        )
        if not self._shelf.is_head(section) and (self._leaning.carries(section) or self._adds(section)):
            head = self._shelf.head(section)
            score += _CARRIED * sum(c.worth * c.places.cover.get(head, 0.0) for c in self._concepts)
        score *= _HEAD if self._shelf.is_head(section) else _PARTS.get(self._shelf.part[section], 1.0)
        return score * self._side_by_side(section) * self._closeness(section)

    def _adds(self, section: int) -> bool:
        """Whether the section says something of the question that the top of its document does not."""
        head = self._shelf.head(section)
        return any(section in c.places.direct and head not in c.places.cover for c in self._concepts)

    def _named(self, section: int) -> float:
        """How far the question calls the section by its very name or code."""
        if self._codes and self._is_coded(section):
            return weights.EXACT_CODE
        names = [name_key(name) for name in self._shelf.names(section).splitlines()]
        others = [weights.EXACT_ALIAS] * (len(names) - 1)
        ranks = (
            [weights.EXACT_TITLE, *others]
            if self._shelf.is_head(section)
            else [*others, weights.EXACT_HEADING]
        )
        worth = [rank * self._sameness(name) for name, rank in zip(names, ranks, strict=False)]
        return max(worth, default=0.0)

    def _sameness(self, name: str) -> float:
        if name in self._keys:
            return 1.0
        return _NAMED_IN_PART if name == self._bare else 0.0

    def _is_coded(self, section: int) -> bool:
        code = self._shelf.shown(section)[CODE]
        inherited = (
            not self._shelf.is_head(section) and code == self._shelf.shown(self._shelf.head(section))[CODE]
        )
        return bool(code) and not inherited and not self._codes.isdisjoint(whole_code(code))

    def _side_by_side(self, section: int) -> float:
        near = sum(
            worth
            for phrase, worth in self._pairs
            if self._shelf.names_contain(section, phrase) or self._shelf.text_contains(section, phrase)
        )
        factor = 1.0 + _PAIRS * near / self._weight
        if not self._phrase:
            return factor
        if self._shelf.names_contain(section, self._phrase):
            return factor * _PHRASE_IN_NAMES
        return factor * _PHRASE_IN_TEXT if self._shelf.text_contains(section, self._phrase) else factor

    def _closeness(self, section: int) -> float:
        shown = self._shelf.shown(section)
        unit = _OWN_UNIT if shown[UNIT] in self._preferences.units else 1.0
        return unit * (_OWN_DOCUMENT if shown[DOCUMENT] in self._preferences.documents else 1.0)

    def _spread(self, ordered: Sequence[tuple[float, int]]) -> list[tuple[int, float]]:
        """Each further section of the same document counts a little less than the one before."""
        taken: dict[int, int] = {}
        spread = []
        for score, section in ordered:
            again = taken.get(self._shelf.group[section], 0)
            taken[self._shelf.group[section]] = again + 1
            spread.append((section, score * _SAME_DOCUMENT_AGAIN**again))
        return sorted(spread, key=lambda row: (-row[1], row[0]))


def pairs_of(question: Question, concepts: Sequence[Covered]) -> list[tuple[bytes, float]]:
    """Words that stood side by side in the question, as they would in a text, with what both are worth.

    Also the other way round: 物料设计 is 设计物料.
    """
    worth = {covered.concept.word: covered.worth for covered in concepts}
    return [(phrase_of(pair).encode(), sum(worth.get(word, 0.0) for word in pair)) for pair in question.pairs]


def phrase_of(words: Sequence[str]) -> str:
    """The words of a question as they would stand side by side; nothing where it is one word."""
    if len(words) < 2:
        return ""
    return "".join(words) if all(map(is_han, words)) else " ".join(words)


def without_kind_words(words: Sequence[str]) -> str:
    """The name in a question that also says what kind of thing it wants: 市场助理 in 市场助理岗位职责."""
    bare = [word for word in words if word not in KINDS_AND_PARTS]
    return name_key("".join(bare)) if bare and len(bare) < len(words) else ""
