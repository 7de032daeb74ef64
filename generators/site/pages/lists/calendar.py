"""The duty calendar 职责日历: every deadline of the company by period, then by event, then the vague ones."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from generators.model.extract import Card, Place, as_text
from generators.model.organisation import Unit
from generators.model.timing import Recurrence
from generators.site.pages import wording
from generators.site.pages.around import Passage
from generators.site.pages.keys import actors_of, is_timed
from generators.site.pages.lists.rows import Choice
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render

_PERIODS = ("day", "workday", "week", "month", "quarter", "half_year", "year")
_NOT_IN_FORCE = ("planned", "superseded", "withdrawn")


class Entry(NamedTuple):
    """One deadline: when, what, who, where it is written."""

    rank: tuple[int, int, int, str, str, str]
    sort: str
    period: str
    unit: str
    when: Markup
    what: Markup
    who: Markup
    source: Markup


def calendar(pen: Pen) -> Markup:
    """The content column of the calendar."""
    entries = sorted(_entries(pen), key=lambda entry: entry.rank)
    recurring = [entry for entry in entries if entry.sort == "recurs"]
    events = [entry for entry in entries if entry.sort in ("due", "window")]
    vague = [entry for entry in entries if entry.sort == "vague"]
    return render(
        "calendar",
        pen,
        recurring=recurring,
        others=[
            (key, len(rows), _by_unit(pen, rows)) for key, rows in (("events", events), ("vague", vague))
        ],
        filters=[*_period_filter(pen, recurring), *_unit_filter(pen, recurring)],
    )


def _by_unit(pen: Pen, entries: list[Entry]) -> list[tuple[Unit, list[Entry]]]:
    """Long lists are folded by unit: nobody reads the deadlines of all of them at once."""
    found = [(unit, [e for e in entries if e.unit == unit.id]) for unit in pen.library.units.values()]
    return [(unit, rows) for unit, rows in found if rows]


def _period_filter(pen: Pen, entries: list[Entry]) -> list[tuple[str, list[Choice]]]:
    counts = Counter(entry.period for entry in entries)
    found = [(f"period={p}", pen.word(f"deadline.every-{p}"), counts[p], "") for p in _PERIODS if counts[p]]
    everything = ("", pen.word("text.all"), len(entries), "")
    return [(pen.word("calendar.filter"), [everything, *found])] if len(found) > 1 else []


def _unit_filter(pen: Pen, entries: list[Entry]) -> list[tuple[str, list[Choice]]]:
    counts = Counter(entry.unit for entry in entries)
    units = [unit for unit in pen.library.units.values() if counts[unit.id]]
    found = [(f"unit={unit.id}", pen.plain(unit.title), counts[unit.id], "") for unit in units]
    everything = ("", pen.word("text.all"), len(entries), "")
    return [(pen.word("lists.filter-unit"), [everything, *found])] if len(found) > 1 else []


def _entries(pen: Pen) -> Iterator[Entry]:
    for extract in pen.library.extracts.values():
        card = extract.card
        if card.status in _NOT_IN_FORCE:
            continue
        for place in extract.places.values():
            if is_timed(place.node):
                yield _entry(pen, card, place)
        recurs = (card.fact("start") or {}).get("recurs")
        if recurs:
            yield _checklist_entry(pen, card, recurs)


def _entry(pen: Pen, card: Card, place: Place) -> Entry:
    timed = wording.timed_of(place.node)
    deadline = pen.deadline(timed)
    sort = deadline.sort if deadline else "vague"
    rank = wording.order(timed.recurs) if timed.recurs else (len(_PERIODS), 0, 0, "")
    sentence = Passage(card, place, ()).sentence
    return Entry(
        rank=(*rank, card.id, place.anchor),
        sort=sort,
        period=timed.recurs.every if timed.recurs else "",
        unit=card.unit,
        when=pen.chip(timed),
        what=pen.elsewhere(sentence) if sentence else pen.say("procedure.approval"),
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
        when=pen.chip(timed),
        what=pen.link(card.id),
        who=pen.links(card.fact("for_roles") or ()),
        source=pen.say("kind.checklist"),
    )


def _who(pen: Pen, card: Card, place: Place) -> Markup:
    if card.kind in ("role", "department"):
        return pen.link(card.id)
    actors = actors_of(pen.library.extracts[card.id], place.anchor)
    return pen.links(actors) or (pen.link(card.department) if card.department else Markup("–"))


def _source(pen: Pen, card: Card, place: Place) -> Markup:
    link = pen.link(card.id, place.anchor)
    if place.part == "steps":
        return link + pen.say("text.stop") + pen.word("text.step", n=place.number)
    label = place.node.get("label", "")
    return link + Markup(" ") + as_text(label).zh.rstrip("、.．") if label else link
