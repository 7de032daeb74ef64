"""A kept text, made readable without the edition it came from: every clause in order, with its number and words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_SENTENCES = (
    "title",
    "name",
    "do",
    "decide",
    "text",
    "may",
    "means",
    "what",
    "condition",
    "summary",
    "purpose",
    "scope",
)
_BESIDE = frozenset({"id", "kind", "label", "control", "unit", "code", "department", "prose", *_SENTENCES})


@dataclass(frozen=True, slots=True)
class Line:
    """One clause: how deep it stands, its anchor and number, its words, and what else it says."""

    depth: int
    anchor: str
    label: str
    words: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeptText:
    """A document as it was when its bytes were kept."""

    title: str
    code: str
    revision: str
    language: str
    lines: tuple[Line, ...]
    prose: str


def read_kept(content: bytes) -> KeptText:
    """The readable form of the bytes under a document digest."""
    said = json.loads(content.partition(b"\0")[2])
    text = said["text"]
    return KeptText(
        title=text.get("title", ""),
        code=text.get("code", ""),
        revision=text.get("control", {}).get("revision", ""),
        language=said["language"],
        lines=tuple(_lines(text)),
        prose=text.get("prose", ""),
    )


def _lines(node: Mapping[str, Any], depth: int = 0, anchor: str = "") -> Iterator[Line]:
    words = " ".join(str(node[name]) for name in _SENTENCES if depth and isinstance(node.get(name), str))
    facts = tuple(
        (name, _said(value)) for name, value in node.items() if name not in _BESIDE and not _nodes(value)
    )
    if depth:
        yield Line(depth, anchor, str(node.get("label", "")), words, facts)
    elif head := " ".join(str(node[name]) for name in ("purpose", "scope", "summary") if name in node):
        yield Line(1, "", "", head, facts)
    for value in node.values():
        for inner in _nodes(value):
            yield from _lines(inner, depth + 1, inner["id"])


def _nodes(value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        return []
    return [inner for inner in value if isinstance(inner, Mapping) and "id" in inner]


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_said(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(_said(part) for part in value)
    return str(value)
