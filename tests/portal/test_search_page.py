"""The page of results, read without any script."""

import html
import re
from pathlib import Path

import pytest

from search_index.section import Section
from tests.portal.browsing import Browser, browse
from tests.portal.editions import SECTIONS, publish


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def links_of(page: str) -> dict[str, str]:
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {" ".join(text_of(label).split()): html.unescape(address) for address, label in found}


def test_hits_are_gathered_by_document_with_their_steps_below(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "调研"}).text
    first = page.split('<article class="hit">')[1]
    links = links_of(first)

    assert links["市场调研 SC-003"] == "/auto/procedure/market-research/"
    assert (
        links["第 2 步　走访门店，填调研记录".replace("　", " ")] == "/auto/procedure/market-research/#visit"
    )
    assert links["第 4 步　写出市场调研报告".replace("　", " ")] == "/auto/procedure/market-research/#report"
    assert "<mark>调研</mark>" in first
    assert '<span class="st effective">生效</span>' in first


def test_hits_are_the_next_level_of_headings_below_the_question(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "调研"}).text
    assert re.findall(r"<h([1-6])", page.partition("<h1")[2].partition("<footer")[0])[0] == "2"
    assert "<h3" not in page.partition("<h1")[2].partition("<footer")[0]


def test_a_single_duty_is_shown_as_itself_below_its_role(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "竞品"}).text

    assert "衡启汽车·市场部·市场助理" in page
    assert "/auto/role/marketing-assistant/#d4" in page


def test_the_page_says_which_synonyms_it_used(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "市调"}).text

    assert "同时查找：市调 → 市场调研" in text_of(page)
    assert "<mark>市场调研</mark>" in page


def test_the_words_stay_in_the_search_box_and_in_the_title(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "调研"}).text

    assert '<input name="q" value="调研">' in page
    assert "<title>搜索：调研 · 职守</title>" in page


def test_results_can_be_narrowed_and_widened_by_links_alone(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "调研"}).text
    narrowed = reader.get(links_of(page)["表单 1"]).text

    assert narrowed.count('<article class="hit">') == 1
    assert "市场调研申请表" in text_of(narrowed)
    assert 'aria-current="true"' in narrowed

    widened = reader.get(links_of(narrowed)["表单 1"]).text
    assert widened.count('<article class="hit">') == page.count('<article class="hit">')


def test_a_second_choice_in_a_facet_can_be_added_to_the_first(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "调研", "kind": "form"}).text
    both = reader.get(links_of(page)["流程 3"]).text

    assert both.count('<article class="hit">') == 2
    assert both.count('pt-choice" href') == both.count('rel="nofollow"><span>')


def test_units_departments_and_states_carry_their_names(reader: Browser) -> None:
    links = links_of(reader.get("/search/", params={"q": "市调"}).text)

    assert {"衡启汽车 3", "衡川置业 1", "生效 3", "草稿 1"} <= links.keys()


def test_a_choice_that_left_nothing_can_be_dropped(reader: Browser) -> None:
    page = reader.get("/search/", params={"q": "竞品", "kind": "form"}).text

    assert "没有找到“竞品”" in text_of(page)
    assert links_of(page)["不限定范围再找一次"] == "/search/?q=%E7%AB%9E%E5%93%81"
    assert links_of(page)["表单 0"] == "/search/?q=%E7%AB%9E%E5%93%81"


def test_without_an_answer_the_page_says_so_and_what_to_try(reader: Browser) -> None:
    answer = reader.get("/search/", params={"q": "食堂菜单"})

    assert answer.status_code == 200
    assert "没有找到“食堂菜单”" in answer.text
    assert "换一种说法" in answer.text


def test_a_mended_typing_mistake_is_named(reader: Browser) -> None:
    page = text_of(reader.get("/search/", params={"q": "市场调妍"}).text)

    assert "没有“市场调妍”，下面是“市场调研”的结果" in page


@pytest.mark.parametrize("query", ["", "   ", "\x00\x01"])
def test_without_words_the_page_explains_how_to_search(reader: Browser, query: str) -> None:
    page = reader.get("/search/", params={"q": query}).text

    assert "可以输入名称、编号" in page
    assert '<form class="pt-ask' in page


def test_the_page_exists_in_english(reader: Browser) -> None:
    page = reader.get("/en/search/", params={"q": "market"}).text

    assert "1 place" in page
    assert "Market research" in text_of(page)
    assert "/en/auto/procedure/market-research/" in page
    assert "In force" in page
    assert "没有" not in page


def test_the_language_switch_keeps_the_question(reader: Browser) -> None:
    chinese = reader.get("/search/", params={"q": "调研"}).text
    english = reader.get("/en/search/", params={"q": "调研"}).text

    assert 'href="/en/search/?q=%E8%B0%83%E7%A0%94"' in chinese
    assert 'href="/search/?q=%E8%B0%83%E7%A0%94"' in english


def test_more_results_are_one_link_away(home: Path) -> None:
    many = [
        Section(document=f"auto/guide/g{n}", kind="guide", unit="auto", status="effective", title=f"验收 {n}",
                address=f"auto/guide/g{n}/", text="到货验收")
        for n in range(30)
    ]  # fmt: skip
    publish(home, sections=[*SECTIONS, *many])
    reader = browse(home)
    page = reader.get("/search/", params={"q": "验收"}).text

    assert page.count('<article class="hit">') == 20
    assert reader.get(links_of(page)["显示更多"]).text.count('<article class="hit">') == 30


@pytest.mark.parametrize("language", ["", "/en"])
def test_what_was_typed_is_never_run_as_html(reader: Browser, language: str) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
    page = reader.get(f"{language}/search/", params={"q": hostile}).text

    assert "<script>" not in page
    assert "<img" not in page
    assert "{{7*7}}" in page


def test_what_content_says_is_never_run_as_html(home: Path) -> None:
    evil = Section(
        document="auto/guide/<b>", kind="<i>", unit="<u>", status='"><s>', code="<c>", title="验收<script>1</script>",
        heading="<h>", address="javascript:alert(1)", context="<x>", text="验收 <img src=x onerror=alert(1)>",
    )  # fmt: skip
    publish(home, sections=[evil])
    page = browse(home).get("/search/", params={"q": "验收"}).text

    assert not re.search(r"<(script|img|b|i|u|s|c|x)>", page)
    assert 'href="javascript' not in page


def test_a_very_long_question_is_cut_rather_than_refused(reader: Browser) -> None:
    assert reader.get("/search/", params={"q": "市场调研" * 2000}).status_code == 200


@pytest.mark.parametrize("address", ["/search", "/en/search"])
def test_without_the_last_slash_the_question_is_not_lost(reader: Browser, address: str) -> None:
    answer = reader.get(address, params={"q": "竞品", "kind": "role"})

    assert answer.status_code in {307, 308}
    assert answer.headers["location"].startswith(f"{address}/?")
    assert "kind=role" in answer.headers["location"]
