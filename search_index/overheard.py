"""Overheard: what handbooks write where people say a word, as learned from thousands of ways of asking.

`overheard.txt` is made by `python -m tests.findability.hearing --write`, from the ways in which the demonstration
library's places are asked for: words of everyday language that keep turning up together (挑 with 选择, 垫 with 报销).
Names of that library's own things are left out, so that it serves every company's. `speech` is what we know besides.
"""

from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = (files("search_index") / "overheard.txt").read_text("utf-8").splitlines()
    spoken = (line.partition(": ") for line in lines if not line.startswith("#"))
    return {word: tuple(written.split()) for word, _, written in spoken}


def overheard_of(word: str) -> tuple[str, ...]:
    """What is written where this word is said, the likeliest first."""
    return _table().get(word, ())
