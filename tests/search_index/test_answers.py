"""The direct answer: from a field, only where it was asked for, and only from a hit that convinces."""

import pytest

from search_index.facts import Fact
from search_index.reader import SearchIndex
from search_index.section import Section
from tests.search_index.conftest import Build
from tests.search_index.handbook import a_section

_PLAN = {"title": "推广方案审批", "code": "SC-005", "context": "远行汽车·市场部"}
_LEAVES = {"title": "推广方案审批", "code": "SC-005", "context": "远行汽车·市场部", "part": "step"}
_SECTIONS: list[Section] = [
    a_section(
        "u/procedure/plan",
        heading="推广方案审批",
        part="document",
        text="每一场推广都要有批过的方案。",
        facts=(Fact("owner", (("市场部经理", "u/role/manager/"),)), Fact("effective", (("2026-03-01", ""),))),
        **_PLAN,
    ),
    a_section(
        "u/procedure/plan",
        "draft",
        heading="起草推广方案",
        text="写清重点与费用。",
        facts=(
            Fact("limit", (("3 个工作日内", ""),)),
            Fact("form", (("策划方案", "u/form/plan/"),)),
            Fact("actor", (("市场助理", "u/role/assistant/"),)),
        ),
        **_LEAVES,
    ),
    a_section(
        "u/procedure/plan",
        "approve",
        heading="签批推广方案",
        text="不同意的退回。",
        facts=(Fact("approver", (("事业部经理", "u/role/head/"), ("总经理", "u/role/gm/"))),),
        **_LEAVES,
    ),
    a_section(
        "u/role/assistant",
        title="市场助理",
        heading="市场助理",
        part="document",
        facts=(Fact("superior", (("市场部经理", "u/role/manager/"),)),),
    ),
    a_section(
        "u/role/assistant",
        "pack",
        title="市场助理",
        part="duty",
        heading="把月度资料合订后寄给厂家督导",
        facts=(
            Fact("cycle", (("每月 1 日前", ""),)),
            Fact("keep", (("3 年", ""),)),
            Fact("recipient", (("厂家督导", ""),)),
            Fact("actor", (("市场助理", "u/role/assistant/"),)),
        ),
    ),
]


@pytest.fixture
def index(build: Build) -> SearchIndex:
    return build(_SECTIONS)


@pytest.mark.parametrize(
    ("query", "kind", "values", "address"),
    [
        ("推广方案谁批", "approver", ["事业部经理", "总经理"], "u/procedure/plan/#approve"),
        ("起草推广方案要几天", "deadline", ["3 个工作日内"], "u/procedure/plan/#draft"),
        ("起草推广方案用什么表", "form", ["策划方案"], "u/procedure/plan/#draft"),
        ("推广方案由谁起草", "owner", ["市场助理"], "u/procedure/plan/#draft"),
        ("推广方案审批什么时候生效", "deadline", ["2026-03-01"], "u/procedure/plan/"),
        ("市场助理的上级是谁", "owner", ["市场部经理"], "u/role/assistant/"),
        ("月度资料多久寄一次", "deadline", ["每月 1 日前"], "u/role/assistant/#pack"),
        ("月度资料寄给谁", "owner", ["厂家督导"], "u/role/assistant/#pack"),
        ("月度资料保存多久", "deadline", ["3 年"], "u/role/assistant/#pack"),
    ],
)
def test_question_for_a_fact_is_answered_with_it(
    index: SearchIndex, query: str, kind: str, values: list[str], address: str
) -> None:
    answer = index.search(query).answer
    assert answer is not None
    assert (answer.kind, [value.text for value in answer.values], answer.address) == (kind, values, address)


def test_answer_says_where_it_stands_and_its_values_lead_on(index: SearchIndex) -> None:
    answer = index.search("推广方案谁批").answer
    assert answer is not None
    assert [value.address for value in answer.values] == ["u/role/head/", "u/role/gm/"]
    assert (answer.sentence, answer.document, answer.title, answer.code, answer.context, answer.language) == (
        *("签批推广方案", "u/procedure/plan", "推广方案审批", "SC-005", "远行汽车·市场部", "zh-Hans"),
    )


@pytest.mark.parametrize("query", ["推广方案审批", "SC-005", "推广方案怎么写", "市场助理"])
def test_who_asks_for_the_thing_itself_gets_no_answer_card(index: SearchIndex, query: str) -> None:
    results = index.search(query)
    assert results.answered
    assert results.answer is None


def test_fact_of_something_the_question_did_not_name_is_no_answer(index: SearchIndex) -> None:
    assert index.search("市场助理保存多久").answer is None


def test_who_acts_is_not_passed_off_as_who_receives_or_approves(index: SearchIndex) -> None:
    assert index.search("起草推广方案交给谁").answer is None
    approved = index.search("起草推广方案谁批").answer
    assert approved is None or [value.text for value in approved.values] == ["事业部经理", "总经理"]


def test_how_often_is_not_answered_with_how_long(index: SearchIndex) -> None:
    assert index.search("起草推广方案多久一次").answer is None


def test_whose_duty_it_is_to_approve_is_the_approver(build: Build) -> None:
    duty = a_section(
        "u/role/gm",
        "budget",
        title="总经理",
        part="duty",
        heading="批准年度预算",
        facts=(Fact("actor", (("总经理", "u/role/gm/"),)),),
    )
    answer = build([duty]).search("年度预算谁批").answer
    assert answer is not None
    assert (answer.kind, [value.text for value in answer.values]) == ("approver", ["总经理"])


def test_question_the_library_cannot_answer_has_neither_hits_nor_answer(index: SearchIndex) -> None:
    results = index.search("班车几点发车")
    assert (results.answered, results.hits, results.answer) == (False, (), None)


def test_heading_that_was_cut_is_given_whole(build: Build) -> None:
    sentence = "把广告宣传资料、媒介传播资料和市场推广资料三份合订成册，写好封面目录，核对页码和缺件说明，扫描留底之后用快递寄给厂家销售督导部"
    assert len(sentence[:60]) < len(sentence)
    section = a_section(
        "u/role/a",
        "pack",
        title="助理",
        heading=sentence[:60],
        text=f"{sentence}；快递单号",
        facts=(Fact("cycle", (("每月 1 日前", ""),)),),
    )
    answer = build([section]).search("三份资料多久合订一次").answer
    assert answer is not None
    assert answer.sentence == sentence


def test_deadline_that_only_a_field_knows_is_found_by_its_words(build: Build) -> None:
    duty = {"title": "项目经理", "part": "duty"}
    index = build(
        [
            a_section(
                "u/role/a",
                "d1",
                heading="报进度报表",
                facts=(Fact("cycle", (("每月 25 日前", ""),)),),
                **duty,
            ),
            a_section(
                "u/role/a", "d2", heading="报费用报表", facts=(Fact("cycle", (("每周五", ""),)),), **duty
            ),
        ]
    )
    assert index.search("25号前要报什么").hits[0].anchor == "d1"


def test_approved_and_withdrawn_say_who_did_it_before_who_keeps_the_file(index: SearchIndex) -> None:
    assert index.search("推广方案谁签字").hits[0].anchor == "approve"
