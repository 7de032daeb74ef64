"""All records go from SQLite to PostgreSQL and back: the same root, and every table row by row, not only the ledger's."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.backups.moving import Moved, move_records
from portal.backups.tables import dump, tables_of
from portal.clock import SystemClock
from portal.database import database_address, open_database
from portal.ledger.ledger import reading
from tests.conftest import Record
from tests.making import dutybook
from tests.portal.acknowledgements.crowds import assemble
from tests.portal.ledger.clusters import Cluster
from tests.portal.ledger.ledgers import a_ledger, fill


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A server at full size; else another file, as moving to a server is tested with the command itself."""
    if "away" in metafunc.fixturenames:
        server = pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))
        is_full = metafunc.config.getoption("--full-size")
        metafunc.parametrize("away", [server if is_full else "sqlite"], indirect=True)


@pytest.fixture
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database elsewhere."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'away.sqlite'}"
        return
    cluster = Cluster()
    try:
        yield cluster.create("moved")
    finally:
        cluster.remove()


def everything(home: Path, address: str | None) -> dict[str, tuple[int, str]]:
    """Of every table the number of rows, and a digest over all of them."""
    engine = open_database(database_address(home, address))
    try:
        with reading(engine) as connection:
            lines = {
                table.name: b"".join(dump(connection, table)).splitlines() for table in tables_of(connection)
            }
    finally:
        engine.dispose()
    return {
        name: (len(rows) - 1, hashlib.sha256(b"\n".join(sorted(rows))).hexdigest())
        for name, rows in lines.items()
    }


def moved(home: Path, *, source: str | None, target: str | None) -> tuple[Moved, float]:
    """One move, and the seconds it took."""
    began = time.monotonic()
    return move_records(home, clock=SystemClock(), source=source, target=target), time.monotonic() - began


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_records_come_back_from_a_server_row_by_row(
    tmp_path: Path, away: str, proof: Record, *, full_size: bool
) -> None:
    home = tmp_path / "var"
    if full_size:  # the demonstration has something in nearly every table
        assert dutybook("demo", "--no-serve", home=home).returncode == 0
    else:
        assemble(home, people=5, documents=2)
    with a_ledger(home) as ledger:
        fill(ledger, 100_000 if full_size else 300)
        ledger.checkpoint()
    before = everything(home, None)
    there, out = moved(home, source=None, target=away)
    assert everything(home, away) == before
    back, home_again = moved(home, source=away, target=None)
    after = everything(home, None)
    rows, filled = sum(n for n, _ in after.values()), sum(n > 0 for n, _ in after.values())
    said = f"{back.entries:,} entries, {rows:,} rows in {filled} of {len(after)} tables; {out:.0f} s there, {home_again:.0f} s back"
    proof("SQLite to PostgreSQL to SQLite", "equal roots, equal tables", said)
    assert after == before
    assert (there.entries, there.root) == (back.entries, back.root)
