"""Snippets: the piece of a hit's text that shows why it was found, cut from the original.

Only what is shown is marked, so this looks for the question's terms again in ten short texts instead of keeping
offsets for every term of the library.
"""

import re
from collections.abc import Iterable, Sequence

from search_index.folding import spans_back
from search_index.matching import Covered
from search_index.results import Run
from search_index.segmenter import is_han

_LENGTH = 110
_BEFORE = 24
_MOST_SPANS = 12
_LOOK_BACK = 30
_STOPS = "。；！？\n"
_SAME_WORD = r"(?:s|es|e|ed|ing|[a-z](?:ed|ing))?"

Span = tuple[int, int]


class Marker:
    """Finds and marks one question's terms in texts."""

    def __init__(self, concepts: Iterable[Covered]) -> None:
        terms = {
            term
            for covered in concepts
            for alternative in covered.concept.alternatives
            if not alternative.sound
            for term in alternative.terms
        }
        self._han = sorted(term for term in terms if is_han(term))
        latin = sorted((term for term in terms if not is_han(term)), key=lambda term: (-len(term), term))
        self._latin = re.compile("|".join(map(_loosely, latin))) if latin else None

    def snippet(self, original: str, *, folded: str) -> tuple[Run, ...]:
        """The most telling piece of a text, as runs; its beginning where no term stands in it."""
        spans = self._spans(folded)
        start, end = _window(folded, spans)
        back = spans_back(original, folded=folded)
        marks = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
        if back is not None:
            marks, start, end = [(back[a], back[b]) for a, b in marks], back[start], back[end]
        return _runs(original, marks, start, end)

    def _spans(self, folded: str) -> list[Span]:
        found = [span for term in self._han for span in _occurrences(folded, term)]
        if self._latin is not None:
            found.extend(match.span() for match in self._latin.finditer(folded))
        return _merged(found)


def _loosely(term: str) -> str:
    """A pattern for a Latin term as people write it: plural, or a code with its punctuation."""
    pieces = [re.escape(piece) for piece in re.findall(r"\d+(?:\.\d+)*|[^\W\d_]+", term)]
    whole = "[-_/. ]?".join(pieces).removesuffix("y") if term.isalpha() else "[-_/. ]?".join(pieces)
    ending = r"(?:y|ies|ys|ied|ying)" if term.isalpha() and term.endswith("y") else _SAME_WORD
    return rf"(?<![a-z0-9]){whole}{ending}(?![a-z0-9])"


def _occurrences(folded: str, term: str) -> list[Span]:
    found, position = [], folded.find(term)
    while position >= 0:
        found.append((position, position + len(term)))
        position = folded.find(term, position + len(term))
    return found


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(folded: str, spans: Sequence[Span]) -> Span:
    """The stretch with most of the marked text, begun at a sentence where one begins near."""
    if len(folded) <= _LENGTH or not spans:
        return 0, min(len(folded), _LENGTH)
    best = max(spans[:_MOST_SPANS], key=lambda span: (_marked_from(span[0], folded, spans), -span[0]))
    start = max(0, best[0] - _BEFORE)
    sentence = max(folded.rfind(stop, max(0, best[0] - _LOOK_BACK), best[0]) for stop in _STOPS)
    start = sentence + 1 if sentence >= 0 else start
    return start, min(len(folded), start + _LENGTH)


def _marked_from(start: int, folded: str, spans: Sequence[Span]) -> int:
    """How much is marked in a window there; a term counts once however often it is repeated."""
    end = start + _LENGTH - _BEFORE
    return sum(map(len, {folded[a:b] for a, b in spans[: 2 * _MOST_SPANS] if start <= a and b <= end}))


def _runs(original: str, marks: Sequence[Span], start: int, end: int) -> tuple[Run, ...]:
    runs: list[Run] = [("…", False)] if start else []
    at = start
    for a, b in _merged(marks):
        runs += [(original[at:a], False), (original[a:b], True)]
        at = b
    runs += [(original[at:end], False), ("…" if end < len(original) else "", False)]
    return tuple((text, marked) for text, marked in runs if text)
