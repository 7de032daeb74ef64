"""Home by persona 按身份: what a new hire, a content owner, an auditor, HR and a head of department look for first."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from generators.model.extract import Card
from generators.model.organisation import Unit
from generators.phrases.around import Surroundings
from generators.site.pages.keys import is_timed
from generators.site.pages.lists.coverage import coverage_table
from generators.site.pages.lists.findings import is_shown
from generators.site.pages.lists.gaps import code_gaps
from generators.site.pages.lists.home import PERSONAS, Dated, dates_of, used_terms
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import units_in_order
from generators.site.pages.views.places import directory_of, posts_figure

_TERMS_SHOWN = 16
_DATES_SHOWN = 40

View = Callable[[Pen, Surroundings], dict[str, Any]]
ByUnit = list[tuple[Unit, Any]]


class Load(NamedTuple):
    """What one role answers for: documents in force, still to write, gaps to close, the next date of any."""

    role: str
    effective: int
    planned: int
    gaps: int
    next: str


def persona(pen: Pen, around: Surroundings, name: str) -> Markup:
    """The content column of one persona's page."""
    views: dict[str, View] = {
        "new-hire": _new_hire,
        "owner": _owner,
        "auditor": _auditor,
        "hr": _hr,
        "manager": _manager,
    }
    return render(f"persona-{name}", pen, persona=name, personas=PERSONAS, **views[name](pen, around))


def _new_hire(pen: Pen, around: Surroundings) -> dict[str, Any]:
    checklists = pen.library.documents("checklist")
    return {
        "units": _by_unit(pen, lambda unit: directory_of(pen, around, unit.id)),
        "unit_figures": lambda unit: posts_figure(pen, unit.id),
        "checklists": [card for card in checklists if _starts_with(card, "joining")],
        "policies": _by_unit(pen, lambda unit: _in_force(pen.library.documents("policy", unit=unit.id))),
        "terms": used_terms(pen, _TERMS_SHOWN),
    }


def _owner(pen: Pen, _around: Surroundings) -> dict[str, Any]:
    dates = dates_of(pen)
    loads: defaultdict[str, list[Load]] = defaultdict(list)
    for load in _loads(pen, dates):
        loads[pen.card(load.role).unit].append(load)
    found = sum(is_shown(f) for listed in pen.desk.findings_by_document.values() for f in listed)
    return {
        "loads": _by_unit(pen, lambda unit: loads.get(unit.id, [])),
        "dates": dates[:_DATES_SHOWN],
        "findings": found,
    }


def _loads(pen: Pen, dates: Sequence[Dated]) -> list[Load]:
    effective: Counter[str] = Counter()
    planned: Counter[str] = Counter()
    gaps: Counter[str] = Counter()
    following: dict[str, str] = {}
    for card in pen.library.documents():
        effective[card.owner] += card.status == "effective"
        planned[card.owner] += card.status == "planned"
        for gap in pen.library.extracts[card.id].gaps:
            gaps[gap.get("owner") or card.owner] += 1
    for date in dates:
        following.setdefault(date.owner, date.day)
    names = sorted({*effective, *planned, *gaps} - {""})
    return [Load(role, effective[role], planned[role], gaps[role], following.get(role, "")) for role in names]


def _auditor(pen: Pen, _around: Surroundings) -> dict[str, Any]:
    extracts = pen.library.extracts.values()
    found = [f for listed in pen.desk.findings_by_document.values() for f in listed]
    return {
        "coverage": coverage_table(pen),
        "documents": len(pen.library.documents()),
        "planned": sum(extract.card.status == "planned" for extract in extracts),
        "gaps": sum(len(extract.gaps) for extract in extracts),
        "findings": sum(map(is_shown, found)),
        "silenced": sum(bool(f.silenced) for f in found),
        "code_gaps": code_gaps(pen.library),
    }


def _hr(pen: Pen, around: Surroundings) -> dict[str, Any]:
    library = pen.library
    checklists = library.documents("checklist")
    events = ("joining", "moving", "leaving")
    return {
        "units": _by_unit(pen, lambda unit: library.documents("role", unit=unit.id)),
        "departments": lambda unit: len(around.departments(unit.id)),
        "headcount": lambda roles: sum(card.fact("headcount") or 0 for card in roles),
        "duties": lambda roles: sum(card.fact("duties") or 0 for card in roles),
        "checklists": [
            (event, [card for card in checklists if _starts_with(card, event)]) for event in events
        ],
        "empty_roles": [card for card in library.documents("role") if not card.fact("duties")],
    }


def _manager(pen: Pen, around: Surroundings) -> dict[str, Any]:
    timed: Counter[str] = Counter()
    for extract in pen.library.extracts.values():
        recurring = sum("recurs" in place.node for place in extract.places.values() if is_timed(place.node))
        timed[extract.card.department] += recurring
    return {
        "units": _by_unit(pen, lambda unit: around.departments(unit.id)),
        "count": lambda department, *kinds: len(around.members(department, *kinds)),
        "recurring": timed,
    }


def _by_unit(pen: Pen, found: Callable[[Unit], Any]) -> ByUnit:
    rows = ((unit, found(unit)) for unit in units_in_order(pen.library))
    return [(unit, listed) for unit, listed in rows if listed]


def _in_force(cards: Sequence[Card]) -> list[Card]:
    return [card for card in cards if card.status == "effective"]


def _starts_with(card: Card, event: str) -> bool:
    return bool((card.fact("start") or {}).get("event") == event)
