"""Filters: what a question is asked of, decided before anything is counted or ranked."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from search_index.shelf import DEPARTMENT, DOCUMENT, KIND, LANGUAGE, STATUS, UNIT, Shelf

FACETS = {"kind": KIND, "unit": UNIT, "department": DEPARTMENT, "status": STATUS}


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty collections do not restrict; `hidden_documents` is what the asker may not read."""

    language: str | None = None
    kinds: Collection[str] = ()
    units: Collection[str] = ()
    departments: Collection[str] = ()
    statuses: Collection[str] = ()
    hidden_documents: Collection[str] = ()

    def admits(self, row: tuple[str, ...]) -> bool:
        """Whether sections with this row may be found."""
        wanted = (
            (KIND, self.kinds),
            (UNIT, self.units),
            (DEPARTMENT, self.departments),
            (STATUS, self.statuses),
        )
        return (
            (self.language is None or row[LANGUAGE] == self.language)
            and all(not values or row[place] in values for place, values in wanted)
            and row[DOCUMENT] not in self.hidden_documents
        )


class Facets:
    """Applies filters to sections and counts what they leave, by the few rows that sections share."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        kept = (KIND, UNIT, DEPARTMENT, STATUS, LANGUAGE)
        numbers: dict[tuple[str, ...], int] = {}
        of_row = [numbers.setdefault(tuple(row[i] for i in kept), len(numbers)) for row in shelf.rows]
        self._class = array("I", (of_row[row] for row in shelf.row))
        self._classes = [dict(zip(kept, values, strict=True)) for values in numbers]
        self._documents = _places_of_documents(shelf)

    def allowing(self, chosen: Filter) -> Callable[[set[int]], set[int]]:
        """A function that leaves only the sections the filter admits."""
        blank = [self._classes[n].get(i, "") for n in range(len(self._classes)) for i in range(0)]
        del blank
        admitted = {number for number, values in enumerate(self._classes) if _admits(chosen, values)}
        hidden = {place for name in chosen.hidden_documents for place in self._documents.get(name, ())}
        if len(admitted) == len(self._classes):
            return (lambda sections: sections - hidden) if hidden else (lambda sections: sections)
        class_of = self._class
        return lambda sections: {s for s in sections if class_of[s] in admitted} - hidden

    def count(self, sections: Iterable[int]) -> dict[str, dict[str, int]]:
        """How many sections there are of each kind, unit, department and status, most first."""
        counts = Counter(map(self._class.__getitem__, sections))
        facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for number, times in sorted(counts.items()):
            for name, place in FACETS.items():
                facets[name][self._classes[number][place]] += times
        return {
            name: {value: times for value, times in counted.most_common() if value}
            for name, counted in facets.items()
        }


def _admits(chosen: Filter, values: dict[int, str]) -> bool:
    row = [""] * (max(values) + 1)
    for place, value in values.items():
        row[place] = value
    return Filter.admits(chosen, tuple(row))


def _places_of_documents(shelf: Shelf) -> dict[str, list[range]]:
    return {}
