"""The order of the hits: rough scores decide who is looked at closely, what is seen there decides the order.

The evidence is weighed by what was learned from questions with known answers. What no longer holds comes after what
does, one's own unit and documents a little further up, and no document takes all the places.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

from search_index.evidence import MEASURES, Evidence, sorts_of
from search_index.facts import ACTOR, mask_of
from search_index.learned import ORDER
from search_index.matching import Matched
from search_index.question import Question
from search_index.shelf import DOCUMENT, STATUS, UNIT, Shelf

_LOOKED_AT = 50
_OWN_UNIT = 0.6
_OWN_DOCUMENT = 1.2
_SAME_DOCUMENT_AGAIN = 0.1
_STANDING: Final = {"superseded": -4.0, "withdrawn": -4.0, "planned": -0.5, "draft": -0.2}
"""What no longer holds comes after what does, however well it is named; it is still found."""

_WEIGHTS: Final = [ORDER.get(name, 0.0) for name in MEASURES]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the asker stands close to: lifts a hit, never hides one."""

    units: Collection[str] = ()
    documents: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A section with its score, the measures it was given for, and its merit: the score without any preference."""

    section: int
    score: float
    measures: Sequence[float]
    merit: float = 0.0


class Ranker:
    """Orders the matched sections of one question."""

    def __init__(
        self, question: Question, matched: Matched, *, shelf: Shelf, preferences: Preferences
    ) -> None:
        self._shelf = shelf
        self._matched = matched
        self._preferences = preferences
        self._intent = question.intent
        self._fitting = mask_of(question.intent.fitting)
        self._related = mask_of(question.intent.relations)
        self._evidence = Evidence(question, matched, shelf=shelf)

    def ordered(self, limit: int) -> list[Ranked]:
        """Every section that is measured, best first."""
        rough = self.looked_at(limit)
        rows = map(self._ranked, rough, self._evidence.of(rough))
        return sorted(rows, key=lambda row: (-row.score, row.section))

    def looked_at(self, limit: int) -> list[int]:
        """The sections that are measured."""
        # What is close to the asker may stand further down before it is lifted.
        most = _LOOKED_AT * 3 if self._preferences != Preferences() else _LOOKED_AT
        most, alike, scores = max(most, 2 * limit), self._matched.likeness.near(), self._matched.scores
        rough = nlargest(most, scores, key=scores.__getitem__)
        return list(dict.fromkeys([*rough[: most - len(alike)], *alike]))

    def sorts(self, section: int) -> tuple[str, ...]:
        """What sort of section it is for this question, as the names of learned weights."""
        return sorts_of(section, intent=self._intent.kind, fitness=self._fitness(section), shelf=self._shelf)

    def measures(self, sections: Sequence[int]) -> list[list[float]]:
        """What is measured of the sections."""
        return self._evidence.of(sections)

    def _ranked(self, section: int, measures: Sequence[float]) -> Ranked:
        merit = sum(weight * measure for weight, measure in zip(_WEIGHTS, measures, strict=True))
        merit += sum(ORDER.get(key, 0.0) for key in self.sorts(section))
        shown = self._shelf.shown(section)
        score = merit + _STANDING.get(shown[STATUS], 0.0)
        score += _OWN_UNIT if shown[UNIT] in self._preferences.units else 0.0
        score += _OWN_DOCUMENT if shown[DOCUMENT] in self._preferences.documents else 0.0
        return Ranked(section, score, measures, merit)

    def _fitness(self, section: int) -> str:
        """Whether the section holds just what is asked for, something like it, or nothing of the sort."""
        relations = self._shelf.relations[section]
        if relations & self._fitting:
            return "fitting" if relations & self._fitting & ~_ACTS else "acting"
        return "related" if relations & self._related else "without"

    def spread(self, ordered: Sequence[Ranked]) -> list[Ranked]:
        """Each further section of the same document counts a little less than the one before."""
        taken: dict[int, int] = {}
        spread = []
        for row in ordered:
            again = taken.get(self._shelf.group[row.section], 0)
            taken[self._shelf.group[row.section]] = again + 1
            spread.append(Ranked(row.section, row.score - _SAME_DOCUMENT_AGAIN * again, row.measures))
        return sorted(spread, key=lambda row: (-row.score, row.section))


_ACTS: Final = mask_of((ACTOR,))
