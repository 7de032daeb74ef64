"""Rules on quiz questions 测验题, asked before a reader confirms."""

from collections.abc import Iterator

from generators.model.control import Document
from generators.model.outline import Outline
from generators.model.rules.registry import Spot, at, document_rule


@document_rule("quiz-without-answer")
def quiz_without_answer(outline: Outline[Document]) -> Iterator[Spot]:
    """Every quiz question has a right answer."""
    for index, question in enumerate(outline.document.quiz):
        if not any(option.correct for option in question.options):
            yield at("quiz", index, "options", anchor=question.id)


@document_rule("quiz-missing")
def quiz_missing(outline: Outline[Document]) -> Iterator[Spot]:
    """A document that asks for a quiz before confirming has questions."""
    rule = outline.document.control.acknowledge
    if rule is not None and rule.quiz and not outline.document.quiz:
        yield at("control", "acknowledge", "quiz")
