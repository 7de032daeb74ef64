"""Calendars: the working calendar of the company that an edition describes, with the years there are at this moment."""

import datetime
import threading
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.workdays.calendar import WEEKDAYS, WorkCalendar
from portal.workdays.years import Published, supplied_files, years_in

_Mark = tuple[tuple[str, int, int], ...]


class Calendars:
    """Working calendars for a home. A supplied file counts from the next request on; threads share one of these."""

    def __init__(self, home: Path | None) -> None:
        self._home = home
        self._reading = threading.Lock()
        self._read: tuple[_Mark, Published] | None = None
        self._made: tuple[Published, object, WorkCalendar] | None = None

    def published(self) -> Published:
        """Every year there is; read again when a file came, went or changed."""
        mark = tuple((path.name, *_stamp(path)) for path in supplied_files(self._home))
        with self._reading:
            if self._read is None or self._read[0] != mark:
                self._read = (mark, years_in(self._home))
            return self._read[1]

    def of(self, library: Mapping[str, Any]) -> WorkCalendar:
        """The calendar of the company in a library (as plain data)."""
        published, company = self.published(), library.get("company", {})
        made = self._made
        if made is None or made[0] is not published or made[1] is not company:
            made = self._made = (published, company, calendar_of(company, published))
        return made[2]


def calendar_of(company: Mapping[str, Any], published: Published) -> WorkCalendar:
    """The calendar that a company describes, given as plain data."""
    said = company.get("calendar", {})
    return WorkCalendar(
        zone=zoneinfo.ZoneInfo(company.get("time_zone", "Asia/Shanghai")),
        workdays=frozenset(said.get("workdays", WEEKDAYS[:5])),
        country=said.get("country", "CN"),
        days_off=frozenset(map(datetime.date.fromisoformat, said.get("days_off", ()))),
        extra_workdays=frozenset(map(datetime.date.fromisoformat, said.get("extra_workdays", ()))),
        years=published.years,
    )


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
