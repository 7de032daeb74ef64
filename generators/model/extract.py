"""Extract 摘录: what the rest of the library needs to know of one document.

Pages, registers and rules that look at the whole library read extracts, so that an unchanged document need not be
opened. An extract is a pure function of its document, and travels as plain data.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from generators.model.control import Status
from generators.model.digest import digest_of_plain
from generators.model.kinds import DOCUMENTS
from generators.model.names import unit_of
from generators.model.outline import PROSE_ANCHOR
from generators.model.references import Path, references_in
from generators.model.sketch import sketch_of
from generators.model.text import LANGUAGES, Text

RESTRICTED = "restricted"
"""What an open document names where its text names a restricted one."""


@dataclass(frozen=True, slots=True)
class Card:
    """Card 卡片: the facts of a document that registers, links and lists show."""

    id: str
    kind: str
    unit: str
    title: Text
    code: str = ""
    aliases: tuple[Text, ...] = ()
    status: Status = "effective"
    revision: str = ""
    department: str = ""
    owner: str = ""
    approver: str = ""
    effective: str = ""
    review_by: str = ""
    planned_for: str = ""
    restricted: bool = False
    basis: tuple[str, ...] = ()
    facts: tuple[tuple[str, Any], ...] = ()

    def fact(self, name: str, default: Any = None) -> Any:
        """One of the facts that only this kind has (a role's superior, a procedure's number of steps)."""
        return dict(self.facts).get(name, default)


class Mention(NamedTuple):
    """Mention 提及: *source* names *target* at *anchor*, as its *relation* (``actor``, ``approve.by``, ``output``)."""

    source: str
    anchor: str
    relation: str
    target: str


class Place(NamedTuple):
    """Place 处: a node of a document that names others or carries a deadline.

    ``number`` counts steps and duties from 1 within their list; ``node`` is the plain data of the node's own fields
    that lists and calendars show; ``digest`` stands for all of it.
    """

    anchor: str
    part: str
    number: int
    node: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Extract:
    """The card of a document, whom it mentions and where, and the digests of its text.

    For rules that look at the whole library: ``control`` holds the rest of document control that they need, ``quoted``
    the forms named in the text (《…表》) with their paths, ``strays`` the clauses that the current revision says it
    changed and that are not in the document, ``sketch`` what near copies are found by.
    """

    card: Card
    mentions: tuple[Mention, ...]
    places: dict[str, Place]
    digests: dict[str, str]
    revisions: tuple[dict[str, Any], ...]
    gaps: tuple[dict[str, Any], ...]
    classification: str
    silence: tuple[dict[str, Any], ...]
    control: dict[str, str]
    quoted: tuple[tuple[Path, str], ...]
    strays: tuple[tuple[Path, str], ...]
    sketch: tuple[int, ...]


_SHOWN = ("label", "name", "do", "decide", "approve", "text", "title", "may", "term", "actor", "by", "limit", "recurs",
          "due", "window", "vague", "within", "party", "direction", "what", "condition")  # fmt: skip
_TIMED = ("recurs", "due", "window", "vague", "limit", "within")
_FACTS: dict[str, tuple[str, ...]] = {
    "role": ("reports_to", "summary", "backup", "headcount"),
    "department": ("superior", "superior_manager", "head", "mission", "chain"),
    "procedure": ("purpose", "trigger", "hand_offs", "family"),
    "policy": ("purpose",),
    "guide": ("purpose",),
    "form": ("purpose", "is_register", "keep"),
    "checklist": ("purpose", "for_roles", "start"),
}
_COUNTED = ("duties", "steps", "fields", "items", "chapters", "functions", "permissions")


def _card(data: dict[str, Any]) -> dict[str, Any]:
    control = data["control"]
    facts = {name: data[name] for name in _FACTS[data["kind"]] if name in data}
    facts.update({name: len(data[name]) for name in _COUNTED if name in data})
    if "superseded_by" in control:
        facts["superseded_by"] = control["superseded_by"]
    card = {
        "id": data["id"], "kind": data["kind"], "unit": str(unit_of(data["id"])), "title": data["title"],
        "code": data.get("code", ""), "aliases": data.get("aliases", []), "status": control["status"],
        "department": data["id"] if data["kind"] == "department" else data.get("department", ""),
        "restricted": control.get("classification") == "restricted", "basis": control.get("basis", []),
        "facts": facts,
    }  # fmt: skip
    for name in ("revision", "owner", "approver", "effective", "review_by", "planned_for"):
        card[name] = control.get(name) or ""
    return card


def _nodes(value: Any, part: str = "") -> list[tuple[str, int, dict[str, Any]]]:
    """Every node with an id below *value*, with the list it stands in and its number there."""
    found: list[tuple[str, int, dict[str, Any]]] = []
    if isinstance(value, dict):
        for name, below in value.items():
            if name not in ("asked", "control", "quiz"):
                found += _nodes(below, name)
    elif isinstance(value, list):
        for number, below in enumerate(value, 1):
            if isinstance(below, dict) and "id" in below:
                found.append((part, number, below))
            found += _nodes(below, part)
    return found


def _mentions(data: dict[str, Any]) -> list[list[str]]:
    found = []
    for place in references_in(data, DOCUMENTS[data["kind"]]):
        anchor = ""
        node: Any = data
        for step in place.path[:-1]:
            node = node[step]
            if isinstance(node, dict) and "id" in node and place.path[0] != "control":
                anchor = node["id"]
        names = [str(step) for step in place.path if isinstance(step, str)]
        below_anchor = (
            names[-2:] if names[-1] in ("by", "to", "inform", "form", "requires", "source") else names[-1:]
        )
        found.append([anchor, ".".join(below_anchor), place.wording])
    return found


def _place(*place: Any) -> list[Any]:
    return [*place, hashlib.blake2b(repr(place).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()]


def extract(data: dict[str, Any]) -> dict[str, Any]:
    """The extract of a document given as plain data with full ids, itself as plain data (for a cache)."""
    mentions = _mentions(data)
    named = {anchor for anchor, _, _ in mentions}
    nodes = _nodes({key: part for key, part in data.items() if key != "id"})
    places = [
        _place(node["id"], part, number, {key: node[key] for key in _SHOWN if key in node})
        for part, number, node in nodes
        if node["id"] in named or any(key in node for key in _TIMED)
    ]
    control = data["control"]
    texts = list(_texts({key: part for key, part in data.items() if key not in _NOT_TEXT}, ()))
    return {
        "card": _card(data),
        "mentions": mentions,
        "places": places,
        "digests": {language: digest_of_plain(data, language) for language in LANGUAGES},
        "revisions": control.get("revisions", []),
        "gaps": control.get("gaps", []),
        "classification": control.get("classification", "internal"),
        "silence": control.get("silence", []),
        "control": {name: control[name] for name in ("reviewer", "retention") if name in control},
        "quoted": [
            [list(path), name] for path, text in texts if "《" in text for name in _FORM.findall(text)
        ],
        "strays": _strays(data, nodes),
        "sketch": sketch_of(text for _, text in texts),
    }


_NOT_TEXT = frozenset(
    {"id", "unit", "kind", "code", "title", "aliases", "asked", "control", "quiz", "prose_en"}
)
_FORM = re.compile(r"《([^《》\n]{1,40}(?:表|单|册|记录|报告))》")


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every Chinese wording below *value*; ids, dates and English are ASCII and left out."""
    if isinstance(value, str):
        if not value.isascii():
            yield path, value
    elif isinstance(value, dict):
        if "zh-Hans" in value:
            yield path, value["zh-Hans"]
            return
        for name, part in value.items():
            yield from _texts(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, (*path, index))


def _strays(data: dict[str, Any], nodes: list[tuple[str, int, dict[str, Any]]]) -> list[list[Any]]:
    control = data["control"]
    named = [
        (["control", "revisions", number, "clauses", index], clause)
        for number, line in enumerate(control.get("revisions", []))
        if line["revision"] == control.get("revision")
        for index, clause in enumerate(line.get("clauses", []))
    ]
    if not named:
        return []
    known = {node["id"] for _, _, node in nodes}.union(PROSE_ANCHOR.findall(data.get("prose", "")))
    return [[path, clause] for path, clause in named if clause not in known]


@lru_cache(maxsize=100_000)
def _chinese(wording: str) -> Text:
    return Text.model_construct(zh=wording, zh_hant="", en="")


def as_text(wording: Any) -> Text:
    """A text from plain data: a string or a mapping of languages."""
    if isinstance(wording, str):
        return _chinese(wording)
    return Text.model_construct(
        zh=wording.get("zh-Hans", ""), zh_hant=wording.get("zh-Hant", ""), en=wording.get("en", "")
    )


def read_extract(data: dict[str, Any]) -> Extract:
    """The typed extract of plain data made by `extract`."""
    card = dict(data["card"])
    card["title"] = as_text(card["title"])
    card["aliases"] = tuple(as_text(alias) for alias in card["aliases"])
    card["basis"] = tuple(card["basis"])
    card["facts"] = tuple(card["facts"].items())
    return Extract(
        card=Card(**card),
        mentions=tuple(Mention(card["id"], *mention) for mention in data["mentions"]),
        places={place[0]: Place(*place) for place in data["places"]},
        digests=data["digests"],
        revisions=tuple(data["revisions"]),
        gaps=tuple(data["gaps"]),
        classification=data["classification"],
        silence=tuple(data["silence"]),
        control=data["control"],
        quoted=tuple((tuple(path), name) for path, name in data["quoted"]),
        strays=tuple((tuple(path), anchor) for path, anchor in data["strays"]),
        sketch=tuple(data["sketch"]),
    )
