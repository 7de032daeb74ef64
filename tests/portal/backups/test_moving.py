"""`dutybook records move` takes all records to a server and back: equal roots, equal counts, no fork by mistake."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from portal import cli
from portal.access.permissions import PortalRole
from portal.backups import moving
from portal.backups.tables import tables_of
from portal.database import database_address, open_database
from portal.ledger.ledger import reading
from tests.portal.editions import publish
from tests.portal.ledger.clusters import Cluster
from tests.portal.ledger.ledgers import TEXT, a_ledger, fill
from tests.portal.offices import an_office


def run(*arguments: str, lang: str = "en") -> Result:
    result = CliRunner().invoke(cli.app, [*arguments, "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def counts(home: Path, address: str | None = None) -> dict[str, int]:
    engine = open_database(database_address(home, address))
    with reading(engine) as connection:
        found = {
            table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in tables_of(connection)
        }
    engine.dispose()
    return found


def verified(home: Path, *more: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        run("evidence", "verify", "--home", str(home), "--json", *more).stdout
    )
    return found


@pytest.fixture
def lived_in(home: Path) -> Path:
    """A home with people, grants, sessions and records in it."""
    publish(home)
    with an_office(home) as office:
        lin = office.hire(
            "1001", "林书意", roles=("auto/role/marketing-assistant",), portal_role=PortalRole.HR
        )
        office.visitor(lin).get("/my/")
    with a_ledger(home) as ledger:
        ledger.files.keep(TEXT)
        fill(ledger, 30)
        ledger.checkpoint()
    return home


@pytest.mark.needs("postgresql")
def test_records_go_to_a_server_and_come_back_the_same(lived_in: Path, cluster: Cluster) -> None:
    before, rows = verified(lived_in), counts(lived_in)
    server = cluster.create("moved")
    there = json.loads(run("records", "move", "--home", str(lived_in), "--to", server, "--json").stdout)
    assert (there["root"], there["entries"], there["rows"]) == (
        before["root"],
        before["size"],
        sum(rows.values()),
    )
    assert not (lived_in / "records.sqlite").exists()
    assert Path(there["kept"]).name.startswith("records.sqlite.moved-")
    assert counts(lived_in, server) == rows
    assert verified(lived_in, "--database", server) == before

    result = run(
        "records", "move", "--home", str(lived_in), "--database", server, "--to", "sqlite", lang="zh-CN"
    )
    assert (result.exit_code, "根未变" in result.stdout) == (0, True)
    assert "DUTYBOOK_DATABASE" in result.stdout
    assert (counts(lived_in), verified(lived_in)) == (rows, before)
    with an_office(lived_in) as office:
        assert [person.name for person in office.staff().people.values()] == ["林书意"]


@pytest.mark.needs("postgresql")
def test_nothing_goes_over_what_is_there(lived_in: Path, cluster: Cluster) -> None:
    server = cluster.create("taken")
    engine = open_database(server)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE theirs (number integer)")
    engine.dispose()
    before = verified(lived_in)
    assert run("records", "move", "--home", str(lived_in), "--to", server).exit_code == 2
    assert (
        run("records", "move", "--home", str(lived_in), "--database", server, "--to", "sqlite").exit_code == 2
    )
    assert verified(lived_in) == before


def test_what_arrives_other_than_sent_is_not_kept(
    lived_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = f"sqlite:///{tmp_path / 'target.sqlite'}"
    before = verified(lived_in)
    monkeypatch.setattr(moving, "_lines", lambda chunks: list(b"".join(chunks).splitlines())[:3])
    result = run("records", "move", "--home", str(lived_in), "--to", target)
    assert (result.exit_code, verified(lived_in)) == (1, before)
    assert "nothing was moved" in result.stderr


def test_nobody_moves_under_a_running_server(lived_in: Path, tmp_path: Path) -> None:
    with a_ledger(lived_in):
        result = run("records", "move", "--home", str(lived_in), "--to", f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert result.exit_code == 3
    assert run("records", "move", "--home", str(tmp_path / "none"), "--to", "nonsense://").exit_code == 3
    assert run("records", "move", "--home", str(lived_in), "--to", "nonsense://").exit_code == 2
