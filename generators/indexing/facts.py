"""Facts of a section: its deadlines, approvers, forms and people, read from the model's fields, never from prose."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from generators.languages import PREFIXES
from generators.model.extract import RESTRICTED, Card
from generators.model.library import Library
from generators.model.names import address_of
from generators.model.text import Language
from generators.model.timing import Due, Timed
from search_index.facts import Fact

Node = Mapping[str, Any]
Values = list[tuple[str, str]]
Read = Iterator[tuple[str, Values]]


class _Deadline(Protocol):
    @property
    def words(self) -> str: ...


class Wording(Protocol):
    """How deadlines are put into words: the functions that write them on the pages, so that both say the same."""

    def timed_of(self, node: dict[str, Any]) -> Timed:
        """The deadline of a node given as plain data."""
        ...

    def deadline(self, timed: Timed, language: Language) -> _Deadline | None:
        """A deadline in words, or None."""
        ...

    def due(self, value: Due, language: Language) -> str:
        """A time within which something is due."""
        ...

    def duration(self, value: str, language: Language) -> str:
        """A duration in words."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """How values are said to a reader of one language."""

    library: Library
    language: Language
    wording: Wording

    def named(self, *identifiers: str | None) -> Values:
        """Things by their titles and addresses; what has no page of its own has no address."""
        cards = [self.library.card(name) for name in dict.fromkeys(identifiers) if name]
        return [
            (card.title.in_language(self.language), self._address(card))
            for card in cards
            if card.id != RESTRICTED
        ]

    def _address(self, card: Card) -> str:
        library = self.library
        has_page = card.id in library.extracts or card.id in library.units or card.id in library.externals
        return PREFIXES[self.language] + address_of(card.id) if has_page or card.kind == "term" else ""

    def meaning(self, term: str | None) -> str:
        """What a term of the glossary means; nothing for no term."""
        known = (entry for entry in self.library.glossary.terms if f"term/{entry.id}" == term)
        return next((entry.means.in_language(self.language) for entry in known), "") if term else ""

    def times(self, node: Node) -> Read:
        """When a node is due: how often or by when, and the time it may take."""
        spoken = self.wording.deadline(self.wording.timed_of(dict(node)), self.language)
        yield "cycle" if "recurs" in node else "due", [(spoken.words, "")] if spoken else []
        yield "limit", [(self._within(node[field]), "") for field in ("limit", "within") if node.get(field)]

    def kept(self, node: Node) -> Values:
        """How long something is kept."""
        return [(self.wording.duration(node["keep"], self.language), "")] if node.get("keep") else []

    def _within(self, duration: str) -> str:
        return self.wording.due(Due.model_construct(within=duration, after=None, before=None), self.language)


def _duty(said: Said, card: Card, node: Node) -> Read:
    evidence = [entry.get("form") for entry in node.get("evidence", ())]
    yield from said.times(node)
    yield "keep", said.kept(node)
    yield "form", said.named(*node.get("deliverables", ()), *node.get("inputs", ()), *evidence)
    yield "actor", said.named(card.id)
    yield "recipient", said.named(*node.get("recipient", ()))
    yield "verifier", said.named(node.get("verify"))


def _step(said: Said, _card: Card, node: Node) -> Read:
    required = [form for branch in node.get("branches", ()) for form in branch.get("requires", ())]
    decides = (node.get("actor"),) if node.get("decide") else ()
    yield from said.times(node)
    yield "approver", said.named(*node.get("approve", {}).get("by", ()))
    yield "decider", said.named(*decides)
    yield "form", said.named(*node.get("output", ()), *node.get("inputs", ()), *required)
    yield "actor", said.named(node.get("actor"))
    yield "recipient", said.named(*node.get("informed", ()))


def _clause(said: Said, _card: Card, node: Node) -> Read:
    yield from said.times(node)
    yield "form", said.named(*node.get("forms", ()))
    yield "actor", said.named(node.get("actor"))


def _interface(said: Said, _card: Card, node: Node) -> Read:
    yield from said.times(node)
    yield "form", said.named(*node.get("forms", ()))
    if node.get("direction") in ("out", "both"):
        yield "recipient", said.named(node.get("party"))


def _phase(said: Said, _card: Card, node: Node) -> Read:
    yield from said.times(node)
    yield "form", said.named(*node.get("deliverables", ()))


def _gate(said: Said, _card: Card, node: Node) -> Read:
    yield "form", said.named(node.get("requires"))


def _kpi(said: Said, _card: Card, node: Node) -> Read:
    if node.get("period"):
        yield from said.times({"recurs": {"every": node["period"]}})
    yield "assessor", said.named(node.get("assessor"))


def _item(said: Said, card: Card, node: Node) -> Read:
    evidence = [entry.get("form") for entry in node.get("evidence", ())]
    yield from said.times(node)
    yield "form", said.named(*evidence)
    yield "actor", said.named(node.get("by")) or said.named(*card.fact("for_roles", ()))
    yield "verifier", said.named(node.get("verify"))


def _holder(said: Said, card: Card, _node: Node) -> Read:
    yield "actor", said.named(card.id)


def _activity(said: Said, _card: Card, node: Node) -> Read:
    yield "actor", said.named(node.get("actor"))


_PARTS: Final[Mapping[str, Callable[[Said, Card, Node], Read]]] = {
    "duty": _duty, "step": _step, "article": _clause, "interface": _interface, "phase": _phase, "gate": _gate,
    "kpi": _kpi, "item": _item, "function": _holder, "permission": _holder, "liability": _holder, "goal": _holder,
    "activity": _activity,
}  # fmt: skip


def facts_of_node(said: Said, card: Card, part: str, node: Node) -> tuple[Fact, ...]:
    """The facts of one node of a document."""
    reading = _PARTS.get(part)
    return _told(reading(said, card, node)) if reading else ()


def facts_of_document(said: Said, card: Card, data: Node) -> tuple[Fact, ...]:
    """The facts of a document as a whole: its own fields, then those of document control."""
    control = data["control"]
    return _told((
        *_own_facts(said, card, data),
        ("owner", said.named(control.get("owner"))),
        ("issuer", said.named(control.get("approver"))),
        ("department", said.named(data.get("department"))),
        ("effective", _day(control.get("effective"))),
        ("review", _day(control.get("review_by"))),
    ))  # fmt: skip


def facts_of_unit(said: Said, head: str | None) -> tuple[Fact, ...]:
    """The facts of a unit: who leads it."""
    return _told([("head", said.named(head))])


def _own_facts(said: Said, card: Card, data: Node) -> Read:
    if card.kind == "form":
        yield "form", said.named(card.id)
        yield "signer", said.named(*(place.get("by") for place in data.get("signatures", ())))
    if card.kind == "procedure":
        kept = (record["form"] for record in data.get("records", ()))
        yield "form", said.named(*data.get("outputs", ()), *kept, *data.get("inputs", ()))
    if card.kind in ("policy", "guide"):
        yield "form", said.named(*data.get("forms", ()))
    yield "keep", said.kept(data)
    yield "keeper", said.named(data.get("kept_by"))
    yield "superior", said.named(data.get("reports_to"), data.get("superior_manager"), data.get("superior"))
    yield "head", said.named(data.get("head"))
    yield "actor", said.named(*data.get("for_roles", ()))


def _day(day: str | None) -> Values:
    return [(day, "")] if day else []


def _told(read: Iterable[tuple[str, Values]]) -> tuple[Fact, ...]:
    return tuple(Fact(relation, tuple(values)) for relation, values in read if values)
