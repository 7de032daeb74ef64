"""Canonical JSON: the same value gives the same bytes on every machine.

Sorted keys, no blanks, UTF-8, texts in Unicode's composed form (NFC), whole numbers only. JSON's other spellings of
the same value are never written, and :func:`plain_of` refuses them when read back.
"""

import json
import unicodedata
from typing import Any

_LARGEST = 2**53 - 1
"""Whole numbers up to here mean the same to every JSON reader."""


class NotCanonical(ValueError):
    """A value has no canonical form, or bytes are not the canonical form of anything."""


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of plain data. NotCanonical for fractions, huge numbers and anything but plain data."""
    text = json.dumps(_composed(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("half a character") from error


def plain_of(body: bytes) -> dict[str, Any]:
    """The object that canonical bytes spell. NotCanonical if another spelling would have been right."""
    try:
        value = json.loads(body)
        spelled = canonical_json(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonical("not JSON") from error
    if spelled != body or not isinstance(value, dict):
        raise NotCanonical("JSON, but not in its canonical form")
    return value


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return value
    if isinstance(value, list | tuple):
        return [_composed(part) for part in value]
    if isinstance(value, dict):
        # Nearly all parts are plain texts in ASCII; they are said here, as a call for each would take as long again.
        composed = {
            key if type(key) is str and key.isascii() else _name(key): part
            if type(part) is str and part.isascii()
            else _composed(part)
            for key, part in value.items()
        }
        if len(composed) == len(value):
            return composed
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _name(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical("a key is not a text")
    return key if key.isascii() else unicodedata.normalize("NFC", key)
