"""Who may do what: every route by every kind of person, and no route without a rule."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fastapi import APIRouter, Depends, FastAPI

from portal.access.permissions import PERMISSIONS, Permission, PortalRole, permissions_of
from portal.access.principals import may, signed_in
from portal.access.rules import SAFE, RouteUnguarded, Rule, rules
from portal.accounts.sessions import csrf_of
from portal.app import create_app
from portal.ledger.names import SubjectId
from portal.settings import Settings
from tests.portal.access.expected import EXPECTED
from tests.portal.browsing import Answer
from tests.portal.documents import a_policy, a_procedure, publish_documents
from tests.portal.offices import Office, Visitor, an_office

SAMPLES = {
    "{number}": "none",
    "{token_hash}": "none",
    "{seq:int}": "1",
    "{seq}": "1",
    "{report}": "coverage",
    "{form}": "csv",
    "{digest}": "0" * 64,
    "{unit}": "auto",
    "{kind}": "procedure",
    "{slug}": "visit",
    "{duty}": "leads",
    "{period}": "2026-03",
    "{check_item}": "desk",
    "{name}": "portal.css",
    "{job}": "remind",
    "{key}": "none",
    "{way}": "cancel",
    "{address:path}": "auto/procedure/visit/",
}
PERSONAS = ["stranger", "employee", "manager", "hr", "owner", "auditor", "administrator"]
RULES = rules(create_app(Settings(home=Path("nowhere"))))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("matrix") / "var"
    publish_documents(home, a_policy(), a_procedure())
    with an_office(home) as opened:
        yield opened


@pytest.fixture(scope="module")
def people(office: Office) -> Mapping[str, SubjectId]:
    """One person of each kind; everybody but auditor and administrator is an employee as well."""
    manager = office.hire("M1", password=None)
    owner = office.hire("O1", roles=("auto/role/boss",), password=None)
    found = {
        "manager": manager,
        "owner": owner,
        "employee": office.hire("E1", manager=manager, password=None),
        "other": office.hire("E2", password=None),
        "hr": office.hire("H1", portal_role=PortalRole.HR, password=None),
        "auditor": office.hire("A1", is_external=True, portal_role=PortalRole.AUDITOR, password=None),
        "administrator": office.hire(
            "Z1", is_external=True, portal_role=PortalRole.ADMINISTRATOR, password=None
        ),
    }
    for name, subject in found.items():
        write = office.records.ledger.sequencer.write
        from portal.accounts.service import add_account

        write(lambda c, s=subject, n=name: add_account(c, s, login=n, now=office.clock.now())).result()  # type: ignore[misc]
    return found


def name_of(rule: Rule, method: str) -> str:
    return f"{method} {rule.path.removeprefix('/en') if rule.path.startswith('/en/') else rule.path}"


def cases() -> list[tuple[str, str, Rule]]:
    return [(method, rule.path, rule) for rule in RULES for method in sorted(rule.methods - {"HEAD"})]


def ask(
    office: Office, persona: str, subject: SubjectId | None, method: str, path: str, *, other: str
) -> Answer:
    for name, value in {**SAMPLES, "{subject}": other}.items():
        path = path.replace(name, value)
    visitor: Visitor = office.stranger() if subject is None else office.visitor(subject)
    if method == "POST":
        token = visitor.cookies.get("dutybook-session")
        return visitor.post(path, csrf=csrf_of(token) if token else "")
    if method == "PUT":
        return visitor.put(path, {})
    return visitor.get(path)


def is_refused(answer: Answer) -> bool:
    towards = answer.headers.get("location", "")
    return answer.status_code in (401, 403) or "/sign-in/?next=" in towards


@pytest.mark.parametrize(
    ("method", "path", "rule"), cases(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_route_lets_in_exactly_whom_it_should(
    office: Office, people: Mapping[str, SubjectId], method: str, path: str, rule: Rule
) -> None:
    expected = EXPECTED[name_of(rule, method)]
    other = people["other"]
    let_in = set()
    for persona in PERSONAS:
        answer = ask(office, persona, people.get(persona), method, path, other=other)
        assert answer.status_code in (*range(200, 500), 503), (persona, answer.text[-500:])
        # A wrong password is no question of access, and the routes that take one are open to all.
        if not is_refused(answer) or (rule.guard == "open" and answer.status_code == 401):
            let_in.add(persona)
    assert let_in == expected


@pytest.mark.parametrize(
    "path", [rule.path for rule in RULES if rule.changes and rule.guard in ("permission", "signed-in")]
)
def test_no_change_is_made_by_a_form_that_is_not_ours(
    office: Office, people: Mapping[str, SubjectId], path: str
) -> None:
    allowed = EXPECTED[f"POST {path.removeprefix('/en') if path.startswith('/en/') else path}"]
    visitor = office.visitor(people[min(allowed)])
    for name, value in {**SAMPLES, "{subject}": people["other"]}.items():
        path = path.replace(name, value)
    assert visitor.post(path, csrf="0" * 64).status_code == 403
    right = csrf_of(visitor.cookies["dutybook-session"])
    assert visitor.post(path, csrf=right, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert visitor.post(path, csrf=right, headers={"sec-fetch-site": "same-site"}).status_code == 403


def test_the_table_names_no_route_that_is_gone() -> None:
    real = {name_of(rule, method) for rule in RULES for method in rule.methods}
    optional = {"GET /sign-in/company/", "GET /sign-in/company/return/"}
    assert set(EXPECTED) - real <= optional


def test_an_address_that_says_nothing_about_access_is_not_assembled() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    router = APIRouter()
    router.add_api_route("/secret/", lambda: "x", methods=["GET"])
    app.include_router(router)
    with pytest.raises(RouteUnguarded, match="/secret/"):
        rules(app)


def test_a_change_without_protection_from_forged_forms_is_not_assembled() -> None:
    for guard in (signed_in, may(Permission.READ)):
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        app.add_api_route("/change/", lambda: "x", methods=["POST"], dependencies=[Depends(guard)])
        with pytest.raises(RouteUnguarded, match="csrf"):
            rules(app)


def test_who_audits_writes_nothing_and_who_administers_confirms_nothing() -> None:
    everything = frozenset(PortalRole)
    assert permissions_of(everything) == PERMISSIONS[PortalRole.AUDITOR]
    administers = permissions_of(everything - {PortalRole.AUDITOR})
    assert administers == PERMISSIONS[PortalRole.ADMINISTRATOR]
    assert not administers & {Permission.CONFIRM_OWN, Permission.RECORD_ON_BEHALF, Permission.MANAGE_PEOPLE}
    writes = {permission for permission in Permission if permission.value.split("-")[0] in
              ("confirm", "complete", "remind", "manage", "record", "start", "release", "approve", "configure", "grant")}  # fmt: skip
    assert not PERMISSIONS[PortalRole.AUDITOR] & writes


def test_every_safe_route_is_get() -> None:
    assert {method for rule in RULES if not rule.changes for method in rule.methods} <= SAFE
