"""Restricted documents 受限文件: for the readers they name, and for nobody else, not even as a number.

They lie in a part of their own of every edition, with their own pages and index. What a reader with the right finds
there is put among what everybody finds; what they may not read is neither found nor counted.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from search_index.results import Results, Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What decides which restricted documents somebody may read: their roles, departments and units."""

    places: frozenset[str] = frozenset()

    def reach(self, readers: Collection[str]) -> bool:
        """Whether one of the named readers is meant."""
        return not self.places.isdisjoint(readers)


NOBODY = Rights()


class Search(Protocol):
    """Whatever answers questions: the open index, or the open one with what a reader may see besides."""

    def search(
        self,
        query: str,
        *,
        language: str | None = "zh-Hans",
        limit: int = 10,
        kinds: Collection[str] = (),
        units: Collection[str] = (),
        departments: Collection[str] = (),
        statuses: Collection[str] = (),
        hidden_documents: Collection[str] = (),
    ) -> Results:
        """The best sections for a question."""
        ...

    def suggest(
        self,
        typed: str,
        *,
        language: str | None = "zh-Hans",
        limit: int = 8,
        kinds: Collection[str] = (),
        units: Collection[str] = (),
        hidden_documents: Collection[str] = (),
    ) -> tuple[Suggestion, ...]:
        """Documents for what has been typed so far."""
        ...


@dataclass(frozen=True, slots=True)
class Joined:
    """Two indexes as one; ``hidden`` are documents of the second that this reader may not know of."""

    open_part: Search
    restricted_part: Search
    hidden: frozenset[str] = field(default=frozenset())

    def search(self, query: str, *, limit: int = 10, **narrowing: Any) -> Results:
        """The best sections of both, by score."""
        first = self.open_part.search(query, limit=limit, **narrowing)
        hidden = self.hidden | frozenset(narrowing.pop("hidden_documents", ()))
        second = self.restricted_part.search(query, limit=limit, hidden_documents=hidden, **narrowing)
        if not second.hits:
            return first
        if not first.hits or (first.did_you_mean and not second.did_you_mean):
            return second  # what was typed exists, where only this reader may look
        hits = sorted((*first.hits, *second.hits), key=lambda hit: -hit.score)[:limit]
        return replace(
            first,
            hits=tuple(hits),
            total=first.total + second.total,
            facets=_summed(first.facets, second.facets),
            answer=first.answer or second.answer,
        )

    def suggest(self, typed: str, *, limit: int = 8, **narrowing: Any) -> tuple[Suggestion, ...]:
        """What both suggest; the few restricted documents come after what everybody sees, never squeezed out."""
        hidden = self.hidden | frozenset(narrowing.pop("hidden_documents", ()))
        second = self.restricted_part.suggest(typed, limit=limit, hidden_documents=hidden, **narrowing)
        first = self.open_part.suggest(typed, limit=limit, **narrowing)
        return (*first[: limit - len(second)], *second)


def readers_in(library: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    """For each restricted document of a library (as plain data) whom it names as readers."""
    documents: Iterable[Mapping[str, Any]] = library.get("documents", ())
    return {found["id"]: frozenset(found["control"].get("readers", ())) for found in documents}


def document_at(address: str) -> str:
    """The document an address belongs to: ``en/auto/policy/x/`` → ``auto/policy/x``."""
    return "/".join(address.removeprefix("en/").split("/")[:3])


def _summed(
    first: Mapping[str, Mapping[str, int]], second: Mapping[str, Mapping[str, int]]
) -> Mapping[str, Mapping[str, int]]:
    return {
        facet: {
            value: counts.get(value, 0) + second.get(facet, {}).get(value, 0)
            for value in {**counts, **second.get(facet, {})}
        }
        for facet, counts in first.items()
    }
