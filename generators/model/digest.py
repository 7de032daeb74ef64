"""Digest 内容指纹: what exactly a person confirms.

A document's digest covers its own controlled text in one language: canonical JSON (sorted keys, NFC, LF) of the
model's fields, tagged with kind and scheme. Left out are fields at their default (so that an optional new field
keeps old digests), bookkeeping of document control other than revision and effective date, search aliases, the
quiz, and everything derived from other documents.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from generators.model.control import Document
from generators.model.text import Language

SCHEME = "dutybook/document/v1"
_LANGUAGE_KEYS = frozenset({"zh-Hans", "zh-Hant", "en"})
_BOOKKEEPING = frozenset({"aliases", "asked", "quiz", "control", "unit", "prose", "prose_en"})


def canonical(value: Any) -> bytes:
    """Canonical JSON of plain data: the same value gives the same bytes on every machine."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def tagged_digest(scheme: str, value: Any) -> str:
    """SHA-256 over ``scheme`` NUL canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(_tagged(scheme, value)).hexdigest()


def _tagged(scheme: str, value: Any) -> bytes:
    return scheme.encode() + b"\0" + canonical(value)


def in_language(value: Any, language: Language) -> Any:
    """Plain data with every text reduced to the wording a reader of *language* sees."""
    if isinstance(value, dict):
        if value and value.keys() <= _LANGUAGE_KEYS:
            other = "zh-Hans" if language == "en" else "en"
            return value.get(language) or value.get(other) or ""
        return {key: in_language(part, language) for key, part in value.items()}
    if isinstance(value, list):
        return [in_language(part, language) for part in value]
    return value


def plain(document: Document) -> dict[str, Any]:
    """The document as plain data with full ids, fields at their default left out."""
    return document.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def digest_of_plain(data: Mapping[str, Any], language: Language) -> str:
    """The digest of a document given as plain data (see `plain`)."""
    return hashlib.sha256(text_of_plain(data, language)).hexdigest()


def text_of_plain(data: Mapping[str, Any], language: Language) -> bytes:
    """The bytes that the digest of a document is made of: its scheme, a NUL, and its controlled text."""
    text = {key: part for key, part in data.items() if key not in _BOOKKEEPING}
    control = data.get("control", {})
    text["control"] = {key: control[key] for key in ("revision", "effective") if key in control}
    prose = data.get("prose", "")
    if language == "en":
        prose = data.get("prose_en") or prose
    if prose:
        text["prose"] = prose
    return _tagged(SCHEME, {"language": language, "text": in_language(text, language)})


def digest(document: Document, language: Language) -> str:
    """The digest of the document's controlled text in *language*."""
    return digest_of_plain(plain(document), language)
