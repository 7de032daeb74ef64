"""The throttle: wrong passwords are counted by account and by address, and then nobody is asked for a while."""

import datetime
import threading
from collections import OrderedDict, deque
from typing import Final

from portal.accounts.refusals import TooManyAttempts
from portal.clock import Clock

PER_ACCOUNT: Final = 5
PER_ADDRESS: Final = 30
PAUSE: Final = datetime.timedelta(minutes=15)
_MOST_REMEMBERED: Final = 20_000


class Throttle:
    """Failures of the last quarter of an hour, kept in memory and never more than a bounded number of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], deque[datetime.datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def let_in(self, *, login: str, address: str) -> None:
        """Says whether a password may be tried at all. TooManyAttempts."""
        now = self._clock.now()
        with self._lock:
            waits = [self._wait(now, key, limit) for key, limit in _keys(login, address)]
        longest = max(waits, default=datetime.timedelta())
        if longest > datetime.timedelta():
            raise TooManyAttempts(minutes=int(-(-longest.total_seconds() // 60)))

    def failed(self, *, login: str, address: str) -> int:
        """Counts a wrong password; how many more the account allows."""
        now = self._clock.now()
        with self._lock:
            for key, limit in _keys(login, address):
                times = self._failures.setdefault(key, deque(maxlen=limit))
                times.append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > _MOST_REMEMBERED:
                self._failures.popitem(last=False)
            return PER_ACCOUNT - self._recent(now, ("account", login))

    def succeeded(self, *, login: str) -> None:
        """The right password ends the counting for its account, not for the address."""
        with self._lock:
            self._failures.pop(("account", login), None)

    def _wait(self, now: datetime.datetime, key: tuple[str, str], limit: int) -> datetime.timedelta:
        if self._recent(now, key) < limit:
            return datetime.timedelta()
        return self._failures[key][0] + PAUSE - now

    def _recent(self, now: datetime.datetime, key: tuple[str, str]) -> int:
        times = self._failures.get(key)
        if times is None:
            return 0
        while times and times[0] <= now - PAUSE:
            times.popleft()
        return len(times)


def _keys(login: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    return ((("account", login), PER_ACCOUNT), (("address", address), PER_ADDRESS))
