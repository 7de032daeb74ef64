"""Library 文库: the whole content of a company, every reference resolved.

Cards and mentions are at hand for every document; a document's full text is opened when asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from generators.model.control import Document
from generators.model.extract import RESTRICTED, Card, Extract, Mention, Place
from generators.model.names import kind_of, unit_of
from generators.model.organisation import Company, ExternalParty, Unit
from generators.model.terms import Term, Terms
from generators.model.text import Text

HIDDEN = Card(id=RESTRICTED, kind="restricted", unit="", title=Text(zh="受限文件", en="Restricted document"))
"""What a reader without the right sees of a restricted document: that there is one, no more."""


MOST_OPEN = 1024
"""Documents of a library that stay open: all of an ordinary one, while a very large one does not fill the memory."""

_Asked = tuple[tuple[str, ...], str | None, str | None]


@dataclass(frozen=True)
class Library:
    """The content of a company. ``open_document`` gives the text of a document by id (``id@revision`` for an
    earlier one)."""

    company: Company
    units: Mapping[str, Unit]
    externals: Mapping[str, ExternalParty]
    glossary: Terms
    extracts: Mapping[str, Extract]
    earlier_revisions: Mapping[str, tuple[str, ...]]
    open_document: Callable[[str], Document]
    _opened: dict[str, Document] = field(default_factory=dict, repr=False, compare=False)
    _listed: dict[_Asked, tuple[Card, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Every named thing by id: documents, units, external parties, terms, retired roles."""
        found = {key: extract.card for key, extract in self.extracts.items()}
        found.update({key: _unit_card(unit) for key, unit in self.units.items()})
        found.update({key: _external_card(key, party) for key, party in self.externals.items()})
        found.update({f"term/{term.id}": _term_card(term) for term in self.glossary.terms})
        for role in self.company.retired:
            found.setdefault(
                role.id,
                Card(id=role.id, kind="role", unit=unit_of(role.id), title=role.title, status="withdrawn"),
            )
        found[RESTRICTED] = HIDDEN
        return found

    def card(self, identifier: str) -> Card:
        """The card of a thing; something unknown counts as restricted (open pages must not tell the difference)."""
        return self.cards.get(identifier, HIDDEN)

    def documents(
        self, *kinds: str, unit: str | None = None, department: str | None = None
    ) -> tuple[Card, ...]:
        """Cards of the documents of some kinds, by unit, kind, code and id."""
        asked = kinds, unit, department
        if asked not in self._listed:
            self._listed[asked] = tuple(
                card
                for card in self._sorted_cards
                if (not kinds or card.kind in kinds)
                and (unit is None or card.unit == unit)
                and (department is None or card.department == department)
            )
        return self._listed[asked]

    @cached_property
    def _sorted_cards(self) -> tuple[Card, ...]:
        cards = (extract.card for extract in self.extracts.values())
        return tuple(sorted(cards, key=lambda card: (card.unit, card.kind, card.code or "~", card.id)))

    def document(self, identifier: str) -> Document:
        """The full text of a document; so many stay open that a second look at one costs nothing."""
        opened = self._opened.get(identifier)
        if opened is None:
            if len(self._opened) >= MOST_OPEN:
                del self._opened[next(iter(self._opened))]
            opened = self._opened[identifier] = self.open_document(identifier)
        return opened

    def earlier(self, identifier: str) -> tuple[Document, ...]:
        """Earlier revisions of a document that are kept as files, oldest first."""
        return tuple(self.document(f"{identifier}@{r}") for r in self.earlier_revisions.get(identifier, ()))

    @cached_property
    def _mentions_by_target(self) -> dict[str, list[Mention]]:
        found: defaultdict[str, list[Mention]] = defaultdict(list)
        for extract in self.extracts.values():
            for mention in extract.mentions:
                found[mention.target].append(mention)
        return found

    def mentions_of(self, identifier: str) -> tuple[Mention, ...]:
        """Where other documents, and the document itself, name this thing; in the order of the documents."""
        return tuple(self._mentions_by_target.get(identifier, ()))

    def place(self, mention: Mention) -> Place | None:
        """The node of the source document that makes the mention, or None where the document as a whole does."""
        return self.extracts[mention.source].places.get(mention.anchor)

    def ancestors(self, unit: str) -> tuple[str, ...]:
        """The unit and its parents, nearest first; a circle ends where it closes."""
        line: list[str] = []
        while unit in self.units and unit not in line:
            line.append(unit)
            unit = self.units[unit].parent or ""
        return tuple(line)

    def without(self, hidden: Iterable[str]) -> "Library":
        """The same library as a reader sees it who may not know of some documents."""
        gone = set(hidden)
        return Library(
            company=self.company,
            units=self.units,
            externals=self.externals,
            glossary=self.glossary,
            extracts={key: extract for key, extract in self.extracts.items() if key not in gone},
            earlier_revisions=self.earlier_revisions,
            open_document=self.open_document,
        )

    @cached_property
    def open_part(self) -> "Library":
        """The library without its restricted documents."""
        return self.without(key for key, extract in self.extracts.items() if extract.card.restricted)


def _unit_card(unit: Unit) -> Card:
    return Card(
        id=unit.id, kind="unit", unit=unit.id, title=unit.title, code=unit.code, aliases=unit.aliases,
        facts=(("parent", unit.parent), ("head", unit.head), ("summary", unit.summary)),
    )  # fmt: skip


def _external_card(identifier: str, party: ExternalParty) -> Card:
    return Card(
        id=identifier, kind=kind_of(identifier), unit=unit_of(identifier), title=party.title, aliases=party.aliases,
        facts=(("summary", party.summary),),
    )  # fmt: skip


def _term_card(term: Term) -> Card:
    return Card(id=f"term/{term.id}", kind="term", unit="", title=term.title, aliases=term.aliases)
