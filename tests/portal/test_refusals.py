"""Refusals: pages in the reader's language, JSON for programs, and never a bare failure."""

import logging
from pathlib import Path

import pytest

from portal import bookshelf
from portal.reading import search_page
from tests.portal.browsing import Browser, browse
from tests.portal.editions import publish


@pytest.mark.parametrize(
    ("address", "accepts", "says"),
    [
        ("/nowhere/", "", "没有这一页"),
        ("/nowhere/", "zh-TW,zh;q=0.9", "没有这一页"),
        ("/nowhere/", "en-GB,en;q=0.9,zh;q=0.8", "There is no such page"),
        ("/nowhere/", "zh;q=0.4, en;q=0.7", "There is no such page"),
        ("/nowhere/", "fr, de;q=0.8", "没有这一页"),
        ("/nowhere/", "en;q=broken, zh", "没有这一页"),
        ("/nowhere/", "," * 3000 + "en", "没有这一页"),
        ("/en/nowhere/", "zh-CN", "There is no such page"),
        ("/en", "zh-CN", ""),
    ],
)
def test_a_missing_page_is_explained_in_the_readers_language(
    reader: Browser, address: str, accepts: str, says: str
) -> None:
    answer = reader.get(address, headers={"accept-language": accepts})

    assert answer.status_code == (404 if says else 308)
    assert says in answer.text
    if says:
        assert 'value=""' in answer.text  # the shell of the site
        assert "Accept-Language" in answer.headers["vary"]


def test_a_missing_page_leads_home_and_to_its_other_language(reader: Browser) -> None:
    assert 'class="btn ink" href="/"' in reader.get("/nowhere").text
    assert 'class="btn ink" href="/en/"' in reader.get("/en/nowhere").text
    assert 'hreflang="en" href="/en/nowhere"' in reader.get("/nowhere").text
    assert 'hreflang="zh-Hans" href="/nowhere"' in reader.get("/en/nowhere").text


def test_an_address_is_never_run_as_html(reader: Browser) -> None:
    assert "<script>" not in reader.get("/<script>alert(1)</script>").text


def test_programs_get_one_shape_of_error(reader: Browser) -> None:
    answer = reader.get("/api/v1/nothing", headers={"accept-language": "en"})

    assert answer.status_code == 404
    assert answer.json() == {
        "error": {
            "code": "not-found",
            "message": "It may have moved, or the document was withdrawn. "
            "Start from the home page, or search by name or code.",
        }
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize(
    "address", ["/", "/auto/role/marketing-assistant/", "/search/", "/api/v1/search", "/healthz"]
)
def test_the_portal_can_only_be_read(reader: Browser, method: str, address: str) -> None:
    answer = reader.request(method, address)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert "method-not-allowed" in answer.text or "这个地址只能读" in answer.text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "缺少参数 q。"),
        (f"q={'x' * 201}", "参数 q 太长，最多 200 个字。"),
        ("q=x&limit=0", "参数 limit 最小是 1。"),
        ("q=x&limit=101", "参数 limit 最大是 100。"),
        ("q=x&limit=many", "参数 limit 应是整数。"),
        ("q=x&lang=fr", "参数 lang 只能是：'zh-Hans' or 'en'。"),
        ("q=x&kind=rolle", "参数 kind 只能是："),
        ("q=x&status=done", "参数 status 只能是："),
    ],
)
def test_a_wrong_parameter_is_named_in_a_sentence(reader: Browser, query: str, says: str) -> None:
    answer = reader.get(f"/api/v1/search?{query}", headers={"accept-language": "zh"})

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid-parameter"
    assert answer.json()["error"]["message"].startswith(says)


def test_a_wrong_parameter_is_explained_in_the_language_asked_for(reader: Browser) -> None:
    answer = reader.get("/api/v1/search?lang=en&q=x&limit=0", headers={"accept-language": "zh"})

    assert answer.json()["error"]["message"] == "The parameter limit must be 1 at least."


def test_a_wrong_parameter_of_the_page_of_results_is_a_page(reader: Browser) -> None:
    answer = reader.get("/en/search/?q=x&limit=many")

    assert answer.status_code == 422
    assert "The parameter limit must be a whole number." in answer.text
    assert "Something in the address is not right" in answer.text


def test_a_defect_is_a_page_with_a_reference_and_tells_no_secrets(
    reader: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr(search_page, "answer", broken)
    with caplog.at_level(logging.ERROR):
        answer = reader.get("/search/", params={"q": "调研"})

    assert answer.status_code == 500
    assert "这一页出了差错" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"]
    reference = caplog.records[-1].getMessage().removeprefix("defect ")
    assert reference in answer.text
    assert caplog.records[-1].exc_info


def test_before_anything_is_published_readers_are_told(home: Path) -> None:
    reader = browse(home)
    for address, says in {
        "/": "还没有发布版",
        "/en/": "Nothing has been published yet",
        "/search/?q=x": "发布",
    }.items():
        answer = reader.get(address)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
        assert says in answer.text
        assert "/assets/portal/portal.css" in answer.text

    assert reader.get("/assets/portal/portal.css").status_code == 200
    assert reader.get("/api/v1/search?q=x").json()["error"]["code"] == "no-edition"
    assert reader.get("/healthz").status_code == 200
    ready = reader.get("/readyz")
    assert (ready.status_code, ready.json()["reasons"][0]["code"]) == (503, "no-edition")


def test_a_library_without_its_search_can_still_be_read(home: Path) -> None:
    published = publish(home)
    (published.folder / "search/index.json").unlink()
    reader = browse(home)

    assert reader.get("/auto/role/marketing-assistant/").status_code == 200
    answer = reader.get("/search/", params={"q": "调研"})
    assert (answer.status_code, "搜索暂时不可用" in answer.text) == (503, True)
    assert reader.get("/api/v1/suggest?q=x").json()["error"]["code"] == "search-unavailable"
    assert reader.get("/readyz").json()["reasons"][0]["code"] == "search-unavailable"


def test_a_damaged_edition_is_explained(home: Path) -> None:
    manifest = publish(home).folder / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{")
    reader = browse(home)

    assert "暂时读不到发布版" in reader.get("/").text
    assert reader.get("/readyz").json()["reasons"][0]["code"] == "edition-unreadable"


def test_an_edition_without_a_shell_is_explained(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(home)
    monkeypatch.setattr(bookshelf, "SHELL_FILES", {"zh-Hans": "shells/gone.html"})

    assert browse(home).get("/").status_code == 503
