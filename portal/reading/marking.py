"""Marking what was looked for inside titles, which the index hands out plain."""

import re
import unicodedata
from collections.abc import Iterable

from portal.bookshelf import Results

Runs = tuple[tuple[str, bool], ...]
"""Pieces of a text, each with whether it is marked."""

_SHORTEST = 2


def terms_of(words: str, results: Results) -> tuple[str, ...]:
    """What to mark: the words as typed, as they were understood, and whatever the snippets have marked."""
    said = " ".join([words, results.did_you_mean or "", *results.understood_as])
    typed = re.split(r"[\s→、]+", unicodedata.normalize("NFKC", said).strip())
    found = [text for hit in results.hits for text, marked in hit.snippet if marked]
    longest_first = sorted({*typed, *found}, key=lambda term: (-len(term), term))
    return tuple(term for term in longest_first if len(term) >= _SHORTEST)


def mark(text: str, terms: Iterable[str]) -> Runs:
    """A text in runs, its terms marked, whatever their case."""
    pattern = "|".join(re.escape(term) for term in terms)
    if not pattern or not text:
        return ((text, False),) if text else ()
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece)
