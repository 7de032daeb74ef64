"""Responsibility 分工: who does, answers for, is consulted and informed; what passes on; who reports to whom.

RACI as the steps say it: R 执行 the actor (of an approval without one, its approvers), A 负责 one approver or else the
procedure's owner, C 商量 and I 知会 as named. Everything here is ids, in the order of the content; pages add the words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from generators.model.library import Library
from generators.model.names import kind_of, unit_of
from generators.model.procedures import Approval, Procedure, Step
from generators.model.text import Text

Letter = Literal["R", "A", "C", "I"]
LETTERS: tuple[Letter, ...] = ("R", "A", "C", "I")
"""执行 · 负责 · 商量 · 知会"""


@dataclass(frozen=True)
class Charge:
    """Charge 分工: one step and the letters of everyone in it, each in the order R, A, C, I."""

    step: str
    number: int
    letters: Mapping[str, tuple[Letter, ...]]

    def of(self, party: str) -> str:
        """The letters of a party, as a table shows them: ``RA``; empty if it has no part."""
        return "".join(self.letters.get(party, ()))

    @property
    def accountable(self) -> str:
        """The one who answers for the step; empty where neither approver nor owner is named."""
        return next((party for party, letters in self.letters.items() if "A" in letters), "")


@dataclass(frozen=True)
class Responsibilities:
    """The RACI table of a procedure: a row for each step, a column for each party in the order of appearance."""

    procedure: str
    parties: tuple[str, ...]
    charges: tuple[Charge, ...]

    @cached_property
    def whole(self) -> Mapping[str, tuple[Letter, ...]]:
        """Everything each party is in the procedure as a whole."""
        held: dict[str, set[Letter]] = {party: set() for party in self.parties}
        for charge in self.charges:
            for party, letters in charge.letters.items():
                held[party].update(letters)
        return {party: tuple(letter for letter in LETTERS if letter in all_) for party, all_ in held.items()}

    def letters(self, party: str) -> tuple[Letter, ...]:
        """Everything a party is in the procedure as a whole."""
        return self.whole.get(party, ())


@dataclass(frozen=True)
class Matrix:
    """Matrix 责任矩阵: parties × procedures; a cell holds everything the party is in that procedure."""

    parties: tuple[str, ...]
    procedures: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[Letter, ...]]

    def of(self, party: str, procedure: str) -> str:
        """The letters of a cell, as a table shows them."""
        return "".join(self.cells.get((party, procedure), ()))


@dataclass(frozen=True)
class Passing:
    """Passing 转入: one procedure hands on to another, at a step (or as a whole), under a condition if one is named."""

    source: str
    target: str
    step: str = ""
    when: Text | None = None


@dataclass(frozen=True)
class HandOffMap:
    """HandOffMap 流程衔接图 of a unit: its procedures, those beyond that they lead to or come from, and the ways."""

    procedures: tuple[str, ...]
    beyond: tuple[str, ...]
    passings: tuple[Passing, ...]


@dataclass(frozen=True)
class Post:
    """Post 节点: a unit, department or role in an organisation chart, with the one above it ("" at the top)."""

    id: str
    above: str
    head: str = ""


def responsibilities_of(procedure: Procedure) -> Responsibilities:
    """The RACI of a procedure, step by step."""
    owner = procedure.control.owner or ""
    charges = tuple(_charge(step, number, owner) for number, step in enumerate(procedure.steps, 1))
    parties = dict.fromkeys(party for charge in charges for party in charge.letters)
    return Responsibilities(procedure.id, tuple(parties), charges)


def accountable_of(approval: Approval) -> str:
    """The one of several approvers who answers: the last in order, of those beside each other the first named."""
    return approval.by[-1] if approval.mode == "in_order" else approval.by[0]


def _charge(step: Step, number: int, owner: str) -> Charge:
    signing = step.approve.by if step.approve else ()
    held: dict[str, set[Letter]] = {}

    def give(letter: Letter, parties: Iterable[str]) -> None:
        for party in parties:
            held.setdefault(party, set()).add(letter)

    # Who signs beside an actor decides together with the one that answers: that is doing, not advising.
    answering = accountable_of(step.approve) if step.approve else owner
    give("R", [step.actor] if step.actor else signing)
    give("R", [party for party in signing if party != answering])
    give("A", [answering] if answering else [])
    give("C", step.consulted)
    give("I", step.informed)
    give("I", (party for relay in step.relay for party in relay.inform))
    return Charge(step.id, number, {party: _one_each(letters) for party, letters in held.items()})


def _one_each(letters: set[Letter]) -> tuple[Letter, ...]:
    """Who acts or answers need not be told that they also are consulted or informed."""
    acts = letters & {"R", "A"}
    return tuple(letter for letter in LETTERS if letter in (acts or letters))


def matrix_of(library: Library, *, unit: str) -> Matrix:
    """The roles of a unit, and whoever else acts in its procedures, against its procedures."""
    roles = [card.id for card in library.documents("role", unit=unit)]
    return _matrix(library, [card.id for card in library.documents("procedure", unit=unit)], first=roles)


def matrix_of_department(library: Library, department: str) -> Matrix:
    """A department's roles against every procedure in which one of them, or the department itself, has a part."""
    roles = [card.id for card in library.documents("role", department=department)]
    ours = {department, *roles}
    named = {mention.source for party in ours for mention in library.mentions_of(party)}
    procedures = [card.id for card in library.documents("procedure") if card.id in named]
    whole = _matrix(library, procedures, first=roles)
    cells = {place: letters for place, letters in whole.cells.items() if place[0] in ours}
    held = {procedure for _, procedure in cells}
    parties = tuple(party for party in whole.parties if party in ours)
    return Matrix(parties, tuple(procedure for procedure in procedures if procedure in held), cells)


def _matrix(library: Library, procedures: Iterable[str], *, first: Iterable[str]) -> Matrix:
    tables = {key: responsibilities_of(_procedure(library, key)) for key in procedures}
    with_steps = {key: table for key, table in tables.items() if table.charges}
    acting = [party for table in with_steps.values() for party in table.parties]
    cells = {
        (party, key): table.letters(party) for key, table in with_steps.items() for party in table.parties
    }
    parties = [party for party in dict.fromkeys((*first, *acting)) if party in set(acting)]
    return Matrix(tuple(parties), tuple(with_steps), cells)


def hand_off_map(library: Library, *, unit: str) -> HandOffMap:
    """How the procedures of a unit lead into each other and beyond; only senders name where they hand on to."""
    own = [card.id for card in library.documents("procedure", unit=unit)]
    beside = [card.id for card in library.documents("procedure") if card.unit != unit]
    ways = [way for key in own for way in passings_of(_procedure(library, key))]
    ways += [way for key in beside if _leads_into(library, key, unit) for way in passings_of(_procedure(library, key))
             if unit_of(way.target) == unit]  # fmt: skip
    ends = dict.fromkeys(end for way in ways for end in (way.source, way.target))
    return HandOffMap(tuple(own), tuple(end for end in ends if unit_of(end) != unit), tuple(ways))


def passings_of(procedure: Procedure) -> tuple[Passing, ...]:
    """Where a procedure hands on to: at its steps, then as a whole where no step says it already."""
    at_steps = [Passing(procedure.id, s.hand_off, s.id) for s in procedure.steps if s.hand_off]
    said = {way.target for way in at_steps}
    whole = [
        Passing(procedure.id, way.to, when=way.when) for way in procedure.hand_offs if way.to not in said
    ]
    return (*at_steps, *whole)


def _leads_into(library: Library, procedure: str, unit: str) -> bool:
    mentions = library.extracts[procedure].mentions
    return any(kind_of(m.target) == "procedure" and unit_of(m.target) == unit for m in mentions)


def unit_chart(library: Library) -> tuple[Post, ...]:
    """Units below the unit they belong to, with the one who leads each."""
    units = library.units
    above = {key: unit.parent if unit.parent in units else "" for key, unit in units.items()}
    return _without_circles([Post(key, above[key] or "", unit.head or "") for key, unit in units.items()])


def department_chart(library: Library, *, unit: str) -> tuple[Post, ...]:
    """The unit at the top, its departments below as their superiors say."""
    head = library.units[unit].head if unit in library.units else None
    posts = [Post(unit, "", head or "")]
    cards = library.documents("department", unit=unit)
    known = {unit, *(card.id for card in cards)}
    for card in cards:
        superior = str(card.fact("superior") or "")
        posts.append(Post(card.id, superior if superior in known else unit, str(card.fact("head") or "")))
    return _without_circles(posts)


def role_chart(library: Library, *, unit: str) -> tuple[Post, ...]:
    """The roles of a unit as they report; whoever reports beyond the unit, or to nobody, stands at the top."""
    cards = library.documents("role", unit=unit)
    known = {card.id for card in cards}
    reports = [(card.id, str(card.fact("reports_to") or "")) for card in cards]
    return _without_circles([Post(role, above if above in known else "") for role, above in reports])


def _without_circles(posts: list[Post]) -> tuple[Post, ...]:
    """A circle of superiors is opened where it closes: it has a finding of its own, and a chart must be drawn."""
    above: dict[str, str] = {}
    for post in posts:
        line = post.above
        while line and line != post.id:
            line = above.get(line, "")
        above[post.id] = "" if line else post.above
    return tuple(Post(post.id, above[post.id], post.head) for post in posts)


def _procedure(library: Library, identifier: str) -> Procedure:
    document = library.document(identifier)
    if not isinstance(document, Procedure):
        raise TypeError(identifier)
    return document
