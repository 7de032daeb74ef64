"""Questions without an answer get none, and one odd word does not silence a question that has one."""

import pytest

from search_index.reader import SearchIndex
from tests.search_index.conftest import Build
from tests.search_index.handbook import a_document, a_section


@pytest.fixture
def index(build: Build) -> SearchIndex:
    filler = [
        a_section(f"u/policy/p{n}", title=f"制度{n}", heading=f"制度{n}", text="按规定执行并留存记录。")
        for n in range(30)
    ]
    return build(
        [
            *filler,
            *a_document(
                "u/role/inspector",
                "检验员",
                {
                    "": ("", "负责成品检验。"),
                    "d1": ("每周抽检成品", "不合格的当天隔离。"),
                    "d2": ("登记成品检验记录", "会用卡尺和投影仪。"),
                },
            ),
            *a_document(
                "u/procedure/leave",
                "请假流程",
                {"": ("", "员工请假提前申请。"), "s1": ("申请请假", "员工填写请假单，写明起止日期。")},
            ),
            *a_document("u/department/marketing", "市场部", {"": ("", "负责广告投放与展厅布置。")}),
        ]
    )


@pytest.mark.parametrize(
    "query",
    [
        "市场部的打印机谁修",
        "食堂今天吃什么",
        "停车位怎么申请",
        "班车几点发车",
        "shitang caidan",
        "is there a coffee machine on the third floor",
    ],
)
def test_what_the_library_does_not_have_is_not_answered_with_what_is_near(
    index: SearchIndex, query: str
) -> None:
    assert not index.search(query).answered


def test_thing_mentioned_in_passing_does_not_answer_a_question_about_it(index: SearchIndex) -> None:
    assert not index.search("投影仪怎么用").answered
    assert index.search("投影仪").answered


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("成品检验多久抽一回呀", "u/role/inspector"),
        ("老板让我问一下请假怎么弄", "u/procedure/leave"),
        ("请问一下员工请假要提前多久申请来着", "u/procedure/leave"),
    ],
)
def test_talk_around_a_question_does_not_silence_it(index: SearchIndex, query: str, document: str) -> None:
    assert index.search(query).hits[0].document == document
