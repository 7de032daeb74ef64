"""Texts as pairs of neighbouring characters: what is alike in them however the words are cut."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

_RUN = re.compile("[a-z0-9.]+|[\u3400-\u9fff]+")
_SAYS_NOTHING: Final = frozenset("的了吗呢啊吧么是我你他们要在有和就也都还把被给")
_EMPTY_PAIRS: Final = frozenset(a + b for a in _SAYS_NOTHING for b in _SAYS_NOTHING)


@lru_cache(maxsize=8192)
def pairs_of_characters(folded: str) -> frozenset[str]:
    """Every two Chinese characters that stand side by side, and every Latin word, of a folded text."""
    pairs: set[str] = set()
    for run in _RUN.findall(folded):
        if run[0] < "\u3400":
            pairs.add(run)
        else:
            pairs.update(map("".join, pairwise(run)))
    return frozenset(pairs - _EMPTY_PAIRS)
