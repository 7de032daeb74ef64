"""The page of changes 改了什么: every line of every revision history, newest first, by month."""

from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from generators.model.extract import Card
from generators.model.organisation import Unit
from generators.site.pages.lists.home import Line, history
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import units_in_order

_OPEN = 2
"""So many of the newest months stand open."""


class Month(NamedTuple):
    """A month: what was changed, line by line, and what was published for the first time, by unit."""

    anchor: str
    title: str
    changed: list[Line]
    published: list[tuple[Unit, list[Card]]]
    size: int
    open: bool


def changes(pen: Pen) -> Markup:
    """The content column."""
    lines = history(pen)
    months = [
        _month(pen, key, list(found), number)
        for number, (key, found) in enumerate(groupby(lines, lambda line: line.date[:7]))
    ]
    foreign = sum(not line.note.speaks(pen.language) for line in lines if not line.first)
    return render("changes", pen, count=len(lines), months=months, foreign=foreign)


def _month(pen: Pen, key: str, lines: list[Line], number: int) -> Month:
    pen.sections.append((f"s-{key}", pen.month(f"{key}-01")))
    first = [line.card for line in lines if line.first]
    units = [(unit, [card for card in first if card.unit == unit.id]) for unit in units_in_order(pen.library)]
    return Month(
        anchor=f"s-{key}",
        title=pen.month(f"{key}-01"),
        changed=[line for line in lines if not line.first],
        published=[(unit, sorted(cards, key=lambda card: card.code)) for unit, cards in units if cards],
        size=len(lines),
        open=number < _OPEN,
    )
