"""Standing 进度: how each item of a run stands, from the text it follows and what was recorded. Pure."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from portal.checklists.runs import Record, Run
from portal.checklists.text import Entry, Followed
from portal.workdays.calendar import WorkCalendar

State = Literal["open", "to-read", "waiting", "to-verify", "done"]
"""``to-read`` is met by confirming its document; ``waiting`` by the items below, or comes after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Whether somebody is asked to confirm an item's document, and the entry by which they did; waived counts."""

    met_by: int | None = None
    is_waived: bool = False

    @property
    def is_met(self) -> bool:
        """Whether nothing is left to be read."""
        return self.met_by is not None or self.is_waived


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStanding:
    """One item: its state, by when, and the newest entries about it."""

    entry: Entry
    state: State
    due: datetime.datetime | None
    completed: Record | None = None
    verified: Record | None = None
    reopened: Record | None = None
    reading: Reading | None = None
    rounds: int = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state == "done"

    def is_late(self, now: datetime.datetime) -> bool:
        """Whether its time is over and it is not done."""
        return not self.is_done and self.due is not None and now > self.due


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a whole run stands. Only ticked items and documents to read count."""

    run: Run
    text: Followed
    items: Mapping[str, ItemStanding]

    @property
    def counted(self) -> Sequence[ItemStanding]:
        """The items that somebody does."""
        return tuple(one for one in self.items.values() if one.entry.is_ticked)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(one.is_done for one in self.counted)

    @property
    def is_complete(self) -> bool:
        """Whether every item is done."""
        return all(one.is_done for one in self.items.values())

    @property
    def due(self) -> datetime.datetime | None:
        """The last moment of the whole list."""
        return max((one.due for one in self.items.values() if one.due is not None), default=None)

    def late(self, now: datetime.datetime) -> int:
        """How many items are late."""
        return sum(one.is_late(now) for one in self.counted)


def standing_of(
    run: Run,
    text: Followed,
    records: Sequence[Record],
    *,
    readings: Mapping[str, Reading],
    calendar: WorkCalendar,
) -> Standing:
    """How a run stands; ``readings`` are by item, for those whose document somebody is asked to confirm."""
    newest = _newest(records)
    found: dict[str, ItemStanding] = {}
    for entry in reversed(text.entries):  # parts come after what they are parts of
        known = newest.get(entry.id, _Newest())
        reading = readings.get(entry.id)
        found[entry.id] = ItemStanding(
            entry=entry,
            state=_state(entry, known, reading, [found[part] for part in entry.parts]),
            due=due_of(run, entry, calendar),
            completed=known.completed,
            verified=known.verified,
            reopened=known.reopened,
            reading=reading,
            rounds=known.rounds,
        )
    return Standing(run=run, text=text, items={entry.id: found[entry.id] for entry in text.entries})


def due_of(run: Run, entry: Entry, calendar: WorkCalendar) -> datetime.datetime | None:
    """The last moment of an item: its span from the start, hours by the clock, else the day the list is due."""
    if entry.within.endswith("h"):
        return calendar.deadline(run.started_at, entry.within)
    day = calendar.last_day(run.since, entry.within) if entry.within else run.due
    return None if day is None else calendar.end_of(day)


@dataclass(slots=True)
class _Newest:
    completed: Record | None = None
    verified: Record | None = None
    reopened: Record | None = None
    rounds: int = 0


def _newest(records: Sequence[Record]) -> Mapping[str, _Newest]:
    found: dict[str, _Newest] = {}
    for one in records:
        known = found.setdefault(one.item, _Newest())
        if one.kind == "completed":
            known.completed, known.verified = one, None
        elif one.kind == "verified":
            known.verified = one
        else:
            known.completed, known.verified, known.reopened = None, None, one
            known.rounds += 1
    return found


def _state(entry: Entry, known: _Newest, reading: Reading | None, parts: Sequence[ItemStanding]) -> State:
    if not all(part.is_done for part in parts):
        return "waiting"
    is_read = reading is not None and reading.is_met
    if not entry.is_ticked or (is_read and not entry.evidence and not entry.verify):
        return "done"
    if known.completed is None:  # who ticked it before they were asked to confirm has done it
        return "to-read" if reading is not None and not is_read else "open"
    return "done" if not entry.verify or known.verified is not None else "to-verify"
