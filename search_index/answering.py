"""The direct answer: what the best hit says in a field of its own, where the question asks for just that."""

from search_index.evidence import approves
from search_index.facts import ACTOR, APPROVER, Fact
from search_index.intent import Intent
from search_index.results import Answer, AnswerValue
from search_index.shelf import CODE, CONTEXT, DOCUMENT, LANGUAGE, TITLE, Shelf

CONVINCING = 0.6
"""The share of the question that a section has to cover before its fact is given as the answer."""

_MOST_VALUES = 6
_CUT = 60
_APART = "；"


def answer_of(section: int, *, intent: Intent, shelf: Shelf) -> Answer | None:
    """The answer in this section to a question of this intent; None where it holds none."""
    if not intent.fitting:
        return None
    facts = {fact.relation: fact for fact in shelf.facts(section)}
    asked = (*intent.fitting, *intent.also)
    fact = next((facts[it] for it in asked if it in facts and _fits(it, section, intent, shelf)), None)
    return _answer(section, fact, intent, shelf) if fact else None


def _fits(relation: str, section: int, intent: Intent, shelf: Shelf) -> bool:
    """Who acts is who approves only where the act is an approval."""
    return intent.kind != APPROVER or relation != ACTOR or approves(shelf.heading[section])


def _answer(section: int, fact: Fact, intent: Intent, shelf: Shelf) -> Answer:
    row = shelf.shown(section)
    return Answer(
        kind=intent.kind,
        sentence=_sentence(section, shelf),
        values=tuple(AnswerValue(text, address) for text, address in fact.values[:_MOST_VALUES]),
        document=row[DOCUMENT],
        title=row[TITLE],
        code=row[CODE],
        address=shelf.address[section],
        context=row[CONTEXT],
        language=row[LANGUAGE],
    )


def _sentence(section: int, shelf: Shelf) -> str:
    """The section's heading; where that was cut, the whole of it as its text begins."""
    heading = shelf.heading[section]
    if len(heading) < _CUT:
        return heading
    whole = shelf.original(section).split(_APART, 1)[0]
    return whole if whole.startswith(heading) else heading
