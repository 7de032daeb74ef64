"""What a question is understood to ask, before anything is looked up."""

import pytest

from search_index.folding import fold
from search_index.frames import without_frames
from search_index.intent import intent_of
from search_index.question import Question, Synonyms, understand
from search_index.segmenter import segmenter_for
from search_index.times import pieces
from search_index.vocabulary import Vocabulary

_VOCABULARY = Vocabulary.of(["进度计划", "第二售前"], synonyms=[("市调", "市场调研")])


def asked(query: str) -> Question:
    return understand(query, segmenter=segmenter_for(_VOCABULARY), synonyms=Synonyms(_VOCABULARY))


@pytest.mark.parametrize(
    ("query", "kind", "relation"),
    [
        ("合同多久移交一次", "deadline", "cycle"),
        ("月报几号前交", "deadline", "due"),
        ("校对图纸要几天", "deadline", "limit"),
        ("合同保存几年", "deadline", "keep"),
        ("这个制度什么时候生效", "deadline", "effective"),
        ("when is the report due", "deadline", "due"),
        ("how often are files transferred", "deadline", "cycle"),
        ("广告合同谁签字", "approver", "approver"),
        ("做不做这个项目谁拍板", "approver", "approver"),
        ("who approves the budget", "approver", "approver"),
        ("出差填什么表", "form", "form"),
        ("有没有现成的模板", "form", "form"),
        ("which form do I need", "form", "form"),
        ("展厅归谁管", "owner", "actor"),
        ("市场部的上级是谁", "owner", "superior"),
        ("人事部负责人是谁", "owner", "head"),
        ("报表交给谁", "owner", "recipient"),
        ("账本由谁存", "owner", "keeper"),
    ],
)
def test_what_sort_of_answer_a_question_wants(query: str, kind: str, relation: str) -> None:
    intent = intent_of(fold(query))
    assert (intent.kind, intent.fitting[0]) == (kind, relation)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("美誉度是什么意思", "what"),
        ("两种策划有什么区别", "what"),
        ("调研怎么做", "how"),
        ("材料能不能退", "may"),
        ("市场助理", ""),
        ("SC-005", ""),
    ],
)
def test_sorts_of_question_that_no_single_field_answers(query: str, kind: str) -> None:
    assert intent_of(fold(query)).kind == kind


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("请问合同怎么办", "合同"),
        ("提不提案", "提案"),
        ("领导让我列计划", "列计划"),
        ("写在哪张表上", "写在 表上"),
        ("其他事项", "其他事项"),
        ("自我评价", "自我评价"),
        ("第一步", "第一步"),
        ("三家询价", "三家询价"),
    ],
)
def test_frames_of_a_question_fall_off_and_words_that_look_like_them_stay(query: str, left: str) -> None:
    assert " ".join(without_frames(fold(query)).split()) == left


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("每个季度移交", ["每季度"]),
        ("天天统计", ["每天"]),
        ("25号前", ["25日"]),
        ("25 日前", ["25日"]),
        ("3个工作日内", ["3工作日"]),
        ("按年度审查", ["每年"]),
        ("今天天气", []),
        ("2026-03-01", []),
    ],
)
def test_days_and_periods_are_one_word_however_they_are_said(text: str, words: list[str]) -> None:
    assert [word for word, is_time in pieces(fold(text)) if is_time] == words


def test_what_the_segmenter_glued_together_is_taken_apart() -> None:
    assert asked("年初没报过").words == ("年初", "报")


def test_words_that_only_ask_are_not_required() -> None:
    required = {concept.word for concept in asked("进度计划由谁批准").concepts if concept.required}
    assert required == {"进度计划"}


def test_two_things_joined_by_and_are_one_slot_but_not_where_their_relation_is_asked() -> None:
    first, second, *_ = asked("知名度和美誉度有什么区别").concepts
    assert first.slot == second.slot
    first, second, *_ = asked("项目部和市场部有什么往来").concepts
    assert first.slot != second.slot


def test_spoken_words_are_read_as_what_handbooks_write() -> None:
    (concept,) = asked("口碑").concepts
    assert ("美誉度",) in [alternative.terms for alternative in concept.alternatives]
    assert ("口碑",) not in [it.terms for concept in asked("美誉度").concepts for it in concept.alternatives]


def test_words_apart_by_a_comma_are_no_name_together() -> None:
    assert [concept.word for concept in asked("市，调").concepts] != ["市调"]


def test_keywords_are_told_from_a_sentence() -> None:
    assert not asked("进度计划 附表").spoken
    assert asked("进度计划怎么写的").spoken


def test_a_number_and_what_it_counts_are_one_word() -> None:
    assert "四统一" in asked("四统一指哪四个").words
