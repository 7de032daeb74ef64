"""Whether the best section answers the question at all, or the library has no answer.

Weighed like the order of the hits, from signs of which none decides alone: how much of the question the best section
says, how near the nearest way of asking comes, how much of the question the library does not know. A section called
by its very name or code is always an answer, and so is one that says all of some keywords;
one that only mentions the single thing asked about never is.
"""

from collections.abc import Sequence
from typing import Final

from search_index.evidence import MEASURES
from search_index.learned import ANSWERS, BIAS
from search_index.matching import Matched
from search_index.question import THING, Question

_SEEN: Final = (
    "cover", "own", "asked", "asked_both", "asked_alike", "alike_own", "alike_all", "name", "name_back", "named",
    "coded", "rough_whole", "told", "beside",
)  # fmt: skip
SIGNS: Final = (*_SEEN, "passing", "unknown", "unknown_things", "few", "most", "spoken")
"""What is looked at: measures of the best section, then of the question as a whole.

`passing`: the section only mentions what is asked about (a projector among the tools one can handle).
"""

_PLACES: Final = tuple(MEASURES.index(name) for name in _SEEN)
_ABOUT: Final = tuple(map(MEASURES.index, ("name", "document_name", "asked", "fitting_cover")))
_SURE: Final = (MEASURES.index("named"), MEASURES.index("coded"))
_COVER: Final = MEASURES.index("cover")
_ALL: Final = 0.999
_WEIGHTS: Final = tuple(ANSWERS.get(name, 0.0) for name in SIGNS)


def signs_of(question: Question, matched: Matched, measures: Sequence[float]) -> list[float]:
    """The signs, in the order of SIGNS; *measures* are those of the best section."""
    concepts = matched.concepts
    whole = sum(covered.weight for covered in concepts) or 1.0
    unknown = [covered for covered in concepts if not covered.places.cover]
    things = sum(covered.weight for covered in unknown if covered.concept.say == THING)
    return [
        *(measures[place] for place in _PLACES),
        float(_is_passing(measures)),
        sum(covered.weight for covered in unknown) / whole,
        things / whole,
        1 / max(1, len(concepts)),
        matched.share,
        float(question.spoken),
    ]


def confidence_in(question: Question, matched: Matched, measures: Sequence[float]) -> float:
    """How sure it is that the section answers; above 0 where it rather does than not."""
    if any(measures[place] for place in _SURE) or (not question.spoken and measures[_COVER] > _ALL):
        return 1.0
    if question.spoken and _is_passing(measures) and _is_one_thing(matched):
        return -1.0
    signs = signs_of(question, matched, measures)
    return BIAS + sum(weight * sign for weight, sign in zip(_WEIGHTS, signs, strict=True))


def _is_passing(measures: Sequence[float]) -> bool:
    return not any(measures[place] for place in _ABOUT)


def _is_one_thing(matched: Matched) -> bool:
    return sum(covered.concept.say == THING for covered in matched.concepts) == 1
