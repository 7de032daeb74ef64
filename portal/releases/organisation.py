"""Organisation 组织: what people's obligations need to know of a company, as an edition says it.

Which unit and department is below which, who stands in for a vacant role, what was renamed, and which days are
worked. It is noted whenever an edition is taken up, so that a past day is judged by what held then.
"""

import calendar
import datetime
import json
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from typing import Any

from portal.clock import utc_text
from portal.ledger.canonical import canonical_json
from portal.renames import today_name
from portal.workdays.years import years_in

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([1-9][0-9]{0,3})(h|d|wd|w|m|y)")
_LONGEST_LINE = 50


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A company's structure and calendar. ``stand_ins`` gives a role's backup, then its superior."""

    time_zone: str = "Asia/Shanghai"
    workdays: tuple[str, ...] = _WEEKDAYS[:5]
    days_off: tuple[str, ...] = ()
    extra_workdays: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    retired: tuple[str, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    superiors: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the company counts days."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def day_of(self, moment: datetime.datetime) -> datetime.date:
        """The company's day at a moment."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: datetime.date) -> str:
        """The first moment after a day, as records spell moments."""
        midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), self.zone)
        return utc_text(midnight)

    def today_name(self, identifier: str) -> str:
        """The id a thing has now, if it was renamed."""
        return today_name(self.moved, identifier)

    def line_of(self, place: str) -> tuple[str, ...]:
        """A department or unit and everything it belongs to as a part, nearest first.

        A department belongs to those above it; people of a unit are not people of the unit that owns it.
        """
        line: list[str] = []
        while place and place not in line and len(line) < _LONGEST_LINE:
            line.append(place)
            above = self.superiors.get(place, "")
            place = above if "/department/" in above else ""
        return tuple(line)

    def units_above(self, unit: str) -> Iterator[str]:
        """The unit and those above it."""
        seen: set[str] = set()
        while unit and unit not in seen:
            seen.add(unit)
            yield unit
            unit = self.parents.get(unit, "")

    def due(self, since: datetime.date, within: str) -> datetime.date:
        """The last day of a span that begins on a day: ``7d`` calendar days, ``2wd`` working days, ``1m`` a month."""
        found = _SPAN.fullmatch(within)
        if found is None:
            return since
        count, unit = int(found[1]), found[2]
        if unit == "wd":
            return self._after_working_days(since, count)
        if unit in ("m", "y"):
            return _months_after(since, count * (12 if unit == "y" else 1))
        days = {"h": -(-count // 24), "d": count, "w": 7 * count}[unit]
        return since + datetime.timedelta(days=days)

    def is_worked(self, day: datetime.date) -> bool:
        """Whether people work that day: the company's weekdays, public holidays, shifted workdays, its own exceptions.

        In a year whose holidays were not published when this was noted, weekdays count.
        """
        said = day.isoformat()
        if said in self.extra_workdays:
            return True
        return said not in self.days_off and _WEEKDAYS[day.weekday()] in self.workdays

    def _after_working_days(self, since: datetime.date, count: int) -> datetime.date:
        day = since
        if not self.workdays:
            return since + datetime.timedelta(days=count)
        while count:
            day += datetime.timedelta(days=1)
            count -= self.is_worked(day)
        return day


def organisation_of(library: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]) -> Organisation:
    """The organisation that a library and its documents, given as plain data, describe, with published holidays."""
    company = library["company"]
    worked = company.get("calendar", {})
    off, shifted = _public_days(worked.get("country", "CN"))
    own_off, own_worked = set(worked.get("days_off", ())), set(worked.get("extra_workdays", ()))
    return Organisation(
        time_zone=company.get("time_zone", "Asia/Shanghai"),
        workdays=tuple(worked.get("workdays", _WEEKDAYS[:5])),
        days_off=tuple(sorted(own_off | (off - own_worked))),
        extra_workdays=tuple(sorted(own_worked | (shifted - own_off))),
        moved=company.get("moved", {}),
        retired=tuple(role["id"] for role in company.get("retired", ())),
        parents={unit["id"]: unit["parent"] for unit in library["units"] if unit.get("parent")},
        superiors={
            key: document["superior"] for key, document in documents.items() if document.get("superior")
        },
        stand_ins={
            key: tuple(role for role in (document.get("backup"), document.get("reports_to")) if role)
            for key, document in documents.items()
            if document["kind"] == "role"
        },
    )


@cache
def _public_days(country: str) -> tuple[frozenset[str], frozenset[str]]:
    """The public holidays and shifted workdays that are known of a country, in all published years."""
    years = [year for (name, _), year in years_in(None).years.items() if name == country]
    off = frozenset(day.isoformat() for year in years for day in year.off)
    return off, frozenset(day.isoformat() for year in years for day in year.worked)


def organisation_json(organisation: Organisation) -> str:
    """The organisation as it is noted."""
    return canonical_json(asdict(organisation)).decode()


def read_organisation(text: str) -> Organisation:
    """The organisation that :func:`organisation_json` wrote down."""
    said = json.loads(text)
    for name in ("workdays", "days_off", "extra_workdays", "retired"):
        said[name] = tuple(said[name])
    said["stand_ins"] = {role: tuple(others) for role, others in said["stand_ins"].items()}
    return Organisation(**said)


def _months_after(since: datetime.date, months: int) -> datetime.date:
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(since.day, last))
