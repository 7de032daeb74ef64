"""`dutybook upgrade` brings records of every released form to today's, with a backup before and the same root after."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from portal import cli
from portal.backups import upgrading
from portal.backups.restoring import restore
from portal.clock import SystemClock
from portal.database import database_address, form_of, newest_form, open_database
from portal.ledger.ledger import reading
from portal.ledger.scope import Scope
from portal.ledger.store import size_of
from tests.portal.backups.olden import forms, make_older
from tests.portal.ledger.ledgers import TEXT, a_ledger, fill


def run(*arguments: str, lang: str = "en") -> Result:
    result = CliRunner().invoke(cli.app, [*arguments, "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def form_at(home: Path) -> str | None:
    engine = open_database(database_address(home))
    with reading(engine) as connection:
        found = form_of(connection)
    engine.dispose()
    return found


@pytest.fixture
def kept(home: Path) -> Path:
    with a_ledger(home) as ledger:
        ledger.files.keep(TEXT)
        fill(ledger, 40)
        ledger.export(home.parent / "pack.zip", Scope(), by="server-command")
        ledger.checkpoint()
    return home


@pytest.mark.parametrize("form", forms())
def test_records_of_every_released_form_become_todays_with_the_same_root(kept: Path, form: str) -> None:
    make_older(kept, form)
    assert form_at(kept) == form
    facts = json.loads(run("upgrade", "--home", str(kept), "--json").stdout)
    assert (facts["before"], facts["after"], form_at(kept)) == (form, newest_form(), newest_form())
    assert facts["entries"] == 41
    verified = json.loads(run("evidence", "verify", "--home", str(kept), "--json").stdout)
    assert (verified["root"], verified["problems"]) == (facts["root"], [])
    assert Path(facts["backup"]).stat().st_mode & 0o077 == 0


def test_packs_of_before_verify_and_the_backup_of_before_restores(kept: Path, tmp_path: Path) -> None:
    make_older(kept, forms()[0])
    facts = json.loads(run("upgrade", "--home", str(kept), "--json").stdout)
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        pack.extractall(tmp_path / "pack")
    verify = next((tmp_path / "pack").rglob("verify.py"))
    done = subprocess.run(
        [sys.executable, verify, tmp_path / "pack.zip", "--key", kept / "keys" / "ledger.vkey"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    back = restore(Path(facts["backup"]), tmp_path / "back", clock=SystemClock())
    assert (back.entries, back.root) == (facts["entries"], facts["root"])
    with a_ledger(tmp_path / "back") as ledger, reading(ledger.engine) as connection:
        assert size_of(connection) == 42, "the restored ledger says so in an entry"


def test_the_link_moves_to_this_release_only_when_all_holds(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "opt" / "current"
    link.parent.mkdir()
    link.symlink_to("releases/0.9")
    make_older(kept, forms()[0])
    counted = iter([{"person": 1}, {"person": 0}])
    with monkeypatch.context() as broken:
        broken.setattr(upgrading, "_counts", lambda _connection: next(counted))
        result = run("upgrade", "--home", str(kept), "--link", str(link))
    assert (result.exit_code, str(link.readlink()), form_at(kept)) == (1, "releases/0.9", forms()[0])
    assert "everything was taken back" in result.stderr
    result = run("upgrade", "--home", str(kept), "--link", str(link), lang="zh-CN")
    assert result.exit_code == 0
    assert link.resolve() == Path(sys.prefix).resolve()
    assert "可以启动服务" in result.stdout


def test_nobody_upgrades_under_a_running_server(kept: Path) -> None:
    with a_ledger(kept):
        result = run("upgrade", "--home", str(kept))
    assert (result.exit_code, (kept / "backups").exists()) == (3, False)
    assert run("upgrade", "--home", str(kept)).exit_code == 0


def test_a_newer_programs_records_are_left_alone(kept: Path) -> None:
    engine = open_database(database_address(kept))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
    engine.dispose()
    result = run("upgrade", "--home", str(kept))
    assert (result.exit_code, form_at(kept)) == (3, "9999_later")
    assert "at least as new" in result.stderr
