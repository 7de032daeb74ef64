"""Ledgers, entries and clocks for tests."""

import atexit
import datetime
import functools
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.clock import Clock, SystemClock
from portal.database import SQLITE_FILE, database_address
from portal.ledger.entries import AcknowledgementRecorded
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import Ledger, prepared
from portal.ledger.names import SubjectId

ANNA = SubjectId("s-" + "a" * 26)
BORIS = SubjectId("s-" + "b" * 26)
CHEN = SubjectId("s-" + "c" * 26)
TEXT = b'dutybook/document/v1\0{"language":"zh-Hans","text":{}}'
DIGEST = hashlib.sha256(TEXT).hexdigest()
NOBODY = "0" * 64


@dataclass
class HandClock:
    """A clock that somebody moves by hand; it ticks a millisecond a look."""

    moment: datetime.datetime = field(
        default_factory=lambda: datetime.datetime(2026, 5, 3, 8, 0, tzinfo=datetime.UTC)
    )

    def now(self) -> datetime.datetime:
        self.moment += datetime.timedelta(milliseconds=1)
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += datetime.timedelta(**by)


def an_acknowledgement(number: int = 1, **changes: Any) -> AcknowledgementRecorded:
    """Anna confirms one document."""
    stated: dict[str, Any] = {
        "key": f"test-key-{number:08}",
        "subject": ANNA,
        "identity": NOBODY,
        "document": f"auto/policy/p-{number % 7}",
        "revision": "1.1",
        "digest": DIGEST,
        "language": "zh-Hans",
        "sentence": "我已阅读并理解本文件",
        "sign_in": "password",
    }
    return AcknowledgementRecorded.model_validate(stated | changes)


def furnish(home: Path) -> None:
    """Gives a new home a records database whose tables are there: making them takes longer than most tests."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / SQLITE_FILE).exists():
        shutil.copyfile(_with_tables(), home / SQLITE_FILE)


@functools.cache
def _with_tables() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="tables-")
    atexit.register(folder.cleanup)
    prepared(database_address(Path(folder.name))).dispose()
    return Path(folder.name) / SQLITE_FILE


@contextmanager
def a_ledger(
    home: Path, address: str | None = None, *, clock: Clock | None = None, anchors: Path | None = None
) -> Iterator[Ledger]:
    """A ledger, open to write."""
    if address is None:
        furnish(home)
    with Ledger(
        home, database_address(home, address), clock=clock or SystemClock(), anchors=anchors
    ) as ledger:
        yield ledger


def fill(ledger: Ledger, count: int, *, first: int = 1) -> list[Recorded]:
    """Records so many acknowledgements."""
    recorded: list[Recorded] = []
    for start in range(first, first + count, 4096):
        numbers = range(start, min(start + 4096, first + count))
        waiting = [ledger.sequencer.submit(an_acknowledgement(number)) for number in numbers]
        recorded += [future.result() for future in waiting]
    return recorded
