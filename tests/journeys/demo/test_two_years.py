"""What the demonstration holds: two years of records, made by the services, sound and never doubled."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.bookshelf import Bookshelf, PinnedEdition
from portal.demonstration.history import live_through
from tests.loops import do_apart
from tests.making import dutybook

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def database(filled: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{filled / 'records.sqlite'}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture(scope="module")
def entries(database: sqlite3.Connection) -> list[dict[str, Any]]:
    return [json.loads(body) for (body,) in database.execute("SELECT body FROM ledger_entry ORDER BY seq")]


@pytest.fixture(scope="module")
def today(filled: Path) -> date:
    return date.fromisoformat(json.loads((filled / "demonstration.json").read_text())["day"])


def days(database: sqlite3.Connection, query: str) -> int:
    (found,) = database.execute(query).fetchone()
    return int(found)


def test_three_hundred_people_and_five_thousand_records_over_two_years(
    database: sqlite3.Connection, entries: list[dict[str, Any]], today: date
) -> None:
    here = days(database, "SELECT count(*) FROM person WHERE left_on IS NULL AND NOT is_external")
    assert here >= 300
    assert len(entries) >= 5000
    first, last = (date.fromisoformat(entries[at]["at"][:10]) for at in (0, -1))
    assert first <= today - timedelta(days=725)
    assert today - timedelta(days=4) <= last <= today


def test_every_kind_of_story_is_told(database: sqlite3.Connection, entries: list[dict[str, Any]]) -> None:
    kinds = Counter(entry["kind"] for entry in entries)
    assert kinds["acknowledgement:recorded"] >= 3000
    assert kinds["acknowledgement:recorded-on-behalf"] >= 40
    assert kinds["entry:corrected"] >= 3
    assert kinds["document:withdrawn"] == 4
    assert kinds["role:granted"] >= 6
    assert kinds["duty:done"] >= 9000
    assert kinds["duty:waived"] >= 20
    assert 0.02 <= sum(bool(entry.get("late")) for entry in entries) / kinds["duty:done"] <= 0.15
    changes = Counter(entry["change"] for entry in entries if entry["kind"] == "assignment:changed")
    assert changes["ended"] >= 100
    assert days(database, "SELECT count(*) FROM person_waiver") >= 10
    assert days(database, "SELECT count(*) FROM person_delegation") >= 8
    assert days(database, "SELECT count(*) FROM paper_confirmation WHERE state = 'open'") >= 1
    assert days(database, "SELECT count(*) FROM release_proposal WHERE state = 'open'") == 1


def test_changes_were_released_by_two_people_with_the_text_of_their_day(
    filled: Path, entries: list[dict[str, Any]]
) -> None:
    releases = [entry for entry in entries if entry["kind"] == "document:released"]
    by_document = Counter(entry["document"] for entry in releases)
    assert sum(count > 1 for count in by_document.values()) >= 10
    assert Counter(entry["change"] for entry in releases)["material"] >= 5
    for entry in releases:
        if entry["change"] != "editorial" and entry["released_by"] != "server-command":
            assert entry["proposed_by"] != entry["released_by"]
        for digest in entry["digests"].values():
            kept = (filled / "files" / digest[:2] / digest[2:]).read_bytes()
            assert json.loads(kept.partition(b"\0")[2])["text"]["control"]["revision"] == entry["revision"]


def test_people_saw_the_difference_since_what_they_had_confirmed(entries: list[dict[str, Any]]) -> None:
    with_difference = [entry for entry in entries if entry.get("difference")]
    assert len(with_difference) >= 30
    assert all(entry["difference"]["since"] != entry["revision"] for entry in with_difference)
    assert any(entry.get("quiz") for entry in entries)


def test_time_never_goes_back_and_records_are_made_by_day(entries: list[dict[str, Any]]) -> None:
    times = [entry["at"] for entry in entries]
    assert times == sorted(times)
    assert not any(entry["kind"] == "clock:warned" for entry in entries)
    confirmed = [entry["at"] for entry in entries if entry["kind"] == "acknowledgement:recorded"]
    assert sum("00" <= at[11:13] <= "12" for at in confirmed) >= 0.99 * len(
        confirmed
    )  # UTC; 08:00 to 21:00 there


def test_the_ledger_is_sound(filled: Path) -> None:
    verified = dutybook("evidence", "verify", home=filled)
    assert verified.returncode == 0, verified.stdout


def test_the_same_day_gives_the_same_history(filled: Path, tmp_path: Path) -> None:
    edition = Bookshelf(filled).current()
    told = [story_of(tmp_path / name, edition) for name in ("once", "again")]
    assert told[0] == told[1]
    assert sum(kind == "acknowledgement:recorded" for kind, *_ in told[0]) >= 60


def story_of(home: Path, edition: PinnedEdition) -> list[tuple[Any, ...]]:
    """Who did what on which day, over some weeks; pseudonyms of outsiders are random, so grants are left out."""
    office = do_apart(lambda: live_through(home, edition, date(2025, 7, 10), days=40))
    office.records.close()
    with closing(sqlite3.connect(home / "records.sqlite")) as connection:
        rows = connection.execute("SELECT body FROM ledger_entry ORDER BY seq").fetchall()
    bodies = [json.loads(body) for (body,) in rows]
    names = ("kind", "subject", "document", "revision", "role", "digest", "reason")
    return [
        (*(body.get(name) for name in names), body["at"][:10])
        for body in bodies
        if body["kind"] != "role:granted"
    ]


def test_a_second_run_doubles_nothing(filled: Path, database: sqlite3.Connection) -> None:
    before = days(database, "SELECT count(*) FROM ledger_entry")
    again = dutybook("demo", "--no-serve", "--json", home=filled)
    assert again.returncode == 0, again.stderr
    said = json.loads((filled / "demonstration.json").read_text(encoding="utf-8"))
    assert json.loads(again.stdout) == {name: said[name] for name in ("day", "password", "sign_ins")}
    assert days(database, "SELECT count(*) FROM ledger_entry") == before
