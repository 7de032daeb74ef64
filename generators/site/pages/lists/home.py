"""The home page: one door for each sort of reader, what is new, what falls due."""

from typing import Any, Final, NamedTuple

from markupsafe import Markup

from generators.model.extract import Card, as_text
from generators.model.text import Text
from generators.phrases.around import Surroundings
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import units_in_order
from generators.site.pages.views.places import directory_of, figures_of

PERSONAS: Final = ("new-hire", "owner", "auditor", "hr", "manager")
"""Who has a home page of their own, in the order of the strip above it."""

_SHOWN = 6
_SHORT_NOTE = 12
_TERMS_SHOWN = 8


class Line(NamedTuple):
    """A line of a revision history, with its document."""

    card: Card
    date: str
    revision: str
    change: str
    note: Text
    compared: bool
    first: bool


def history(pen: Pen) -> list[Line]:
    """All lines of all revision histories, newest first."""
    library = pen.library
    lines = [
        Line(extract.card, line["date"], line["revision"], line["change"], as_text(line["note"]),
             bool(library.earlier_revisions.get(key)) and _has_earlier(pen, key, line["revision"]),
             line is extract.revisions[-1] and _tells_no_more(extract.card, as_text(line["note"])))
        for key, extract in library.extracts.items()
        for line in extract.revisions
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.date, line.card.id, line.revision), reverse=True)


def _has_earlier(pen: Pen, identifier: str, revision: str) -> bool:
    """Whether the comparison page has the step that led to this revision."""
    kept = [*pen.library.earlier_revisions[identifier], pen.card(identifier).revision]
    return revision in kept[1:]


def _tells_no_more(card: Card, note: Text) -> bool:
    """Whether the note of a first publication only says that it is one."""
    return card.status not in ("draft", "review") and len(note.zh or note.en) <= _SHORT_NOTE


def home(pen: Pen, around: Surroundings) -> Markup:
    """The content column of the home page."""
    library = pen.library
    units = [unit for unit in units_in_order(library) if library.documents(unit=unit.id)]
    cards = library.documents()
    return render(
        "home",
        pen,
        persona="",
        personas=PERSONAS,
        units=[(unit, directory_of(pen, around, unit.id)) for unit in units],
        unit_figures=lambda unit: figures_of(pen, unit.id),
        documents=len(cards),
        written=sum(card.status != "planned" for card in cards),
        newest=_newest(pen),
        dates=dates_of(pen)[:_SHOWN],
        terms=used_terms(pen, _TERMS_SHOWN),
    )


def _newest(pen: Pen) -> list[tuple[Line, Card]]:
    """The newest lines of documents in force; first publications only where there is nothing else."""
    lines = [line for line in history(pen) if line.card.status == "effective"]
    told = [line for line in lines if not line.first]
    return [(line, line.card) for line in (told or lines)[:_SHOWN]]


class Dated(NamedTuple):
    """A calendar day that the content names: what falls due then, about which document, whose it is."""

    day: str
    sort: str
    card: Card
    owner: str


def dates_of(pen: Pen) -> list[Dated]:
    """Calendar days that the content names, earliest first; the page marks the ones gone by when it is read."""
    dates: list[Dated] = []
    for extract in pen.library.extracts.values():
        card = extract.card
        if card.status in ("effective", "review") and card.review_by:
            dates.append(Dated(card.review_by, "review", card, card.owner))
        if card.status == "planned" and card.planned_for:
            dates.append(Dated(card.planned_for, "planned", card, card.owner))
        dates += (
            Dated(gap["due"], "gap", card, gap.get("owner") or card.owner)
            for gap in extract.gaps
            if gap.get("due")
        )
    once = {(date.day, date.sort, date.card.id): date for date in dates}
    return [once[key] for key in sorted(once)]


def used_terms(pen: Pen, most: int) -> list[str]:
    """The terms that most documents name."""
    counts: dict[str, int] = {}
    for term in pen.library.glossary.terms:
        key = f"term/{term.id}"
        counts[key] = len({mention.source for mention in pen.library.mentions_of(key)})
    used = sorted((key for key in counts if counts[key]), key=lambda key: (-counts[key], key))
    return used[:most]


def roles_page(pen: Pen, around: Surroundings) -> Markup:
    """The list of roles by unit and department."""
    library = pen.library
    units = [(unit, directory_of(pen, around, unit.id)) for unit in units_in_order(library)]
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
