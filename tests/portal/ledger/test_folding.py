"""The write-ahead log is folded into the database beside the writer, and the writer does not wait for it."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.ledger import folding
from portal.ledger.audit import verify_database
from portal.ledger.ledger import Ledger
from tests.portal.ledger.ledgers import a_ledger, an_acknowledgement


def unfolded(home: Path) -> int:
    """How many pages of the log are not in the database file yet."""
    with sqlite3.connect(home / "records.sqlite") as connection:
        _, logged, folded = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return int(logged - folded)


def comes_true(said: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if said():
            return True
        time.sleep(0.05)
    return False


def record(ledger: Ledger, first: int, last: int) -> None:
    for number in range(first, last):
        ledger.sequencer.record(an_acknowledgement(number))


def test_the_log_is_folded_while_the_ledger_is_open(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[bool] = []
    original = folding.Folding._fold

    def fold(self: folding.Folding) -> None:
        original(self)
        folded.append(True)

    monkeypatch.setattr(folding.Folding, "_fold", fold)
    monkeypatch.setattr(folding, "_PAGES", 1)
    monkeypatch.setattr(folding, "_REST_SECONDS", 0.01)
    with a_ledger(home) as ledger:
        record(ledger, 1, 50)
        assert comes_true(lambda: bool(folded))
        assert comes_true(lambda: unfolded(home) == 0)
        record(ledger, 50, 60)
        assert verify_database(ledger.engine, key=ledger.key).passed


def test_a_log_that_cannot_be_folded_stops_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bool] = []

    def fold(self: folding.Folding) -> None:
        tried.append(True)
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(folding.Folding, "_driver_error", sqlite3.OperationalError)
    monkeypatch.setattr(folding.Folding, "_fold", fold)
    monkeypatch.setattr(folding, "_REST_SECONDS", 0.01)
    with a_ledger(home) as ledger:
        record(ledger, 1, 5)
        assert comes_true(lambda: bool(tried))
        record(ledger, 5, 10)
        assert verify_database(ledger.engine, key=ledger.key).passed
