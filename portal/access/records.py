"""The records as routes get them: the ledger of this process or a clear refusal, the clock, the company's day."""

import datetime
import logging
import threading
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from portal.clock import Clock
from portal.errors import PortalError
from portal.ledger.jobs import Follower
from portal.ledger.ledger import Ledger
from portal.ledger.refusals import LedgerUnavailable

_RETRY_SECONDS = 10.0

logger = logging.getLogger(__name__)


class Records:
    """Opens the ledger, tries again where that failed, and tells the day in the company's time zone.

    Reading needs none of it: where the ledger cannot be opened, only what records is refused.
    """

    def __init__(
        self, home: Path, address: str, *, clock: Clock, zone: Callable[[], zoneinfo.ZoneInfo]
    ) -> None:
        self.home = home
        self.clock = clock
        self._address = address
        self._zone = zone
        self._ledger: Ledger | None = None
        self._problem: PortalError = LedgerUnavailable()
        self._tried: float | None = None
        self._opening = threading.Lock()
        self._closed = True
        self._followers: list[Follower] = []

    def follow(self, follower: Follower) -> None:
        """From now on *follower* is told of everything that is committed."""
        self._followers.append(follower)

    def open(self) -> None:
        """Opens the ledger if that is possible; the program's log says why not."""
        with self._opening:
            self._closed = False
            self._try()

    def close(self) -> None:
        """Finishes what waits to be recorded and lets go."""
        with self._opening:
            self._closed = True
            if self._ledger is not None:
                self._ledger.close()
            self._ledger, self._tried = None, None

    @property
    def ledger(self) -> Ledger:
        """The open ledger. LedgerUnavailable, LedgerHeld, LedgerDamaged and their like where it cannot be opened."""
        opened = self._ledger
        if opened is None:
            with self._opening:
                if not self._closed:
                    self._try()
                opened = self._ledger
        if opened is None:
            raise self._problem
        return opened

    def now(self) -> datetime.datetime:
        """This moment in UTC."""
        return self.clock.now()

    def day_of(self, moment: datetime.datetime) -> datetime.date:
        """The company's day of a moment."""
        return moment.astimezone(self._zone()).date()

    def today(self) -> datetime.date:
        """Today as the company counts days."""
        return self.day_of(self.clock.now())

    def _try(self) -> None:
        now = time.monotonic()
        if self._ledger is not None or (self._tried is not None and now - self._tried < _RETRY_SECONDS):
            return
        self._tried = now
        for follower in self._followers:
            follower.forget()
        try:
            self._ledger = Ledger(self.home, self._address, clock=self.clock, followers=self._followers)
        except PortalError as problem:
            logger.warning("the records cannot be opened: %s", problem)
            self._problem = problem
        except OSError as problem:
            logger.warning("the records cannot be opened: %s", problem)
            self._problem = LedgerUnavailable()


def the_records(request: Request) -> Records:
    """The records of this app, whether or not they can be opened."""
    records: Records = request.app.state.records
    return records


def the_ledger(request: Request) -> Ledger:
    """The open ledger, or the refusal that says why there is none."""
    return the_records(request).ledger


TheRecords = Annotated[Records, Depends(the_records)]
TheLedger = Annotated[Ledger, Depends(the_ledger)]
