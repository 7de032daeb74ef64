"""Protection: headers on every answer, and only this machine's names."""

import logging

import pytest

from portal.app import create_app
from portal.settings import Settings
from portal.web.protection import FIXED_HEADERS
from tests.portal.browsing import Browser, browse
from tests.portal.editions import POLICY

ANYWHERE = "0.0.0.0"  # noqa: S104  to be refused
EVERYTHING = [
    ("GET", "/"),
    ("GET", "/assets/main.0f1e2d3c.min.css"),
    ("GET", "/assets/portal/portal.css"),
    ("GET", "/auto/role/marketing-assistant"),
    ("GET", "/search/?q=调研"),
    ("GET", "/search/?limit=x"),
    ("GET", "/nowhere"),
    ("POST", "/"),
    ("HEAD", "/"),
    ("GET", "/api/docs"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/v1/search?q=x"),
    ("GET", "/api/v1/search"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/edition.json"),
]


@pytest.mark.parametrize(("method", "address"), EVERYTHING)
def test_every_answer_is_protected(reader: Browser, method: str, address: str) -> None:
    headers = reader.request(method, address).headers

    assert {name: headers[name] for name in FIXED_HEADERS} == dict(FIXED_HEADERS)
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_the_policy_allows_our_own_files_and_nothing_inline(reader: Browser) -> None:
    policy = dict(
        part.split(" ", 1)
        for part in reader.get("/search/?q=x").headers["content-security-policy"].split("; ")
    )

    assert policy == {
        "default-src": "'none'",
        "script-src": " ".join(POLICY["script-src"]),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize(
    "address", ["/search/?q=调研", "/search/", "/nowhere", "/api/docs", "/en/search/?q=market"]
)
def test_the_portals_own_pages_have_no_inline_styles_or_scripts(reader: Browser, address: str) -> None:
    page = reader.get(address).text

    assert " style=" not in page
    assert "<style" not in page
    assert "<script" not in page
    assert " on" not in {attribute[:3] for attribute in page.split('"')}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "localhost",
        "LOCALHOST:9",
        "localhost.",
        "127.8.9.1",
        "[::1]",
        "[::1]:8000",
    ],
)
def test_this_machine_answers_to_its_own_names(reader: Browser, host: str) -> None:
    assert reader.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::]", ANYWHERE, "",
     "127.0.0.1@x",
     "127.0.0.1:80:80", "localhost:port", "[::1", "a b", "2130706433", "::1"],
)  # fmt: skip
def test_any_other_name_is_turned_away(reader: Browser, host: str) -> None:
    answer = reader.get("/", headers={"host": host, "accept-language": "en"})

    assert answer.status_code == 421
    assert "Please use an address of this machine" in answer.text
    assert reader.get("/api/v1/edition", headers={"host": host}).json()["error"]["code"] == "host-not-allowed"


def test_two_names_at_once_are_turned_away(reader: Browser) -> None:
    answer = reader.get("/", headers=[("host", "localhost"), ("host", "evil.example")])

    assert answer.status_code == 421


def test_the_log_has_one_line_a_request_without_the_question(
    reader: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="portal.requests"):
        reader.get("/search/", params={"q": "离职补偿"}, headers={"user-agent": "curious"})
        reader.head("/岗位\r\n伪造")

    lines = [record.getMessage() for record in caplog.records if record.name == "portal.requests"]
    assert [line.rsplit(" ", 2)[0] for line in lines] == [
        "GET /search/ 200",
        "HEAD /%E5%B2%97%E4%BD%8D%0D%0A%E4%BC%AA%E9%80%A0 404",
    ]
    assert "离职" not in "".join(lines)
    assert "curious" not in "".join(lines)


def test_nothing_but_the_home_decides_what_is_served(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("empty")

    assert create_app(Settings(home=home)).state.bookshelf.problem() == "no-edition"
    assert browse(home).get("/").status_code == 503
