"""The checkup 最近一次体检: what the doctor found lately, so that no page starts programs on every look."""

import datetime
import threading
from dataclasses import dataclass
from typing import Final

from portal.health.checks import Check
from portal.health.doctor import examine
from portal.settings import Settings

GOOD_FOR: Final = datetime.timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found, and when."""

    checks: tuple[Check, ...]
    at: datetime.datetime


class Checkup:
    """Remembers what was found. Whoever asks while somebody looks waits for that look."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._looking = threading.Lock()
        self._last: Findings | None = None

    def findings(self, now: datetime.datetime) -> Findings:
        """What was found within the last minutes, else what is found now. Services outside are not asked."""
        with self._looking:
            last = self._last
            if last is None or not (datetime.timedelta() <= now - last.at < GOOD_FOR):
                last = Findings(checks=examine(self._settings, now=now, reach=False), at=now)
                self._last = last
            return last

    def forget(self) -> None:
        """The next one who asks has everything looked at."""
        with self._looking:
            self._last = None
