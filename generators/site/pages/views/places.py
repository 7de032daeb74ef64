"""Pages of units 单位 and external parties 外部方."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from generators.model.extract import Card
from generators.phrases.around import Passage, Surroundings, node_of
from generators.phrases.labels import by_code
from generators.phrases.wording import timed_of
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import branches_of

Directory = list[tuple[Card | None, list[Card]]]
"""Departments with their roles; None gathers roles whose department is elsewhere."""

_LISTS = {
    "procedures": ("procedure",),
    "policies": ("policy", "guide"),
    "forms": ("form",),
    "checklists": ("checklist",),
}


def directory_of(pen: Pen, around: Surroundings, unit: str) -> Directory:
    """The departments of a unit and the roles in each."""
    departments = around.departments(unit)
    rows: Directory = [(card, around.members(card.id, "role")) for card in departments]
    placed = {role.id for _, roles in rows for role in roles}
    others = [role for role in pen.library.documents("role", unit=unit) if role.id not in placed]
    return [*rows, (None, others)] if others else rows


def figures_of(pen: Pen, unit: str) -> str:
    """How much there is of a unit."""
    documents = pen.library.documents(unit=unit)
    return pen.word(
        "unit.figures",
        posts=posts_figure(pen, unit),
        documents=len(documents),
        effective=sum(card.status == "effective" for card in documents),
        planned=sum(card.status == "planned" for card in documents),
    )


def posts_figure(pen: Pen, unit: str) -> str:
    """How many departments and roles a unit has."""
    library = pen.library
    return pen.word(
        "unit.posts",
        departments=len(library.documents("department", unit=unit)),
        roles=len(library.documents("role", unit=unit)),
    )


def unit_content(pen: Pen, around: Surroundings, identifier: str) -> Markup:
    """The content column of a unit's page."""
    from generators.site.pages.views.pictures import unit_drawings

    library = pen.library
    card = pen.card(identifier)
    lists = [
        (name, sorted(library.documents(*kinds, unit=identifier), key=by_code))
        for name, kinds in _LISTS.items()
    ]
    return render(
        "unit",
        pen,
        unit=library.units[identifier],
        figures=figures_of(pen, identifier),
        children=[unit.id for unit in library.units.values() if unit.parent == identifier],
        crumb=_crumb(pen, card, library.ancestors(identifier)[:0:-1]),
        chart=branches_of(library, around, identifier),
        drawn=unit_drawings(pen, identifier),
        matrix=_matrix_link(pen, identifier) if library.documents("procedure", unit=identifier) else NOTHING,
        lists=[(name, cards) for name, cards in lists if cards],
        externals=[
            pen.card(key) for key, party in sorted(library.externals.items()) if party.unit == identifier
        ],
    )


def _matrix_link(pen: Pen, unit: str) -> Markup:
    link = Markup('<a class="r noprint" href="{}responsibilities/">{}</a>')
    return link.format(pen.href(unit), pen.word("raci.matrix"))


def external_content(pen: Pen, around: Surroundings, identifier: str) -> Markup:
    """The content column of an external party's page."""
    return render(
        "external",
        pen,
        party=pen.library.externals[identifier],
        crumb=_crumb(
            pen, pen.card(identifier), pen.library.ancestors(pen.library.externals[identifier].unit)[::-1]
        ),
        passages=around.passages(identifier),
        relation=lambda passage: _relation(pen, passage),
        timed=lambda passage: timed_of(node_of(passage)),
    )


def _crumb(pen: Pen, card: Card, units: Sequence[str]) -> Markup:
    """The units a place lies in, the group first, then what it is."""
    steps = [*map(pen.link, units), escape(pen.word(f"kind.{card.kind}"))]
    said = NOTHING.join(Markup("<li>{}</li>").format(step) for step in steps)
    return Markup('<ol class="crumb">{}</ol>').format(said)


def _relation(pen: Pen, passage: Passage) -> str:
    known = (f"relation.{name}" for name in passage.relations)
    return pen.word(next((key for key in known if key in pen.word.by_key), "relation.other"))
