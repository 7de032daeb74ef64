"""The demonstration library answers the way employees ask."""

from pathlib import Path

import pytest

from generators.edition.layout import SEARCH
from search_index.reader import SearchIndex
from tests.findability.evaluate import (
    Asked,
    Question,
    Score,
    ask,
    by_kind,
    read_questions,
    report,
)

QUESTIONS = read_questions()
TEST_HALF = [question for question in QUESTIONS if question.half == "test"]
TUNE_HALF = [question for question in QUESTIONS if question.half == "tune"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def index(published: Path) -> SearchIndex:
    """The index of the library as it is published."""
    return SearchIndex.open(published / "current" / SEARCH)


def told(half: str, asked: list[Asked]) -> str:
    return "\n".join(report(half, asked, failures=False))


def test_questions_that_were_never_tuned_on_stay_where_they_were(index: SearchIndex) -> None:
    """A floor, not the aim: 0.92, 0.98 and 0.90 are wanted; the last is reached, README.md tells of the others."""
    asked = ask(index, TEST_HALF)
    score = Score(asked)
    reached = (score.first >= 0.53, score.among_three >= 0.74, score.rightly_silent >= 0.9)
    assert reached == (True, True, True), told("test", asked)


def test_questions_that_were_tuned_on_stay_where_they_were(index: SearchIndex) -> None:
    """A floor against losing what was reached, below the bars; the bars are for the other half."""
    asked = ask(index, TUNE_HALF)
    score = Score(asked)
    reached = (score.first >= 0.76, score.among_three >= 0.88, score.rightly_silent >= 0.97)
    assert reached == (True, True, True), told("tune", asked)


def test_every_accepted_address_is_a_place_that_search_can_open(index: SearchIndex) -> None:
    places = {f"/{address.removeprefix('en/')}" for address in index.addresses()}
    documents = {place.partition("#")[0] for place in places}
    wrong = [
        f"{question.id} {address}"
        for question in QUESTIONS
        for address in question.accept
        if address not in places and not (address.endswith("#*") and address[:-2] in documents)
    ]
    assert wrong == []


def test_questions_have_ids_of_their_own() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


def test_wildcard_accepts_any_section_of_a_document_and_no_other() -> None:
    question = Question(id="q", words="", kind="", half="", accept=("/u/guide/a/#*", "/u/role/b/#d1"))
    assert [
        question.accepts(it) for it in ("/u/guide/a/", "/u/guide/a/#x", "/u/role/b/", "/u/role/b/#d1")
    ] == [True, True, False, True]


def test_share_of_nothing_is_whole_and_kinds_are_counted_apart(index: SearchIndex) -> None:
    assert Score([]).first == 1.0
    asked = ask(index, TUNE_HALF[:10])
    assert sum(len(score.asked) for score in by_kind(asked).values()) == 10


def test_rules_for_labelling_are_written_down() -> None:
    assert "## Rules for labelling" in Path(__file__).with_name("README.md").read_text("utf-8")
