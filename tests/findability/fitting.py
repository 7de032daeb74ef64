"""The mathematics of `fit`: how weights are found under which the right sections come first.

The order of the hits is a softmax over each question's candidates, the confidence a logistic curve; both are fitted by
descent with a penalty on large weights. Evidence may only speak for a section; a sign may speak either way. Nothing is
random.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

from search_index.confidence import FOLLOWING, SIGNS, Best, is_certain, standing_of
from search_index.evidence import MEASURES
from search_index.reader import SearchIndex
from tests.findability.evaluate import Question

FOLDS: Final = 6
AGAINST: Final = frozenset({"missing"})
"""Evidence that may only speak against a section."""
EITHER: Final = frozenset({"kind_said", "length", "head_name", "head_name_back"})
_HELD_SURE = 0.1
_CANDIDATES = 24
_RARE = 60
_STEPS, _RATE = 140, 0.12
_LARGE_MEASURE, _LARGE_SORT, _LARGE_SIGN = 0.0004, 0.008, 0.0015
_SILENT = 0.4
"""How sure an answer has to be: a wrong answer is a little worse than none."""

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what is seen of its candidates, which of them are right, of which documents they are, and how
    much it counts."""

    question: Question
    seen: tuple[Vector, ...]
    right: tuple[bool, ...]
    signs: tuple[Vector, ...]
    documents: tuple[str, ...] = ()
    weight: float = 1.0


def examples(index: SearchIndex, questions: Iterable[Question], *, weight: float) -> list[Example]:
    """What is seen of the questions."""
    return [_example(index, question, weight) for question in questions]


def _example(index: SearchIndex, question: Question, weight: float) -> Example:
    seen = index.seen(question.words, language=question.language)
    measured = (dict(zip(MEASURES, row, strict=True)) for row in seen.measures)
    vectors = [row | dict.fromkeys(sorts, 1.0) for row, sorts in zip(measured, seen.sorts, strict=True)]
    signs = tuple(dict(zip(SIGNS, row, strict=True)) for row in seen.signs)
    right = tuple(question.accepts("/" + address.removeprefix("en/")) for address in seen.addresses)
    documents = tuple(address.partition("#")[0] for address in seen.addresses)
    return Example(question, tuple(vectors), right, signs, documents, weight)


def fit_order(given: Sequence[Example]) -> Vector:
    """Weights under which the right candidates come first."""
    counted = Counter(name for it in given for row in it.seen for name in row)
    known = {name for name, times in counted.items() if name in MEASURES or times >= _RARE}
    usable = [_sparse(it, known) for it in given if any(it.right)]
    whole = sum(weight for _, _, weight in usable)

    def slope(weights: Vector) -> Vector:
        total = {name: 2 * _penalty(name) * worth * whole for name, worth in weights.items()}
        for rows, right, weight in usable:
            for row, pull in zip(rows, _pulls(rows, right, weights), strict=True):
                if abs(pull) > 1e-6:
                    for name, value in row:
                        total[name] += weight * pull * value
        return {name: value / whole for name, value in total.items()}

    return descend(dict.fromkeys(sorted(known), 0.0), slope)


Row = list[tuple[str, float]]


def _sparse(it: Example, known: set[str]) -> tuple[list[Row], list[bool], float]:
    """The best few candidates and the right ones, without what is nothing."""
    kept = [n for n, right in enumerate(it.right) if right or n < _CANDIDATES]
    rows = [[(name, value) for name, value in it.seen[n].items() if value and name in known] for n in kept]
    return rows, [it.right[n] for n in kept], it.weight


def _pulls(rows: Sequence[Row], right: Sequence[bool], weights: Vector) -> list[float]:
    """How far each candidate's share is above what it should be."""
    scores = [sum(weights[name] * value for name, value in row) for row in rows]
    most = max(scores)
    raised = [exp(score - most) for score in scores]
    whole, good = sum(raised), sum(it for it, ok in zip(raised, right, strict=True) if ok)
    return [it / whole - (it / good if ok else 0.0) for it, ok in zip(raised, right, strict=True)]


def _penalty(name: str) -> float:
    return _LARGE_MEASURE if name in MEASURES else _LARGE_SORT


def fit_confidence(given: Sequence[Example], order: Vector) -> Vector:
    """Weights of the signs under which questions with an answer are told from those without; "" is the bias."""
    seen = ((signs_under(it, order), it) for it in given)
    rows = [
        ([*signs.items(), ("", 1.0)], float(bool(it.question.accept)), _sureness(it))
        for signs, it in seen
        if signs is not None
    ]
    whole = sum(weight for _, _, weight in rows)

    def slope(weights: Vector) -> Vector:
        total = {name: 2 * _LARGE_SIGN * worth * whole * bool(name) for name, worth in weights.items()}
        for row, answered, weight in rows:
            score = sum(weights[name] * value for name, value in row)
            pull = weight * (1 / (1 + exp(-max(-30.0, min(30.0, score)))) - answered)
            for name, value in row:
                total[name] += pull * value
        return {name: value / whole for name, value in total.items()}

    fitted = descend(dict.fromkeys([*SIGNS, ""], 0.0), slope, steps=4 * _STEPS)
    return fitted | {"": fitted[""] - _SILENT}


def signs_under(it: Example, order: Vector) -> Vector | None:
    """The signs of the candidate that comes first, with its standing among the others."""
    scores = _scores(it, order)
    if not scores:
        return None
    first, *others = sorted(range(len(scores)), key=lambda n: -scores[n])[: FOLLOWING + 1]
    gathered = sum(it.documents[n] == it.documents[first] for n in others)
    best = Best((), scores[first], gathered / FOLLOWING)
    return it.signs[first] | standing_of(best)


def _scores(it: Example, order: Vector) -> list[float]:
    return [sum(order.get(name, 0.0) * value for name, value in row.items()) for row in it.seen]


def _sureness(it: Example) -> float:
    return _HELD_SURE if it.weight < 1 else 1.0


def descend(weights: Vector, slope: Callable[[Vector], Vector], *, steps: int = _STEPS) -> Vector:
    """Descent with momentum and a step of its own for every weight, kept on the side where evidence may speak."""
    speed, size = dict.fromkeys(weights, 0.0), dict.fromkeys(weights, 0.0)
    for step in range(1, steps + 1):
        for name, value in slope(weights).items():
            speed[name] = 0.9 * speed[name] + 0.1 * value
            size[name] = 0.99 * size[name] + 0.01 * value * value
            pace = (size[name] / (1 - 0.99**step)) ** 0.5 + 1e-8
            moved = weights[name] - _RATE * speed[name] / (1 - 0.9**step) / pace * (1 - step / (steps + 1))
            weights[name] = _on_its_side(name, moved)
    return weights


def _on_its_side(name: str, worth: float) -> float:
    if name in AGAINST:
        return min(0.0, worth)
    return max(0.0, worth) if name in MEASURES and name not in EITHER else worth


def best_of(it: Example, order: Vector) -> int | None:
    """The candidate that comes first."""
    scores = _scores(it, order)
    return max(range(len(scores)), key=scores.__getitem__, default=None)


def ranks(it: Example, order: Vector) -> int:
    """The place of the first right candidate, from 0; a large number where there is none."""
    scores = _scores(it, order)
    places = sorted(range(len(scores)), key=lambda n: (-scores[n], n))
    return next((place for place, n in enumerate(places) if it.right[n]), 9999)


def folds_of(given: Sequence[Example]) -> list[int]:
    """A fold for every question; questions that have an answer in common share one."""
    group = list(range(len(given)))
    seen: dict[str, int] = {}
    for number, it in enumerate(given):
        for address in it.question.accept:
            joined, own = group[seen.setdefault(address, number)], group[number]
            group = [joined if it == own else it for it in group]
    names = {
        number: min(given[n].question.id for n, g in enumerate(group) if g == number) for number in set(group)
    }
    return [int.from_bytes(hashlib.sha256(names[g].encode()).digest()[:4], "big") % FOLDS for g in group]


def cross_validated(tune: Sequence[Example], more: Sequence[Example]) -> Iterator[str]:
    """The shares of questions rightly answered, and rightly not, on folds that were not fitted on."""
    counts: Counter[str] = Counter()
    folds = folds_of(tune)
    for fold in range(FOLDS):
        train = [it for it, number in zip(tune, folds, strict=True) if number != fold]
        order = fit_order([*train, *more])
        sure = fit_confidence([*train, *more], order)
        for it in (it for it, number in zip(tune, folds, strict=True) if number == fold):
            counts.update(_outcome(it, order, sure))
    for name in ("answerable first", "answerable three", "answerable order", "unanswerable silent"):
        whole = counts[f"{name.split()[0]} all"]
        yield f"{name:22} {counts[name] / (whole or 1):.3f} of {whole}"


def _outcome(it: Example, order: Vector, sure: Vector) -> list[str]:
    answered = _is_answered(it, order, sure)
    if not it.question.accept:
        return ["unanswerable all", *["unanswerable silent"] * (not answered)]
    rank = ranks(it, order)
    outcome = ["answerable all", *["answerable order"] * (rank == 0)]
    return (
        outcome
        + ["answerable first"] * (answered and rank == 0)
        + ["answerable three"] * (answered and rank < 3)
    )


def _is_answered(it: Example, order: Vector, sure: Vector) -> bool:
    best, signs = best_of(it, order), signs_under(it, order)
    if best is None or signs is None:
        return False
    measures = [it.seen[best][name] for name in MEASURES]
    spoken = bool(signs["spoken"])
    return is_certain(measures, spoken=spoken) or sure[""] + sum(sure[n] * v for n, v in signs.items()) > 0
