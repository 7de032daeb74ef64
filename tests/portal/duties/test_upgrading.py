"""A portal that is upgraded counts duties from that day on; a new one from the release of its texts."""

import datetime
from pathlib import Path

from sqlalchemy import insert, select

from portal.database import database_address, open_database, upgrade_within
from portal.duties.tables import START
from portal.releases.tables import RELEASE

LONG_AGO = {
    "seq": 1, "document": "auto/role/clerk", "kind": "released", "revision": "1.0", "change": "first", "changed": "[]",
    "digests": "{}", "edition": "e", "at": "2024-01-08T00:00:00.000000Z",
}  # fmt: skip


def starts(home: Path, address: str | None, *releases: dict[str, object]) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    engine = open_database(database_address(home, address))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        upgrade_within(connection, "0005_erasure")
        for release in releases:
            connection.execute(insert(RELEASE), release)
        upgrade_within(connection)
        found = {row.every: row.day for row in connection.execute(select(START))}
    engine.dispose()
    return found


def test_texts_that_were_in_force_before_ask_for_nothing_that_lies_behind(
    home: Path, empty_address: str | None
) -> None:
    found = starts(home, empty_address, LONG_AGO)
    today = datetime.datetime.now(datetime.UTC).date()
    assert set(found) == {"day", "workday", "week", "month", "quarter", "half_year", "year"}
    assert set(found.values()) <= {today.isoformat(), (today - datetime.timedelta(days=1)).isoformat()}


def test_a_new_portal_counts_from_its_first_release(home: Path, empty_address: str | None) -> None:
    assert starts(home, empty_address) == {}
