import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from portal.ledger.entries import AcknowledgementRecorded
from portal.people.changes import Leaves
from tests.portal.accounts.provider import CLIENT, SECRET, Service, a_service, query_of
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room, fields_of
from tests.portal.browsing import Answer
from tests.portal.documents import a_policy, a_procedure
from tests.portal.editions import publish
from tests.portal.offices import Office, Visitor, an_office


@pytest.fixture
def service() -> Iterator[Service]:
    with a_service() as running:
        yield running


@pytest.fixture
def office(home: Path, service: Service) -> Iterator[Office]:
    publish(home)
    with an_office(
        home,
        oidc_issuer=service.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="衡川账号",
        oidc_staff_number_claim="employee_number",
    ) as opened:
        yield opened


def sign_in(visitor: Visitor, service: Service, **changes: str) -> Answer:
    """There and back, as a browser would."""
    there = visitor.get("/sign-in/company/?next=/auto/role/marketing-assistant/")
    assert there.status_code == 303, there.text
    back = query_of(service.authorize(query_of(there.headers["location"]))) | changes
    return visitor.get(f"/sign-in/company/return/?code={back['code']}&state={back['state']}")


def test_an_employee_signs_in_with_the_company_account(office: Office, service: Service) -> None:
    subject = office.hire("Q1", password=None)
    service.person = {"sub": "u-17", "employee_number": "Q1", "email": "someone@else.example"}
    visitor = office.stranger()
    assert "衡川账号" in visitor.get("/sign-in/").text
    answer = sign_in(visitor, service)
    assert (answer.status_code, answer.headers["location"]) == (303, "/auto/role/marketing-assistant/")
    assert "公司账号" in visitor.get("/account/").text
    service.person = {"sub": "u-17"}  # from now on the service's own id is enough
    assert sign_in(office.stranger(), service).status_code == 303
    office.change(Leaves(subject=subject, on=office.today))
    assert visitor.get("/").status_code == 303
    assert sign_in(office.stranger(), service).status_code == 404


def test_a_mail_address_opens_nothing(office: Office, service: Service) -> None:
    office.hire("Q1", "赵一")
    service.person = {"sub": "u-99", "email": "q1@example.com", "preferred_username": "Q1", "name": "赵一"}
    assert sign_in(office.stranger(), service).status_code == 403


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_signs_nobody_in(
    office: Office, service: Service, lies: dict[str, Any]
) -> None:
    office.hire("Q1", password=None)
    service.person = {"sub": "u-17", "employee_number": "Q1"}
    service.lies = lies
    visitor = office.stranger()
    assert sign_in(visitor, service).status_code == 502
    assert "dutybook-session" not in visitor.cookies


def test_an_answer_signed_by_another_key_signs_nobody_in(office: Office, service: Service) -> None:
    office.hire("Q1", password=None)
    service.person = {"sub": "u-17", "employee_number": "Q1"}
    service.signing_key = RSAKey.generate_key(2048, {"kid": "k1"})
    assert sign_in(office.stranger(), service).status_code == 502


def test_an_answer_belongs_to_the_browser_that_asked_and_fits_once(office: Office, service: Service) -> None:
    office.hire("Q1", password=None)
    service.person = {"sub": "u-17", "employee_number": "Q1"}
    victim, thief = office.stranger(), office.stranger()
    there = thief.get("/sign-in/company/")
    back = service.authorize(query_of(there.headers["location"])).partition("http://127.0.0.1:8000")[2]
    assert victim.get(back).status_code == 502
    assert thief.get(back).status_code == 502  # the first attempt used it up
    assert sign_in(office.stranger(), service, state="another").status_code == 502
    assert sign_in(office.stranger(), service, code="another").status_code == 502


def test_who_is_signed_in_connects_a_company_account(home: Path, service: Service) -> None:
    publish(home)
    settings = {"oidc_issuer": service.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with an_office(home, **settings) as office:
        visitor = office.visitor(office.hire("Q1"))
        assert sign_in(office.stranger(), service).status_code == 403
        assert sign_in(visitor, service).status_code == 303
        assert sign_in(office.stranger(), service).status_code == 303


def test_a_service_that_is_not_there_is_a_clear_page(home: Path) -> None:
    publish(home)
    with an_office(home, oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT) as office:
        answer = office.stranger().get("/sign-in/company/")
        assert answer.status_code == 502
        assert "没有收到可信的答复" in answer.text
    with an_office(home, oidc_issuer="http://idp.example", oidc_client_id=CLIENT) as office:
        assert office.stranger().get("/sign-in/company/").status_code == 502


def test_without_a_service_the_address_does_not_exist(home: Path) -> None:
    publish(home)
    with an_office(home) as office:
        assert office.stranger().get("/sign-in/company/").status_code == 404
        assert "/sign-in/company/" not in office.stranger().get("/sign-in/").text


STRICT = a_policy(control={"acknowledge": {"by": ["auto"], "signature": "strict"}})
STATEMENT = f"/acknowledge/{LEAVE}/"


@pytest.fixture
def room(home: Path, service: Service) -> Iterator[Room]:
    """Somebody without a password here has to sign the leave policy strictly."""
    claim = {"oidc_staff_number_claim": "employee_number"}
    said = {"oidc_issuer": service.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with a_room(home, STRICT, a_procedure(), **said, **claim) as opened:
        opened.office.hire("Q1", "赵一", password=None, roles=("auto/role/clerk",))
        service.person = {"sub": "u-17", "employee_number": "Q1"}
        yield opened


def once_more(visitor: Visitor, service: Service) -> Answer:
    """From the statement to the company's service and back."""
    found = re.search(r'href="(/sign-in/company/[^"]*again=1[^"]*)"', visitor.get(STATEMENT).text)
    assert found is not None
    there = visitor.get(html.unescape(found[1]))
    asked = query_of(there.headers["location"])
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    back = query_of(service.authorize(asked))
    return visitor.get(f"/sign-in/company/return/?code={back['code']}&state={back['state']}")


def signs(visitor: Visitor) -> Answer:
    return visitor.post(STATEMENT, fields_of(visitor.get(STATEMENT)) | {"agree": "yes"})


def test_a_strict_signature_takes_the_company_account_once_more(room: Room, service: Service) -> None:
    visitor = room.office.stranger()
    sign_in(visitor, service)
    assert signs(visitor).status_code == 403
    assert room.entries() == []
    service.person |= {"auth_time": int(time.time())}
    back = once_more(visitor, service)
    assert (back.status_code, back.headers["location"]) == (303, STATEMENT)
    assert signs(visitor).status_code == 303
    (entry,) = room.entries()
    assert isinstance(entry, AcknowledgementRecorded)
    assert entry.sign_in == "oidc-again"


@pytest.mark.parametrize("said", [{}, {"auth_time": 1_700_000_000}, {"auth_time": "now"}], ids=str)
def test_a_service_that_did_not_ask_again_is_not_believed(
    room: Room, service: Service, said: dict[str, Any]
) -> None:
    visitor = room.office.stranger()
    sign_in(visitor, service)
    service.person |= said
    assert once_more(visitor, service).status_code == 502
    assert signs(visitor).status_code == 403


def test_somebody_else_at_the_keyboard_does_not_sign(room: Room, service: Service) -> None:
    room.office.hire("Q2", "钱二", password=None, roles=("auto/role/clerk",))
    visitor = room.office.stranger()
    sign_in(visitor, service)
    service.person = {"sub": "u-18", "employee_number": "Q2", "auth_time": int(time.time())}
    assert once_more(visitor, service).status_code == 502
    assert signs(visitor).status_code == 403


def test_proof_of_who_signs_does_not_last(room: Room, service: Service) -> None:
    visitor = room.office.stranger()
    sign_in(visitor, service)
    service.person |= {"auth_time": int(time.time())}
    once_more(visitor, service)
    room.office.clock.move(minutes=6)
    assert signs(visitor).status_code == 403
    assert room.entries() == []
