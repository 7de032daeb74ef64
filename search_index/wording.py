"""From the tokens of a question to the words that count, each with what stood before it.

Frames and function words fall out here; what the segmenter glued together because it knew neither (没报, 列个) is
taken apart. Two words that stood side by side stay a pair, two that were joined by 和 or 还是 are alternatives: the
text that answers may speak of one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from search_index.folding import name_key
from search_index.segmenter import Segmenter, is_han
from search_index.speech import SPOKEN
from search_index.stopwords import STOP_WORDS, WEAK_WORDS

_JOINING: Final = frozenset("和 跟 与 及 以及 或 或者 还是 、 and or".split())
_CLINGING: Final = frozenset(word for word in STOP_WORDS if len(word) == 1) | frozenset(
    "先再已将等上下里中内外完好成个些次回"
)
_BREAKING: Final = frozenset(",，。.;；:：?？!！")
_OWN_MEANING: Final = STOP_WORDS | WEAK_WORDS | SPOKEN.keys()
_LONGEST_GLUED = 4

COUNTING: Final = frozenset("二三四五六七八九十")
"""四统一, 五原则: a number and what it counts are one name."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that counts.

    `beside`: it stood right behind the one before; `joined`: behind it and an 和 or 或; `begins`: behind a comma or the
    like, or first of all.
    """

    text: str
    beside: bool = False
    joined: bool = False
    begins: bool = False


def words_that_count(tokens: Sequence[str], segmenter: Segmenter) -> list[Word]:
    """The words that count, in order."""
    words: list[Word] = []
    beside, joined, begins = False, False, True
    for token in _loosened(tokens, segmenter):
        if token in _JOINING:
            beside, joined = False, True
        elif token in STOP_WORDS or not name_key(token):
            beside, begins = False, begins or token in _BREAKING
        elif beside and words[-1].text in COUNTING and is_han(token):
            words[-1] = replace(words[-1], text=words[-1].text + token)
        else:
            words.append(Word(token, beside, joined, begins))
            beside, joined, begins = True, False, False
    return words


def _loosened(tokens: Sequence[str], segmenter: Segmenter) -> Iterator[str]:
    """The tokens, glued ones apart; neighbouring characters without a meaning of their own are one unknown word."""
    loose = ""
    for token in (piece for glued in tokens for piece in _unglued(glued, segmenter)):
        if token in COUNTING:
            yield from [loose] if loose else []
            loose = ""
        elif len(token) == 1 and is_han(token) and token not in _OWN_MEANING and token not in _JOINING:
            loose += token
            continue
        yield from [loose] if loose else []
        loose = ""
        yield token
    yield from [loose] if loose else []


def _unglued(token: str, segmenter: Segmenter) -> list[str]:
    """A short run of characters no dictionary knows, without the function words at its ends or in its middle."""
    if not is_han(token) or not 1 < len(token) <= _LONGEST_GLUED or token in SPOKEN:
        return [token]
    if segmenter.knows(token) and "的" not in token[1:-1]:
        return [token]
    pieces = token.replace("的", " ").split()
    return [bare for bare in (piece.strip("".join(_CLINGING)) for piece in pieces) if bare]
