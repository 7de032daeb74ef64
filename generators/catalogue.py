"""catalogue.json and library.json: what scripts and the portal read of a library."""

import json
from collections.abc import Callable, Collection, Iterable
from typing import Any

from generators.edition.format import Catalogue, CatalogueDocument
from generators.languages import PREFIXES
from generators.model.digest import canonical
from generators.model.extract import Extract
from generators.model.library import Library
from generators.model.names import address_of
from generators.model.text import LANGUAGES, Language, Model

LIBRARY_FORMAT = 1


def catalogue_of(library: Library, *, only: Collection[str] | None = None) -> Catalogue:
    """Every document of a library (or only some), departments included."""
    documents = (_row(library, extract) for extract in _chosen(library, only))
    units: dict[str, dict[str, str]] = {
        key: {str(language): unit.title.in_language(language) for language in _languages(library)}
        for key, unit in library.units.items()
    }
    return Catalogue(documents=tuple(documents), units=units)


def _chosen(library: Library, only: Collection[str] | None) -> Iterable[Extract]:
    return (extract for key, extract in sorted(library.extracts.items()) if only is None or key in only)


def _row(library: Library, extract: Extract) -> CatalogueDocument:
    card = extract.card
    languages = _languages(library)
    return CatalogueDocument.model_construct(  # our own values: nothing to check
        id=card.id, kind=card.kind, unit=card.unit, department=card.department, code=card.code,
        title=str(card.title), titles={language: card.title.in_language(language) for language in languages},
        revision=card.revision, status=card.status,
        classification=extract.classification, owner=card.owner, effective=card.effective,
        review_by=card.review_by, basis=card.basis, digest=extract.digests["zh-Hans"],
        digests={language: extract.digests[language] for language in languages},
        pages={language: PREFIXES[language] + address_of(card.id) for language in languages},
    )  # fmt: skip


def _languages(library: Library) -> list[Language]:
    return [language for language in LANGUAGES if language in library.company.languages]


def library_json(
    library: Library, plain_text: Callable[[str], str], *, only: Collection[str] | None = None
) -> bytes:
    """The typed model as JSON; documents stand in it one a line, exactly as their digests were computed from."""
    chosen = [extract.card.id for extract in _chosen(library, only)]
    earlier = [f"{key}@{revision}" for key in chosen for revision in library.earlier_revisions.get(key, ())]
    head = {
        "format": LIBRARY_FORMAT,
        "company": _company(library, only),
        "units": [_plain(unit) for _, unit in sorted(library.units.items())],
        "externals": [_plain(party) for _, party in sorted(library.externals.items())],
        "glossary": _plain(library.glossary),
    }
    parts = [canonical(head)[:-1].decode(), ',"documents":[\n', ",\n".join(map(plain_text, chosen))]
    parts += [
        '\n],"earlier":{\n',
        ",\n".join(f"{json.dumps(key)}:{plain_text(key)}" for key in earlier),
        "\n}}\n",
    ]
    return "".join(parts).encode()


def _company(library: Library, only: Collection[str] | None) -> dict[str, Any]:
    """The company's settings; renames that lead to a document not shown are left out."""
    data = _plain(library.company)
    shown = library.cards.keys()
    if only is None and "moved" in data:
        data["moved"] = {old: new for old, new in data["moved"].items() if new in shown}
    return data


def _plain(value: Model) -> dict[str, Any]:
    return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
