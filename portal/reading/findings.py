"""What the page of results shows: hits gathered by document, and what the results can be narrowed to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from portal.bookshelf import Hit, PinnedEdition, Results
from portal.reading.marking import Runs, mark, terms_of
from portal.reading.questions import FACETS, KINDS, STATUSES, Question
from portal.web.languages import Language, root_of
from portal.web.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One section inside a document."""

    heading: Runs
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One document that answers: where it stands, what it says, and the sections that say it."""

    kind: str
    context: str
    status: str
    title: Runs
    code: str
    address: str
    snippet: Runs
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet: following its address takes it up or drops it."""

    value: str
    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way of narrowing."""

    name: str
    choices: tuple[Choice, ...]


def gathered(words: str, results: Results) -> tuple[Found, ...]:
    """Hits by document, in the order of each document's best hit."""
    terms = terms_of(words, results)
    rank: dict[str, int] = {}
    for hit in results.hits:
        rank.setdefault(hit.document, len(rank))
    by_document = sorted(results.hits, key=lambda hit: rank[hit.document])
    groups = groupby(by_document, key=lambda hit: hit.document)
    return tuple(_found(list(hits), terms) for _, hits in groups)


def _found(hits: list[Hit], terms: tuple[str, ...]) -> Found:
    """A document with its sections; where a section answers best, it stands for the document, which is named above.

    So that the first link of every result opens at the place that answers.
    """
    best, *others = hits
    if best.anchor:
        return _section(best, others, terms)
    return Found(
        kind=best.kind,
        context=best.context,
        status=best.status,
        title=mark(best.title, terms),
        code=best.code,
        address=f"/{best.address.partition('#')[0]}",
        snippet=best.snippet,
        places=tuple(_place(hit, terms) for hit in others),
    )


def _section(hit: Hit, others: list[Hit], terms: tuple[str, ...]) -> Found:
    return Found(
        kind=hit.kind,
        context="·".join(part for part in (hit.context, hit.title) if part),
        status=hit.status,
        title=mark(hit.heading or hit.title, terms),
        code="",
        address=f"/{hit.address}",
        snippet=hit.snippet,
        places=tuple(_place(other, terms) for other in others),
    )


def _place(hit: Hit, terms: tuple[str, ...]) -> Place:
    return Place(heading=mark(hit.heading or hit.title, terms), address=f"/{hit.address}")


def facets(
    edition: PinnedEdition, question: Question, counts: Mapping[str, Mapping[str, int]]
) -> tuple[Facet, ...]:
    """The facets worth showing: those with a choice left, or with one made."""
    found = (Facet(name=name, choices=tuple(_choices(edition, question, name, counts))) for name in FACETS)
    return tuple(
        facet for facet in found if len(facet.choices) > 1 or any(choice.chosen for choice in facet.choices)
    )


def _choices(
    edition: PinnedEdition, question: Question, facet: str, counts: Mapping[str, Mapping[str, int]]
) -> Iterator[Choice]:
    chosen = question.narrowing.chosen()
    for value in _ordered(facet, {**dict.fromkeys(chosen[facet], 0), **counts[facet]}):
        is_chosen = value in chosen[facet]
        rest = tuple(other for other in chosen[facet] if other != value)
        toggled = rest if is_chosen else (*chosen[facet], value)
        yield Choice(
            value=value,
            label=label(edition, facet, value, question.language),
            count=counts[facet].get(value, 0),
            chosen=is_chosen,
            address=results_address(question, chosen | {facet: toggled}),
        )


def _ordered(facet: str, counts: Mapping[str, int]) -> list[str]:
    """Kinds and states in their fixed order, everything else by how much there is."""
    fixed = {"kind": KINDS, "status": STATUSES}.get(facet, ())
    place = {value: number for number, value in enumerate(fixed)}
    present = [value for value in counts if value]
    return sorted(present, key=lambda value: (place.get(value, len(place)), -counts[value], value))


def label(edition: PinnedEdition, facet: str, value: str, language: Language) -> str:
    """The name of a facet's value in the reader's language."""
    if facet == "unit":
        return edition.units.get(value, {}).get(language) or value
    if facet == "department":
        document = edition.documents.get(value)
        return (document.titles.get(language) or document.title) if document else value
    return texts(language).label(f"{facet}.{value}", value)


def results_address(
    question: Question, chosen: Mapping[str, tuple[str, ...]] | None = None, *, limit: int | None = None
) -> str:
    """The address of a page of results."""
    narrowing = question.narrowing.chosen() if chosen is None else chosen
    pairs = [("q", question.words), *((facet, value) for facet in FACETS for value in narrowing[facet])]
    if limit is not None:
        pairs.append(("limit", str(limit)))
    return f"/{root_of(question.language)}search/?{urlencode(pairs)}"
