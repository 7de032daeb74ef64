"""The duty calendar 职责日历: every deadline of the company by period, then by event, then the vague ones."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from generators.model.extract import Card, Place
from generators.model.organisation import Unit
from generators.model.timing import Recurrence, Timed
from generators.phrases import wording
from generators.phrases.around import Passage
from generators.site.pages.keys import actors_of
from generators.site.pages.lists.rows import Choice
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import units_in_order

_PERIODS = ("day", "workday", "week", "month", "quarter", "half_year", "year")
_OWN = ("role", "department")
_NOT_IN_FORCE = ("planned", "superseded", "withdrawn")


class Entry(NamedTuple):
    """One deadline: when, what, who, where it is written."""

    rank: tuple[int, int, int, str, str, str]
    sort: str
    period: str
    unit: str
    foreign: bool
    when: Markup
    what: Markup
    who: Markup
    source: Markup


def calendar(pen: Pen) -> Markup:
    """The content column of the calendar: what recurs."""
    entries = _sorted(_entries(pen, ("recurs",)))
    return render(
        "calendar",
        pen,
        periods=[(period, [entry for entry in entries if entry.period == period]) for period in _PERIODS],
        total=len(entries),
        foreign=sum(entry.foreign for entry in entries),
        filters=[*_period_filter(pen, entries), *_unit_filter(pen, entries)],
    )


def events(pen: Pen) -> Markup:
    """The content column of the other deadlines: those counted from an event, and those without a date."""
    entries = _sorted(_entries(pen, ("due", "window", "vague")))
    timed = [entry for entry in entries if entry.sort != "vague"]
    vague = [entry for entry in entries if entry.sort == "vague"]
    return render(
        "calendar-events",
        pen,
        total=len(entries),
        foreign=sum(entry.foreign for entry in entries),
        parts=[(key, len(rows), _by_unit(pen, rows)) for key, rows in (("events", timed), ("vague", vague))],
    )


def _sorted(entries: Iterator[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.rank)


def _by_unit(pen: Pen, entries: list[Entry]) -> list[tuple[Unit, list[Entry]]]:
    """Long lists are folded by unit: nobody reads the deadlines of all of them at once."""
    found = [(unit, [e for e in entries if e.unit == unit.id]) for unit in units_in_order(pen.library)]
    return [(unit, rows) for unit, rows in found if rows]


def _period_filter(pen: Pen, entries: list[Entry]) -> list[tuple[str, list[Choice]]]:
    counts = Counter(entry.period for entry in entries)
    found = [(f"period={p}", pen.word(f"deadline.every-{p}"), counts[p], "") for p in _PERIODS if counts[p]]
    everything = ("", pen.word("text.all"), len(entries), "")
    return [(pen.word("calendar.filter"), [everything, *found])] if len(found) > 1 else []


def _unit_filter(pen: Pen, entries: list[Entry]) -> list[tuple[str, list[Choice]]]:
    counts = Counter(entry.unit for entry in entries)
    units = [unit for unit in units_in_order(pen.library) if counts[unit.id]]
    found = [(f"unit={unit.id}", pen.plain(unit.title), counts[unit.id], "") for unit in units]
    everything = ("", pen.word("text.all"), len(entries), "")
    return [(pen.word("lists.filter-unit"), [everything, *found])] if len(found) > 1 else []


def _entries(pen: Pen, sorts: tuple[str, ...]) -> Iterator[Entry]:
    """The deadlines of some sorts: ``recurs``, ``due``, ``window``, ``vague``."""
    for extract in pen.library.extracts.values():
        card = extract.card
        if card.status in _NOT_IN_FORCE:
            continue
        for place in extract.places.values():
            sort = _sort_of(place)
            if sort in sorts:
                yield _entry(pen, card, place, sort)
        recurs = (card.fact("start") or {}).get("recurs")
        if recurs and "recurs" in sorts:
            yield _checklist_entry(pen, card, recurs)


def _sort_of(place: Place) -> str:
    """What kind of deadline a node has, as `wording.deadline` would say; "" for none."""
    return next((sort for sort in ("recurs", "due", "window", "vague") if sort in place.node), "")


def _entry(pen: Pen, card: Card, place: Place, sort: str) -> Entry:
    timed = wording.timed_of(place.node)
    rank = wording.order(timed.recurs) if timed.recurs else (len(_PERIODS), 0, 0, "")
    sentence = Passage(card, place, ()).sentence
    said = pen.elsewhere if sort == "recurs" else pen.name
    return Entry(
        rank=(*rank, card.id, place.anchor),
        sort=sort,
        period=timed.recurs.every if timed.recurs else "",
        unit=card.unit,
        foreign=sentence is not None and not sentence.speaks(pen.language),
        when=_when(pen, timed),
        what=said(sentence) if sentence else pen.say("procedure.approval"),
        who=_who(pen, card, place),
        source=_source(pen, card, place),
    )


def _checklist_entry(pen: Pen, card: Card, recurs: dict[str, object]) -> Entry:
    value = Recurrence.model_construct(**recurs)  # type: ignore[arg-type]  # plain data validated before
    timed = wording.timed_of({"recurs": recurs})
    return Entry(
        rank=(*wording.order(value), card.id, ""),
        sort="recurs",
        period=value.every,
        unit=card.unit,
        foreign=False,
        when=_when(pen, timed),
        what=pen.link(card.id),
        who=pen.links(card.fact("for_roles") or ()),
        source=pen.say("kind.checklist"),
    )


def _when(pen: Pen, timed: Timed) -> Markup:
    """The deadline in a column of deadlines, where no clock need say so."""
    due = pen.deadline(timed)
    return pen.chip(timed) if due is None or timed.vague is not None else escape(due.words)


def _who(pen: Pen, card: Card, place: Place) -> Markup:
    if card.kind in _OWN:
        return pen.link(card.id, place.anchor)
    actors = actors_of(pen.library.extracts[card.id], place.anchor)
    return pen.links(actors) or (pen.link(card.department) if card.department else Markup("–"))


def _source(pen: Pen, card: Card, place: Place) -> Markup:
    """Where it is written; a role or department that is named as acting leads there by itself."""
    if card.kind in _OWN:
        return NOTHING
    link = pen.link(card.id, place.anchor)
    if place.part == "steps":
        return link + pen.say("text.stop") + pen.word("text.step", n=place.number)
    label = pen.label(str(place.node.get("label", ""))).rstrip("、.．")
    return link + Markup(" ") + label if label and label not in "•●—" else link
