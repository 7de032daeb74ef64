"""The shape of the organisation: units below units, departments below departments, roles below roles."""

from collections.abc import Iterable
from typing import NamedTuple

from generators.model.extract import Card
from generators.model.library import Library
from generators.model.organisation import Unit
from generators.phrases.around import Surroundings


class Post(NamedTuple):
    """A role in the chart: its superior where that is not the role above it, and the roles below it."""

    card: Card
    superior: str
    below: list["Post"]


class Branch(NamedTuple):
    """A department in the chart (None gathers roles of departments elsewhere), its roles, departments below it."""

    card: Card | None
    superior: str
    posts: list[Post]
    below: list["Branch"]


def units_in_order(library: Library) -> list[Unit]:
    """Units below the unit they belong to, the group first; a circle of parents stands at the end."""
    found: list[Unit] = []

    def visit(parent: str) -> None:
        for unit in library.units.values():
            if (unit.parent or "") == parent and unit not in found:
                found.append(unit)
                visit(unit.id)

    visit("")
    return found + [unit for unit in library.units.values() if unit not in found]


def branches_of(library: Library, around: Surroundings, unit: str) -> list[Branch]:
    """The departments of a unit as a tree; those whose superior lies elsewhere stand at the top."""
    departments = around.departments(unit)
    above = _superiors(departments, "superior")

    def branch(card: Card) -> Branch:
        posts = posts_of(around.members(card.id, "role"))
        outside = above.get(card.id, "") or str(card.fact("superior") or card.fact("superior_manager") or "")
        below = [branch(other) for other in departments if above.get(other.id) == card.id]
        return Branch(card, "" if above.get(card.id) else outside, posts, below)

    branches = [branch(card) for card in departments if not above.get(card.id)]
    placed = {role.id for card in departments for role in around.members(card.id, "role")}
    others = [role for role in library.documents("role", unit=unit) if role.id not in placed]
    return [*branches, Branch(None, "", posts_of(others), [])] if others else branches


def posts_of(roles: Iterable[Card]) -> list[Post]:
    """Roles below the role they report to, as far as that is among them."""
    cards = list(roles)
    above = _superiors(cards, "reports_to")

    def post(card: Card) -> Post:
        superior = "" if above.get(card.id) else str(card.fact("reports_to") or "")
        return Post(card, superior, [post(other) for other in cards if above.get(other.id) == card.id])

    return [post(card) for card in cards if not above.get(card.id)]


def _superiors(cards: Iterable[Card], fact: str) -> dict[str, str]:
    """Who stands above whom among the cards; a circle is cut where it closes, so that nobody is lost."""
    named = {card.id: str(card.fact(fact) or "") for card in cards}
    above = {key: superior for key, superior in named.items() if superior in named and superior != key}
    for key in list(above):
        line, step = {key}, above.get(key, "")
        while step and step not in line:
            line.add(step)
            step = above.get(step, "")
        if step == key:
            del above[key]
    return above
