"""From bytes to text: UTF-8 only, no control characters; other encodings are named so that they get converted."""

import codecs
import re
from itertools import islice

from generators.source.yaml_problems import START, Position, Problem, problem

BREAK = re.compile(r"\r\n|\r|\n")
# Beside control characters: line separators that some programs take for a line end and others do not,
# so that no two tools would agree on a line number; byte order marks inside the text; lone surrogates.
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# UTF-32 first: its little-endian mark begins with the one of UTF-16.
_FOREIGN_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CHINESE_SAMPLE = 2_000
_CHINESE_SHARE = 0.7


def decode(raw: bytes, *, limit: int) -> str | Problem:
    """The text without its BOM, or the one problem that keeps it from being text."""
    if len(raw) > limit:
        return problem("yaml-too-large", START, size=str(len(raw)), limit=str(limit))
    for mark, name in _FOREIGN_MARKS:
        if raw.startswith(mark):
            return problem("yaml-encoding", START, guess=name)
    body = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(body, error.start)
    unsafe = UNSAFE.search(text)
    return _binary(unsafe[0], position_at(text, unsafe.start())) if unsafe else text


def position_at(text: str, index: int) -> Position:
    """The position of a character, by its index in the text."""
    line, start = 1, 0
    for found in BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Position(line, index - start + 1)


def code_point(character: str) -> str:
    """How a character that cannot be shown is named: U+0000."""
    return f"U+{ord(character):04X}"


def _binary(character: str, position: Position) -> Problem:
    return problem("yaml-binary", position, character=code_point(character))


def _not_utf8(body: bytes, broken_at: int) -> Problem:
    control = _CONTROL_BYTES.search(body)
    if control:
        return _binary(control[0].decode("ascii"), _position_in_bytes(body, control.start()))
    return problem(
        "yaml-encoding",
        _position_in_bytes(body, broken_at),
        guess=_guess_encoding(body),
        byte=f"0x{body[broken_at]:02X}",
    )


def _position_in_bytes(body: bytes, index: int) -> Position:
    before = body[:index].decode("utf-8", errors="replace")
    return position_at(before, len(before))


def _guess_encoding(body: bytes) -> str:
    """GBK or GB18030 where most of the text would then be everyday Chinese, otherwise nothing."""
    for name in ("GBK", "GB18030"):
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            continue
        return name if _is_everyday_chinese(text) else ""
    return ""


def _is_everyday_chinese(text: str) -> bool:
    """Broken UTF-8 and western accents also decode as GBK, but into rare characters."""
    foreign = list(islice((character for character in text if character > "\x7f"), _CHINESE_SAMPLE))
    return sum(map(_is_everyday, foreign)) >= _CHINESE_SHARE * len(foreign)


def _is_everyday(character: str) -> bool:
    """In GB 2312: punctuation and full-width signs (rows 1-3) or a character of the first level (rows 16-55)."""
    encoded = character.encode("gb18030")
    lead, trail = encoded[0], encoded[1]
    return len(encoded) == 2 and trail >= 0xA1 and (0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7)
