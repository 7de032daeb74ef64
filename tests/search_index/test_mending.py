"""Mistakes and other languages: what was meant is found, and the reader is told what was mended."""

import pytest

from search_index.analysis import stem
from search_index.reader import SearchIndex
from tests.search_index.conftest import Build
from tests.search_index.handbook import a_document, a_section


@pytest.fixture
def index(build: Build) -> SearchIndex:
    chinese = a_document(
        "u/procedure/transfer",
        "档案移交",
        {"": ("", "原件每季度集中。"), "s1": ("整理接力名单", "市场部经理排好次序，按次序接力。")},
        code="JS-5.16",
        aliases=("Transferring records",),
    )
    english = a_document(
        "u/procedure/transfer",
        "Transferring records",
        {"": ("", "Originals are collected."), "s1": ("Approve the list", "The archivist approves it.")},
        code="JS-5.16",
        language="en",
    )
    return build(
        [*chinese, *english, *a_document("u/role/clerk", "资料员", {"": ("", "登记资料。")}, code="JS-5.30")]
    )


@pytest.mark.parametrize(
    ("query", "meant", "place"),
    [
        ("挡案什么时候交", "档案什么时候交", "u/procedure/transfer"),
        ("接立名单怎么排", "接力名单怎么排", "u/procedure/transfer"),
        ("档案移角", "档案移交", "u/procedure/transfer"),
        ("档移案交", "档案移交", "u/procedure/transfer"),
    ],
)
def test_character_that_sounds_alike_or_changed_places_is_mended(
    index: SearchIndex, query: str, meant: str, place: str
) -> None:
    results = index.search(query)
    assert (results.did_you_mean, results.hits[0].document) == (meant, place)


def test_mending_never_turns_a_question_without_an_answer_into_one(index: SearchIndex) -> None:
    assert not index.search("挡雨棚坏了找谁").answered


def test_question_in_english_on_a_chinese_page_opens_the_chinese_place(index: SearchIndex) -> None:
    hit = index.search("who approves the list").hits[0]
    assert (hit.language, hit.anchor, hit.heading) == ("zh-Hans", "s1", "整理接力名单")


def test_question_in_chinese_on_an_english_page_opens_the_english_place(index: SearchIndex) -> None:
    hit = index.search("接力名单怎么整理", language="en").hits[0]
    assert (hit.language, hit.anchor, hit.heading) == ("en", "s1", "Approve the list")


def test_filters_hold_in_the_other_language_too(index: SearchIndex) -> None:
    hidden = ("u/procedure/transfer",)
    assert not index.search("who approves the list", hidden_documents=hidden).answered


@pytest.mark.parametrize("query", ["5.16", "5-16", "５．１６", "js5.16"])
def test_code_with_a_dash_for_its_dot_is_found(index: SearchIndex, query: str) -> None:
    assert index.search(query).hits[0].document == "u/procedure/transfer"


def test_code_is_not_shortened_to_another(index: SearchIndex) -> None:
    assert [hit.document for hit in index.search("5.30").hits] == ["u/role/clerk"]
    assert not index.search("5.3").answered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("approve", "approved"),
        ("approve", "approving"),
        ("policy", "policies"),
        ("stop", "stopped"),
        ("carry", "carried"),
        ("box", "boxes"),
    ],
)
def test_english_words_are_one_in_all_their_forms(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["ring", "red", "bus", "class", "sc010", "5.16", "市场"])
def test_word_without_an_ending_is_left_as_it_is(word: str) -> None:
    assert stem(word) == word


def test_number_of_an_article_finds_it(build: Build) -> None:
    index = build(
        [
            a_section(
                "u/policy/a", "a8", title="支持制度", heading="报缺陷", aliases=("第八条",), part="article"
            ),
            a_section(
                "u/policy/a", "a9", title="支持制度", heading="先立项", aliases=("第九条",), part="article"
            ),
        ]
    )
    assert index.search("支持制度第八条").hits[0].anchor == "a8"
