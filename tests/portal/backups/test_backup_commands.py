"""The commands `dutybook backup` and `dutybook restore` say what they did, or what is wrong, in one sentence."""

import importlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from portal import backup_commands
from portal.access.permissions import PortalRole
from portal.errors import PortalError
from portal.ledger.shortfall import Shortfall, keep_shortfall
from portal.web.languages import LANGUAGES, Language
from portal.web.texts import texts
from tests.portal.editions import publish
from tests.portal.ledger.ledgers import a_ledger, fill
from tests.portal.offices import an_office


def run(*arguments: str, lang: str = "en") -> Result:
    result = CliRunner().invoke(backup_commands.app, [*arguments, "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def kept(home: Path) -> Path:
    with a_ledger(home) as ledger:
        fill(ledger, 20)
    return home


def test_backup_and_restore_say_what_they_did(kept: Path, tmp_path: Path) -> None:
    file, back = str(tmp_path / "one.dutybook"), str(tmp_path / "back")
    result = run("backup", file, "--home", str(kept))
    assert (result.exit_code, "20 entries" in result.stdout, "keep keys" in result.stdout) == (0, True, True)
    again = run("backup", file, "--home", str(kept), lang="zh-CN")
    assert (again.exit_code, "未覆盖" in again.stderr) == (2, True)
    result = run("restore", file, "--home", back, lang="zh-CN")
    assert (result.exit_code, "证据 20 条" in result.stdout, "未与外部锚点比对" in result.stdout) == (
        0,
        True,
        True,
    )
    result = run("restore", file, "--home", back)
    assert (result.exit_code, "not empty" in result.stderr) == (2, True)
    facts = json.loads(run("restore", file, "--home", str(tmp_path / "2"), "--json").stdout)
    assert (facts["entries"], facts["shortfall"]) == (20, None)


def test_missing_entries_are_listed_and_end_with_one(kept: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "old.dutybook")
    assert json.loads(run("backup", file, "--home", str(kept), "--json").stdout)["entries"] == 20
    with a_ledger(kept) as ledger:
        fill(ledger, 5, first=500)
        code = ledger.checkpoint().checkpoint.short_code
    result = run("restore", file, "--home", str(tmp_path / "back"), "--anchor", code)
    assert (result.exit_code, "entries 21 to 25" in result.stdout) == (1, True)
    assert "read-only" in result.stdout
    taken = run(
        "restore", file, "--home", str(tmp_path / "on"), "--anchor", code, "--accept-missing", lang="zh-CN"
    )
    assert (taken.exit_code, "缺第 21–25 条" in taken.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("backup", "{tmp}/x", "--home", "{tmp}/none"), 3),
        (("restore", "{tmp}/none", "--home", "{tmp}/back"), 1),
        (("restore", "{kept}/records.sqlite", "--home", "{tmp}/back"), 1),
        (("restore", "{tmp}/none"), 2),
        (("restore", "{tmp}/none", "--home", "{tmp}/back", "--key", "nonsense"), 2),
    ],
)
def test_what_cannot_be_done_is_said(
    kept: Path, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    result = run(*(given.format(tmp=tmp_path, kept=kept) for given in arguments))
    assert (result.exit_code, bool(result.stderr.strip())) == (code, True), result.output
    assert not (tmp_path / "back").exists()


def test_portal_over_a_shortened_ledger_lets_sign_in_and_read_and_records_nothing(home: Path) -> None:
    publish(home)
    with an_office(home) as office:
        hr = office.hire("HR1", portal_role=PortalRole.HR, password=None)
        office.give_account(hr, "HR1")
        clerk = office.hire("E1", password=None)
    missing = Shortfall(source="D99-ABCD", size=99, entries=1)
    keep_shortfall(home, missing)
    with an_office(home) as office:
        assert office.records.ledger.shortfall == missing
        visitor = office.stranger()
        assert visitor.sign_in("HR1").status_code == 303
        assert visitor.get("/").status_code == 200
        assert "E1" in visitor.get("/people/").text
        form = {"role": "auto/role/marketing-assistant", "on": office.today.isoformat()}
        answer = visitor.post(f"/people/person/{clerk}/begin/", form)
        assert (answer.status_code, "99" in answer.text, "D99-ABCD" in answer.text) == (503, True, True)
        assert office.staff().roles_of(clerk) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: Language) -> None:
    refusals = vars(importlib.import_module("portal.backups.refusals")).values()
    codes = [
        found.code
        for found in refusals
        if isinstance(found, type) and issubclass(found, PortalError) and found is not PortalError
    ]
    assert len(codes) == 10
    words = texts(language)
    assert [
        code for code in codes for part in ("title", "text") if not words.label(f"error.{code}.{part}", "")
    ] == []


def test_commands_find_the_database_where_the_server_does(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    (kept / "records.sqlite").rename(elsewhere)
    secret = tmp_path / "database"
    secret.write_text(f"sqlite:///{elsewhere}\n", encoding="utf-8")
    assert run("backup", str(tmp_path / "none"), "--home", str(kept)).exit_code == 3
    monkeypatch.setenv("DUTYBOOK_DATABASE_FILE", str(secret))
    result = run("backup", str(tmp_path / "one"), "--home", str(kept), "--json")
    assert json.loads(result.stdout)["entries"] == 20
