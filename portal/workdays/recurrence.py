"""Recurrence 周期: the periods of a rule and the day in each by which a duty or a list is due.

A period has a name that never changes (``2026-03-05``, ``2026-w10``, ``2026-03``, ``2026-q1``, ``2026-h1``, ``2026``):
under it a duty is done once, whatever clock or holiday does to the day. Within a period the day is

- ``before_day: 25``: the 24th, or the 25th where ``inclusive``; before the 1st is the last day of the month before;
- ``on_day: 28``: the 28th; a month that is shorter ends before;
- ``weekday``: that day of the week;
- of a quarter, half-year or year the month ``month`` of it, the last one if none is named;
- the last day of the period, if no day is named.

``holiday`` then says where a day off goes. Pure: rule and calendar in, days out.
"""

import calendar as months
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from portal.workdays.calendar import LONGEST_SHIFT, WEEKDAYS, Shift, WorkCalendar

Day = datetime.date
Every = Literal["day", "workday", "week", "month", "quarter", "half_year", "year"]

SHORT: Final = frozenset({"day", "workday"})
"""Rules whose periods are days."""

_ONE = datetime.timedelta(days=1)
_MARGIN = datetime.timedelta(days=LONGEST_SHIFT + 1)
_MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Due(NamedTuple):
    """In one period a duty is due by the end of a day, or at a time of it."""

    period: str
    day: Day


class Begun(NamedTuple):
    """A period that has begun: its first day, and the last day for what it asks."""

    begins: Day
    due: Day


class _Period(NamedTuple):
    """A period with its first and last day, and the day it names before holidays are looked at."""

    name: str
    begins: Day
    ends: Day
    nominal: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How often something is due, and by when within each period; as the content says it."""

    every: Every
    before_day: int | None = None
    on_day: int | None = None
    weekday: str | None = None
    month: int | None = None
    time: str | None = None
    inclusive: bool = False
    holiday: Shift = "keep"


def rule_of(said: Mapping[str, Any]) -> Rule:
    """A rule from the plain data of a document."""
    return Rule(**{name: said[name] for name in Rule.__slots__ if said.get(name) is not None})


def dues(rule: Rule, calendar: WorkCalendar, first: Day, last: Day) -> Iterator[Due]:
    """Every period whose day lies from the first to the last, both included, in their order."""
    for period in _periods(rule, calendar, first, last):
        day = calendar.moved(period.nominal, rule.holiday)
        if first <= day <= last:
            yield Due(period.name, day)


def begun(rule: Rule, calendar: WorkCalendar, *, since: Day, until: Day) -> Iterator[Begun]:
    """The periods that have begun by ``until`` and are not over before ``since``, in their order."""
    for period in _periods(rule, calendar, since, until):
        day = calendar.moved(period.nominal, rule.holiday)
        if period.begins <= until and max(day, period.ends) >= since:
            yield Begun(period.begins, day)


def until(rule: Rule, calendar: WorkCalendar, day: Day) -> datetime.datetime:
    """The last moment at which something due on a day is in time, in UTC."""
    return calendar.end_of(day) if rule.time is None else calendar.at(day, rule.time)


def _periods(rule: Rule, calendar: WorkCalendar, first: Day, last: Day) -> Iterator[_Period]:
    """The periods around these days; more of them than are asked for, never fewer."""
    if rule.every in SHORT:
        yield from _days(rule, calendar, first, last)
    elif rule.every == "week":
        yield from _weeks(rule, first - _MARGIN, last + _MARGIN)
    else:
        yield from _longer(rule, first - _MARGIN, last + _MARGIN)


def _days(rule: Rule, calendar: WorkCalendar, first: Day, last: Day) -> Iterator[_Period]:
    if rule.holiday != "keep":
        first, last = first - _MARGIN, last + _MARGIN
    day = first
    while day <= last:
        if rule.every == "day" or calendar.is_worked(day):
            yield _Period(day.isoformat(), day, day, day)
        day += _ONE


def _weeks(rule: Rule, first: Day, last: Day) -> Iterator[_Period]:
    monday = first - datetime.timedelta(days=first.weekday())
    offset = datetime.timedelta(days=WEEKDAYS.index(rule.weekday) if rule.weekday else 6)
    while monday <= last:
        year, week, _ = monday.isocalendar()
        sunday = monday + datetime.timedelta(days=6)
        yield _Period(f"{year}-w{week:02}", monday, sunday, monday + offset)
        monday += datetime.timedelta(days=7)


def _longer(rule: Rule, first: Day, last: Day) -> Iterator[_Period]:
    length = _MONTHS[rule.every]
    within = min(rule.month or length, length)
    number = (first.year * 12 + first.month - 1) // length * length
    while number <= last.year * 12 + last.month - 1:
        year, month = divmod(number + within - 1, 12)
        begins, ends = _first_of(number), _first_of(number + length) - _ONE
        yield _Period(_name(rule.every, number), begins, ends, _day_of(rule, year, month + 1))
        number += length


def _first_of(number: int) -> Day:
    """The first day of a month; months are counted from the year 0."""
    return Day(number // 12, number % 12 + 1, 1)


def _name(every: str, number: int) -> str:
    """What the period that begins with a month is called; months are counted from the year 0."""
    year, month = divmod(number, 12)
    if every == "month":
        return f"{year}-{month + 1:02}"
    if every == "year":
        return f"{year}"
    return f"{year}-q{month // 3 + 1}" if every == "quarter" else f"{year}-h{month // 6 + 1}"


def _day_of(rule: Rule, year: int, month: int) -> Day:
    last = months.monthrange(year, month)[1]
    if rule.on_day is not None:
        return Day(year, month, min(rule.on_day, last))
    if rule.before_day is None:
        return Day(year, month, last)
    if rule.inclusive:
        return Day(year, month, min(rule.before_day, last))
    return Day(year, month, 1) + datetime.timedelta(days=min(rule.before_day, last + 1) - 2)
