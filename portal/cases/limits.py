"""Limits 时限: by when a step is to be done, counted from the moment it began to wait.

Hours are counted as the clock goes; days, working days and longer spans end with their last day in the company's zone.
Only where the text says working days do holidays and shifted workdays count.
"""

import datetime
import re
from dataclasses import dataclass

from portal.workdays.calendar import WorkCalendar

_HOURS = re.compile(r"([1-9][0-9]{0,3})h")
_WORKING = "wd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The last moment of a span; ``guessed`` names years whose holidays were not published when it was reckoned."""

    at: datetime.datetime
    guessed: tuple[int, ...] = ()


def limit_of(since: datetime.datetime, span: str, calendar: WorkCalendar) -> Limit:
    """The limit of a span such as ``4h``, ``3wd`` or ``5d``. SpanUnreadable."""
    hours = _HOURS.fullmatch(span)
    if hours:
        return Limit(at=since + datetime.timedelta(hours=int(hours[1])))
    first = calendar.day_of(since)
    last = calendar.last_day(first, span)
    counted = range(first.year, last.year + 1) if span.endswith(_WORKING) else ()
    return Limit(at=calendar.end_of(last), guessed=calendar.unpublished(counted))
