"""Folding: the one form in which texts and questions are compared.

Full width becomes half width (NFKC), traditional becomes simplified (OpenCC t2s), capitals become small,
zero-width characters go, every kind of dash becomes a hyphen. The original is what is shown, so `spans_back`
says where each folded character came from: OpenCC keeps lengths, NFKC does not (㎡ becomes m2).
"""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_NAME = re.compile(r"[^\W_]+")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """The comparable form of a text."""
    if text.isascii():
        return _CONTROL.sub(" ", text.lower())
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return _simplify(_CONTROL.sub(" ", _DASHES.sub("-", plain)))


def _simplify(text: str) -> str:
    # The converter reads UTF-8, which a lone surrogate is not.
    return str(_converter().convert(text.encode("utf-8", "replace").decode()))


def spans_back(original: str, *, folded: str) -> list[int] | None:
    """For each folded position the original one, with one entry more for the end; None where they are equal.

    Folds character by character (with what attaches to it), which is exact but slow: only for shown texts.
    """
    if len(original) == len(folded):
        return None
    places: list[int] = []
    for start, piece in _clusters(original):
        places.extend([start] * len(fold(piece)))
    # Where folding the pieces does not give the folded whole, a mark may slip by a character, never outside.
    places = (places + [len(original)] * len(folded))[: len(folded)]
    return [*places, len(original)]


def _clusters(text: str) -> list[tuple[int, str]]:
    starts = [i for i, char in enumerate(text) if i == 0 or not unicodedata.combining(char)]
    return [(start, text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def name_key(folded: str) -> str:
    """A name without its spaces and punctuation: 《SC-010 市场调研》 and sc010市场调研 are one name."""
    return "".join(_NAME.findall(folded))
