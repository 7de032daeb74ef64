"""Sketch 文本素描: a few dozen numbers that stand for a text, so that texts can be compared without being opened.

Passages of `PASSAGE` characters are taken from the text; of those that begin with one of a quarter of all characters
(the same ones in every text) the smallest `SIZE` hashes are kept. The share of hashes that two sketches have in common
estimates the share of passages that their texts have in common. A sketch depends on its text alone.
"""

import re
import zlib
from collections.abc import Iterable

PASSAGE = 4
SIZE = 64
FEWEST = 24
"""Texts with fewer sampled passages (about a hundred characters) are too short to call one a copy of another."""

_SAMPLED = "".join(map(chr, range(0x4E00, 0xA000, 4)))
_PASSAGES = re.compile(f"(?=([{_SAMPLED}].{{{PASSAGE - 1}}}))", re.DOTALL)
_NOT_WORDS = re.compile(r"[^\w]+")


def sketch_of(texts: Iterable[str]) -> list[int]:
    """The sketch of a text given in pieces; empty for one that is too short. Punctuation and blanks do not count."""
    passages = set(_PASSAGES.findall(_NOT_WORDS.sub("", "".join(texts))))
    if len(passages) < FEWEST:
        return []
    return sorted({zlib.crc32(passage.encode()) for passage in passages})[:SIZE]


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of passages in common, from 0 to 1."""
    common = set(one).intersection(other)
    smallest = sorted({*one, *other})[: min(len(one), len(other))]
    return len(common.intersection(smallest)) / len(smallest)
