"""Filters and facets: decided and counted on the few combinations of properties that sections share."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from search_index.cache import CostCache
from search_index.results import FACETS
from search_index.shelf import DEPARTMENT, DOCUMENT, KIND, LANGUAGE, STATUS, UNIT, Shelf

Allowed = Callable[[set[int]], set[int]]
"""Leaves of some sections those that may be found."""


class Properties(NamedTuple):
    """What a section can be filtered by: the facets, in their order, and the language."""

    kind: str
    unit: str
    department: str
    status: str
    language: str


_MOST_FILTERS = 200
_MOST_HIDDEN = 200_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What a question is asked of. Empty collections do not restrict; `hidden` are documents not to be seen."""

    language: str | None = None
    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def admits(self, properties: Properties) -> bool:
        """Whether sections with these properties may be found."""
        wanted = (
            self.kinds,
            self.units,
            self.departments,
            self.statuses,
            (self.language or properties.language,),
        )
        return all(not values or value in values for values, value in zip(wanted, properties, strict=True))


class Facets:
    """Applies filters to sections and counts what is left."""

    def __init__(self, shelf: Shelf) -> None:
        numbers: dict[Properties, int] = {}
        of_row = [numbers.setdefault(_properties(row), len(numbers)) for row in shelf.rows]
        self._combination = array("I", (of_row[row] for row in shelf.row))
        self._combinations = list(numbers)
        self._shelf = shelf
        self._known = CostCache[frozenset[int]](_MOST_FILTERS)
        self._known_hidden = CostCache[frozenset[int]](_MOST_HIDDEN)

    def allowing(self, chosen: Filter) -> Allowed:
        """The filter as a function on sections, to be applied before anything is counted or ranked."""
        admitted = self._admitted(chosen)
        hidden = self._hidden(chosen.hidden)
        combination = self._combination
        if len(admitted) == len(self._combinations):
            return lambda sections: sections - hidden if hidden else sections
        return lambda sections: {s for s in sections if combination[s] in admitted} - hidden

    def _admitted(self, chosen: Filter) -> frozenset[int]:
        known = self._known.get(chosen)
        if known is None:
            known = frozenset(number for number, it in enumerate(self._combinations) if chosen.admits(it))
            self._known.put(chosen, known, cost=1)
        return known

    def count(self, sections: Iterable[int]) -> dict[str, dict[str, int]]:
        """How many of the sections there are of each kind, unit, department and status, most first."""
        counts = Counter(map(self._combination.__getitem__, sections))
        facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for number, times in sorted(counts.items()):
            for name, value in zip(FACETS, self._combinations[number], strict=False):
                facets[name][value] += times
        return {
            name: {value: times for value, times in found.most_common() if value}
            for name, found in facets.items()
        }

    def _hidden(self, documents: frozenset[str]) -> frozenset[int]:
        """The sections of some documents; people with the same rights hide the same ones again and again."""
        if not documents:
            return frozenset()
        known = self._known_hidden.get(documents)
        if known is None:
            rows = {number for number, row in enumerate(self._shelf.rows) if row[DOCUMENT] in documents}
            known = frozenset(section for section, row in enumerate(self._shelf.row) if row in rows)
            self._known_hidden.put(documents, known, cost=len(known) + 1)
        return known


def _properties(row: tuple[str, ...]) -> Properties:
    return Properties(row[KIND], row[UNIT], row[DEPARTMENT], row[STATUS], row[LANGUAGE])
