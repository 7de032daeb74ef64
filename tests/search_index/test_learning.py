"""What is measured of a section, and how weights for it are learned from questions with known answers."""

import pytest

from search_index import learned
from search_index.confidence import SIGNS
from search_index.evidence import MEASURES, approves
from search_index.reader import SearchIndex
from search_index.wordless import pairs_of_characters
from tests.findability.evaluate import Question
from tests.findability.fitting import (
    AGAINST,
    EITHER,
    Example,
    best_of,
    cross_validated,
    examples,
    fit_confidence,
    fit_order,
    folds_of,
    ranks,
    signs_under,
)


def a_question(number: int, words: str, *accept: str) -> Question:
    return Question(id=f"q{number}", words=words, kind="", half="tune", accept=accept)


@pytest.fixture
def given(handbook: SearchIndex) -> list[Example]:
    asked = [
        a_question(1, "广告合同谁审批", "/auto/role/marketing-manager/#d2"),
        a_question(2, "出差回来多久要报销", "/auto/policy/expenses/#a1"),
        a_question(3, "调研报告几天内提交", "/auto/procedure/market-research/#s3"),
        a_question(4, "报销有什么时限", "/auto/policy/expenses/#a1"),
        a_question(5, "食堂今天吃什么"),
        a_question(6, "新员工食堂在哪"),
    ]
    return examples(handbook, asked, weight=1.0)


def test_texts_are_alike_however_their_words_are_cut() -> None:
    assert pairs_of_characters("市场调研 sc-010 的了") == {"市场", "场调", "调研", "sc", "010"}


def test_every_measure_lies_between_nothing_and_a_little_more_than_all(handbook: SearchIndex) -> None:
    seen = handbook.seen("市场助理怎么报销差旅费")
    assert seen.addresses
    assert all(len(row) == len(MEASURES) and min(row) >= 0 and max(row) <= 2 for row in seen.measures)
    assert all(len(row) == len(SIGNS) for row in seen.signs)


@pytest.mark.parametrize(
    ("heading", "does"), [("批准年度预算", True), ("复核单据", True), ("编制预算", False)]
)
def test_approval_is_told_by_how_a_heading_begins(heading: str, does: bool) -> None:
    assert approves(heading) is does


def test_fitted_weights_put_the_right_sections_first(given: list[Example]) -> None:
    order = fit_order(given)
    assert [ranks(it, order) for it in given if it.question.accept] == [0, 0, 0, 0]


def test_evidence_speaks_only_on_its_own_side(given: list[Example]) -> None:
    order = fit_order(given)
    assert all(order[name] <= 0 for name in AGAINST)
    assert all(worth >= 0 for name, worth in order.items() if name in {*MEASURES} - AGAINST - EITHER)


def test_signs_tell_questions_with_an_answer_from_those_without(given: list[Example]) -> None:
    order = fit_order(given)
    sure = fit_confidence(given, order)

    def confidence(it: Example) -> float:
        signs = signs_under(it, order) or {}
        return sure[""] + sum(sure[name] * value for name, value in signs.items())

    answered = [confidence(it) for it in given if it.question.accept]
    assert min(answered) > max(confidence(it) for it in given if not it.question.accept)


def test_fitting_twice_gives_the_same_weights(given: list[Example]) -> None:
    assert fit_order(given) == fit_order(given)


def test_questions_with_an_answer_in_common_are_never_parted(given: list[Example]) -> None:
    folds = folds_of(given)
    assert folds[1] == folds[3]
    assert folds == folds_of(given)


def test_judging_tells_shares_of_questions_with_and_without_an_answer(given: list[Example]) -> None:
    lines = list(cross_validated(given, given))
    assert [line.split()[0] for line in lines] == ["answerable"] * 3 + ["unanswerable"]
    assert lines[0].endswith("of 4")
    assert lines[3].endswith("of 2")


def test_question_without_candidates_has_no_best_one() -> None:
    nothing = Example(a_question(9, ""), seen=(), right=(), signs=())
    assert best_of(nothing, {}) is None


def test_learned_weights_name_only_what_is_measured() -> None:
    sorts = ("kind ", "part ", "name ", "deadline ", "approver ", "form ", "owner ", "how ", "what ", "may ")
    assert all(name in MEASURES or name.startswith(sorts) for name in learned.ORDER)
    assert learned.ANSWERS.keys() <= set(SIGNS)
