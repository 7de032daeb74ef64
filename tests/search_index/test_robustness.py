"""No text typed into the search box breaks it, alone or from many threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index.cache import CostCache
from search_index.reader import SearchIndex
from search_index.writer import write_index
from tests.search_index.handbook import HANDBOOK, VOCABULARY

HOSTILE = [
    "x" * 10_000,
    "市场" * 5_000,
    "\x00\x01\x1b[31m",
    "\ud800",
    "\udfff市场",
    "😀👩‍👩‍👧‍👦🇨🇳",
    "'\"`；--",
    "((((市场",
    "title:市场 AND NOT *",
    "*?~^[]{}",
    "<script>alert(1)</script>",
    "..../....",
    "a" * 300 + "-010",
    "㎡㎏℃",
    "\u202e市场\u202c",
    "İıſ",
    "𠮷野家",
    "-1" * 99,
]

WORDS = st.sampled_from(
    "市场 部 经理 报销 sc 010 - . ＳＣ 市調 “ ” ( ) \u200b \n 的 谁 AND * 妍 shichang".split()
)


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_text_is_just_a_question(handbook: SearchIndex, query: str) -> None:
    results = handbook.search(query)
    assert len(results.hits) <= min(10, results.total)
    assert isinstance(handbook.suggest(query), tuple)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map("".join)))
def test_any_text_is_just_a_question(handbook: SearchIndex, query: str) -> None:
    results = handbook.search(query, language=None)
    assert results.total >= len(results.hits)
    for hit in results.hits:
        assert "<mark></mark>" not in hit.snippet_html
    handbook.suggest(query, language=None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 40), size=st.integers(2, 12), which=st.integers(0, len(HANDBOOK) - 1))
def test_any_piece_of_a_text_can_be_searched_and_marked_pieces_are_from_the_original(
    handbook: SearchIndex, start: int, size: int, which: int
) -> None:
    section = HANDBOOK[which]
    for hit in handbook.search(section.text[start : start + size], language=section.language).hits:
        original = next(
            s.text
            for s in HANDBOOK
            if (s.document, s.anchor, s.language) == (hit.document, hit.anchor, hit.language)
        )
        assert all(text in original for text, _ in hit.snippet if text != "…")


def test_many_threads_get_the_answers_one_would_get(tmp_path: Path) -> None:
    write_index(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")
    queries = [section.title for section in HANDBOOK] + ["市场调妍", "报销", "sczl", "shichangzhuly"]
    expected = [SearchIndex.open(tmp_path / "a").search(query) for query in queries]
    fresh = SearchIndex.open(tmp_path / "a")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fresh.search, queries * 5)) == expected * 5


def test_answers_do_not_depend_on_what_was_asked_before(tmp_path: Path) -> None:
    write_index(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")
    used = SearchIndex.open(tmp_path / "a")
    for section in HANDBOOK:
        used.search(section.text[:20])
    assert used.search("市场部经理") == SearchIndex.open(tmp_path / "a").search("市场部经理")


def test_cache_stays_within_its_budget_and_forgets_the_longest_unasked() -> None:
    cache = CostCache[str](10)
    cache.put("a", "A", cost=5)
    cache.put("b", "B", cost=5)
    assert cache.get("a") == "A"
    cache.put("c", "C", cost=5)
    assert (cache.get("a"), cache.get("b"), cache.get("c"), len(cache)) == ("A", None, "C", 2)
    cache.put("d", "D", cost=50)
    assert len(cache) == 0


def test_closed_index_lets_go_of_its_files(tmp_path: Path) -> None:
    write_index(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")
    index = SearchIndex.open(tmp_path / "a")
    hits = index.search("市场助理").hits
    index.close()
    assert hits[0].title == "市场助理"
