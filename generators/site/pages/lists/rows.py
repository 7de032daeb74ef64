"""Rows of registers: cells with their classes, attributes to filter by, and the buttons that filter."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from generators.model.extract import Card
from generators.site.pages.keys import KINDS
from generators.site.pages.pen import Pen, html

STATUSES = ("effective", "review", "draft", "planned", "superseded", "withdrawn")

Cell = tuple[object, Markup]
"""What stands in a cell, and the attributes of its element."""

Choice = tuple[str, str, int, str]
"""A filter button: condition, name, count, class."""


class Row(NamedTuple):
    """One row of a register."""

    attributes: Markup
    cells: list[Cell]


def attributes(**values: str) -> Markup:
    """``data-…`` attributes to filter rows by."""
    return html(" ".join(f'data-{name}="{escape(value)}"' for name, value in values.items()))


def row_attributes(card: Card) -> Markup:
    """What every register can be filtered by."""
    return _row_attributes(card.status, card.kind, card.unit)


@lru_cache(maxsize=512)
def _row_attributes(status: str, kind: str, unit: str) -> Markup:
    return attributes(status=status, kind=kind, unit=unit)


def cell(said: object, css: str = "", label: str = "") -> Cell:
    """A cell with its class, and the label it carries on narrow screens."""
    return said, _cell_attributes(css, label)


@lru_cache(maxsize=512)
def _cell_attributes(css: str, label: str) -> Markup:
    parts = [f' class="{css}"'] if css else []
    if label:
        parts.append(f' data-l="{escape(label)}"')
    return html("".join(parts))


def name_cell(pen: Pen, card: Card) -> Cell:
    """A document's name; grey while it is planned or no longer in force."""
    gone = card.status in ("planned", "superseded", "withdrawn")
    return cell(pen.link(card.id), "w nm dim" if gone else "w nm")


def choices(
    pen: Pen, key: str, cards: Sequence[Card], value: Callable[[Card], str], names: Iterable[tuple[str, str]]
) -> list[Choice]:
    """A group of filter buttons: all, then every value that occurs."""
    counts = Counter(map(value, cards))
    found = [(f"{key}={name}", said, counts[name], "") for name, said in names if counts[name]]
    return [("", pen.word("text.all"), len(cards), ""), *found]


def unit_choices(pen: Pen, cards: Sequence[Card]) -> list[tuple[str, list[Choice]]]:
    """Filter by unit, where there is more than one."""
    names = [(unit.id, pen.plain(unit.title)) for unit in pen.library.units.values()]
    found = choices(pen, "unit", cards, lambda card: card.unit, names)
    return [(pen.word("lists.filter-unit"), found)] if len(found) > 2 else []


def status_choices(
    pen: Pen, cards: Sequence[Card], *, overdue: bool = False
) -> list[tuple[str, list[Choice]]]:
    """Filter by status; *overdue* adds the ones past their review date, which only the reader's clock knows."""
    names = [(status, pen.word(f"status.{status}")) for status in STATUSES]
    found = choices(pen, "status", cards, lambda card: card.status, names)
    if overdue:
        found.append(("late=yes", pen.word("register.overdue"), 0, " late"))
    return [(pen.word("lists.filter-status"), found)] if len(found) > 2 else []


def kind_choices(pen: Pen, cards: Sequence[Card]) -> list[tuple[str, list[Choice]]]:
    """Filter by kind of document."""
    names = [(kind, pen.word(f"kind.{kind}")) for kind in KINDS]
    found = choices(pen, "kind", cards, lambda card: card.kind, names)
    return [(pen.word("lists.filter-kind"), found)] if len(found) > 2 else []
