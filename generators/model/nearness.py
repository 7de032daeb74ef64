"""The nearest right answer to a misspelt word."""

import difflib
from collections.abc import Iterable


def nearest(wording: str, known: Iterable[str]) -> str:
    """The known word most like *wording*, or an empty string where none is near."""
    return next(iter(difflib.get_close_matches(wording, sorted(known), n=1, cutoff=0.6)), "")
