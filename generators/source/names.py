"""Resolving references: what a wording in one unit means, given everything there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.model.extract import RESTRICTED
from generators.model.findings import Finding, a_finding
from generators.model.names import slug_of
from generators.model.nearness import nearest
from generators.model.references import Path


@dataclass
class Directory:
    """Directory 名录: every id there is, and how units lie above each other."""

    parents: Mapping[str, str]
    ids: dict[str, str] = field(default_factory=dict)
    restricted: set[str] = field(default_factory=set)
    moved: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, identifier: str, kind: str) -> None:
        """Enters an id of a kind."""
        self.ids[identifier] = kind

    def line(self, unit: str) -> tuple[str, ...]:
        """A unit and its parents, nearest first."""
        if unit not in self._lines:
            line: list[str] = []
            at = unit
            while at and at not in line:
                line.append(at)
                at = self.parents.get(at, "")
            self._lines[unit] = tuple(line)
        return self._lines[unit]

    def find(self, wording: str, kinds: tuple[str, ...], unit: str) -> list[str]:
        """Every id that *wording* may mean for a document of *unit*; the nearest unit decides, kinds in order."""
        parts = wording.split("/")
        if len(parts) == 3:
            return [wording] if wording in self.ids and parts[1] in kinds else []
        if len(parts) == 2:
            if parts[0] not in kinds:
                return []
            kinds, wording = (parts[0],), parts[1]
        elif len(parts) > 3:
            return []
        if "term" in kinds and f"term/{wording}" in self.ids:
            return [f"term/{wording}"]
        for place in self.line(unit):
            found = [f"{place}/{kind}/{wording}" for kind in kinds if f"{place}/{kind}/{wording}" in self.ids]
            if found:
                return found
        return [wording] if "unit" in kinds and wording in self.parents else []

    def resolve(
        self, wording: str, kinds: tuple[str, ...], *, document: str, unit: str, path: Path, open_text: bool
    ) -> tuple[str, Finding | None]:
        """The full id for *wording*, and what is to be said about it. Unknown wording stays as it is."""
        found = self.find(wording, kinds, unit)
        if len(found) > 1:
            say = a_finding("ambiguous-reference", document, path, name=wording, candidates="、".join(found))
            return found[0], say
        if not found:
            return self._resolve_gone(wording, kinds, document, unit, path)
        if open_text and found[0] in self.restricted:
            return RESTRICTED, a_finding("restricted-reference", document, path)
        return found[0], None

    def _resolve_gone(
        self, wording: str, kinds: tuple[str, ...], document: str, unit: str, path: Path
    ) -> tuple[str, Finding | None]:
        for place in self.line(unit):
            for kind in kinds:
                full = wording if "/" in wording else f"{place}/{kind}/{wording}"
                if full in self.moved and self.moved[full] in self.ids:
                    new = self.moved[full]
                    return new, a_finding("moved-reference", document, path, name=wording, new=new)
                if full in self.retired:
                    return full, a_finding("retired-role-used", document, path, name=wording)
        return wording, a_finding(
            "unknown-reference", document, path,
            name=wording, kinds="、".join(kinds), candidates=self._candidates(wording, kinds, unit),
        )  # fmt: skip

    def _candidates(self, wording: str, kinds: tuple[str, ...], unit: str) -> str:
        """The id most like the wording: bare where a bare slug would do, else in full."""
        known = [key for key, kind in self.ids.items() if kind in kinds]
        slugs = {slug_of(key): key for key in reversed(known)}
        near = nearest(slug_of(wording), slugs)
        if not near:
            return ""
        same = [key for key in known if slug_of(key) == near]
        return near if self.find(near, kinds, unit) else "、".join(same)
