"""Terms 确认要求: whom a release asks to confirm, within what time and how strictly, as its content said that day.

They are kept with the release, so that who should have confirmed can be told long after the edition is gone.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from portal.ledger.canonical import canonical_json

Plain = Mapping[str, Any]

EVERYONE = "everyone"
SCHEME = "dutybook/terms/v1"

_ACTS = ("actor", "by", "verify")
_TOLD = ("consulted", "informed", "together_with")
_OF_ITS_HOLDERS = ("role", "department", "form")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who confirms: roles, departments and units by full id, ``unit/everyone`` for a unit and all below it.

    ``concerns`` names the parties that the changed clauses concern; None where they concern all who confirm.
    """

    by: tuple[str, ...]
    within: str = "7d"
    when_changed: Literal["editorial", "minor", "material"] = "material"
    strict: bool = False
    quiz: bool = False
    owner: str = ""
    concerns: tuple[str, ...] | None = None


def terms_of(document: Plain, *, changed: Collection[str] = (), before: Plain | None = None) -> Terms | None:
    """The terms of a document given as plain data with full ids; None where nobody is asked."""
    control = document["control"]
    rule = control.get("acknowledge")
    if rule is None:
        return None
    return Terms(
        by=tuple(dict.fromkeys(_resolved(document, rule["by"]))),
        within=rule.get("within", "7d"),
        when_changed=rule.get("when_changed", "material"),
        strict=rule.get("signature") == "strict",
        quiz=bool(rule.get("quiz")) and bool(document.get("quiz")),
        owner=control.get("owner") or "",
        concerns=concerns_of(document, before, changed) if changed else None,
    )


def concerns_of(document: Plain, before: Plain | None, changed: Collection[str]) -> tuple[str, ...] | None:
    """The parties named by the changed clauses, before or after; None if one of them names nobody."""
    if document["kind"] in _OF_ITS_HOLDERS:
        return None
    found: set[str] = set()
    texts = [dict(_parties_by_anchor(text)) for text in (document, before) if text is not None]
    for anchor in changed:
        named = {party for parties in texts for party in parties.get(anchor, ())}
        if not named:
            return None
        found |= named
    return tuple(sorted(found))


def terms_json(terms: Terms) -> bytes:
    """The terms as they are kept: canonical, named by their digest."""
    said = {name: value for name, value in asdict(terms).items() if value is not None}
    return canonical_json({"scheme": SCHEME, **said})


def read_terms(content: bytes | str) -> Terms:
    """The terms that :func:`terms_json` kept."""
    said = json.loads(content)
    said.pop("scheme")
    said["by"] = tuple(said["by"])
    if "concerns" in said:
        said["concerns"] = tuple(said["concerns"])
    return Terms(**said)


def _resolved(document: Plain, by: Collection[str]) -> Iterator[str]:
    for word in by:
        if word == "participants":
            yield from sorted({party for _, acting in _acting_by_anchor(document) for party in acting})
        elif word == "holders":
            yield from document.get("for_roles", ()) if document["kind"] == "checklist" else (document["id"],)
        elif word == EVERYONE:
            yield f"{document['id'].split('/')[0]}/{EVERYONE}"
        else:
            yield word


def _nodes(value: Any, above: tuple[Plain, ...] = ()) -> Iterator[tuple[Plain, tuple[Plain, ...]]]:
    """Every node with an anchor of its own, and the nodes around it, the nearest first."""
    if isinstance(value, Mapping):
        is_node = "id" in value and bool(above)
        if is_node:
            yield value, above
        for name, part in value.items():
            if name not in ("control", "quiz", "asked"):
                yield from _nodes(part, (value, *above) if "id" in value else above)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _nodes(part, above)


def _acting(node: Plain) -> set[str]:
    found = {node[name] for name in _ACTS if isinstance(node.get(name), str)}
    found.update(node.get("approve", {}).get("by", ()))
    found.update(relay["to"] for relay in node.get("relay", ()))
    if "escalate" in node:
        found.add(node["escalate"]["to"])
    return {party for party in found if _is_ours(party)}


def _told(node: Plain) -> set[str]:
    found = {party for name in _TOLD for party in node.get(name, ())}
    found.update(party for relay in node.get("relay", ()) for party in relay.get("inform", ()))
    return {party for party in found if _is_ours(party)}


def _acting_by_anchor(document: Plain) -> Iterator[tuple[str, set[str]]]:
    for node, _ in _nodes(document):
        yield node["id"], _acting(node)


def _parties_by_anchor(document: Plain) -> Iterator[tuple[str, set[str]]]:
    """Whom each clause concerns: those it names, else those that the clause around it names."""
    for node, above in _nodes(document):
        around = (_acting(outer) | _told(outer) for outer in (node, *above[:-1]))
        yield node["id"], next((parties for parties in around if parties), set())


def _is_ours(party: str) -> bool:
    """A role, department or unit, not somebody outside."""
    parts = party.split("/")
    return len(parts) == 1 or parts[1] in ("role", "department")
