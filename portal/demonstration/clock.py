"""The clock of the story: set to a day and an hour, it goes on by itself whenever it is looked at."""

import datetime
import threading
import zoneinfo

from portal.demonstration.careers import Day
from portal.demonstration.dice import Dice

_MINUTE = datetime.timedelta(minutes=1)
_LITTLE = datetime.timedelta(milliseconds=40)
_CLOSING = datetime.time(20, 30)


class StoryClock:
    """Tells the time of the story. It never goes back, and a day's work ends on that day."""

    def __init__(self, zone: zoneinfo.ZoneInfo, dice: Dice) -> None:
        self._zone = zone
        self._dice = dice
        self._now = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
        self._closing = self._now
        self._pace = _LITTLE
        self._looks = 0
        self._looking = threading.Lock()

    def begin(self, day: Day, hour: int, minute: int = 0) -> None:
        """Another hour, of this day or another."""
        wanted = datetime.datetime.combine(day, datetime.time(hour, minute), self._zone)
        with self._looking:
            self._now = max(self._now, wanted)
            self._closing = datetime.datetime.combine(day, _CLOSING, self._zone)
            self._pace = _LITTLE

    def spread(self, records: int) -> None:
        """From now on so many records fill about eight hours."""
        with self._looking:
            self._pace = min(480 * _MINUTE / max(records, 1), 40 * _MINUTE)

    def now(self) -> datetime.datetime:
        """A little later than when it was last looked at."""
        with self._looking:
            self._looks += 1
            step = self._pace * (0.3 + 1.4 * self._dice.fraction("tick", self._looks))
            self._now += step if self._now + step < self._closing else _LITTLE / 40
            return self._now.astimezone(datetime.UTC)
