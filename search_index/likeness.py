"""Likeness: which sections are called, or asked for, in the very characters of the question, however they are cut.

Words decide most questions, but a word the dictionary cuts elsewhere, or one that only speech has, leads nowhere.
Pairs of neighbouring characters lead there all the same. A pair that stands in many places says little.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from math import log

from search_index.filters import Allowed
from search_index.postings import TermTable
from search_index.shelf import Shelf
from search_index.wordless import pairs_of_characters

_COMMON_IN = 0.06
_FEW_SECTIONS = 400
_MOST = 20
_USUAL = 0.4
"""How rare a question's pair usually is, of the rarest there may be: for libraries whose pairs are not known."""
_NEAR = 0.4


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike sections are to one question, by its pairs; how rare each pair is, 0 for one the library lacks."""

    scores: Mapping[int, float] = field(default_factory=dict)
    rarity: Mapping[str, float] = field(default_factory=dict)
    sections: int = 0
    whole: float = 1.0
    top: float = 1.0

    def near(self) -> list[int]:
        """The few sections that are most alike."""
        least = _NEAR * self.top
        best = nlargest(_MOST, self.scores, key=self.scores.__getitem__)
        return [section for section in best if self.scores[section] >= least]


def likeness_of(plain: str, *, table: TermTable, shelf: Shelf, allowed: Allowed) -> Likeness:
    """The likeness of all sections that may be found to a question without its frames."""
    total = len(shelf)
    if not table.has_pairs:
        return Likeness(sections=total, whole=_USUAL * log(2 * total + 2) * len(pairs_of_characters(plain)))
    most = max(_FEW_SECTIONS, _COMMON_IN * total)
    rarity: dict[str, float] = {}
    scores: dict[int, float] = {}
    for pair in sorted(pairs_of_characters(plain)):
        places, worths = table.pair(pair)
        rarity[pair] = log(1 + (total - len(places) + 0.5) / (len(places) + 0.5)) if places else 0.0
        if len(places) > most:
            continue
        rare = rarity[pair]
        for section, worth in zip(places, worths, strict=True):
            scores[section] = scores.get(section, 0.0) + rare * worth
    admitted = allowed(set(scores))
    scores = {section: score for section, score in scores.items() if section in admitted}
    whole = sum(rarity.values()) or 1.0
    return Likeness(scores, rarity, total, whole, max(scores.values(), default=1.0))
