"""Around a document: what its page shows of the rest of the library, found without opening any document.

Everything a page takes from other documents comes through here or through cards, and `keys` digests exactly that.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from generators.model.extract import Card, Mention, Place, as_text
from generators.model.library import Library
from generators.model.names import kind_of
from generators.model.text import Text

TAKING_PART: Final = (
    "actor",
    "approve.by",
    "relay.to",
    "escalate.to",
    "consulted",
    "informed",
    "relay.inform",
)
"""How a role takes part in a step, the closest first."""

_SENTENCES: Final = ("do", "decide", "name", "text", "may", "what", "condition", "title", "requirement")


class Passage(NamedTuple):
    """Passage 段落: a node of another document that names this one, and as what."""

    source: Card
    place: Place
    relations: tuple[str, ...]

    @property
    def nature(self) -> str:
        """The shape of a step: action, decision or approval."""
        if "decide" in self.place.node:
            return "decision"
        return "approval" if "approve" in self.place.node else "action"

    @property
    def sentence(self) -> Text | None:
        """The words of the node."""
        said = next((self.place.node[name] for name in _SENTENCES if self.place.node.get(name)), None)
        return as_text(said) if said is not None else None

    @property
    def label(self) -> str:
        """The author's own number."""
        return str(self.place.node.get("label", ""))


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The library seen from any of its documents."""

    library: Library

    @cached_property
    def _by_department(self) -> dict[str, list[Card]]:
        found: defaultdict[str, list[Card]] = defaultdict(list)
        for card in self.library.documents():
            if card.department:
                found[card.department].append(card)
        return found

    @cached_property
    def _departments(self) -> dict[str, list[Card]]:
        found: defaultdict[str, list[Card]] = defaultdict(list)
        for card in self.library.documents("department"):
            found[card.unit].append(card)
        return found

    @cached_property
    def _forms_at(self) -> dict[tuple[str, str], list[str]]:
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for extract in self.library.extracts.values():
            for mention in extract.mentions:
                if mention.anchor and kind_of(mention.target) == "form":
                    found[mention.source, mention.anchor].append(mention.target)
        return found

    def members(self, department: str, *kinds: str) -> list[Card]:
        """The documents of a department, all or of some kinds."""
        cards = self._by_department.get(department, [])
        return [card for card in cards if card.kind in kinds] if kinds else cards

    def departments(self, unit: str) -> list[Card]:
        """The departments of a unit."""
        return self._departments.get(unit, [])

    def forms_at(self, source: str, anchor: str) -> list[str]:
        """The forms named at one node of a document."""
        return self._forms_at.get((source, anchor), [])

    def mentions_from_elsewhere(self, identifier: str) -> Iterator[Mention]:
        """Where other documents name this one."""
        return (mention for mention in self.library.mentions_of(identifier) if mention.source != identifier)

    def passages(self, identifier: str, *relations: str) -> list[Passage]:
        """Nodes of other documents that name this one, each once, by document and then as they stand there."""
        found: dict[tuple[str, str], list[str]] = {}
        for mention in self.mentions_from_elsewhere(identifier):
            if mention.anchor and (not relations or mention.relation in relations):
                found.setdefault((mention.source, mention.anchor), []).append(mention.relation)
        passages = [self._passage(source, anchor, named) for (source, anchor), named in found.items()]
        return sorted((passage for passage in passages if passage is not None), key=_place_in_library)

    def _passage(self, source: str, anchor: str, relations: list[str]) -> Passage | None:
        extract = self.library.extracts[source]
        place = extract.places.get(anchor)
        return Passage(extract.card, place, tuple(dict.fromkeys(relations))) if place else None

    def naming(self, identifier: str, *relations: str) -> list[Card]:
        """Other documents that name this one as a whole or anywhere, in one of these relations."""
        sources = {m.source for m in self.mentions_from_elsewhere(identifier) if m.relation in relations}
        return [self.library.card(source) for source in sorted(sources)]


def _place_in_library(passage: Passage) -> tuple[str, str, str, str, int]:
    card = passage.source
    return (card.unit, card.kind, card.code or "~", card.id, passage.place.number)


def part_of(passage: Passage) -> str:
    """How a role takes part in a step: the closest of its relations."""
    return next((relation for relation in TAKING_PART if relation in passage.relations), passage.relations[0])


def node_of(passage: Passage) -> dict[str, Any]:
    """The plain data of the node."""
    return passage.place.node
