"""Presence 在岗: who is where on a day, and since when without a break.

A *place* is a role, a department, a unit, or ``unit/everyone``. Spells of the same place that follow each other are
one: whoever is moved to another desk of the same department has not just arrived there.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from portal.people.facts import Assignment, Person
from portal.releases.organisation import Organisation
from portal.releases.terms import EVERYONE

Day = datetime.date


class Posting(NamedTuple):
    """Where somebody works from a day on, until their next posting."""

    subject: str
    began: Day
    unit: str
    department: str | None


class Run(NamedTuple):
    """An unbroken stay: its first day, and the first day it no longer was."""

    began: Day
    ended: Day


Runs = dict[str, list[Run]]


class Presence:
    """The places of one day with their people, and the stays that ended before."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.here: dict[str, dict[str, Day]] = defaultdict(dict)
        self.backups: dict[str, dict[str, Day]] = defaultdict(dict)
        self.before: dict[str, Runs] = defaultdict(dict)

    def vacant_since(self, role: str) -> Day:
        """The day a role that nobody holds was last left; the beginning of time if it never was held."""
        ends = (run.ended for runs in self.before.get(role, {}).values() for run in runs)
        return max(ends, default=Day.min)

    def since(self, subject: str, began: Day, places: Iterable[str]) -> Day:
        """Since when somebody has been, without a break, at one or another of these places."""
        stays = [run for place in places for run in self.before.get(place, {}).get(subject, ())]
        for run in sorted(stays, key=lambda stay: stay.ended, reverse=True):
            if run.ended < began:
                break
            began = min(began, run.began)
        return began


def presence_on(
    day: Day,
    people: Mapping[str, Person],
    *,
    assignments: Iterable[Assignment],
    postings: Iterable[Posting],
    organisation: Organisation,
) -> Presence:
    """The presence of a day, from all that was known of assignments and postings up to it."""
    found = Presence(day)
    lines = _Lines(organisation)
    stays: dict[tuple[str, str], list[Run]] = defaultdict(list)
    standing_in: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for posting, run in _spells(postings):
        if (known := _within(run, people.get(posting.subject), day)) is not None:
            for place in lines.places(posting.unit, posting.department):
                stays[place, posting.subject].append(known)
    for one in assignments:
        run = Run(one.began, one.ended or Day.max)
        if (known := _within(run, people.get(one.subject), day)) is not None:
            role = organisation.today_name(one.role)
            (standing_in if one.backup else stays)[role, one.subject].append(known)
            if not one.backup:
                for place in lines.places(one.unit, one.department):
                    stays[place, one.subject].append(known)
    for (place, subject), runs in stays.items():
        _sort_in(found.here[place], found.before[place], subject, runs, day)
    for (role, subject), runs in standing_in.items():
        _sort_in(found.backups[role], {}, subject, runs, day)
    return found


class _Lines:
    """The places that working in a department of a unit means, each pair looked up once."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._known: dict[tuple[str, str | None], tuple[str, ...]] = {}

    def places(self, unit: str, department: str | None) -> tuple[str, ...]:
        """The unit, the department and those above it, and ``everyone`` of the unit and of those above."""
        found = self._known.get((unit, department))
        if found is None:
            found = self._known[unit, department] = tuple(self._places(unit, department))
        return found

    def _places(self, unit: str, department: str | None) -> Iterator[str]:
        known = self._organisation
        unit = known.today_name(unit)
        if unit:
            yield unit
            yield from (f"{above}/{EVERYONE}" for above in known.units_above(unit))
        if department:
            yield from known.line_of(known.today_name(department))


def _spells(postings: Iterable[Posting]) -> Iterator[tuple[Posting, Run]]:
    """Each posting lasts until the person's next one."""
    by_subject: dict[str, list[Posting]] = defaultdict(list)
    for posting in postings:
        by_subject[posting.subject].append(posting)
    for theirs in by_subject.values():
        theirs.sort(key=lambda posting: posting.began)
        ends = [posting.began for posting in theirs[1:]] + [Day.max]
        yield from ((posting, Run(posting.began, end)) for posting, end in zip(theirs, ends, strict=True))


def _within(run: Run, person: Person | None, day: Day) -> Run | None:
    """The part of a stay in which the person belonged to the company; nothing if it had not begun by the day."""
    if person is None or person.is_external:
        return None
    began, ended = max(run.began, person.joined), min(run.ended, person.left or Day.max)
    return Run(began, ended) if began <= day and began < ended else None


def _sort_in(here: dict[str, Day], before: Runs, subject: str, runs: list[Run], day: Day) -> None:
    whole = _joined(runs) if len(runs) > 1 else runs
    if whole[-1].ended > day:
        here[subject] = whole[-1].began
        whole = whole[:-1]
    if whole:
        before[subject] = whole


def _joined(runs: list[Run]) -> list[Run]:
    """The same stays, those that touch made one."""
    joined: list[Run] = []
    for run in sorted(runs):
        if joined and run.began <= joined[-1].ended:
            joined[-1] = Run(joined[-1].began, max(joined[-1].ended, run.ended))
        else:
            joined.append(run)
    return joined
