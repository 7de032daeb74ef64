"""Rules on the organisation 组织: reporting lines and superiors form no circle and agree with each other."""

from collections.abc import Iterable, Iterator, Mapping

from generators.model.library import Library
from generators.model.names import kind_of
from generators.model.rules.registry import Spot, inside, library_rule
from generators.model.rules.status import WRITTEN


@library_rule("circular-reporting")
def circular_reporting(library: Library) -> Iterator[Spot]:
    """Nobody reports to themselves, whether directly or through others."""
    for circle in _circles(_facts(library, "role", "reports_to")):
        yield inside(circle[0], "reports_to", line=_line(library, circle))


@library_rule("circular-superior")
def circular_superior(library: Library) -> Iterator[Spot]:
    """No department or unit is its own superior, whether directly or through others."""
    for circle in _circles(_superiors(library)):
        field = "parent" if kind_of(circle[0]) == "unit" else "superior"
        yield inside(circle[0], field, line=_line(library, circle))


@library_rule("superior-disagrees")
def superior_disagrees(library: Library) -> Iterator[Spot]:
    """The superior manager heads the superior department or unit, or works in it; somebody from above only where it has
    no head. A test group under the production department that answers to the general manager is worth a word."""
    heads = _heads(library)
    superiors = _superiors(library)
    for key, extract in library.extracts.items():
        superior, manager = extract.card.fact("superior"), extract.card.fact("superior_manager")
        if not superior or manager not in library.cards or superior not in library.cards:
            continue
        post = library.card(manager)
        above = (superior,) if superior in heads else _line_above(library, superior, superiors)
        if any(place in (post.department, post.unit) or heads.get(place) == manager for place in above):
            continue
        yield inside(
            key, "superior_manager", superior=str(library.card(superior).title), manager=str(post.title)
        )


@library_rule("department-without-head")
def department_without_head(library: Library) -> Iterator[Spot]:
    """A department has a head."""
    for key, extract in library.extracts.items():
        card = extract.card
        if card.kind == "department" and card.status in WRITTEN and not card.fact("head"):
            yield inside(key)


def _heads(library: Library) -> dict[str, str]:
    units = {key: unit.head for key, unit in library.units.items() if unit.head}
    return _facts(library, "department", "head") | units


def _line_above(library: Library, place: str, superiors: Mapping[str, str]) -> Iterable[str]:
    """The place, what it is under, and the units around, nearest first."""
    seen: dict[str, None] = {}
    while place and place not in seen:
        seen[place] = None
        unit = library.card(place).unit if kind_of(place) != "unit" else ""
        place = superiors.get(place) or unit
    return seen


def _facts(library: Library, kind: str, name: str) -> dict[str, str]:
    found = {}
    for key, extract in library.extracts.items():
        if extract.card.kind == kind and (value := extract.card.fact(name)):
            found[key] = str(value)
    return found


def _superiors(library: Library) -> dict[str, str]:
    parents = {key: unit.parent for key, unit in library.units.items() if unit.parent}
    return _facts(library, "department", "superior") | parents


def _circles(above: Mapping[str, str]) -> Iterator[list[str]]:
    """Every circle once, beginning with the smallest id in it."""
    settled: set[str] = set()
    for start in sorted(above):
        walked: list[str] = []
        here = start
        while here in above and here not in settled:
            settled.add(here)
            walked.append(here)
            here = above[here]
        if here in walked:
            circle = walked[walked.index(here) :]
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]


def _line(library: Library, circle: list[str]) -> str:
    return " → ".join(str(library.card(key).title) for key in (*circle, circle[0]))
