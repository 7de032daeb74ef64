"""The working calendar 工作日历: which days a company works, and how spans and deadlines are counted on them.

A company's own days come first, then the published holidays and shifted workdays of its country, then the weekdays it
works. In a year whose holidays are not published yet only weekdays count; :meth:`WorkCalendar.unpublished` names it.
"""

import calendar
import datetime
import re
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from portal.workdays.years import Year

Day = datetime.date
Shift = Literal["keep", "earlier", "later"]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_SHIFT: Final = 31
"""Days within which a worked day is looked for; a company that rests longer keeps its deadlines where they are."""

_SPAN = re.compile(r"([1-9][0-9]{0,3})(h|d|wd|w|m|y)")
_ONE = datetime.timedelta(days=1)


class SpanUnreadable(ValueError):
    """A span of time that is none: ``7d``, ``2wd``, ``4h``, ``2w``, ``6m`` and ``3y`` are."""


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """The days a company works, in its own time zone."""

    zone: zoneinfo.ZoneInfo
    workdays: frozenset[str] = frozenset(WEEKDAYS[:5])
    country: str = "CN"
    days_off: frozenset[Day] = frozenset()
    extra_workdays: frozenset[Day] = frozenset()
    years: Mapping[tuple[str, int], Year] = field(default_factory=dict)
    _known: dict[Day, bool] = field(default_factory=dict, compare=False, repr=False)

    def is_worked(self, day: Day) -> bool:
        """Whether people work on that day."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._judge(day)
        return known

    def _judge(self, day: Day) -> bool:
        if day in self.extra_workdays:
            return True
        if day in self.days_off:
            return False
        year = self.years.get((self.country, day.year))
        if year is not None and day in year.worked:
            return True
        return WEEKDAYS[day.weekday()] in self.workdays and (year is None or day not in year.off)

    def holiday(self, day: Day, language: str) -> str:
        """What a public holiday is called; nothing on other days."""
        year = self.years.get((self.country, day.year))
        found = None if year is None else year.off.get(day)
        return "" if found is None else found.names.get(language) or next(iter(found.names.values()), "")

    def is_shifted(self, day: Day) -> bool:
        """Whether a day is worked only because the state or the company moved a workday there."""
        return self.is_worked(day) and WEEKDAYS[day.weekday()] not in self.workdays

    def unpublished(self, years: Iterable[int]) -> tuple[int, ...]:
        """Of some years those whose holidays are not known, so that only weekdays are counted."""
        if self.country == "none":
            return ()
        return tuple(sorted(year for year in set(years) if (self.country, year) not in self.years))

    def moved(self, day: Day, shift: Shift) -> Day:
        """Where a deadline goes that falls on a day off: it stays, comes earlier or goes later."""
        if shift == "keep" or self.is_worked(day):
            return day
        step = _ONE if shift == "later" else -_ONE
        found = day
        for _ in range(LONGEST_SHIFT):
            found += step
            if self.is_worked(found):
                return found
        return day

    def last_day(self, since: Day, span: str) -> Day:
        """The last day of a span that begins on a day; hours count as days begun. SpanUnreadable."""
        count, unit = _parts(span)
        if unit == "wd":
            return self._after_working_days(since, count)
        if unit in ("m", "y"):
            return _months_after(since, count * (12 if unit == "y" else 1))
        return since + datetime.timedelta(days={"h": -(-count // 24), "d": count, "w": 7 * count}[unit])

    def deadline(self, since: datetime.datetime, span: str) -> datetime.datetime:
        """The moment at which a span is over that began at a moment: ``4h`` by the clock, days at the same hour."""
        count, unit = _parts(span)
        if unit == "h":
            return since.astimezone(datetime.UTC) + datetime.timedelta(hours=count)
        local = since.astimezone(self.zone)
        day = self.last_day(local.date(), span)
        return datetime.datetime.combine(day, local.time(), self.zone).astimezone(datetime.UTC)

    def day_of(self, moment: datetime.datetime) -> Day:
        """The company's day of a moment."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: Day) -> datetime.datetime:
        """The last moment of a day, in UTC."""
        midnight = datetime.datetime.combine(day + _ONE, datetime.time(), self.zone)
        return midnight.astimezone(datetime.UTC) - datetime.timedelta(microseconds=1)

    def at(self, day: Day, time: str) -> datetime.datetime:
        """A time of day ``17:30`` on a day, in UTC."""
        return datetime.datetime.combine(day, datetime.time.fromisoformat(time), self.zone).astimezone(
            datetime.UTC
        )

    def _after_working_days(self, since: Day, count: int) -> Day:
        day, idle = since, 0
        while count and idle < LONGEST_SHIFT:
            day += _ONE
            worked = self.is_worked(day)
            count -= worked
            idle = 0 if worked else idle + 1
        return day


def _parts(span: str) -> tuple[int, str]:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise SpanUnreadable(span)
    return int(found[1]), found[2]


def _months_after(since: Day, months: int) -> Day:
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return Day(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))
