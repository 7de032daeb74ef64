"""Questions without an answer: noted for the owners, never with the asker."""

import datetime
import html
import re
import sqlite3
from pathlib import Path

import pytest

from portal.journal import KEPT, MOST, Journal
from portal.personal import without_personal
from tests.portal.browsing import browse
from tests.portal.editions import publish
from tests.portal.test_search_page import links_of, text_of

TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "var" / "unanswered.sqlite")


def test_a_question_the_library_cannot_answer_is_noted_once_however_it_is_spelled(journal: Journal) -> None:
    for words in ("食堂菜单", "食堂 菜单", "食堂菜單"):
        assert journal.record(words, language="zh-Hans", day=TODAY)

    (noted,) = journal.most_asked("zh-Hans", limit=10)
    assert (noted.question, noted.times, noted.first_day) == ("食堂菜单", 3, "2026-11-22")


def test_the_most_asked_come_first_and_languages_stay_apart(journal: Journal) -> None:
    for words in ("班车", "食堂", "食堂"):
        journal.record(words, language="zh-Hans", day=TODAY)
    journal.record("canteen", language="en", day=TODAY)

    assert [found.question for found in journal.most_asked("zh-Hans", limit=10)] == ["食堂", "班车"]
    assert [found.question for found in journal.most_asked("en", limit=10)] == ["canteen"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("li.he@example.com 的门禁", "… 的门禁"),
        ("13800138000 是谁的电话", "… 是谁的电话"),
        ("身份证 110105 19491231 0020", "身份证 …"),
        ("BGCG-0857-BTDO-0089-2022", "BGCG-0857-BTDO-0089-2022"),
        ("5.30 归档", "5.30 归档"),
        ("2026-11-22 之前交吗", "2026-11-22 之前交吗"),
    ],
)
def test_what_points_to_a_person_is_struck_out_and_codes_are_kept(typed: str, kept: str) -> None:
    assert without_personal(typed) == kept


def test_a_question_of_nothing_but_a_number_is_not_noted(journal: Journal) -> None:
    assert not journal.record("13800138000", language="zh-Hans", day=TODAY)
    assert journal.most_asked("zh-Hans", limit=10) == ()


def test_what_nobody_asked_for_a_year_goes(journal: Journal) -> None:
    journal.record("旧问题", language="zh-Hans", day=TODAY - KEPT - datetime.timedelta(days=1))
    journal.record("新问题", language="zh-Hans", day=TODAY)

    assert [found.question for found in journal.most_asked("zh-Hans", limit=10)] == ["新问题"]


def test_a_flood_of_questions_does_not_grow_the_file_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.journal.MOST", 20)
    journal = Journal(tmp_path / "few.sqlite")
    for number in range(30):
        journal.record(f"乱七八糟{number}号", language="zh-Hans", day=TODAY)

    assert MOST > 20
    assert len(journal.most_asked("zh-Hans", limit=100)) == 20


def test_a_damaged_file_costs_the_note_and_not_the_answer(home: Path) -> None:
    publish(home)
    (home / "unanswered.sqlite").write_bytes(b"this is no database, and never was one" * 30)
    page = browse(home).get("/search/", params={"q": "食堂菜单"})

    assert page.status_code == 200
    assert "没有找到“食堂菜单”" in page.text
    assert "已经记下" not in page.text
    assert "没有欠着的问题" in browse(home).get("/unanswered/").text


def test_the_reader_is_told_that_the_question_was_noted_and_the_owner_finds_it(home: Path) -> None:
    publish(home)
    reader = browse(home)
    page = reader.get("/search/", params={"q": "食堂菜单"}).text
    listed = reader.get(links_of(page)["没有答案的问题"]).text

    assert "只记问题，不记是谁问的" in text_of(page)
    assert links_of(listed)["食堂菜单"] == "/search/?q=%E9%A3%9F%E5%A0%82%E8%8F%9C%E5%8D%95"


def test_what_was_found_or_only_narrowed_away_or_merely_typed_is_not_noted(home: Path) -> None:
    publish(home)
    reader = browse(home)
    reader.get("/search/", params={"q": "调研"})
    reader.get("/search/", params={"q": "竞品", "kind": "form"})
    reader.get("/api/v1/suggest", params={"q": "食堂菜"})

    assert "没有欠着的问题" in reader.get("/unanswered/").text


def test_programs_that_ask_in_vain_are_noted_too(home: Path) -> None:
    publish(home)
    reader = browse(home)
    reader.get("/api/v1/search", params={"q": "canteen", "lang": "en"})

    assert "canteen" in reader.get("/en/unanswered/").text


def test_a_question_that_has_an_answer_by_now_is_listed_apart(home: Path) -> None:
    publish(home)
    Journal(home / "unanswered.sqlite").record("调研", language="zh-Hans", day=TODAY)
    page = text_of(browse(home).get("/unanswered/").text)

    assert "没有欠着的问题" in page
    assert "现在已有答案" in page


def test_the_file_holds_the_question_and_days_and_nothing_else(home: Path) -> None:
    publish(home)
    browse(home).get(
        "/search/", params={"q": "食堂菜单"}, headers={"user-agent": "Secret/1.0", "cookie": "a=b"}
    )
    with sqlite3.connect(home / "unanswered.sqlite") as store:
        columns = [row[1] for row in store.execute("PRAGMA table_info(unanswered)")]

    assert columns == ["language", "key", "question", "times", "told", "first_day", "last_day"]
    assert b"Secret" not in (home / "unanswered.sqlite").read_bytes()


def test_the_address_without_its_slash_leads_there(home: Path) -> None:
    publish(home)
    answer = browse(home).get("/unanswered")

    assert (answer.status_code, answer.headers["location"]) == (308, "/unanswered/")


def test_a_reader_can_say_that_the_results_are_no_answer(home: Path) -> None:
    publish(home)
    reader = browse(home)
    page = reader.get("/search/", params={"q": "调研"}).text
    (address,) = re.findall(r'<form class="pt-unhelpful" method="post" action="([^"]+)"', page)
    told = reader.request("POST", html.unescape(address), headers={"sec-fetch-site": "same-origin"})
    listed = text_of(reader.get(told.headers["location"]).text)

    assert told.status_code == 303
    assert "有结果，读者说不是要找的" in listed
    assert "没有欠着的问题" in listed


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://example.com"}],
)
def test_a_page_elsewhere_cannot_write_into_the_list(home: Path, headers: dict[str, str]) -> None:
    publish(home)
    reader = browse(home)
    answer = reader.request("POST", "/unanswered/?q=spam&lang=zh-Hans", headers=headers)

    assert answer.status_code == 403
    assert "请从门户里的页面操作" in answer.text
    assert "spam" not in reader.get("/unanswered/").text
