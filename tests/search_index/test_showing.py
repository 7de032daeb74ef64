"""What a reader sees of a hit, and while still typing."""

import pytest

from search_index.folding import fold, spans_back
from search_index.reader import SearchIndex
from tests.search_index.conftest import Build
from tests.search_index.handbook import a_section


def test_snippet_marks_the_words_of_the_question_in_the_original(handbook: SearchIndex) -> None:
    (hit, *_) = handbook.search("广告合同审批").hits
    assert hit.snippet_html.startswith("<mark>审批</mark>五万元以内的<mark>广告合同</mark>")
    assert hit.snippet_text == "审批五万元以内的广告合同；超过五万元的会签财务部后报总经理。"


def test_snippet_is_safe_html(build: Build) -> None:
    index = build([a_section("u/guide/a", text='<b>盘点</b> & "清单"')])
    (hit,) = index.search("盘点").hits
    assert hit.snippet_html == "&lt;b&gt;<mark>盘点</mark>&lt;/b&gt; &amp; &quot;清单&quot;"


def test_snippet_of_a_long_text_is_cut_around_the_words(build: Build) -> None:
    index = build([a_section("u/guide/a", text="前文无关。" * 60 + "印章借用须登记。" + "后文无关。" * 60)])
    (hit,) = index.search("印章借用").hits
    assert "<mark>印章借用</mark>" in hit.snippet_html
    assert hit.snippet_text.startswith("…")
    assert hit.snippet_text.endswith("…")
    assert len(hit.snippet_text) < 130


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("仓库面积为１２０㎡，每㎡堆放物料不超过三百㎏，物料分区。", "物料", "物料"),
        ("表单ＳＣ－０１０随货。", "sc010", "ＳＣ－０１０"),
        ("表单 SC 010 随货。", "SC-010", "SC 010"),
        ("设\u200b备点检每班一次。", "设备", "设\u200b备"),
        ("Weekly reports go to both Managers.", "manager", "Managers"),
        ("All policies apply.", "policy", "policies"),
    ],
)
def test_marks_lie_on_the_original_characters(build: Build, text: str, query: str, marked: str) -> None:
    (hit,) = build([a_section("u/guide/a", text=text)]).search(query).hits
    assert {piece for piece, is_marked in hit.snippet if is_marked} == {marked}
    assert hit.snippet_text == text


@pytest.mark.parametrize("text", ["㎡㎏", "ﬁ ligature", "ＡＢＣ市場", "e\u0301te\u0301", "", "﷽"])
def test_folded_positions_lead_back_into_the_text(text: str) -> None:
    folded = fold(text)
    back = spans_back(text, folded=folded) or list(range(len(folded) + 1))
    assert len(back) == len(folded) + 1
    assert back == sorted(back)
    assert back[-1] <= len(text)


def test_hit_carries_everything_a_result_list_shows(handbook: SearchIndex) -> None:
    (hit,) = handbook.search("会计").hits
    shown = (
        hit.title,
        hit.kind,
        hit.part,
        hit.unit,
        hit.department,
        hit.status,
        hit.code,
        hit.address,
        hit.context,
    )
    assert shown == (
        *("会计", "role", "summary", "parts", "finance", "draft", "GW-101"),
        *("parts/role/accountant/", "远行零部件·财务部"),
    )


@pytest.mark.parametrize(
    ("typed", "title", "reason"),
    [
        ("SC-0", "市场调研流程", "code"),
        ("市场调", "市场调研流程", "title"),
        ("調研流", "市场调研流程", "title"),
        ("shichangzh", "市场助理", "sound"),
        ("scz", "市场助理", "sound"),
        ("market", "市场部经理", "title"),
        ("住宿标", "差旅费报销制度", "step"),
    ],
)
def test_typing_suggests_the_document(handbook: SearchIndex, typed: str, title: str, reason: str) -> None:
    suggestions = [(s.title, s.reason) for s in handbook.suggest(typed)]
    assert (title, reason) in suggestions


def test_suggested_document_lists_its_matching_steps_once(handbook: SearchIndex) -> None:
    (suggestion,) = handbook.suggest("调研")
    assert [step.heading for step in suggestion.steps] == ["提出调研需求", "编写调研方案", "提交调研报告"]
    assert suggestion.steps[0].address == "auto/procedure/market-research/#s1"


def test_title_that_begins_so_is_suggested_before_one_that_contains_it(build: Build) -> None:
    index = build([a_section("u/role/a", title="区域仓库主管"), a_section("u/role/b", title="仓库主管助理")])
    assert [s.title for s in index.suggest("仓库")] == ["仓库主管助理", "区域仓库主管"]
