"""Evidence: the ways in which a section may look like the answer to a question, each as a number.

How much of the question the section says (itself, or by its document's names), how much of its title and heading the
question says, how close one of the ways comes in which people ask for it, whether characters or words stand side by
side as they did in the question, whether it is called by its name or code, whether it holds what is asked for. None of
them decides alone; `learned` says what each is worth, and `tests/findability/fit.py` how that was found out.
"""

import re
from collections.abc import Sequence
from math import log
from typing import Final

from search_index.analysis import code_keys, whole_code
from search_index.facts import ACTOR, mask_of
from search_index.folding import name_key
from search_index.matching import Covered, Matched, slots_of
from search_index.question import Question
from search_index.segmenter import is_han
from search_index.shelf import CODE, KIND, Shelf
from search_index.weights import KIND_WORDS
from search_index.wordless import pairs_of_characters

MEASURES: Final = (
    "cover", "own", "missing", "name", "document_name", "told", "asked", "asked_both", "asked_alike", "name_back",
    "document_name_back", "alike_own", "alike_all", "rough", "rough_whole", "named", "named_bare", "coded", "beside",
    "length", "head_name", "head_name_back", "fitting_cover", "fitting_asked", "kind_said",
)  # fmt: skip
"""What is measured of each section, in this order."""

_SYNONYM, _PARTS, _SPOKEN = 0.9, 0.85, 0.6
_LONGEST = 400.0
_KINDS: Final = {kind: frozenset(words.split()) for kind, words in KIND_WORDS.items()}
_MUCH = 2.0

Wanted = tuple[float, tuple[tuple[float, tuple[str, ...]], ...]]
"""A concept's share of the question with the terms of its alternatives, the most telling first."""


class Evidence:
    """Measures sections against one question."""

    def __init__(self, question: Question, matched: Matched, *, shelf: Shelf) -> None:
        self._shelf = shelf
        self._matched = matched
        concepts = matched.concepts
        self._whole = sum(covered.weight for covered in concepts) or 1.0
        self._wanted = [
            [_wanted(covered, matched.whole or 1.0) for covered in slot] for slot in slots_of(concepts)
        ]
        self._pairs = pairs_of_characters(question.plain)
        self._keys = frozenset(question.keys)
        self._bare = question.bare
        self._codes = frozenset(code_keys(question.folded))
        self._beside = ["".join(pair) for pair in question.pairs]
        self._worth = 3 * sum(covered.worth for covered in concepts) or 1.0
        self._top = max(matched.scores.values(), default=0.0) or 1.0
        self._titles: dict[int, tuple[float, float, str]] = {}
        self._words = frozenset(question.words)
        self._wants_fact = bool(question.intent.relations)
        self._telling = mask_of(question.intent.fitting) & ~mask_of((ACTOR,))

    def of(self, sections: Sequence[int]) -> list[list[float]]:
        """The measures of some sections, in the order of MEASURES."""
        return [self._measure(section, self._matched.share_of(section)) for section in sections]

    def _measure(self, section: int, share: float) -> list[float]:
        shelf = self._shelf
        is_head = shelf.is_head(section)
        names, told, text = shelf.texts(section)
        heading = names.rstrip("\n").rpartition("\n")[2]
        of_title, title_back, title = (0.0, 0.0, names) if is_head else self._titled(shelf.head(section))
        said, *asked = told.split("\n")[:-1] or [""]
        name = self._level(title if is_head else heading)
        name_back = max(map(self._back, names.splitlines()), default=0.0)
        near = self._asked(asked)
        wants_head = is_head and self._wants_fact
        fits = bool(shelf.relations[section] & self._telling)
        return [
            share,
            *self._spoken_for(section),
            name,
            of_title,
            self._level(said),
            *near,
            name_back,
            title_back,
            *self._alike(f"{names}{said}{text}", f"{title}{told}"),
            self._matched.scores[section] / self._top,
            min(self._matched.scores[section] / self._worth, _MUCH),
            *self._called(section, names, is_head=is_head),
            self._side_by_side(f"{names}{told}{text}"),
            log(1 + min(len(text), _LONGEST)) / 6,
            name * wants_head,
            name_back * wants_head,
            share * fits,
            near[0] * fits,
            float(is_head and not self._words.isdisjoint(_KINDS.get(shelf.shown(section)[KIND], ()))),
        ]

    def _titled(self, head: int) -> tuple[float, float, str]:
        """How much of the question a document's names say, how much of one of them the question says; the names."""
        known = self._titles.get(head)
        if known is None:
            names = self._shelf.names(head)
            back = max(map(self._back, names.splitlines()), default=0.0)
            known = self._titles[head] = self._level(names), back, names
        return known

    def _spoken_for(self, section: int) -> tuple[float, float]:
        """How much of the question is said by the section itself, and how much not at all."""
        own = missing = 0.0
        for covered in self._matched.concepts:
            own += covered.weight if section in covered.places.direct else 0.0
            missing += covered.weight if section not in covered.places.cover else 0.0
        return own / self._whole, missing / self._whole

    def _level(self, text: str) -> float:
        """How much of the question stands in a text."""
        if not text:
            return 0.0
        padded = f" {text}"
        said = 0.0
        for (share, alternatives), *others in self._wanted:
            level = share * _worth(alternatives, padded)
            said += max(level, *(part * _worth(more, padded) for part, more in others)) if others else level
        return said

    def _asked(self, ways: Sequence[str]) -> tuple[float, float, float]:
        """The nearest way of asking: how much of the question it says, how much of it the question says too, and how
        many pairs of characters both have."""
        said = both = alike = 0.0
        for way in ways:
            level = self._level(way)
            pairs = pairs_of_characters(way)
            common = len(pairs & self._pairs)
            near = 2 * common / (len(pairs) + len(self._pairs) or 1)
            said, alike = max(said, level), max(alike, near)
            both = max(both, level * near)
        return said, both, alike

    def _back(self, name: str) -> float:
        """How much of a name the question says."""
        pairs = pairs_of_characters(name)
        return len(pairs & self._pairs) / len(pairs) if pairs else 0.0

    def _alike(self, own: str, beside: str) -> tuple[float, float]:
        """How many of the question's pairs of characters the section has, and how many with what is told of it."""
        missing = [pair for pair in self._pairs if pair not in own]
        whole = len(self._pairs) or 1
        return 1 - len(missing) / whole, 1 - sum(pair not in beside for pair in missing) / whole

    def _called(self, section: int, names: str, *, is_head: bool) -> tuple[float, float, float]:
        """Whether the question is the section's name, its name and the kind of thing it is, its code."""
        keys = [name_key(name) for name in names.splitlines()]
        coded = bool(self._codes) and self._is_coded(section, is_head=is_head)
        return (
            float(any(key in self._keys for key in keys)),
            float(bool(self._bare) and self._bare in keys),
            float(coded),
        )

    def _is_coded(self, section: int, *, is_head: bool) -> bool:
        code = self._shelf.shown(section)[CODE]
        inherited = not is_head and code == self._shelf.shown(self._shelf.head(section))[CODE]
        return bool(code) and not inherited and not self._codes.isdisjoint(whole_code(code))

    def _side_by_side(self, everything: str) -> float:
        if not self._beside:
            return 0.0
        return sum(pair in everything for pair in self._beside) / len(self._beside)


def _wanted(covered: Covered, whole: float) -> Wanted:
    rows: list[tuple[float, tuple[str, ...]]] = []
    for it in covered.concept.alternatives:
        if it.sound:
            continue
        worth = _SYNONYM if it.synonym else _SPOKEN if it.spoken else 1.0 if it.weight == 1.0 else _PARTS
        terms = it.terms or (it.written,)
        rows.append((worth, tuple(term if is_han(term) else f" {term}" for term in terms if term)))
    rows.sort(key=lambda row: -row[0])
    return covered.weight / whole, tuple(rows)


def _worth(alternatives: Sequence[tuple[float, tuple[str, ...]]], text: str) -> float:
    for worth, terms in alternatives:
        for term in terms:
            if term not in text:
                break
        else:
            return worth
    return 0.0


_APPROVING = re.compile("[批审签]|复核|会签|核准|approve|review|sign", re.IGNORECASE)


def approves(heading: str) -> bool:
    """Whether what is done there is an approval or a review: 批准年度预算, 复核返利核销单."""
    return _APPROVING.match(heading) is not None


def sorts_of(section: int, *, intent: str, fitness: str, shelf: Shelf) -> tuple[str, ...]:
    """What sort of section it is, as the names of learned weights."""
    kind, part = shelf.shown(section)[KIND], shelf.part[section]
    place = "head" if shelf.is_head(section) else "part"
    approving = (f"{intent or 'name'} approving",) if approves(shelf.heading[section]) else ()
    return (
        *approving,
        f"kind {kind}",
        f"part {part}",
        f"{intent or 'name'} {kind}",
        f"{intent or 'name'} {fitness} {place}",
    )
