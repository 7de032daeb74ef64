"""Binding 成册: from what somebody asks for (a kind, some names) to a manuscript."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, get_args

from generators.handbook.outline.blocks import Manuscript
from generators.handbook.outline.manuscripts import (
    department_handbook,
    job_description_of,
    manuscript_of,
    register_of,
    unit_handbook,
    volume_of,
)
from generators.handbook.outline.registers import EVERYTHING
from generators.handbook.outline.scribe import Scribe
from generators.model.extract import Card
from generators.model.library import Library
from generators.model.names import slug_of
from generators.model.nearness import nearest

Kind = Literal[
    "role", "job-description", "procedure", "policy", "guide", "checklist", "department", "unit", "register", "form"
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_DOCUMENTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "role": ("role",), "job-description": ("role",), "procedure": ("procedure",), "policy": ("policy", "guide"),
    "guide": ("guide", "policy"), "checklist": ("checklist",), "department": ("department",), "form": ("form",),
}  # fmt: skip
_ALONE: Final[Mapping[Kind, Callable[[Scribe, str], Manuscript]]] = {
    "job-description": job_description_of,
    "department": department_handbook,
    "unit": unit_handbook,
    "register": register_of,
}


class UnknownName(Exception):
    """Nothing of this kind has that name; *near* is what may have been meant."""

    def __init__(self, name: str, near: str) -> None:
        super().__init__(name)
        self.name = name
        self.near = near


def manuscript_for(scribe: Scribe, kind: Kind, names: Sequence[str]) -> Manuscript:
    """The manuscript of one document, or of several as a volume. UnknownName for a name that means nothing."""
    found = [find(scribe.library, kind, name) for name in names] or [EVERYTHING]
    if len(found) == 1:
        return _ALONE.get(kind, manuscript_of)(scribe, found[0])
    if kind in ("unit", "register"):
        found = [card.id for unit in found for card in scribe.library.documents(unit=unit)]
    return volume_of(scribe, found)


def find(library: Library, kind: Kind, name: str) -> str:
    """The id that a name means: an id, a code, or a slug or title that only one thing has."""
    if kind in ("unit", "register"):
        known = [EVERYTHING, *library.units] if kind == "register" else list(library.units)
        if name in known:
            return name
        raise UnknownName(name, nearest(name, known))
    cards = library.documents(*_DOCUMENTS[kind])
    same = [card.id for card in cards if name in _names_of(card)]
    exact = [card.id for card in cards if name in (card.id, card.code) and name]
    if exact:
        return exact[0]
    if len(same) == 1:
        return same[0]
    raise UnknownName(name, same[0] if same else _near(name, cards))


def _names_of(card: Card) -> Iterator[str]:
    yield slug_of(card.id)
    yield from card.title.names()


def _near(name: str, cards: Iterable[Card]) -> str:
    known = {spelt: card.id for card in cards for spelt in (card.id, card.code, *_names_of(card)) if spelt}
    found = nearest(name, known)
    return known.get(found, "")
