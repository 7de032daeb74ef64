"""The quiz 测验: questions the content asks before a confirmation; a wrong answer leads back to the passage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.acknowledgements.refusals import QuizNotPassed
from portal.web.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as the page asks it: options as (id, words), the right one, and where the answer stands."""

    id: str
    ask: str
    options: tuple[tuple[str, str], ...]
    right: frozenset[str]
    see: str
    explain: str = ""


def questions_of(document: Mapping[str, Any], language: Language) -> tuple[Question, ...]:
    """The questions of a document given as plain data."""
    return tuple(_question(asked, language) for asked in document.get("quiz", ()))


def answered(questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of all questions if every one is answered rightly. QuizNotPassed."""
    if wrong_in(questions, answers):
        raise QuizNotPassed
    return tuple(question.id for question in questions)


def wrong_in(questions: Sequence[Question], answers: Mapping[str, str]) -> frozenset[str]:
    """The questions that are not answered rightly."""
    return frozenset(question.id for question in questions if answers.get(question.id) not in question.right)


def _question(asked: Mapping[str, Any], language: Language) -> Question:
    options = asked["options"]
    return Question(
        id=asked["id"],
        ask=_in(asked["ask"], language),
        options=tuple((option["id"], _in(option["text"], language)) for option in options),
        right=frozenset(option["id"] for option in options if option.get("correct")),
        see=asked["see"],
        explain=_in(asked.get("explain", ""), language),
    )


def _in(wording: str | Mapping[str, str], language: Language) -> str:
    if isinstance(wording, str):
        return wording
    return wording.get(language) or next(iter(wording.values()), "")
