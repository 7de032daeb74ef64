"""Whether the best section answers the question at all, or the library has no answer.

Weighed like the order of the hits, from signs of which none decides alone: how much of the question the best section
says, how well it was liked, whether what comes behind it is of the same document, how much of the question the library
does not know, and what is asked for: handbooks tell who does something, seldom what it costs. A section called by its
very name or code is always an answer, and so is one that says all of some keywords; one that only mentions the single
thing asked about never is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from search_index.evidence import MEASURES
from search_index.facts import RELATIONS
from search_index.intent import HOW, MAY, WHAT
from search_index.learned import ANSWERS, BIAS
from search_index.matching import Matched
from search_index.question import THING, Question

_SEEN: Final = ("own", "coded", "rough_whole", "asked_alike", "fitting_cover")
_WANTED: Final = (*RELATIONS, HOW, WHAT, MAY)
SIGNS: Final = (
    *_SEEN, "merit", "gathered", "whole", "most", "unknown_things", "known", "rarest", "spoken",
    *(f"wants {kind}" for kind in _WANTED),
)  # fmt: skip
"""What is looked at: measures of the best section, its standing among the others, then the question as a whole.

`whole` tells how much the question's pairs of characters say, `known` how many of its words the library has, and
`rarest` how rare the rarest of them is.
"""

_PLACES: Final = tuple(MEASURES.index(name) for name in _SEEN)
_ABOUT: Final = tuple(map(MEASURES.index, ("name", "document_name", "asked", "fitting_cover")))
_SURE: Final = (MEASURES.index("named"), MEASURES.index("coded"))
_COVER: Final = MEASURES.index("cover")
_ALL: Final = 0.999
FOLLOWING: Final = 5
"""How many sections behind the first are looked at for their document."""
_WEIGHTS: Final = tuple(ANSWERS.get(name, 0.0) for name in SIGNS)
_MERIT, _MANY_PAIRS, _MANY_WORDS = 10.0, 6.0, 8


@dataclass(frozen=True, slots=True)
class Best:
    """The section that comes first: its measures and merit, and how much of what follows is of its document."""

    measures: Sequence[float]
    merit: float = 0.0
    gathered: float = 0.0


def signs_of(question: Question, matched: Matched, best: Best) -> list[float]:
    """The signs, in the order of SIGNS."""
    concepts, likeness = matched.concepts, matched.likeness
    whole = sum(covered.weight for covered in concepts) or 1.0
    known = [covered for covered in concepts if covered.places.cover]
    unknown = [
        covered.weight for covered in concepts if not covered.places.cover and covered.concept.say == THING
    ]
    rarest = log(2 * likeness.sections + 2)
    return [
        *(best.measures[place] for place in _PLACES),
        *standing_of(best).values(),
        likeness.whole / rarest / _MANY_PAIRS,
        matched.share,
        sum(unknown) / whole,
        min(len(known), _MANY_WORDS) / _MANY_WORDS,
        max((covered.rarity for covered in known), default=0.0) / rarest,
        float(question.spoken),
        *(float(question.intent.kind == kind) for kind in _WANTED),
    ]


def standing_of(best: Best) -> dict[str, float]:
    """The signs that depend on the other candidates."""
    return {"merit": best.merit / _MERIT, "gathered": best.gathered}


def is_certain(measures: Sequence[float], *, spoken: bool) -> bool:
    """Whether no sign can speak against a section with these measures."""
    return any(measures[place] for place in _SURE) or (not spoken and measures[_COVER] > _ALL)


def confidence_in(question: Question, matched: Matched, best: Best) -> float:
    """How sure it is that the section answers; above 0 where it rather does than not."""
    if is_certain(best.measures, spoken=question.spoken):
        return 1.0
    if question.spoken and _is_passing(best.measures) and _is_one_thing(matched):
        return -1.0
    signs = signs_of(question, matched, best)
    return BIAS + sum(weight * sign for weight, sign in zip(_WEIGHTS, signs, strict=True))


def _is_passing(measures: Sequence[float]) -> bool:
    """The section only mentions what is asked about: a projector among the tools one can handle."""
    return not any(measures[place] for place in _ABOUT)


def _is_one_thing(matched: Matched) -> bool:
    return sum(covered.concept.say == THING for covered in matched.concepts) == 1
