"""Count words against lists: real contradictions are told, ordinary Chinese is left alone."""

from typing import Any

import pytest

from generators.model.control import Document
from tests.generators.builders import a_document
from tests.generators.model.whole import found


def a_policy(text: str, parts: int = 0, **more: Any) -> Document:
    clauses = [{"id": f"part-{number}", "text": "一项"} for number in range(parts)]
    article = {"id": "article", "text": text, "clauses": clauses}
    chapter = {"id": "chapter", "title": "第一章", "articles": [article]}
    policy: Document = a_document("policy", **{"chapters": [chapter], **more})
    return policy


@pytest.mark.parametrize(
    ("text", "parts", "said"),
    [
        ("市场部做到五大要求：", 3, "五大要求"),
        ("以下 5 项须报批：", 4, "以下 5 项"),
        ("具体分三类：", 2, "分三类"),
        ("验收看 4 个方面。", 3, "4 个方面"),
        ("有下列五种情形之一的，不得领用：", 4, "五种情形"),
        ("活动分十二个步骤：", 11, "十二个步骤"),
        ("做到四统一：统一标准、统一流程、统一表单。", 0, "四统一"),
        ("坚持五不准：不准迟到；不准早退；不准饮酒。", 0, "五不准"),
        ("理由有两个方面，措施有三项措施：", 4, "三项措施"),
    ],
)
def test_a_count_that_the_list_contradicts_is_told(text: str, parts: int, said: str) -> None:
    (finding,) = found("count-contradicts-list", a_policy(text, parts))

    assert finding.values["said"] == said
    assert finding.path == ("chapters", 0, "articles", 0, "text")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("市场部做到五大要求：", 5),
        ("做到四统一：统一标准、统一流程、统一表单和统一编号。", 0),
        ("三项要求：及时、准确与完整。", 0),
        ("三个工作日内报送下列材料：", 2),
        ("前三项由经理办理：", 2),
        ("其中两项要求从严：", 5),
        ("至少三项条件同时具备：", 5),
        ("三至五个方面的比较：", 2),
        ("第三阶段的要求：", 2),
        ("三项以上要求没有做到的，整改：", 5),
        ("分三个阶段推进。每个阶段做到：", 2),
        ("有两个方面的原因，下列三种情形除外：", 3),
        ("每季度三次，一年十二次：", 2),
        ("第十三条规定的事项：", 2),
        ("共 20% 的预算：", 3),
        ("五大要求见附表。", 0),
    ],
)
def test_ordinary_numbers_are_left_alone(text: str, parts: int) -> None:
    assert found("count-contradicts-list", a_policy(text, parts)) == []


def test_a_heading_introduces_what_stands_below_it() -> None:
    articles = [{"id": f"article-{number}", "text": "一条"} for number in range(3)]
    policy = a_policy("略", chapters=[{"id": "chapter", "title": "五大要求", "articles": articles}])

    (finding,) = found("count-contradicts-list", policy)

    assert (finding.values["anchor"], finding.values["found"]) == ("chapter", "3")


def test_the_purpose_counts_principles_and_phases() -> None:
    principles = [{"id": "open", "name": "公开"}, {"id": "fair", "name": "公平"}]

    assert found("count-contradicts-list", a_policy("略", purpose="坚持三项原则", principles=principles))
    assert not found("count-contradicts-list", a_policy("略", purpose="坚持两项原则", principles=principles))
    assert not found("count-contradicts-list", a_policy("略", purpose="坚持三项原则"))
