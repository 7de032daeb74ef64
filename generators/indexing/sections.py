"""Sections of a document: its summary and every node with an id that says something, opening at its anchor."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from generators.indexing.facts import Said, Wording, facts_of_document, facts_of_node, facts_of_unit
from generators.languages import PREFIXES
from generators.model.digest import in_language
from generators.model.extract import Card
from generators.model.library import Library
from generators.model.names import address_of
from generators.model.text import LANGUAGES, Language, Text
from search_index.section import DocumentSections, Section

SCHEME = "sections/4"

_PARTS = {
    "duties": "duty", "permissions": "permission", "liabilities": "liability", "kpis": "kpi",
    "qualifications": "qualification", "functions": "function", "goals": "goal", "interfaces": "interface",
    "steps": "step", "phases": "phase", "gates": "gate", "members": "member", "principles": "principle",
    "definitions": "definition", "chapters": "chapter", "articles": "article", "clauses": "article",
    "activities": "activity", "tables": "table", "fields": "field", "columns": "field", "signatures": "signature",
    "items": "item",
}  # fmt: skip
"""The list a node stands in → what search calls that part."""

_HEADINGS = (
    "name",
    "title",
    "do",
    "decide",
    "may",
    "label_text",
    "term",
    "text",
    "condition",
    "what",
    "capacity",
)
_LEADING_FIELDS = ("purpose", "summary", "mission", "scope")
_FORM_PARTS = frozenset({"field", "signature"})
_HEADING_LENGTH = 60
_APART = "；"
_SPACE = " "
_NUMBERED = re.compile(r"第.+[条章节步款]|\d+\.\d")
_APART_FROM_TEXT = ("asked", "control", "quiz")

Name = Callable[[str], str]


def sections_of(
    library: Library,
    *,
    keys: dict[str, str],
    plain_data: Callable[[str], dict[str, Any]],
    wording: Wording,
) -> Iterator[DocumentSections]:
    """Every document's sections, in both languages, each named by a digest of all it is made from.

    *wording* puts deadlines into words; a change of its words needs a new scheme.
    """
    glossary = {f"term/{term.id}": term.means for term in library.glossary.terms}
    for identifier, extract in library.extracts.items():
        card = extract.card
        names = {mention.target: library.card(mention.target).title for mention in extract.mentions}
        meanings = [f"{name}={glossary[name]}" for name in sorted(names.keys() & glossary.keys())]
        parts = [SCHEME, keys[identifier], _context(library, card, "zh-Hans"), _context(library, card, "en")]
        parts += [f"{target}={title.zh}/{title.en}" for target, title in sorted(names.items())]
        parts += [*sorted(names.keys() & library.extracts.keys()), *meanings]
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        yield DocumentSections(identifier, digest, partial(_load, library, identifier, plain_data, wording))
    yield from _glossary(library)
    yield from _plain_cards(library, wording)


def _load(
    library: Library, identifier: str, plain_data: Callable[[str], dict[str, Any]], wording: Wording
) -> Sequence[Section]:
    card = library.extracts[identifier].card
    data = plain_data(identifier)
    return [
        section
        for language in _languages(library)
        for section in _sections(Said(library, language, wording), card, in_language(data, language))
    ]


def _languages(library: Library) -> tuple[Language, ...]:
    return tuple(language for language in LANGUAGES if language in library.company.languages)


def _sections(said: Said, card: Card, data: dict[str, Any]) -> Iterator[Section]:
    library, language = said.library, said.language
    title = card.title.in_language(language)
    address = PREFIXES[language] + address_of(card.id)
    whole = Section(
        document=card.id, language=language, kind=card.kind, unit=card.unit, department=card.department,
        status=card.status, code=card.code, title=title, context=_context(library, card, language),
        part="document", heading=title, text=_lead(card, data, language), address=address,
        aliases=_other_names(title, card.title, *card.aliases), facts=facts_of_document(said, card, data),
        asked=_asked(data, ""),
    )  # fmt: skip

    def name(identifier: str) -> str:
        return library.card(identifier).title.in_language(language)

    yield whole
    for part, node, above in _nodes(
        {key: value for key, value in data.items() if key not in _APART_FROM_TEXT}
    ):
        heading, text = _wording(node, name) if part not in _FORM_PARTS else ("", "")
        if heading:
            meaning = "" if node.get("means") else said.meaning(node.get("term"))
            yield replace(
                whole, anchor=node["id"], part=part, heading=heading, text=meaning or text,
                aliases=_called(node), address=f"{address}#{node['id']}", within=_SPACE.join(above[-2:]),
                facts=facts_of_node(said, card, part, node), asked=_asked(data, node["id"]),
            )  # fmt: skip


def _asked(data: dict[str, Any], anchor: str) -> tuple[str, ...]:
    """How people ask for the document, or for one of its places."""
    ways = (
        way for asked in data.get("asked", ()) if asked.get("about", "") == anchor for way in asked["ways"]
    )
    return tuple(way for way in ways if way)


def _called(node: dict[str, Any]) -> tuple[str, ...]:
    """The author's own number, where it is one that people refer to: 第八条, 5.3.4."""
    label = str(node.get("label", ""))
    return (label,) if _NUMBERED.search(label) else ()


def _lead(card: Card, data: dict[str, Any], language: Language) -> str:
    """What a document says as a whole: its purpose or summary, a form's field names, its prose."""
    lead = [str(data[field]) for field in _LEADING_FIELDS if data.get(field)]
    lead += [str(data["trigger"]["event"])] if data.get("trigger") else []
    labels = _form_labels(data) if card.kind == "form" else ""
    prose = data.get("prose", "")
    if language == "en":
        prose = data.get("prose_en") or prose
    return " ".join(filter(None, (*lead, labels, prose)))


def _nodes(
    value: Any, part: str = "", above: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Every node below a value: what part it is, itself, and the headings of those it stands in."""
    if isinstance(value, dict):
        if part and "id" in value:
            yield part, value, above
            above = (*above, *_first_said(value))
        for key, below in value.items():
            yield from _nodes(below, _PARTS.get(key, part if key in ("family", "parts") else ""), above)
    elif isinstance(value, list):
        for below in value:
            yield from _nodes(below, part, above)


def _first_said(node: dict[str, Any]) -> tuple[str, ...]:
    said = (node.get(field) for field in _HEADINGS)
    return tuple(text for text in said if isinstance(text, str) and text and not _is_id(text))[:1]


def _wording(node: dict[str, Any], name: Name) -> tuple[str, str]:
    """Heading and text of a node: its first wording, then everything else it says, with the names of what it
    refers to (the actor of a step, the form it uses)."""
    said = (node.get(field) for field in _HEADINGS)
    spoken = [text for text in said if isinstance(text, str) and text and not _is_id(text)]
    named = [name(target) for target in _targets(node)]
    heading, *more = spoken or named[:1] or [""]
    rest = [*more, *_other_wordings(node), *named]
    whole = [heading, *rest] if len(heading) > _HEADING_LENGTH else rest
    return heading[:_HEADING_LENGTH], _APART.join(text.rstrip("。；;. ") for text in whole)


_NODE_FIELDS = frozenset({"id", "label", *_HEADINGS})
_SUBNODES = frozenset({"parts", "clauses", "articles", "items", "fields", "columns", "activities", "members"})


def _other_wordings(node: dict[str, Any]) -> Iterator[str]:
    others = (value for key, value in node.items() if key not in _NODE_FIELDS and key not in _SUBNODES)
    return (text for value in others for text in _texts(value) if not _is_name(text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif isinstance(value, dict):
        for below in value.values():
            yield from _texts(below)


def _is_name(text: str) -> bool:
    """Ids, enumerations and durations are not wording; they are ASCII without blanks."""
    return text.isascii() and " " not in text


def _targets(node: dict[str, Any]) -> Iterator[str]:
    own = {key: value for key, value in node.items() if key not in _SUBNODES}
    for text in dict.fromkeys(_texts(own)):
        if _is_id(text):
            yield text


def _is_id(text: str) -> bool:
    """Whether a text is the full id of a document or term."""
    return text.isascii() and " " not in text and (text.count("/") == 2 or text.startswith("term/"))


def _form_labels(data: dict[str, Any]) -> str:
    return "、".join(
        str(node["label"]) for _, node, _ in _nodes(data.get("fields", []), "field") if "label" in node
    )


def _context(library: Library, card: Card, language: Language) -> str:
    names = []
    if card.unit in library.units:
        names.append(library.units[card.unit].title)
    if card.department and card.department != card.id:
        names.append(library.card(card.department).title)
    return "·".join(name.in_language(language) for name in names)


def _glossary(library: Library) -> Iterator[DocumentSections]:
    for term in library.glossary.terms:
        sections = []
        for language in _languages(library):
            title = term.title.in_language(language)
            sections.append(Section(
                document=f"term/{term.id}", anchor=term.id, language=language, kind="term", part="term",
                unit=term.unit or "", status="effective", title=title, heading=title,
                text=term.means.in_language(language), aliases=_other_names(title, term.title, *term.aliases),
                address=PREFIXES[language] + address_of(f"term/{term.id}"),
                asked=tuple(filter(None, (way.in_language(language) for way in term.asked))),
            ))  # fmt: skip
        yield _ready(f"term/{term.id}", sections)


def _plain_cards(library: Library, wording: Wording) -> Iterator[DocumentSections]:
    """Units and external parties: found by name, with what is said about them."""
    things = [
        (key, "unit", unit.title, unit.aliases, unit.summary, unit.head)
        for key, unit in library.units.items()
    ]
    things += [
        (key, "external", party.title, party.aliases, party.summary, None)
        for key, party in library.externals.items()
    ]
    for identifier, kind, title, aliases, summary, head in things:
        sections = []
        for language in _languages(library):
            name = title.in_language(language)
            facts = facts_of_unit(Said(library, language, wording), head)
            sections.append(Section(
                document=identifier, language=language, kind=kind, part="document", facts=facts,
                unit=identifier.split("/", 1)[0], status="effective", title=name, heading=name,
                text=summary.in_language(language) if summary else "",
                aliases=_other_names(name, title, *aliases),
                address=PREFIXES[language] + address_of(identifier),
            ))  # fmt: skip
        yield _ready(identifier, sections)


def _other_names(shown: str, *texts: Text) -> tuple[str, ...]:
    names = dict.fromkeys(name for text in texts for name in text.names())
    return tuple(name for name in names if name != shown)


def _ready(identifier: str, sections: list[Section]) -> DocumentSections:
    digest = hashlib.sha256("".join(section.digest() for section in sections).encode()).hexdigest()
    return DocumentSections(identifier, digest, partial(list, sections))
