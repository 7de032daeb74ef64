import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access import events
from portal.access.grants import all_grants, roles_granted
from portal.access.permissions import PortalRole
from portal.ledger.entries import RoleGranted, entry_of
from portal.ledger.ledger import reading
from portal.ledger.store import entries_of
from tests.portal.editions import publish
from tests.portal.offices import Office, Visitor, an_office


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    publish(home)
    with an_office(home) as opened:
        yield opened


def administrators(office: Office) -> tuple[Visitor, Visitor]:
    first, second = (
        office.hire(name, is_external=True, portal_role=PortalRole.ADMINISTRATOR) for name in ("Z1", "Z2")
    )
    return office.visitor(first), office.visitor(second)


def number_of(office: Office, subject: str) -> str:
    with reading(office.records.ledger.engine) as connection:
        return next(one.number for one in all_grants(connection, office.today) if one.subject == subject)


def granted(office: Office) -> list[RoleGranted]:
    with reading(office.records.ledger.engine) as connection:
        entries = [entry_of(stored.body) for stored in entries_of(connection)]
    return [entry for entry in entries if isinstance(entry, RoleGranted)]


def roles(office: Office, subject: str) -> set[str]:
    with reading(office.records.ledger.engine) as connection:
        return {role.value for role in roles_granted(connection, subject, office.today)}


def test_human_resources_take_two_administrators(office: Office) -> None:
    first, second = administrators(office)
    subject = office.hire("H1", "何静")
    visitor = office.visitor(subject)
    assert first.post("/access/grants/", {"person": "H1", "role": "hr"}).status_code == 303
    assert roles(office, subject) == set()
    assert visitor.get("/people/").status_code == 403
    number = number_of(office, subject)

    assert first.post(f"/access/grants/{number}/agree/").status_code == 409
    assert "待另一位管理员同意" in second.get("/access/").text
    assert second.post(f"/access/grants/{number}/agree/").status_code == 303
    assert visitor.get("/people/").status_code == 200
    assert second.post(f"/access/grants/{number}/agree/").status_code == 404
    entry = granted(office)[-1]
    assert (entry.role, entry.granted, entry.granted_by, entry.agreed_by) == (
        "hr", True, first.subject, second.subject,
    )  # fmt: skip

    assert first.post(f"/access/grants/{number}/end/").status_code == 303
    assert visitor.get("/people/").status_code == 403
    assert granted(office)[-1].granted is False


def test_no_administrator_helps_themselves(office: Office) -> None:
    first, second = administrators(office)
    for role in ("hr", "auditor", "administrator"):
        assert (
            first.post("/access/grants/", {"person": "Z1", "role": role, "ends": "2026-12-31"}).status_code
            == 409
        )
    assert first.post("/access/grants/", {"person": "Z2", "role": "hr"}).status_code == 303
    number = next(
        one.number for one in _grants(office) if one.subject == second.subject and one.role == PortalRole.HR
    )
    assert second.post(f"/access/grants/{number}/agree/").status_code == 409
    assert first.post("/access/grants/", {"person": "Z2", "role": "owner"}).status_code == 422


def _grants(office: Office) -> list:  # type: ignore[type-arg]
    with reading(office.records.ledger.engine) as connection:
        return list(all_grants(connection, office.today))


def test_an_auditor_has_an_end_and_is_out_on_that_day(office: Office) -> None:
    first, _ = administrators(office)
    office.hire("A1", is_external=True)
    assert first.post("/access/grants/", {"person": "A1", "role": "auditor"}).status_code == 422
    assert (
        first.post("/access/grants/", {"person": "A1", "role": "auditor", "ends": "2026-05-01"}).status_code
        == 422
    )
    subject = office.hire(
        "A2",
        is_external=True,
        portal_role=PortalRole.AUDITOR,
        until=office.today + datetime.timedelta(days=2),
    )
    assert roles(office, subject) == {"auditor"}
    office.clock.move(days=2)
    assert roles(office, subject) == set()


def test_nobody_makes_a_link_for_who_holds_a_granted_role(office: Office) -> None:
    first, _ = administrators(office)
    hr = office.visitor(office.hire("H1", portal_role=PortalRole.HR))
    employee = office.hire("E1", password=None)
    assert first.post(f"/access/invite/{hr.subject}/").status_code == 403
    assert hr.post(f"/access/invite/{first.subject}/").status_code == 403
    page = hr.post(f"/access/invite/{employee}/")
    assert page.status_code == 200
    assert "/invitation/?token=" in page.text


def test_a_token_is_shown_once_and_ended_at_once(office: Office) -> None:
    first, _ = administrators(office)
    page = first.post("/access/tokens/", {"name": "人事系统", "expires_on": "2026-12-31"})
    token = page.text.split('pp-secret" tabindex="0">')[1].split("<")[0]
    assert token.startswith("dbk_")
    assert token not in first.get("/access/").text
    bearer = {"authorization": f"Bearer {token}"}
    assert office.stranger().put("/api/v1/people", {"people": []}, headers=bearer).status_code == 200
    hashed = first.get("/access/").text.split("/access/tokens/")[1].split("/")[0]
    assert first.post(f"/access/tokens/{hashed}/end/").status_code == 303
    assert office.stranger().put("/api/v1/people", {"people": []}, headers=bearer).status_code == 401


def test_the_security_log_tells_who_came_and_who_was_refused(office: Office) -> None:
    first, _ = administrators(office)
    office.stranger().sign_in("Z1", "not this one")
    office.stranger().sign_in("Z1")
    with reading(office.records.ledger.engine) as connection:
        kinds = [event.kind for event in events.newest(connection)]
    assert {"sign-in:failed", "sign-in:succeeded", "role:granted", "link:used"} <= set(kinds)
    page = first.get("/access/log/").text
    assert "登录失败" in page
    assert "127.0.0.1" in page
