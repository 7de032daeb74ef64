"""`dutybook doctor` tells an administrator what is well, what to look at and what fails, each with what to do."""

import datetime
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from portal import cli
from portal.backups.writing import back_up
from portal.health import keeping, machine, reaching
from portal.health.certificate import certificate
from portal.health.checks import Check, State
from portal.health.doctor import examine
from portal.ledger.shortfall import Shortfall, keep_shortfall
from portal.settings import Settings
from portal.web.languages import LANGUAGES
from portal.web.texts import texts
from tests.portal.editions import publish
from tests.portal.health.certificates import NOW, a_certificate
from tests.portal.ledger.ledgers import HandClock, a_ledger, fill

ROOT = Path(__file__).parents[3]
CODES = re.compile(r'^msgid "health\.([a-z-]+)"$', re.MULTILINE)


def codes() -> set[str]:
    """Every sentence the doctor may say, by its code."""
    catalogue = ROOT / "portal/web/locale/en/LC_MESSAGES/dutybook.po"
    found = CODES.findall(catalogue.read_text(encoding="utf-8"))
    return {code for code in found if not code.startswith("sum-")}


def run(*arguments: str, lang: str = "en") -> Result:
    result = CliRunner().invoke(cli.app, [*arguments, "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def kept(home: Path) -> Path:
    """A home whose records were begun by a hand clock."""
    with a_ledger(home, clock=HandClock()) as ledger:
        fill(ledger, 5)
    return home


def state_of(home: Path, now: datetime.datetime, **settings: Any) -> dict[str, Check]:
    checks = keeping.records(Settings(home=home, **settings), now=now)
    return {check.name: check for check in checks}


def test_an_empty_home_runs_and_says_what_comes_next(home: Path) -> None:
    result = run("doctor", "--home", str(home), "--no-reach")
    assert result.exit_code == 0
    assert "Nothing is published yet: run dutybook build." in result.stdout
    assert "还没有发布版：请执行 dutybook build。" in run("doctor", "--home", str(home), lang="zh-CN").stdout


def test_a_script_gets_codes_states_and_values(kept: Path) -> None:
    publish(kept)
    told = json.loads(run("doctor", "--home", str(kept), "--json", "--no-reach").stdout)
    found = {check["check"]: check for check in told["checks"]}
    assert found["records"]["code"] == "records-good"
    assert found["records"]["values"]["entries"] == 5
    assert found["backup"]["state"] == found["anchor"]["state"] == "warning"
    assert found["edition"]["state"] == "good"


def test_wrong_settings_end_with_two(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("DUTYBOOK_PORT", "many")
    result = run("doctor", "--home", str(home))
    assert (result.exit_code, "port" in result.stderr) == (2, True)


def test_a_lost_key_is_a_failure_that_says_not_to_make_a_new_one(kept: Path) -> None:
    (kept / "keys" / "ledger.key").unlink()
    result = run("doctor", "--home", str(kept), "--no-reach")
    assert result.exit_code == 1
    assert "do not make a new one" in result.stdout


def test_a_clock_before_the_newest_entry_is_wrong(kept: Path) -> None:
    assert state_of(kept, NOW + datetime.timedelta(hours=1))["clock"].state is State.GOOD
    found = state_of(kept, NOW - datetime.timedelta(days=400))["clock"]
    assert (found.code, found.state) == ("clock-behind", State.FAILING)
    assert "2026-05-03" in found.sentence(texts("en"))


def test_a_backup_is_seen_and_grows_old(kept: Path, tmp_path: Path) -> None:
    clock = HandClock()
    back_up(kept, tmp_path / "one.dutybook", clock=clock)
    found = state_of(kept, clock.now())["backup"]
    assert (found.code, found.values["file"], found.values["entries"]) == ("backup-good", "one.dutybook", 5)
    with a_ledger(kept, clock=clock) as ledger:
        fill(ledger, 2, first=100)
    found = state_of(kept, NOW + datetime.timedelta(days=3))["backup"]
    assert (found.code, found.values["missing"]) == ("backup-old", 2)


def test_an_anchor_is_seen_and_grows_old(kept: Path, tmp_path: Path) -> None:
    clock = HandClock()
    with a_ledger(kept, clock=clock) as ledger:
        ledger.anchor(tmp_path / "audit")
        assert state_of(kept, clock.now())["anchor"].code == "anchor-good"
        fill(ledger, 2, first=100)
    found = state_of(kept, NOW + datetime.timedelta(days=60))["anchor"]
    assert (found.code, found.values["missing"]) == ("anchor-old", 2)


def test_missing_entries_and_tables_of_another_form_are_failures(kept: Path) -> None:
    keep_shortfall(kept, Shortfall(source="x", size=9, entries=5))
    assert state_of(kept, NOW)["records"].code == "records-behind"
    with a_ledger(kept) as ledger, ledger.engine.connect().execution_options(writing=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001_ledger'")
        connection.commit()
    found = state_of(kept, NOW)["records"]
    assert (found.code, "dutybook upgrade" in found.sentence(texts("en"))) == ("records-other-form", True)


def test_records_that_cannot_be_opened_are_a_failure(kept: Path) -> None:
    (kept / "records.sqlite").write_bytes(b"nothing of the kind" * 100)
    assert state_of(kept, NOW)["records"].code == "records-unavailable"


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({}, "tls-good"),
        ({"ends": 12}, "tls-soon"),
        ({"ends": -1}, "tls-expired"),
        ({"begins": 3}, "tls-not-yet"),
        ({"name": "other.example.test"}, "tls-other-name"),
    ],
)
def test_certificate_is_judged_as_a_browser_would(tmp_path: Path, dates: dict[str, Any], code: str) -> None:
    file, key = a_certificate(tmp_path / "tls", **dates)
    settings = Settings(tls_certificate=file, tls_key=key, public_address="https://duty.example.test")
    assert certificate(settings, now=NOW).code == code


def test_certificate_without_its_key_is_a_failure(tmp_path: Path) -> None:
    file, key = a_certificate(tmp_path / "tls")
    _, other = a_certificate(tmp_path / "other")
    found = [
        certificate(Settings(tls_certificate=file, tls_key=wrong), now=NOW).code
        for wrong in (other, tmp_path / "none", file)
    ]
    assert found == ["tls-other-key", "tls-key-unreadable", "tls-key-unreadable"]
    key.chmod(0o644)
    assert certificate(Settings(tls_certificate=file, tls_key=key), now=NOW).code == "tls-key-exposed"
    assert certificate(Settings(tls_certificate=key, tls_key=key), now=NOW).code == "tls-unreadable"


def test_without_a_certificate_only_loopback_or_a_proxy_will_do() -> None:
    behind = Settings(public_address="https://duty.example.test", trusted_proxy="10.0.0.7")
    assert certificate(behind, now=NOW).code == "tls-proxy"
    assert certificate(Settings(), now=NOW).code == "tls-loopback"
    assert certificate(Settings(host="0.0.0.0"), now=NOW).code == "tls-missing"  # noqa: S104 - refused


def test_keys_others_can_read_are_a_failure(kept: Path) -> None:
    kept.chmod(0o700)
    assert keeping.permissions(kept).code == "permissions-good"
    kept.chmod(0o755)
    assert keeping.permissions(kept).code == "permissions-open"
    (kept / "keys" / "ledger.key").chmod(0o644)
    assert keeping.permissions(kept).code == "permissions-exposed"


def test_a_full_or_read_only_disk_is_said_before_records_are_refused(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    real = os.statvfs("/")
    usual = {name: getattr(real, name) for name in dir(real) if name.startswith("f_")}

    class Disk:
        def __init__(self, **changes: int) -> None:
            vars(self).update(
                usual | {"f_flag": 0, "f_frsize": 4096, "f_files": 10**6, "f_favail": 10**6} | changes
            )

    found = []
    for changes in (
        {"f_bavail": 10**9},
        {"f_bavail": 10**5},
        {"f_bavail": 9},
        {"f_bavail": 10**9, "f_flag": 1},
    ):
        monkeypatch.setattr(os, "statvfs", lambda _path, changes=changes: Disk(**changes))
        found.append(machine.disk(home).code)
    assert found == ["disk-good", "disk-little", "disk-full", "disk-read-only"]


def test_a_machine_without_its_tools_says_which(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = [check().code for check in (machine.fonts, machine.office, machine.clock_kept)]
    assert found == ["fonts-unknown", "office-missing", "time-keeping-unknown"]
    for name in ("fc-list", "soffice", "timedatectl"):
        script = tmp_path / name
        script.write_text("#!/bin/sh\n", encoding="utf-8")
        script.chmod(0o755)
    found = [check().code for check in (machine.fonts, machine.office, machine.clock_kept)]
    assert found == ["fonts-missing", "office-good", "time-keeping-alone"]


def test_services_outside_that_are_down_are_named() -> None:
    down = Settings(oidc_issuer="http://127.0.0.1:9", oidc_client_id="x", mail_server="smtp://127.0.0.1:9")
    assert reaching.sign_in_service(down).code == "sign-in-failed"
    assert reaching.mail_server(down).code == "mail-silent"
    assert reaching.mail_server(Settings(notify="json://x")).code == "mail-other-channel"


def test_everything_is_looked_at_once(home: Path) -> None:
    found = [check.name for check in examine(Settings(home=home), now=NOW)]
    assert len(found) == len(set(found))
    assert {"versions", "disk", "permissions", "records", "tls", "fonts", "office", "mail"} <= set(found)


def test_every_finding_of_the_doctor_is_documented() -> None:
    page = (ROOT / "docs" / "health.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z-]+)`", page))
    assert codes() - named == set()
    for language in LANGUAGES:
        assert "health" not in texts(language).say("health.state.failing")
