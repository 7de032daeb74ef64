"""Pictures 图: procedures, maps and charts on pages. Everything drawn links to where it is written."""

from collections.abc import Iterable
from typing import Literal

from markupsafe import Markup, escape

from generators.model.extract import RESTRICTED
from generators.model.procedures import Procedure
from generators.phrases.wording import size
from generators.process.charts import hand_off_picture, organisation_picture
from generators.process.layout import Picture
from generators.process.parts import Named
from generators.process.responsibility import Passing, Post, department_chart, role_chart, unit_chart
from generators.process.svg import Links, svg_of
from generators.site.pages.downloads import FORMS, file_name, saved_name
from generators.site.pages.drawings import Drawing
from generators.site.pages.passing import ways_of
from generators.site.pages.pen import NOTHING, Pen, html

Kind = Literal["across", "down", "map", "tree"]
"""Lanes across for wide screens and paper, lanes down for narrow ones; charts, which narrow screens show as a list."""


def swim_lanes(pen: Pen, drawing: Drawing) -> Markup:
    """The picture of a procedure: on as many sheets as it takes, and once more for narrow screens."""
    return _figures(pen, drawing.sheets, "lanes", "across") + _figures(pen, drawing.down, "down", "down")


def downloads(pen: Pen, procedure: Procedure, drawing: Drawing) -> list[Markup]:
    """A link to each file beside the page: what it is, and how large."""
    link = Markup('<a href="{}" download="{}">{}</a> <span class="nb">{}</span>')
    name = f"{procedure.code} {pen.plain(procedure.title)}".strip()
    return [
        link.format(
            pen.href(procedure.id) + file_name(procedure.id, form),
            saved_name(name, form),
            pen.word(f"download.{form}"),
            size(len(drawing.files[form])),
        )
        for form in FORMS
    ]


def unit_drawings(pen: Pen, unit: str) -> dict[str, Markup]:
    """How the departments of a unit stand to each other, who reports to whom, which procedures lead into which."""
    library = pen.library
    return {
        "departments": departments_drawing(pen, unit),
        "roles": organisation(pen, unit, role_chart(library, unit=unit), "roles"),
        "map": hand_off_map(pen, unit),
    }


def company_drawing(pen: Pen) -> Markup:
    """Which unit stands below which, and who leads it."""
    return organisation(pen, "", unit_chart(pen.library), "units")


def departments_drawing(pen: Pen, unit: str) -> Markup:
    """The departments of a unit, and who leads them."""
    return organisation(pen, unit, department_chart(pen.library, unit=unit), f"departments-{unit}")


def hand_off_map(pen: Pen, unit: str) -> Markup:
    """Which procedures of a unit lead into which; nothing where none does."""
    ways = ways_of(pen.library, unit) if pen.desk.with_pictures else ()
    if not ways:
        return NOTHING
    picture = hand_off_picture(
        [Passing(*ends) for ends in ways],
        language=pen.language,
        title=pen.plain(pen.card(unit).title),
        named=lambda key: Named(key, pen.plain(pen.card(key).title), pen.card(key).code),
        lane_of=lambda key: pen.card(key).department if pen.card(key).unit == unit else pen.card(key).unit,
        lane_title=lambda key: pen.plain(pen.card(key).title),
    )
    return _figures(pen, picture, "map", "map")


def organisation(pen: Pen, unit: str, posts: Iterable[Post], prefix: str) -> Markup:
    """An organisation chart; nothing where there would be only one box."""
    known = tuple(posts)
    if len(known) < 2 or not pen.desk.with_pictures:
        return NOTHING
    picture = organisation_picture(
        known,
        language=pen.language,
        title=pen.plain(pen.card(unit).title if unit else pen.library.company.title),
        named=lambda key: pen.plain(pen.card(key).title),
        held_by=lambda key: pen.plain(pen.card(key).title),
    )
    return _figures(pen, picture, prefix, "tree")


def _figures(pen: Pen, picture: Picture, prefix: str, kind: Kind) -> Markup:
    links = Links(
        actor=lambda key: _href(pen, key),
        form=lambda key: _href(pen, key),
        procedure=lambda key: _href(pen, key),
    )
    label = escape(pen.word("picture.scroll"))
    sheets = range(len(picture.pages))
    return html("".join(_figure(picture, sheet, links, prefix, (kind, label)) for sheet in sheets))


def _figure(picture: Picture, sheet: int, links: Links, prefix: str, said: tuple[Kind, str]) -> str:
    kind, label = said
    if not picture.pages[sheet].bands:
        drawn = svg_of(picture, sheet, links=links, prefix=prefix)
    else:
        drawn = svg_of(picture, sheet, part="heads", links=links)
        drawn += svg_of(picture, sheet, part="body", links=links, prefix=prefix)
    return (
        f'<figure class="lanes {kind}"><div class="scroll" tabindex="0" role="group" aria-label="{label}">'
        f"{drawn}</div></figure>"
    )


def _href(pen: Pen, identifier: str) -> str:
    """The address of what has a page that everybody may know of."""
    card = pen.card(identifier)
    return pen.href(identifier) if card.id != RESTRICTED and card.id in pen.desk.with_page else ""
