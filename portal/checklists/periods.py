"""Periods 周期: when a list that recurs begins anew, and the day by which it is due."""

import calendar
import datetime
from collections.abc import Iterator
from typing import Final, NamedTuple

from generators.model.timing import Recurrence
from portal.people.facts import Day
from portal.workdays.calendar import WorkCalendar

_ONE: Final = datetime.timedelta(days=1)
_MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Period(NamedTuple):
    """The first day of a period, and the last day for what it asks."""

    begins: Day
    due: Day


def periods(recurs: Recurrence, *, since: Day, until: Day, worked: WorkCalendar) -> Iterator[Period]:
    """The periods that have begun by ``until`` and are not over before ``since``."""
    for begins, ends in _spans(recurs, since, until, worked):
        due = worked.moved(_due(recurs, begins, ends), recurs.holiday)
        if begins <= until and max(due, ends) >= since:
            yield Period(begins, due)


def _spans(recurs: Recurrence, since: Day, until: Day, worked: WorkCalendar) -> Iterator[tuple[Day, Day]]:
    if recurs.every in ("day", "workday"):
        days = (since + _ONE * number for number in range((until - since).days + 1))
        yield from ((day, day) for day in days if recurs.every == "day" or worked.is_worked(day))
    elif recurs.every == "week":
        first = since - _ONE * since.weekday()
        yield from ((day, day + _ONE * 6) for day in _steps(first, until, 7))
    else:
        yield from _months(since, until, _MONTHS[recurs.every])


def _steps(first: Day, until: Day, days: int) -> Iterator[Day]:
    day = first
    while day <= until:
        yield day
        day += _ONE * days


def _months(since: Day, until: Day, length: int) -> Iterator[tuple[Day, Day]]:
    month = since.year * 12 + (since.month - 1) // length * length
    while (begins := _first_of(month)) <= until:
        yield begins, _first_of(month + length) - _ONE
        month += length


def _first_of(month: int) -> Day:
    return Day(month // 12, month % 12 + 1, 1)


def _due(recurs: Recurrence, begins: Day, ends: Day) -> Day:
    """The day within a period; ``before_day`` excludes it unless inclusive. Days that a month lacks are its last."""
    if recurs.weekday is not None:
        return begins + _ONE * _WEEKDAYS.index(recurs.weekday)
    within = begins
    if recurs.month is not None and recurs.every in ("quarter", "half_year", "year"):
        within = _first_of(begins.year * 12 + begins.month - 1 + recurs.month - 1)
    number = recurs.on_day or recurs.before_day
    if number is None:
        return ends if recurs.month is None else _last_of(within)
    day = Day(within.year, within.month, min(number, _last_of(within).day))
    return day if recurs.on_day or recurs.inclusive else day - _ONE


def _last_of(day: Day) -> Day:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
