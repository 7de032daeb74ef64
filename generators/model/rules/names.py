"""Rules on names 名称: nobody has to guess which of two things is meant, and English readers have a title."""

from collections.abc import Iterator

from generators.model.extract import Card
from generators.model.library import Library
from generators.model.rules.registry import Spot, inside, library_rule
from generators.model.rules.status import PAST


@library_rule("alias-clash")
def alias_clash(library: Library) -> Iterator[Spot]:
    """Two things of one kind share no name within a unit, and no alias with one of a unit above; titles may be shared
    between units (every subsidiary has its 市场部)."""
    owners: dict[tuple[str, str], list[tuple[str, Card]]] = {}
    for card, spots in _named(library):
        for field, name in spots:
            known = owners.setdefault((card.kind, name.casefold()), [])
            clashing = (other for part, other in known if _clash(library, card, field, other, part))
            other = next(clashing, None)
            if other is not None:
                yield _spot(card, field, name, f"{other.title} {other.id}")
            known.append((field, card))


def _named(library: Library) -> Iterator[tuple[Card, list[tuple[str, str]]]]:
    """Everything that has names, with each name and the field it stands in; once per card and name."""
    unit_of_term = {f"term/{term.id}": term.unit or "" for term in library.glossary.terms}
    for card in library.cards.values():
        if card.status in PAST or card.kind == "restricted":
            continue
        names = dict.fromkeys(card.title.names(), "title")
        for index, alias in enumerate(card.aliases):
            names |= {name: f"aliases.{index}" for name in alias.names() if name not in names}
        yield _in_unit(card, unit_of_term), [(field, name) for name, field in names.items()]


def _in_unit(card: Card, unit_of_term: dict[str, str]) -> Card:
    unit = unit_of_term.get(card.id)
    return Card(id=card.id, kind=card.kind, unit=unit, title=card.title) if unit else card


def _clash(library: Library, card: Card, field: str, other: Card, other_field: str) -> bool:
    if card.id == other.id:
        return False
    if card.unit == other.unit or card.kind == "unit":
        return True
    if field == other_field == "title":
        return False
    return other.unit in library.ancestors(card.unit) or card.unit in library.ancestors(other.unit)


def _spot(card: Card, field: str, name: str, other: str) -> Spot:
    part, _, index = field.partition(".")
    path: tuple[str | int, ...] = (part, int(index)) if index else (part,)
    return inside(card.id, *path, name=name, other=other)


@library_rule("untranslated")
def untranslated(library: Library) -> Iterator[Spot]:
    """Where the company publishes in English, every title has an English wording."""
    if "en" in library.company.languages:
        for key, extract in library.extracts.items():
            if not extract.card.title.en:
                yield inside(key, "title")


@library_rule("duplicate-id")
def duplicate_id(library: Library) -> Iterator[Spot]:
    """Every term, and everything the company lists by id, has an id of its own."""
    company = library.company
    lists = {
        "numbering": [rule.id for rule in company.numbering],
        "retention": [kept.id for kept in company.retention],
        "sources": [source.id for source in company.sources],
        "retired": [role.id for role in company.retired],
    }
    for name, ids in lists.items():
        yield from _doubles("company", name, ids)
    yield from _doubles("terms", "terms", [term.id for term in library.glossary.terms])


def _doubles(document: str, name: str, ids: list[str]) -> Iterator[Spot]:
    for index, identifier in enumerate(ids):
        if identifier in ids[:index]:
            yield inside(document, name, index, "id", id=identifier)
