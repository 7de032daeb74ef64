"""The clock: time comes in from outside, in UTC, to the microsecond."""

import datetime
from typing import Protocol


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime.datetime:
        """This moment, with its zone."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime.datetime:
        """This moment in UTC."""
        return datetime.datetime.now(datetime.UTC)


def utc_text(moment: datetime.datetime) -> str:
    """A moment as records keep it: ``2026-11-21T08:15:00.000123Z``."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def moment_of(text: str) -> datetime.datetime:
    """The moment that :func:`utc_text` wrote down. ValueError for anything else."""
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.UTC)
