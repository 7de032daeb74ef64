"""What people type, and what they find."""

import pytest

from search_index.reader import SearchIndex
from tests.search_index.conftest import Build
from tests.search_index.handbook import HANDBOOK, VOCABULARY, a_document, a_section


def first(index: SearchIndex, query: str) -> str:
    hits = index.search(query).hits
    return f"{hits[0].document}#{hits[0].anchor}" if hits else ""


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("市场部经理", "auto/role/marketing-manager#"),
        ("市场助理岗位职责", "auto/role/marketing-assistant#"),
        ("广告合同谁审批", "auto/role/marketing-manager#d2"),
        ("怎么报销差旅费", "auto/policy/expenses#"),
        ("出差回来多久要报销", "auto/policy/expenses#a1"),
        ("请问新员工报到要找谁领电脑", "auto/procedure/onboarding#s2"),
        ("调研报告几天内提交", "auto/procedure/market-research#s3"),
        ("住宿标准", "auto/policy/expenses#a2"),
        ("市场助理 报销", "auto/role/marketing-assistant#d2"),
        ("资产领用", "auto/form/loan#"),
    ],
)
def test_question_in_plain_words_opens_at_the_place_that_answers(
    handbook: SearchIndex, query: str, place: str
) -> None:
    assert first(handbook, query) == place


@pytest.mark.parametrize(
    "query", ["SC-010", "sc010", "ＳＣ－０１０", "sc 010", "Sc–010", "《SC-010》", "SC_010"]
)
def test_code_is_found_however_it_is_written(handbook: SearchIndex, query: str) -> None:
    assert first(handbook, query) == "auto/procedure/market-research#"


@pytest.mark.parametrize("query", ["5.30", "５．３０", "CW-5.30", "cw5.30"])
def test_code_with_dots_is_found_whole_and_by_its_number(handbook: SearchIndex, query: str) -> None:
    assert first(handbook, query) == "auto/policy/expenses#"


def test_document_with_the_code_comes_before_one_that_mentions_it(build: Build) -> None:
    index = build(
        [
            *a_document("u/form/b", "领料单", {"": ("", "SC-010 SC-010 见流程 SC-010。")}, code="BD-001"),
            *a_document("u/procedure/a", "采购流程", {"": ("", "采购的做法。")}, code="SC-010"),
        ]
    )
    assert [hit.document for hit in index.search("sc010").hits] == ["u/procedure/a", "u/form/b"]


@pytest.mark.parametrize("query", ["市場部經理", "市場部经理", "市场\u200b部经理"])
def test_traditional_or_invisible_characters_in_a_question_change_nothing(
    handbook: SearchIndex, query: str
) -> None:
    assert handbook.search(query).hits == handbook.search("市场部经理").hits


def test_simplified_question_finds_traditional_text_and_shows_it_as_written(build: Build) -> None:
    index = build([a_section("u/policy/a", title="車輛管理制度", text="車輛鑰匙由行政部統一保管。")])
    (hit,) = index.search("车辆钥匙").hits
    assert hit.snippet_html == "<mark>車輛鑰匙</mark>由行政部統一保管。"


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("shichangzhuli", "auto/role/marketing-assistant#"),
        ("ShiChangZhuLi", "auto/role/marketing-assistant#"),
        ("sczl", "auto/role/marketing-assistant#"),
        ("shichangdiaoyan", "auto/procedure/market-research#"),
        ("kuaiji", "parts/role/accountant#"),
        ("zichanlingyongdan", "auto/form/loan#"),
    ],
)
def test_pinyin_and_initials_find_names(handbook: SearchIndex, query: str, place: str) -> None:
    assert first(handbook, query) == place


@pytest.mark.parametrize(
    ("query", "place", "understood"),
    [
        ("市调", "auto/procedure/market-research#", "市调 → 市场调研"),
        ("软文谁来写", "auto/role/marketing-assistant#d1", "软文 → 宣传稿"),
        ("hr", "auto/procedure/onboarding#", "hr → 人事部"),
    ],
)
def test_synonym_finds_what_the_text_calls_otherwise_and_says_so(
    handbook: SearchIndex, query: str, place: str, understood: str
) -> None:
    assert first(handbook, query) == place
    assert handbook.search(query).understood_as == (understood,)


def test_synonyms_work_in_both_directions(build: Build) -> None:
    sections = [
        a_section("u/policy/a", title="薪酬制度", text="薪酬每月十日发放。"),
        a_section("u/guide/b", text="工资条查询。"),
    ]
    index = build(sections, vocabulary=VOCABULARY)
    assert {hit.document for hit in index.search("工资").hits} == {"u/policy/a", "u/guide/b"}
    assert {hit.document for hit in index.search("薪酬").hits} == {"u/policy/a", "u/guide/b"}


def test_english_name_finds_the_chinese_page_also_in_the_plural(handbook: SearchIndex) -> None:
    assert first(handbook, "marketing managers") == "auto/role/marketing-manager#"


def test_english_pages_are_asked_in_english(handbook: SearchIndex) -> None:
    hits = handbook.search("who approves an advertising contract", language="en").hits
    assert [(hit.document, hit.anchor, hit.language) for hit in hits] == [
        ("auto/role/marketing-manager", "d2", "en")
    ]
    assert hits[0].snippet_text.startswith("Approves advertising contracts")


@pytest.mark.parametrize(
    ("query", "meant", "place"),
    [
        ("市场调妍", "市场调研", "auto/procedure/market-research#"),
        ("市场调研留程", "市场调研流程", "auto/procedure/market-research#"),
        ("市场部经里", "市场部经理", "auto/role/marketing-manager#"),
        ("市场部部经理", "市场部经理", "auto/role/marketing-manager#"),
        ("shichangzhuly", "shichangzhuli", "auto/role/marketing-assistant#"),
        ("marketng manager", "marketing manager", "auto/role/marketing-manager#"),
    ],
)
def test_one_wrong_character_is_mended_and_the_reader_told(
    handbook: SearchIndex, query: str, meant: str, place: str
) -> None:
    assert first(handbook, query) == place
    assert handbook.search(query).did_you_mean in {meant, None}


def test_word_that_sounds_like_the_right_one_is_mended(handbook: SearchIndex) -> None:
    assert handbook.search("编织年度市场计划").did_you_mean == "编制年度市场计划"
    assert first(handbook, "编织年度市场计划") == "auto/role/marketing-manager#d1"


def test_other_word_of_the_language_is_not_taken_for_a_mistake(handbook: SearchIndex) -> None:
    assert handbook.search("编辑年度市场计划").did_you_mean is None


@pytest.mark.parametrize(
    "query",
    [
        "火星移民签证",
        "食堂菜单",
        "qwertyuiop",
        "年会抽奖",
        "部门团建",
        "公司班车时刻",
        "员工宿舍",
        "食堂 市场部 经理",
        "asdf1234",
        "怎么办",
        "的",
        "",
        "   ",
        "？！",
    ],
)
def test_question_without_an_answer_gets_none(handbook: SearchIndex, query: str) -> None:
    assert handbook.search(query).hits == ()
    assert handbook.search(query).total == 0


def test_fragment_that_is_no_word_is_still_found(build: Build) -> None:
    index = build(
        [a_section("u/policy/a", text="由行政部经办人登记印章。"), a_section("u/policy/b", text="其他。")]
    )
    assert first(index, "部经办") == "u/policy/a#"
    assert first(index, "章") == "u/policy/a#"


def test_word_is_not_found_across_the_seam_of_two_others(build: Build) -> None:
    index = build([a_section("u/policy/a", text="每月汇总后上报销售部备案。")])
    assert index.search("报销").hits == ()


def test_name_made_of_question_words_is_found_as_it_is_written(build: Build) -> None:
    index = build([a_section("u/guide/a", title="怎么办", heading="怎么办", text="常见疑问与答复。")])
    assert first(index, "怎么办") == "u/guide/a#"


def test_every_title_of_the_handbook_finds_its_document_first(handbook: SearchIndex) -> None:
    for section in HANDBOOK:
        found = handbook.search(section.title, language=section.language).hits[0]
        assert (found.document, found.anchor) == (section.document, "")
