"""Places 单位、部门、岗位: what a staff list may call them, by id or by name, as the current edition knows them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from portal.bookshelf import PinnedEdition


@dataclass(frozen=True, kw_only=True)
class Place:
    """A unit, department or role, with its names in every language, the reader's first."""

    id: str
    kind: str
    unit: str
    department: str
    names: tuple[str, ...]

    def name(self) -> str:
        """How the reader's language calls it."""
        return self.names[0] if self.names else self.id


@dataclass(frozen=True, kw_only=True)
class Places:
    """Every place of an edition, and what was renamed or taken out."""

    by_id: Mapping[str, Place]
    moved: Mapping[str, str]
    retired: Mapping[str, str | None]

    @classmethod
    def of(cls, edition: PinnedEdition, language: str = "zh-Hans") -> "Places":
        """The places an edition knows, called as a language calls them."""
        listed = [
            Place(
                id=found.id,
                kind=found.kind,
                unit=found.unit,
                department=found.department,
                names=_names({**found.titles, "": found.title}, language),
            )
            for found in edition.documents.values()
            if found.kind in ("role", "department")
        ]
        units = [
            Place(id=key, kind="unit", unit=key, department="", names=_names(titles, language))
            for key, titles in edition.units.items()
        ]
        return cls(
            by_id={place.id: place for place in (*units, *listed)},
            moved=edition.moved,
            retired=edition.retired_roles,
        )

    def find(self, kind: str, said: str, *, unit: str = "", department: str = "") -> Place | None:
        """The one place that is called so, nearest first: in the department, in the unit, anywhere."""
        known = self.by_id.get(self.moved.get(said, said))
        if known is not None and known.kind == kind:
            return known
        called = self._called.get((kind, said.strip().casefold()), ())
        nearer = (
            [place for place in called if department and place.department == department],
            [place for place in called if unit and place.unit == unit],
            list(called),
        )
        return next((group[0] for group in nearer if len(group) == 1), None)

    def near(self, kind: str, said: str) -> str:
        """What may have been meant; empty if nothing is near."""
        names = {name: place for place in self._of_kind(kind) for name in (place.id, *place.names)}
        found = get_close_matches(said, names, n=1, cutoff=0.6)
        return f"{names[found[0]].name()} ({names[found[0]].id})" if found else ""

    def name(self, identifier: str) -> str:
        """The name of a place; its id where the edition no longer knows it."""
        known = self.by_id.get(self.moved.get(identifier, identifier))
        return known.name() if known else identifier

    def roles(self) -> Iterable[Place]:
        """Every role there is, by id."""
        return sorted(self._of_kind("role"), key=lambda place: place.id)

    def _of_kind(self, kind: str) -> Iterable[Place]:
        return (place for place in self.by_id.values() if place.kind == kind)

    @cached_property
    def _called(self) -> Mapping[tuple[str, str], tuple[Place, ...]]:
        called: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in self.by_id.values():
            slug = place.id.rpartition("/")[2]
            for name in {slug, *place.names}:
                called[place.kind, name.casefold()].append(place)
        return {key: tuple(places) for key, places in called.items()}


def _names(titles: Mapping[str, str], language: str) -> tuple[str, ...]:
    first = [titles.get(language) or titles.get("zh-Hans") or titles.get("") or ""]
    return tuple(name for name in dict.fromkeys([*first, *titles.values()]) if name)
