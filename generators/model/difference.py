"""Difference 对照: what changed between two revisions of one document, node by node, in one language.

Nodes are matched by their ids, which never change; so a moved duty is a move, not a deletion and an insertion.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from generators.model.control import ChangeClass, Document
from generators.model.digest import in_language, plain
from generators.model.text import Language

Change = Literal["added", "removed", "changed", "moved"]
Mark = Literal["same", "ins", "del"]

_NOT_COMPARED = frozenset({"id", "unit", "kind", "control", "quiz", "aliases", "asked"})
_FORMAL = frozenset({"label"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after: a text, or plain data such as a recurrence or a list of ids; None is absent."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class NodeChange:
    """One node that changed. ``anchor`` is empty for the document as a whole; ``part`` is the list it stands in."""

    anchor: str
    part: str
    label: str
    change: Change
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    part: str
    above: str
    fields: dict[str, Any]


def compare(old: Document, new: Document, *, language: Language = "zh-Hans") -> tuple[NodeChange, ...]:
    """Every node that differs, in the order of the new revision; removed nodes follow the node before them."""
    before, after = _nodes(old, language), _nodes(new, language)
    moved = _moved(before, after)
    changes: dict[str, NodeChange] = {}
    for anchor, node in after.items():
        if anchor not in before:
            changes[anchor] = _whole(anchor, node, "added")
            continue
        fields = _changed_fields(before[anchor].fields, node.fields)
        if fields or anchor in moved:
            label = str(node.fields.get("label", ""))
            changes[anchor] = NodeChange(anchor, node.part, label, "changed" if fields else "moved", fields)
    removed = {anchor: node for anchor, node in before.items() if anchor not in after}
    return tuple(_in_reading_order(changes, removed, list(before), list(after)))


def _nodes(document: Document, language: Language) -> dict[str, _Node]:
    found: dict[str, _Node] = {}
    data = in_language(plain(document), language)
    _collect({key: value for key, value in data.items() if key not in _NOT_COMPARED}, "", "", found)
    return found


def _collect(data: dict[str, Any], anchor: str, part: str, found: dict[str, _Node], above: str = "") -> None:
    own: dict[str, Any] = {}
    found[anchor] = _Node(part, above, own)
    for name, value in data.items():
        if _is_list_of_nodes(value):
            for node in value:
                below = {key: part_value for key, part_value in node.items() if key != "id"}
                _collect(below, node["id"], name, found, anchor)
        else:
            own[name] = value


def _is_list_of_nodes(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "id" in v for v in value)


def _changed_fields(before: dict[str, Any], after: dict[str, Any]) -> tuple[FieldChange, ...]:
    names = dict.fromkeys([*before, *after])
    changed = (FieldChange(name, before.get(name), after.get(name)) for name in names)
    return tuple(change for change in changed if change.before != change.after)


def _whole(anchor: str, node: _Node, change: Literal["added", "removed"]) -> NodeChange:
    added = change == "added"
    fields = tuple(
        FieldChange(name, None if added else value, value if added else None)
        for name, value in node.fields.items()
    )
    return NodeChange(anchor, node.part, str(node.fields.get("label", "")), change, fields)


def _moved(before: dict[str, _Node], after: dict[str, _Node]) -> set[str]:
    """Nodes that stand elsewhere relative to the others that stayed, or below another node."""
    stayed_before = [anchor for anchor in before if anchor in after]
    stayed_after = [anchor for anchor in after if anchor in before]
    matcher = difflib.SequenceMatcher(a=stayed_before, b=stayed_after, autojunk=False)
    kept = {stayed_after[b + k] for _, b, size in matcher.get_matching_blocks() for k in range(size)}
    lifted = {anchor for anchor in stayed_after if before[anchor].above != after[anchor].above}
    return (set(stayed_after) - kept) | lifted


def _in_reading_order(
    changes: dict[str, NodeChange], removed: dict[str, _Node], before: list[str], after: list[str]
) -> Iterable[NodeChange]:
    followers: dict[str, list[NodeChange]] = {}
    last = ""
    for anchor in before:
        if anchor in removed:
            followers.setdefault(last, []).append(_whole(anchor, removed[anchor], "removed"))
        else:
            last = anchor
    for anchor in after:
        if anchor in changes:
            yield changes[anchor]
        yield from followers.get(anchor, ())


_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*|\s+|.", re.DOTALL)


def marked(before: str, after: str) -> list[tuple[str, Mark]]:
    """The two wordings as one run of text: what stayed, what was struck out, what was put in."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    runs: list[tuple[str, Mark]] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for operation, a1, a2, b1, b2 in matcher.get_opcodes():
        if operation == "equal":
            runs.append(("".join(old[a1:a2]), "same"))
            continue
        if a2 > a1:
            runs.append(("".join(old[a1:a2]), "del"))
        if b2 > b1:
            runs.append(("".join(new[b1:b2]), "ins"))
    return _readable(runs)


def _readable(runs: list[tuple[str, Mark]]) -> list[tuple[str, Mark]]:
    """Single characters that happen to match between two changes are drawn into the change."""
    out: list[tuple[str, Mark]] = []
    for index, (text, mark) in enumerate(runs):
        island = mark == "same" and len(text) == 1 and 0 < index < len(runs) - 1
        out += [(text, "del"), (text, "ins")] if island else [(text, mark)]
    return _grouped(out)


def _grouped(runs: list[tuple[str, Mark]]) -> list[tuple[str, Mark]]:
    out: list[tuple[str, Mark]] = []
    struck = put = ""
    for text, mark in [*runs, ("", "same")]:
        if mark == "del":
            struck += text
        elif mark == "ins":
            put += text
        else:
            if struck:
                out.append((struck, "del"))
            if put:
                out.append((put, "ins"))
            struck = put = ""
            if text:
                out.append((text, "same"))
    return out


def proposed_class(changes: Iterable[NodeChange]) -> ChangeClass:
    """The change class the difference suggests: nodes added or removed, or deadlines, people, forms or branches
    changed are material; changed wording is minor; only labels or order is editorial."""
    rank: ChangeClass = "editorial"
    for change in changes:
        if change.change in ("added", "removed") or any(_binds(field) for field in change.fields):
            return "material"
        if any(field.name not in _FORMAL for field in change.fields):
            rank = "minor"
    return rank


def _binds(field: FieldChange) -> bool:
    return (
        not (isinstance(field.before or "", str) and isinstance(field.after or "", str))
        or field.name in _BINDING
    )


_BINDING = frozenset(
    {"actor", "limit", "next", "rejected", "backup", "reports_to", "keep", "within", "verify", "by"}
)
