"""What to offer under the search box, in the groups a reader understands."""

from collections.abc import Iterator

from portal.bookshelf import Answer, PinnedEdition, Suggestion
from portal.reading.answers import SuggestAnswer, SuggestedPlace, SuggestionGroup
from portal.reading.findings import results_address
from portal.reading.marking import mark
from portal.reading.questions import Question, answer
from portal.web.texts import Texts, texts

_DOCUMENTS = 6
_PLACES = 3
_REASONS = ("code", "title", "sound")


def suggest(edition: PinnedEdition, question: Question) -> SuggestAnswer:
    """Documents by code, name and sound, then the steps and duties that are called so."""
    found = edition.search_for(question.rights).suggest(
        question.words, language=question.language, limit=_DOCUMENTS
    )
    results = answer(edition, question)
    wording = texts(question.language)
    direct = (_direct(results.answer, wording),) if results.answer else ()
    return SuggestAnswer(
        groups=(*direct, *_groups(edition, found, question, wording)),
        total=results.total,
        search_address=results_address(question),
    )


def _direct(found: Answer, wording: Texts) -> SuggestionGroup:
    """The direct answer as the first line: the value, and beneath it what it is the value of."""
    line = SuggestedPlace(
        kind="answer",
        mark=wording.say("answer.mark"),
        title_runs=((wording.say("answer.apart").join(value.text for value in found.values), True),),
        code="",
        note="·".join(filter(None, [found.title, found.sentence])),
        status="",
        status_label="",
        address=f"/{found.address}",
    )
    return SuggestionGroup(label=wording.say(f"answer.{found.kind}"), hits=(line,))


def _groups(
    edition: PinnedEdition, found: tuple[Suggestion, ...], question: Question, wording: Texts
) -> Iterator[SuggestionGroup]:
    for reason in _REASONS:
        hits = tuple(_document(edition, one, question, wording) for one in found if one.reason == reason)
        if hits:
            yield SuggestionGroup(label=wording.say(f"suggest.{reason}"), hits=hits)
    places = tuple(_places(found, question.words, wording))[:_PLACES]
    if places:
        yield SuggestionGroup(label=wording.say("suggest.step"), hits=places)


def _document(
    edition: PinnedEdition, found: Suggestion, question: Question, wording: Texts
) -> SuggestedPlace:
    document = edition.document(found.document, question.rights)
    revision = document.revision if document else ""
    status = document.status if document else ""
    says = [found.context, wording.say("suggest.revision", revision=revision) if revision else ""]
    return SuggestedPlace(
        kind=found.kind,
        mark=wording.label(f"kind-mark.{found.kind}", ""),
        title_runs=mark(found.title, [question.words] if question.words else []),
        code=found.code,
        note=wording.say("suggest.comma").join(filter(None, says)),
        status=status,
        status_label=wording.label(f"status.{status}", status),
        address=f"/{found.address}",
    )


def _places(found: tuple[Suggestion, ...], words: str, wording: Texts) -> Iterator[SuggestedPlace]:
    for suggestion in found:
        for step in suggestion.steps:
            yield SuggestedPlace(
                kind=suggestion.kind,
                mark=wording.label(f"part-mark.{suggestion.kind}", wording.say("part-mark.other")),
                title_runs=mark(step.heading, [words] if words else []),
                code="",
                note="·".join(filter(None, [suggestion.context, suggestion.title])),
                status="",
                status_label="",
                address=f"/{step.address}",
            )
