"""Inviting and granting while the portal runs: it carries out what whoever owns it asks for on the server."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from portal import cli
from portal.ledger.entries import RoleGranted, entry_of
from portal.ledger.ledger import reading
from portal.ledger.store import entries_of
from portal.people import hatch
from portal.people.hatch import SOCKET, Hatch
from tests.portal.editions import publish
from tests.portal.offices import PASSWORD, Office, an_office


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    """A running portal with its hatch open, and one employee who has no account yet."""
    publish(home)
    with an_office(home) as running:
        running.hire("Q1", "林书意", roles=("auto/role/marketing-assistant",), password=None)
        running.app.state.hatch.start()
        yield running
        running.app.state.hatch.stop()


def dutybook(*arguments: str, home: Path, lang: str = "en") -> Result:
    result = CliRunner().invoke(cli.app, [*arguments, "--home", str(home), "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def grants_in(office: Office) -> list[tuple[str, str]]:
    with reading(office.records.ledger.engine) as connection:
        entries = [entry_of(stored.body) for stored in entries_of(connection)]
    return [(entry.role, entry.granted_by) for entry in entries if isinstance(entry, RoleGranted)]


def test_a_link_made_beside_the_running_portal_lets_its_person_in(office: Office, home: Path) -> None:
    made = dutybook("admin", "invite", "Q1", "--role", "hr", "--json", home=home)
    assert made.exit_code == 0, made.stderr
    said = json.loads(made.stdout)
    assert (said["name"], said["login"]) == ("林书意", "q1")
    token = said["link"].partition("token=")[2]
    chosen = office.stranger().post("/invitation/", {"token": token, "password": PASSWORD}, csrf="")
    assert chosen.status_code == 303
    assert grants_in(office) == [("hr", "server-command")]


def test_an_administrator_comes_without_stopping_the_portal(office: Office, home: Path) -> None:
    assert (
        json.loads(dutybook("admin", "invite", "何静", "--json", home=home).stdout)["role"] == "administrator"
    )
    given = dutybook("admin", "grant", "Q1", "administrator", home=home, lang="zh-CN")
    assert (given.exit_code, "林书意" in given.stdout) == (0, True)
    assert grants_in(office) == [("administrator", "server-command")] * 2


def test_what_the_portal_refuses_is_said_as_if_it_were_stopped(office: Office, home: Path) -> None:
    refused = dutybook("admin", "invite", "audit", "--role", "auditor", home=home, lang="zh-CN")
    assert (refused.exit_code, "截止日期" in refused.stderr) == (2, True)
    assert dutybook("admin", "grant", "Q404", "hr", home=home).exit_code == 2
    assert grants_in(office) == []


def test_only_the_portals_own_user_and_root_are_heard(
    office: Office, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hatch, "_user_of", lambda _caller: 12_345)
    held = dutybook("admin", "grant", "Q1", "administrator", home=home)
    assert (held.exit_code, "as the user it runs as or as root" in held.stderr) == (3, True)
    assert grants_in(office) == []
    assert (home / SOCKET).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "line",
    [
        b"no json\n",
        b"[]\n",
        b'{"what":"erase","name":"Q1","role":"","until":""}\n',
        b'{"what":"grant","name":"Q1","role":"king","until":""}\n',
    ],
)
def test_what_is_no_wish_is_refused_and_the_hatch_stays_open(office: Office, home: Path, line: bytes) -> None:
    with hatch._address(home) as address, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.connect(address)
        asking.sendall(line)
        assert json.loads(asking.recv(4096)) == {"refused": "wish-unclear", "values": {}}
    assert dutybook("admin", "invite", "Q1", home=home).exit_code == 0


def test_a_second_portal_leaves_the_hatch_of_the_first_alone(office: Office, home: Path) -> None:
    second = Hatch(office.records)
    second.start()
    second.stop()
    assert dutybook("admin", "invite", "Q1", home=home).exit_code == 0


def test_what_a_killed_portal_left_does_not_keep_the_next_from_opening(home: Path) -> None:
    publish(home)
    with hatch._address(home) as address, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(address)
    with an_office(home) as office:
        office.hire("Q1", "林书意", password=None)
        assert dutybook("admin", "invite", "Q1", home=home).exit_code == 3  # nobody answers
        office.app.state.hatch.start()
        assert dutybook("admin", "invite", "Q1", home=home).exit_code == 0
        office.app.state.hatch.stop()
    assert not (home / SOCKET).exists()
