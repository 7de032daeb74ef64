"""The interface for programs: what an auditor's program may ask, and that every answer is one the description tells."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, openapi
from schemathesis.core.result import Ok

from portal.access.permissions import PortalRole
from tests.portal.acknowledgements.reading_rooms import LEAVE
from tests.portal.browsing import Answer
from tests.portal.editions import publish
from tests.portal.offices import Office, Visitor, an_office
from tests.portal.reports.audits import DAY_ONE, Audit, an_audit

EXAMPLES = 25


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audit]:
    with an_audit(tmp_path_factory.mktemp("programs") / "var") as opened:
        yield opened


def test_a_program_asks_for_coverage_as_of_a_day(audit: Audit) -> None:
    number = audit.confirms(audit.hires("1001", "林书意"))

    told = audit.auditor.get(f"/api/v1/coverage?day={DAY_ONE}&by=document&document={LEAVE}").json()
    record = audit.auditor.get(f"/api/v1/records/{number}").json()

    assert told["totals"]["asked"] == told["totals"]["met"] == 1
    assert list(told["by"]) == [LEAVE]
    assert json.loads(record["body"])["document"] == LEAVE
    assert record["proof"].startswith("c2sp.org/tlog-proof@v1")
    assert "林书意" not in json.dumps([told, record], ensure_ascii=False)


def test_nobody_else_is_told(audit: Audit) -> None:
    employee = audit.hires("1007", "魏来")

    assert audit.office.stranger().get("/api/v1/coverage").status_code == 401
    answer = employee.get("/api/v1/coverage")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not-allowed")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A portal whose library can be searched, too."""
    home = tmp_path_factory.mktemp("described") / "var"
    publish(home)
    with an_office(home) as opened:
        yield opened


def test_every_answer_to_whatever_is_asked_is_one_that_is_described(office: Office) -> None:
    """Schemathesis makes the questions from the description, and judges the answers by it: no 5xx, none unknown."""
    auditor = office.visitor(office.hire("A1", "A", is_external=True, portal_role=PortalRole.AUDITOR))
    described = auditor.get("/api/openapi.json").json()
    asked = {}
    for found in openapi.from_dict(described).get_all_operations():
        assert isinstance(found, Ok)
        asked[found.ok().label] = answers_of(found.ok(), [auditor, office.stranger()])
    assert len(asked) == sum(len(methods) for methods in described["paths"].values())
    assert any(200 in statuses for statuses in asked.values())


def answers_of(operation: Any, people: list[Visitor]) -> set[int]:
    """The statuses with which an operation answers, every one of them described."""
    known, statuses = set(operation.definition.raw["responses"]), set[int]()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), who=st.sampled_from(people))
    def ask(case: Case[Any], who: Visitor) -> None:
        answer = sent(who, case)
        statuses.add(answer.status_code)
        assert answer.status_code < 500, answer.text[-500:]
        assert str(answer.status_code) in known, (operation.label, answer.status_code, answer.text[:300])
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) == {"code", "message"}

    ask()
    return statuses


def sent(who: Visitor, case: Case[Any]) -> Answer:
    """One made-up question, sent as it was made up."""
    query = {name: value for name, value in dict(case.query or {}).items() if value is not None}
    headers = {
        name: str(value)
        for name, value in dict(case.headers or {}).items()
        if str(value).isascii() and str(value).isprintable()
    }
    if who.cookies:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
    body = json.dumps(case.body).encode() if isinstance(case.body, dict | list) else b""
    kind = {"content-type": "application/json"}
    return who.browser.request(
        case.method, case.formatted_path, params=query, headers=kind | headers, body=body
    )
