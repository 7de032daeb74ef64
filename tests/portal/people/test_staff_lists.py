import datetime
import json
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from portal.access.tokens import make_token
from portal.people import importing
from portal.people.planning import Plan
from portal.people.refusals import RosterUnreadable
from portal.people.roster import read_roster
from tests.portal.offices import Office, Visitor

LIST = """staff_number,name,unit,department,roles,manager,joined
Q1,赵一,衡启汽车,市场部,,,2024-01-02
Q2,钱二,auto,市场部,市场助理,Q1,2025-03-01
Q3,孙三,衡川置业,,,,2026-01-05
"""
ASSISTANT = "auto/role/marketing-assistant"


def preview(
    office: Office, text: str | bytes, *, on: datetime.date | None = None, leavers: bool = False
) -> Plan:
    content = text.encode() if isinstance(text, str) else text
    edition = office.app.state.bookshelf.current()
    return importing.preview(office.records, edition, content, on=on, with_leavers=leavers)


def apply(office: Office, text: str, *, leavers: bool = False) -> Plan:
    planned = preview(office, text, leavers=leavers)
    importing.apply(office.records, office.app.state.bookshelf.current(), planned, by="server-command")
    return planned


def happening(planned: Plan) -> dict[str, int]:
    return {kind: number for kind, number in planned.counts().items() if number}


def test_a_list_is_applied_once_however_often_it_comes(office: Office) -> None:
    assert happening(apply(office, LIST)) == {"joins": 3, "begins": 1}
    assert apply(office, LIST).changes == ()
    staff = office.staff()
    (assistant,) = staff.holders(ASSISTANT)
    assert (assistant.name, assistant.department) == ("钱二", "auto/department/marketing")
    assert [person.name for person in staff.team_of(assistant.manager or "")] == ["钱二"]
    assert office.staff(datetime.date(2025, 2, 1)).holders(ASSISTANT) == ()


def test_a_preview_changes_nothing(office: Office) -> None:
    preview(office, LIST)
    assert office.staff().people == {}


def test_a_second_list_says_who_moved_left_and_returned(office: Office) -> None:
    apply(office, LIST)
    changed = LIST.replace("Q2,钱二,auto,市场部,市场助理", "Q2,钱二二,estate,,").replace(
        "Q3,孙三,衡川置业,,,,2026-01-05", ""
    )
    assert happening(preview(office, changed)) == {"amends": 1, "moves": 1, "ends": 1}
    with_leavers = apply(office, changed, leavers=True)
    assert happening(with_leavers) == {"amends": 1, "moves": 1, "ends": 1, "leaves": 1}
    assert [person.name for person in office.staff().active] == ["赵一", "钱二二"]
    assert happening(apply(office, LIST)) == {"amends": 1, "moves": 1, "begins": 1, "returns": 1}
    assert len(office.staff().active) == 3


def test_a_column_that_is_missing_leaves_what_it_would_say(office: Office) -> None:
    apply(office, LIST)
    short = "工号,姓名,单位\nQ2,钱二,衡启汽车\n"
    assert preview(office, short).changes == ()


def test_a_list_of_a_few_does_not_make_everybody_leave(office: Office) -> None:
    many = "".join(f"N{number},n{number},auto,,,,2024-01-02\n" for number in range(20))
    apply(office, LIST + many)
    planned = preview(office, LIST, leavers=True)
    assert not planned.is_sound
    assert [found.code for found in planned.findings] == ["too-many-leavers"]


def test_days_of_leaving_in_the_list_are_believed(office: Office) -> None:
    apply(office, LIST)
    gone = "staff_number,name,unit,left\nQ2,钱二,auto,2026-05-01\n"
    assert happening(apply(office, gone)) == {"leaves": 1}
    assert apply(office, gone).changes == ()
    assert not office.staff().is_active(
        next(iter(office.staff(datetime.date(2025, 5, 1)).holders(ASSISTANT))).subject
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Q9,,auto,,,,", "missing"),
        (",周,auto,,,,", "missing"),
        ("Q9,=cmd|'/c calc'!A1,auto,,,,", "formula"),
        ("Q9,+1234,auto,,,,", "formula"),
        ("Q9,@SUM(A1),auto,,,,", "formula"),
        ("Q9,周\x07,auto,,,,", "not-printable"),
        ("Q9,周,nowhere,,,,", "unit-unknown"),
        ("Q9,周,auto,造船部,,,", "department-unknown"),
        ("Q9,周,auto,市场部,船长,,", "role-unknown"),
        ("Q9,周,auto,,,Q404,", "manager"),
        ("Q9,周,auto,,,Q9,", "manager"),
        ("Q9,周,auto,,,,31.02.2026", "not-a-day"),
        ("Q9,周,auto,,,,2026-02-31", "not-a-day"),
        ("Q1,周,auto,,,,", "twice"),
    ],
)
def test_every_fault_is_named_by_its_line_and_nothing_is_applied(
    office: Office, line: str, code: str
) -> None:
    planned = preview(office, f"{LIST}{line}\n")
    assert [(found.line, found.code) for found in planned.findings] == [(5, code)]
    assert not planned.is_sound


def test_a_misspelt_role_is_answered_with_the_nearest(office: Office) -> None:
    (found,) = preview(office, f"{LIST}Q9,周,auto,市场部,市场助里,,\n").findings
    assert found.near == "市场助理 (auto/role/marketing-assistant)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_spreadsheets_of_every_kind_are_read(encoding: str, separator: str) -> None:
    text = "工号,姓名,单位,部门,岗位,入职日期\r\nQ1,赵一,衡启汽车,市场部,市场助理；代理,2026/5/3\r\n"
    roster = read_roster(text.replace(",", separator).encode(encoding))
    (row,) = roster.rows
    assert (row.name, row.department, row.joined) == ("赵一", "市场部", datetime.date(2026, 5, 3))
    assert roster.findings == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"PK\x03\x04\x00\x00",
        b"name,unit\nx,y\n",
        b'staff_number,name,unit\n"x,y',
        b"\0" * 50,
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(RosterUnreadable):
        read_roster(content)


def test_a_page_shows_the_preview_and_applies_what_was_shown(office: Office, hr: Visitor) -> None:
    page = hr.upload(
        "/people/import/", name="file", content=LIST.encode("gb18030"), form={"on": "2026-05-03"}
    )
    assert page.status_code == 200
    assert "入职：3 人" in page.text
    digest = page.text.split('name="digest" value="')[1].split('"')[0]
    done = hr.post("/people/import/apply/", {"digest": digest, "on": "2026-05-03"})
    assert "已写入" in done.text
    assert len(office.staff().active) == 4
    another = office.visitor(office.hire("HR2", portal_role=PortalRole.HR))
    assert another.post("/people/import/apply/", {"digest": digest, "on": "2026-05-03"}).status_code == 422
    faulty = hr.upload("/people/import/", name="file", content=b"nothing", form={"on": "2026-05-03"})
    assert faulty.status_code == 422
    assert "staff_number" in faulty.text


def test_an_hr_system_hands_the_staff_over_with_a_token(office: Office) -> None:
    office.hire("HR1")
    token = make_token(
        office.records, "HR system", scope="people", by="server-command",
        expires_on=office.today + datetime.timedelta(days=10),
    )  # fmt: skip
    bearer = {"authorization": f"Bearer {token}"}
    program = office.stranger()
    staff = {"people": [{"staff_number": "Q1", "name": "赵一", "unit": "auto", "roles": ["市场助理"]}]}
    answer = program.put("/api/v1/people", staff, headers=bearer)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["applied"], said["changes"]["joins"], said["changes"]["begins"]) == (True, 1, 1)
    assert sum(program.put("/api/v1/people", staff, headers=bearer).json()["changes"].values()) == 0
    faulty = program.put(
        "/api/v1/people", {"people": [{"staff_number": "Q2", "name": "=x", "unit": "auto"}]}, headers=bearer
    ).json()
    assert (faulty["applied"], faulty["findings"][0]["code"]) == (False, "formula")
    assert program.put("/api/v1/people", {"people": [], "more": 1}, headers=bearer).status_code == 422


def test_a_token_opens_nothing_else_and_ends(office: Office) -> None:
    token = make_token(
        office.records, "HR system", scope="people", by="server-command",
        expires_on=office.today + datetime.timedelta(days=10),
    )  # fmt: skip
    program = office.stranger()
    bearer = {"authorization": f"Bearer {token}"}
    assert program.get("/api/v1/search?q=x", headers=bearer).status_code == 401
    assert program.get("/people/", headers=bearer).status_code == 303
    refused = [
        {},
        {"authorization": "Bearer x"},
        {"authorization": f"Basic {token}"},
        {"authorization": token},
    ]
    for headers in refused:
        assert program.put("/api/v1/people", {"people": []}, headers=headers).status_code == 401
    office.clock.move(days=10)
    assert program.put("/api/v1/people", {"people": []}, headers=bearer).status_code == 401
    with office.records.ledger.engine.connect() as connection:
        stored = json.dumps(
            [list(map(str, row)) for row in connection.exec_driver_sql("SELECT * FROM access_token")]
        )
    assert token not in stored


@pytest.mark.slow
def test_a_thousand_people_come_in_within_seconds(office: Office, tmp_path: Path) -> None:
    lines = "".join(f"N{number},名{number},auto,市场部,市场助理,,2024-01-02\n" for number in range(1000))
    head = LIST.splitlines(keepends=True)[0]
    apply(office, head + lines)
    assert len(office.staff().holders(ASSISTANT)) == 1000
    assert apply(office, head + lines).changes == ()
