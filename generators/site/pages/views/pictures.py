"""Pictures 图: procedures, maps and charts on pages. Everything drawn links to where it is written."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from generators.model.extract import RESTRICTED
from generators.model.procedures import Procedure
from generators.process.charts import hand_off_picture, organisation_picture
from generators.process.flow import Named, flow_of
from generators.process.layout import Picture, lay_out
from generators.process.responsibility import Post
from generators.process.svg import Links, svg_of
from generators.site.pages.charges import passings_of
from generators.site.pages.naming import names_in
from generators.site.pages.pen import NOTHING, Pen, html

WIDTH: Final = 940
"""The width of the content column on a wide screen, in pixels; longer pictures are split."""


def swim_lanes(pen: Pen, procedure: Procedure) -> Markup:
    """The picture of a procedure, on as many sheets as it takes."""
    picture = lay_out(flow_of(procedure, names_in(pen.library, pen.language)), width=WIDTH)
    return _figures(pen, picture, "lanes")


def hand_off_map(pen: Pen, unit: str) -> Markup:
    """Which procedures of a unit lead into which; nothing where none does."""
    passings = passings_of(pen.library, unit)
    if not passings:
        return NOTHING
    picture = hand_off_picture(
        passings,
        language=pen.language,
        title=pen.plain(pen.card(unit).title),
        named=lambda key: Named(key, pen.plain(pen.card(key).title), pen.card(key).code),
        lane_of=lambda key: pen.card(key).department if pen.card(key).unit == unit else pen.card(key).unit,
        lane_title=lambda key: pen.plain(pen.card(key).title),
    )
    return _figures(pen, picture, "map")


def organisation(pen: Pen, unit: str, posts: Iterable[Post], prefix: str) -> Markup:
    """An organisation chart; nothing where there would be only one box."""
    known = tuple(posts)
    if len(known) < 2:
        return NOTHING
    picture = organisation_picture(
        known,
        language=pen.language,
        title=pen.plain(pen.card(unit).title),
        named=lambda key: pen.plain(pen.card(key).title),
        held_by=lambda key: pen.plain(pen.card(key).title),
    )
    return _figures(pen, picture, prefix)


def _figures(pen: Pen, picture: Picture, prefix: str) -> Markup:
    links = Links(
        actor=lambda key: _href(pen, key),
        form=lambda key: _href(pen, key),
        procedure=lambda key: _href(pen, key),
    )
    label = escape(pen.word("picture.scroll"))
    return html("".join(_figure(picture, page, links, prefix, label) for page in range(len(picture.pages))))


def _figure(picture: Picture, page: int, links: Links, prefix: str, label: str) -> str:
    if not picture.pages[page].bands:
        drawn = svg_of(picture, page, links=links, prefix=prefix)
    else:
        drawn = svg_of(picture, page, part="heads", links=links)
        drawn += svg_of(picture, page, part="body", links=links, prefix=prefix)
    return (
        f'<figure class="lanes"><div class="scroll" tabindex="0" role="group" aria-label="{label}">'
        f"{drawn}</div></figure>"
    )


def _href(pen: Pen, identifier: str) -> str:
    """The address of what has a page that everybody may know of."""
    card = pen.card(identifier)
    return pen.href(identifier) if card.id != RESTRICTED and card.id in pen.desk.with_page else ""
