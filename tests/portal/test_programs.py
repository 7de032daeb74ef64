"""What programs get: JSON of fixed shapes."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest

from portal.access.permissions import PortalRole
from portal.access.tokens import SCOPES, make_token
from tests.portal.browsing import Browser, browse
from tests.portal.editions import publish
from tests.portal.offices import an_office


def search(reader: Browser, **parameters: Any) -> dict[str, Any]:
    answer = reader.get("/api/v1/search", params=parameters)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_a_search_answers_with_ranked_sections(reader: Browser) -> None:
    answer = search(reader, q="sc003")

    assert answer["query"] == "sc003"
    assert answer["total"] >= 1
    assert answer["hits"][0] == {
        "document": "auto/procedure/market-research",
        "anchor": "",
        "title": "市场调研",
        "heading": "",
        "snippet": answer["hits"][0]["snippet"],
        "score": answer["hits"][0]["score"],
        "kind": "procedure",
        "code": "SC-003",
        "status": "effective",
        "address": "/auto/procedure/market-research/",
        "context": "衡启汽车·市场部",
    }


def test_snippets_are_safe_html_with_marks(reader: Browser) -> None:
    assert "<mark>市调</mark>" in "".join(hit["snippet"] for hit in search(reader, q="市调")["hits"])


def test_synonyms_and_mended_mistakes_are_named(reader: Browser) -> None:
    assert search(reader, q="市调")["understood_as"] == ["市调 → 市场调研"]
    assert search(reader, q="市场调妍")["did_you_mean"] == "市场调研"
    assert search(reader, q="市场调研")["did_you_mean"] is None


def test_a_question_the_library_cannot_answer_has_no_hits(reader: Browser) -> None:
    answer = search(reader, q="火星移民签证")

    assert (answer["total"], answer["hits"]) == (0, [])


def test_filters_narrow_hits_and_counts(reader: Browser) -> None:
    answer = search(reader, q="调研", kind="form", unit="estate", status="draft")

    assert {hit["kind"] for hit in answer["hits"]} == {"form"}
    assert answer["facets"]["unit"] == {"estate": answer["total"]}
    assert search(reader, q="调研", department="auto/department/marketing", limit=1)["total"] == 3
    assert search(reader, q="调研", kind=["form", "procedure"])["total"] == 4


def test_the_language_and_the_number_of_hits_can_be_chosen(reader: Browser) -> None:
    assert len(search(reader, q="调研", limit=1)["hits"]) == 1
    assert (
        search(reader, q="market", lang="en")["hits"][0]["address"] == "/en/auto/procedure/market-research/"
    )


def test_suggestions_come_in_groups_a_reader_understands(reader: Browser) -> None:
    answer = reader.get("/api/v1/suggest", params={"q": "调研"}).json()
    by_name, inside = answer["groups"]

    assert [group["label"] for group in answer["groups"]] == ["名称相符", "其中的条目"]
    assert by_name["hits"][0] == {
        "kind": "procedure",
        "mark": "流",
        "title_runs": [["市场", False], ["调研", True]],
        "code": "SC-003",
        "note": "衡启汽车·市场部，第 1.1 版",
        "status": "effective",
        "status_label": "生效",
        "address": "/auto/procedure/market-research/",
    }
    assert {hit["address"] for hit in inside["hits"]} == {
        "/auto/procedure/market-research/#visit",
        "/auto/procedure/market-research/#report",
    }
    assert answer["total"] == search(reader, q="调研")["total"]
    assert answer["search_address"] == "/search/?q=%E8%B0%83%E7%A0%94"


def test_suggestions_by_code_and_by_sound_say_so(reader: Browser) -> None:
    by_code = reader.get("/api/v1/suggest", params={"q": "sc003"}).json()
    by_sound = reader.get("/api/v1/suggest", params={"q": "scdy"}).json()

    assert by_code["groups"][0]["label"] == "编号相符"
    assert by_sound["groups"][0]["label"] == "也许是"


def test_suggestions_exist_in_english(reader: Browser) -> None:
    answer = reader.get("/api/v1/suggest", params={"q": "mark", "lang": "en"}).json()

    assert answer["groups"][0]["label"] == "By name"
    assert answer["groups"][0]["hits"][0]["note"] == "Hengqi Auto · Marketing, revision 1.1"
    assert answer["search_address"] == "/en/search/?q=mark"


def test_nothing_typed_suggests_nothing(reader: Browser) -> None:
    assert reader.get("/api/v1/suggest", params={"q": ""}).json()["groups"] == []


def test_every_page_can_name_its_edition(home: Path) -> None:
    published = publish(home)
    reader = browse(home)
    answer = reader.get("/edition.json").json()

    assert answer["id"] == published.id
    assert answer["mark"] == f"{published.id[:4]}·{published.id[4:8]}"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", answer["published"])
    assert reader.get("/api/v1/edition").json() == answer


def test_health_and_readiness(reader: Browser) -> None:
    assert reader.get("/healthz").json() == {"status": "alive"}
    assert reader.get("/readyz").json()["status"] == "ready"


def test_the_interface_describes_itself(reader: Browser) -> None:
    description = reader.get("/api/openapi.json").json()

    for_readers = {"/api/v1/search", "/api/v1/suggest", "/api/v1/edition"}
    for_others = {"/api/v1/coverage", "/api/v1/people", "/api/v1/records/{seq}"}
    assert set(description["paths"]) == for_readers | for_others
    assert description["info"]["title"] == "Dutybook"


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "程序接口"), ("en", "Interface for programs")])
def test_the_interface_is_explained_in_the_readers_language(
    reader: Browser, language: str, title: str
) -> None:
    by_browser = reader.get("/api/docs", headers={"accept-language": language})
    by_wish = reader.get("/api/docs", params={"lang": language})

    for answer in (by_browser, by_wish):
        assert answer.status_code == 200
        assert title in answer.text
        assert "/api/v1/suggest" in answer.text


def test_the_guide_explains_every_parameter_of_the_description(reader: Browser) -> None:
    page = reader.get("/api/docs").text
    for operations in reader.get("/api/openapi.json").json()["paths"].values():
        for parameter in (found for one in operations.values() for found in one.get("parameters", [])):
            assert f'<td class="mono nb">{parameter["name"]}</td>' in page


def test_the_examples_of_the_guide_work(reader: Browser) -> None:
    for example in re.findall(r'<a class="mono" href="([^"]+)"', reader.get("/api/docs").text):
        assert reader.get(example).status_code == 200


def test_a_collector_with_a_token_gets_numbers_and_nobody_else(home: Path) -> None:
    publish(home)
    with an_office(home) as office:
        office.hire("1001", "林书意", portal_role=PortalRole.HR)
        day = office.today + datetime.timedelta(days=90)
        tokens = {
            scope: make_token(office.records, scope, scope=scope, by="server-command", expires_on=day)
            for scope in SCOPES
        }
        office.stranger().get("/en/")
        office.app.state.rounds.once()
        jobs = office.app.state.rounds.jobs
        bearer = {"authorization": f"Bearer {tokens['metrics']}"}
        answer = office.stranger().get("/metrics", headers=bearer)
        refused = office.stranger().get("/metrics", headers={"authorization": f"Bearer {tokens['people']}"})
        assert refused.status_code == office.stranger().get("/metrics").status_code == 401
    figures = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert int(figures["dutybook_ledger_entries"]) > 0
    assert figures['dutybook_jobs{outcome="done"}'] == str(len(jobs))
    assert float(figures["dutybook_disk_free_bytes"]) > 0
    assert figures['dutybook_requests_total{method="GET",status="3xx"}'] == "1"
    assert figures['dutybook_request_seconds_bucket{le="+Inf"}'] == figures["dutybook_request_seconds_count"]
    assert "林书意" not in answer.text


def test_readiness_tells_whether_anything_can_be_recorded(home: Path) -> None:
    publish(home)
    with an_office(home) as office:
        assert office.stranger().get("/readyz").json()["records"] == "open"
        with an_office(home) as second:
            ready = second.stranger().get("/readyz")
    assert (ready.status_code, ready.json()["records"]) == (200, "ledger-held")
