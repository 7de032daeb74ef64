"""How good the answers are: a list of questions with what should be found, or that nothing should be.

The measure of every change to analysis and ranking: the share of questions whose expected place comes first,
or among the first three, and the share of unanswerable questions that got no answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search_index.reader import SearchIndex
from search_index.results import Hit


@dataclass(frozen=True, slots=True)
class Expectation:
    """A question and the places that answer it: (document, anchor), an anchor of None meaning any of them.

    Without places the library has no answer, and should give none.
    """

    query: str
    places: tuple[tuple[str, str | None], ...] = ()
    language: str = "zh-Hans"


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares between 0 and 1 (1 where there was no such question), and the questions that went wrong."""

    questions: int
    first: float
    among_three: float
    rightly_silent: float
    failed: tuple[str, ...] = ()


def assess(index: SearchIndex, expectations: Iterable[Expectation]) -> Quality:
    """Asks all questions and counts."""
    asked = [
        (wanted, index.search(wanted.query, language=wanted.language, limit=3).hits)
        for wanted in expectations
    ]
    ranks = [_rank(wanted, hits) for wanted, hits in asked if wanted.places]
    silent = [not hits for wanted, hits in asked if not wanted.places]
    return Quality(
        questions=len(asked),
        first=_share([rank == 0 for rank in ranks]),
        among_three=_share([rank is not None for rank in ranks]),
        rightly_silent=_share(silent),
        failed=tuple(wanted.query for wanted, hits in asked if not _is_met(wanted, hits)),
    )


def _rank(wanted: Expectation, hits: Sequence[Hit]) -> int | None:
    right = (i for i, hit in enumerate(hits) if any(_is_at(hit, place) for place in wanted.places))
    return next(right, None)


def _is_at(hit: Hit, place: tuple[str, str | None]) -> bool:
    document, anchor = place
    return hit.document == document and (anchor is None or hit.anchor == anchor)


def _is_met(wanted: Expectation, hits: Sequence[Hit]) -> bool:
    return _rank(wanted, hits) is not None if wanted.places else not hits


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes) if outcomes else 1.0
