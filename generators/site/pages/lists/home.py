"""The home page: one door for each sort of reader, what is new, what falls due."""

from typing import Any, NamedTuple

from markupsafe import Markup

from generators.model.extract import Card, as_text
from generators.model.text import Text
from generators.site.pages.around import Surroundings
from generators.site.pages.keys import is_timed
from generators.site.pages.lists.findings import is_shown
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render
from generators.site.pages.views.places import directory_of, figures_of

_SHOWN = 6
_TERMS_SHOWN = 8


class Line(NamedTuple):
    """A line of a revision history, with its document."""

    card: Card
    date: str
    revision: str
    change: str
    note: Text
    compared: bool


def history(pen: Pen) -> list[Line]:
    """All lines of all revision histories, newest first."""
    library = pen.library
    lines = [
        Line(extract.card, line["date"], line["revision"], line["change"], as_text(line["note"]),
             bool(library.earlier_revisions.get(key)) and _has_earlier(pen, key, line["revision"]))
        for key, extract in library.extracts.items()
        for line in extract.revisions
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.date, line.card.id, line.revision), reverse=True)


def _has_earlier(pen: Pen, identifier: str, revision: str) -> bool:
    """Whether the comparison page has the step that led to this revision."""
    kept = [*pen.library.earlier_revisions[identifier], pen.card(identifier).revision]
    return revision in kept[1:]


def home(pen: Pen, around: Surroundings) -> Markup:
    """The content column of the home page."""
    units = [unit for unit in pen.library.units.values() if pen.library.documents(unit=unit.id)]
    return render(
        "home",
        pen,
        units=[(unit, directory_of(pen, around, unit.id)) for unit in units],
        unit_figures=lambda unit: figures_of(pen, unit.id),
        personas=_personas(pen),
        newest=[(line, line.card) for line in history(pen) if line.card.status == "effective"][:_SHOWN],
        dates=_dates(pen)[:_SHOWN],
        terms=_used_terms(pen),
    )


def _personas(pen: Pen) -> list[tuple[str, list[tuple[str, str, str]]]]:
    word, library = pen.word, pen.library
    cards = library.documents()
    planned = sum(card.status == "planned" for card in cards)
    gaps = sum(len(extract.gaps) for extract in library.extracts.values())
    found = sum(is_shown(f) for found in pen.desk.findings_by_document.values() for f in found)
    register = ("register/", word("register.title"),
                word("home.register-line", n=len(cards), written=len(cards) - planned))  # fmt: skip
    findings = ("findings/", word("findings.title"), word("home.findings-line", gaps=gaps, findings=found))
    changes = ("changes/", word("changes.title"), word("home.changes-line"))
    roles = ("roles/", word("lists.roles"), word.count("home.roles-line", len(library.documents("role"))))
    checklists = ("checklists/", word("lists.checklists"),
                  word.count("home.checklists-line", len(library.documents("checklist"))))  # fmt: skip
    calendar = ("calendar/", word("calendar.title"), word.count("home.calendar-line", _count_recurring(pen)))
    written = ("register/#status=planned", word("status.planned"), word.count("home.planned-line", planned))
    return [
        ("auditor", [register, findings, changes]),
        ("manager", [roles, checklists, calendar]),
        ("owner", [written, findings, changes]),
    ]


def _count_recurring(pen: Pen) -> int:
    places = (place for extract in pen.library.extracts.values() for place in extract.places.values())
    return sum("recurs" in place.node for place in places if is_timed(place.node))


def _dates(pen: Pen) -> list[tuple[str, str, Card]]:
    """Calendar days that the content names, earliest first; the page marks the ones gone by when it is read."""
    dates: list[tuple[str, str, Card]] = []
    for extract in pen.library.extracts.values():
        card = extract.card
        if card.status in ("effective", "review") and card.review_by:
            dates.append((card.review_by, "review", card))
        if card.status == "planned" and card.planned_for:
            dates.append((card.planned_for, "planned", card))
        dates += ((gap["due"], "gap", card) for gap in extract.gaps if gap.get("due"))
    once = {(day, sort, card.id): (day, sort, card) for day, sort, card in dates}
    return [once[key] for key in sorted(once)]


def _used_terms(pen: Pen) -> list[str]:
    """The terms that most documents name."""
    counts: dict[str, int] = {}
    for term in pen.library.glossary.terms:
        key = f"term/{term.id}"
        counts[key] = len({mention.source for mention in pen.library.mentions_of(key)})
    used = sorted((key for key in counts if counts[key]), key=lambda key: (-counts[key], key))
    return used[:_TERMS_SHOWN]


def roles_page(pen: Pen, around: Surroundings) -> Markup:
    """The list of roles by unit and department."""
    library = pen.library
    units = [(unit, directory_of(pen, around, unit.id)) for unit in library.units.values()]
    values: dict[str, Any] = {
        "count": len(library.documents("role")),
        "checklists": len(library.documents("checklist")),
        "units": [(unit, rows) for unit, rows in units if rows],
        "unit_figures": lambda unit: figures_of(pen, unit.id),
        "unit_link": lambda unit: Markup('<a class="r" href="{}">{}</a>').format(
            pen.href(unit.id), pen.word("lists.unit-page")
        ),
        "summary": lambda role: pen.name(as_text(role.fact("summary"))),
    }
    return render("roles", pen, **values)
