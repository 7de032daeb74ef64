"""Reading the published pages."""

from pathlib import Path

import pytest

from tests.portal.browsing import Browser, browse
from tests.portal.editions import PAGES, page, publish

PROCEDURE = "/auto/procedure/market-research/"


def test_the_home_page_is_shown_in_both_languages(reader: Browser) -> None:
    assert "首页" in reader.get("/").text
    assert "Home" in reader.get("/en/").text


def test_a_page_is_shown_exactly_as_it_was_published(reader: Browser) -> None:
    assert reader.get(PROCEDURE).content == PAGES[f"site{PROCEDURE}index.html"]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (PROCEDURE, "text/html; charset=utf-8"),
        ("/assets/main.0f1e2d3c.min.css", "text/css; charset=utf-8"),
        ("/assets/dutybook/search.js", "text/javascript; charset=utf-8"),
        ("/assets/dutybook/mark.svg", "image/svg+xml"),
        ("/assets/portal/portal.css", "text/css; charset=utf-8"),
    ],
)
def test_every_file_says_what_it_is(reader: Browser, address: str, kind: str) -> None:
    answer = reader.get(address)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind


def test_a_file_of_an_unknown_kind_is_never_guessed(home: Path) -> None:
    publish(home, files={"site/notes.weird": b"<script>alert(1)</script>"})

    assert browse(home).get("/notes.weird").headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(("ending", "kind"), [("svg", "image/svg+xml"), ("bpmn", "application/xml")])
def test_files_beside_a_page_are_saved_and_never_shown(home: Path, ending: str, kind: str) -> None:
    address = f"auto/procedure/market-research/market-research.{ending}"
    publish(home, files={f"site/{address}": b"<svg><style>p{}</style></svg>"})

    for asked in (browse(home).get, browse(home).head):
        headers = asked(f"/{address}").headers
        assert headers["content-type"] == kind
        assert headers["content-disposition"] == "attachment"
        assert headers["x-content-type-options"] == "nosniff"


def test_pictures_of_the_site_itself_are_shown(reader: Browser) -> None:
    assert "content-disposition" not in reader.get("/assets/dutybook/mark.svg").headers


def test_an_unchanged_page_is_not_sent_again(reader: Browser) -> None:
    first = reader.get(PROCEDURE)
    again = reader.get(PROCEDURE, headers={"if-none-match": first.headers["etag"]})

    assert first.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("known", ["*", '"x", {etag}', "{strong}", ' {etag} , "y"'])
def test_every_way_to_say_one_has_a_page_is_understood(reader: Browser, known: str) -> None:
    etag = reader.get(PROCEDURE).headers["etag"]
    said = known.format(etag=etag, strong=etag.removeprefix("W/"))

    assert reader.get(PROCEDURE, headers={"if-none-match": said}).status_code == 304


def test_a_page_one_had_in_another_edition_is_sent_again(reader: Browser) -> None:
    assert reader.get(PROCEDURE, headers={"if-none-match": 'W/"0123"'}).status_code == 200


def test_a_file_with_its_fingerprint_in_the_name_is_kept_for_good(reader: Browser) -> None:
    assert "immutable" in reader.get("/assets/main.0f1e2d3c.min.css").headers["cache-control"]
    assert "immutable" not in reader.get("/assets/dutybook/search.js").headers["cache-control"]


def test_head_tells_all_that_get_tells_but_the_page(reader: Browser) -> None:
    got, head = reader.get(PROCEDURE), reader.head(PROCEDURE)

    assert (head.status_code, head.content) == (200, b"")
    told, known = dict(head.headers), dict(got.headers)
    assert told.pop("x-request-id") != known.pop("x-request-id")
    assert told == known


@pytest.mark.parametrize(
    "address", ["/healthz", "/api/v1/search?q=x", "/search/?q=x", "/nowhere", "/edition.json"]
)
def test_head_works_for_every_address(reader: Browser, address: str) -> None:
    got, head = reader.get(address), reader.head(address)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_an_address_without_its_last_slash_leads_to_the_page(reader: Browser) -> None:
    answer = reader.get("/auto/procedure/market-research?from=mail")

    assert answer.status_code == 308
    assert answer.headers["location"] == "/auto/procedure/market-research/?from=mail"


def test_a_chinese_address_without_its_last_slash_leads_to_the_page(home: Path) -> None:
    publish(home, files={"site/手册/index.html": page("手册")})
    answer = browse(home).get("/手册")

    assert answer.headers["location"] == "/%E6%89%8B%E5%86%8C/"
    assert "手册" in browse(home).get(answer.headers["location"]).text


@pytest.mark.parametrize(
    "address", ["//evil.example", "//evil.example/", "/\\evil.example", "/%2F%2Fevil.example"]
)
def test_no_address_leads_to_another_site(reader: Browser, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_long_pages_are_compressed_for_browsers_that_can(reader: Browser) -> None:
    packed = reader.get("/assets/main.0f1e2d3c.min.css", headers={"accept-encoding": "gzip"})
    plain = reader.get("/assets/main.0f1e2d3c.min.css", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert "Accept-Encoding" in packed.headers["vary"]


TRAVERSALS = [
    "/../manifest.json",
    "/..%2fmanifest.json",
    "/%2e%2e/manifest.json",
    "/%2e%2e%2fcatalogue.json",
    "/assets/../../library.json",
    "/assets/..%2f..%2flibrary.json",
    "/....//....//etc/passwd",
    "/..\\..\\etc\\passwd",
    "/%5c..%5cmanifest.json",
    "/%00",
    "/index.html%00.css",
    "/manifest.json",
    "/catalogue.json",
    "/library.json",
    "/shells/zh.html",
    "/search/index.json",
    "/site/index.html",
    "/current/site/index.html",
    "/etc/passwd",
    "//etc/passwd",
    "/%E3%80%82%E3%80%82/manifest.json",
    "/assets",
    "/assets/",
]
RESTRICTED = [
    "/restricted/",
    "/restricted/site/auto/policy/salaries/",
    "/restricted/site/auto/policy/salaries/index.html",
    "/restricted/catalogue.json",
    "/../restricted/site/auto/policy/salaries/",
    "/..%2frestricted%2fsite%2fauto%2fpolicy%2fsalaries%2f",
    "/%2e%2e/restricted/site/auto/policy/salaries/index.html",
    "/auto/policy/salaries/",
    "/auto/policy/salaries",
    "/en/../restricted/catalogue.json",
]


@pytest.mark.parametrize("address", TRAVERSALS)
def test_nothing_outside_the_published_site_can_be_read(reader: Browser, address: str) -> None:
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("address", RESTRICTED)
def test_restricted_documents_are_not_served_at_all(reader: Browser, address: str) -> None:
    answer = reader.get(address)

    assert answer.status_code == 404
    assert "薪酬" not in answer.text


def test_a_file_put_into_the_folder_by_hand_is_not_served(home: Path) -> None:
    published = publish(home)
    (published.folder / "site" / "planted.html").write_text("planted")

    assert browse(home).get("/planted.html").status_code == 404


def test_a_page_that_was_cut_short_on_disk_is_refused_by_name(home: Path) -> None:
    published = publish(home)
    file = published.folder / "site/auto/procedure/market-research/index.html"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:20])
    answer = browse(home).get(PROCEDURE)

    assert answer.status_code == 503
    assert "暂时读不到发布版" in answer.text
