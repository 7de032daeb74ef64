"""Measure 量字: how wide a text is and where its lines break, without a font at hand.

A Chinese character is one em. Latin widths are those of the common sans-serif fonts (Arial, Helvetica), a little
slack added: the fonts of other systems differ by a few hundredths.
"""

import re
from functools import lru_cache
from typing import Final

_SLACK: Final = 1.04

_ADVANCES: Final[dict[int, str]] = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[]\\ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jckvxyzs",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
_LATIN: Final = {character: width for width, characters in _ADVANCES.items() for character in characters}
_OTHER_LATIN: Final = 640

_NOT_FIRST: Final = frozenset("，。、；：？！）》」』】〉”’％℃…—·,.;:?!)]}%")
"""Punctuation that does not begin a line."""
_NOT_LAST: Final = frozenset("（《「『【〈“‘([{")
"""Punctuation that does not end a line."""

_PIECES: Final = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\uffef]|\s+|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\uffef]+"
)


Measured = tuple[str, float]
"""A word, and how wide it is."""


def width_of(text: str, size: float) -> float:
    """The width of a text in a font of *size*, in the same unit."""
    return _thousandths(text) * size / 1000


@lru_cache(maxsize=8192)
def _thousandths(text: str) -> float:
    return sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if character in _LATIN:
        return _LATIN[character] * _SLACK
    return 1000 if ord(character) >= 0x2000 else _OTHER_LATIN * _SLACK


@lru_cache(maxsize=8192)
def wrap(text: str, size: float, width: float, most: int = 0) -> tuple[str, ...]:
    """The lines of a text that is given *width*, of about the same length.

    Latin words and codes (SC-005) stay whole, even where one is wider than the line. With *most*, what goes beyond
    that many lines is cut off and marked with an ellipsis.
    """
    words = [(word, width_of(word, size)) for word in _words(text)]
    if not words:
        return ()
    lines = _filled(words, size, width)
    if most and len(lines) > most:
        kept = _filled(words, size, width - size)[:most]
        return (*kept[:-1], kept[-1].rstrip("，。、；：,.;: ") + "…")
    if len(lines) > 1:
        lines = _balanced(words, size, width, len(lines))
    return tuple(lines)


def _balanced(words: list[Measured], size: float, width: float, count: int) -> list[str]:
    """The same number of lines, as narrow as they can be, so that no single character is left over."""
    low, high = width / 2, width
    while high - low > size / 2:
        middle = (low + high) / 2
        if len(_filled(words, size, middle)) <= count:
            high = middle
        else:
            low = middle
    return _filled(words, size, high)


def _words(text: str) -> list[str]:
    """What must not be broken, each with the blank before it."""
    words: list[str] = []
    glued = False
    for piece in _PIECES.findall(text.strip()):
        if piece.isspace():
            words.append(" ")
            glued = True
        elif words and (glued or piece[0] in _NOT_FIRST):
            words[-1] += piece
            glued = piece[-1] in _NOT_LAST
        else:
            words.append(piece)
            glued = piece[-1] in _NOT_LAST
    return words


def _filled(words: list[Measured], size: float, width: float) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for word, wide in words:
        if line and used + wide > width:
            lines.append(line)
            line = word.lstrip()
            used = wide if line == word else width_of(line, size)
        else:
            line, used = line + word, used + wide
    return [*lines, line] if line else lines
