"""Spans of time as authors write them (``2wd``, ``1y``): compared and added without claiming more than is known."""

import calendar
import datetime

_HOURS = {
    "h": (1, 1),
    "d": (24, 24),
    "wd": (24, 24),
    "w": (168, 168),
    "m": (28 * 24, 31 * 24),
    "y": (8760, 8784),
}
_LONGEST_BREAK = 9 * 24
"""Working days may lie around a public holiday; the longest has nine days off in a row."""


def _parts(duration: str) -> tuple[int, str]:
    figures = duration.rstrip("hdwmy")
    return int(figures), duration[len(figures) :]


def _hours(duration: str) -> tuple[int, int]:
    """The shortest and the longest that a duration may last."""
    count, unit = _parts(duration)
    shortest, longest = _HOURS[unit]
    weekends = (count // 5 + 1) * 48 + _LONGEST_BREAK if unit == "wd" else 0
    return count * shortest, count * longest + weekends


def certainly_not_longer(duration: str, limit: str) -> bool:
    """Whether *duration* ends no later than *limit*, whatever the calendar says."""
    (count, unit), (limit_count, limit_unit) = _parts(duration), _parts(limit)
    if unit == limit_unit:
        return count <= limit_count
    return _hours(duration)[1] <= _hours(limit)[0]


def day_after(day: str, duration: str) -> str:
    """The calendar day that a duration after *day* falls on, rounded up to a whole day."""
    count, unit = _parts(duration)
    start = datetime.date.fromisoformat(day)
    if unit in ("m", "y"):
        return _months_after(start, count * (12 if unit == "y" else 1)).isoformat()
    days = -(-_hours(duration)[1] // 24)
    return (start + datetime.timedelta(days=days)).isoformat()


def _months_after(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))
