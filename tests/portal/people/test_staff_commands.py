"""What somebody with the server's command line does: invite, grant, import."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from portal.access.permissions import PortalRole
from portal.cli import app
from portal.ledger.entries import RoleGranted, entry_of
from portal.ledger.ledger import reading
from portal.ledger.store import entries_of
from tests.portal.editions import publish
from tests.portal.offices import PASSWORD, an_office

LIST = "工号,姓名,单位,部门,岗位\nQ1,赵一,衡启汽车,市场部,市场助理\n"


def dutybook(*arguments: str, lang: str = "zh-CN") -> Result:
    result = CliRunner().invoke(app, arguments, env={"DUTYBOOK_LANG": lang})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_first_administrator_comes_from_the_server_and_the_staff_from_a_file(
    home: Path, tmp_path: Path
) -> None:
    publish(home)
    file = tmp_path / "staff.csv"
    file.write_text(LIST, encoding="utf-8")
    place = ("--home", str(home))

    seen = dutybook("people", "import", str(file), *place)
    assert (seen.exit_code, "入职：1 人" in seen.stdout, "什么也没有写入" in seen.stderr) == (0, True, True)
    done = json.loads(dutybook("people", "import", str(file), *place, "--apply", "--json").stdout)
    assert (done["applied"], done["changes"]["joins"], done["changes"]["begins"]) == (True, 1, 1)
    again = dutybook("people", "import", str(file), *place, "--apply", lang="en")
    assert "nothing changes" in again.stdout

    file.write_text(LIST.replace("市场助理", "市场助里"), encoding="utf-8")
    faulty = dutybook("people", "import", str(file), *place, "--apply")
    assert faulty.exit_code == 1
    assert f"{file}:2: error[role-unknown]" in faulty.stdout
    assert "auto/role/marketing-assistant" in faulty.stdout

    invited = json.loads(dutybook("admin", "invite", "何静", *place, "--json").stdout)
    assert invited["role"] == "administrator"
    granted = dutybook("admin", "grant", "Q1", "hr", *place)
    assert granted.exit_code == 0, granted.stderr
    refused = dutybook("admin", "invite", "audit", "--role", "auditor", *place)
    assert (refused.exit_code, "截止日期" in refused.stderr) == (2, True)
    unknown = dutybook("admin", "grant", "Q404", "hr", *place, lang="en")
    assert (unknown.exit_code, "Traceback" in unknown.stderr) == (2, False)

    with an_office(home) as office:
        held = dutybook("admin", "invite", "Q1", *place)
        assert (held.exit_code, "Traceback" in held.stderr) == (3, False)
        assert held.stderr.startswith("另一个程序正在写证据账。"), held.stderr
        visitor = office.stranger()
        office.clock.moment = office.clock.moment.replace(year=office.clock.moment.year)
        token = invited["link"].partition("token=")[2]
        assert visitor.post("/invitation/", {"token": token, "password": PASSWORD}, csrf="").status_code in (
            303,
            410,
        )
        with reading(office.records.ledger.engine) as connection:
            entries = [entry_of(stored.body) for stored in entries_of(connection)]
        given = [(entry.role, entry.granted_by) for entry in entries if isinstance(entry, RoleGranted)]
        assert given == [("administrator", "server-command"), (PortalRole.HR, "server-command")]


def test_every_command_says_how(home: Path) -> None:
    for arguments in (("admin", "invite"), ("admin", "grant"), ("people", "import")):
        said = dutybook(*arguments, "--help")
        assert said.exit_code == 0
        assert "Example: dutybook" in said.stdout
