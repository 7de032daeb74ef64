"""Ticking off on a page: done with its evidence, verified, reopened. Twice is once; a refusal keeps what was typed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from portal.access.principals import Principal
from portal.acknowledgements.pages import TheTexts
from portal.acknowledgements.quiz import answered
from portal.acknowledgements.refusals import QuizNotPassed
from portal.attachments.kinds import PICTURES
from portal.attachments.refusals import ON_THE_PAGE
from portal.attachments.service import Received
from portal.attachments.uploads import chosen, received
from portal.checklists.answers import Answers, require
from portal.checklists.pages import CHANGES, Does, checklists_of, ledger_of, list_page
from portal.checklists.recording import REASONS, Act, act_of, complete_item, reopen_item, verify_item
from portal.checklists.refusals import (
    AlreadyDone,
    ChecklistUnknown,
    EvidenceMissing,
    NotYoursToDo,
    NumberNeeded,
    PartsNotDone,
)
from portal.checklists.text import QUIZ
from portal.checklists.views import is_involved
from portal.errors import InvalidParameter
from portal.ledger.ledger import reading
from portal.releases.texts import Texts
from portal.web.pages import here, in_both_languages, language_of

router = APIRouter(include_in_schema=False)

_ON_THE_PAGE = (
    EvidenceMissing,
    NumberNeeded,
    PartsNotDone,
    QuizNotPassed,
    *ON_THE_PAGE,
)
"""Refusals that are said at the item, which keeps what was typed."""

ADDRESS = "/my/checklists/{number}/{check_item}"


@in_both_languages(router, "POST", f"{ADDRESS}/done/", dependencies=CHANGES)
async def done(request: Request, number: str, check_item: str, found: TheTexts, principal: Does) -> Response:
    """An item is done. A double click leads to the one record there is."""
    async with request.form() as form:
        return await run_in_threadpool(_done, request, found, form, principal, number, check_item)


@in_both_languages(router, "POST", f"{ADDRESS}/verify/", dependencies=CHANGES)
def verify(request: Request, number: str, check_item: str, found: TheTexts, principal: Does) -> Response:
    """Somebody else saw that it is done."""
    try:
        verify_item(_act(request, found, principal, number, check_item))
    except AlreadyDone:
        return _back(request, number, check_item)
    return _back(request, number, check_item)


@in_both_languages(router, "POST", f"{ADDRESS}/reopen/", dependencies=CHANGES)
def reopen(
    request: Request,
    number: str,
    check_item: str,
    found: TheTexts,
    principal: Does,
    *,
    reason: Annotated[str, Form(max_length=40)] = "",
    words: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """It was not done after all."""
    if reason not in REASONS:
        raise InvalidParameter(parameter="reason", reason="not-one-of", limit="", expected=", ".join(REASONS))
    reopen_item(_act(request, found, principal, number, check_item), reason=reason, words=words)
    return _back(request, number, check_item)


def _done(  # noqa: PLR0917 - run in a thread
    request: Request, found: Texts, form: FormData, principal: Principal, number: str, item: str
) -> Response:
    act = _act(request, found, principal, number, item)
    try:
        if act.item.state in ("done", "to-verify"):
            raise AlreadyDone
        if principal.subject not in act.scene.doers.doing(act.run, act.standing.text, act.item.entry).people:
            raise NotYoursToDo
        quiz = _quiz(act, form) if item == QUIZ else ()
        complete_item(act, _answers(request, act, form), quiz=quiz)
    except AlreadyDone:
        return _back(request, number, item)
    except _ON_THE_PAGE as refusal:
        given = {name: value for name, value in form.items() if isinstance(value, str)}
        return list_page(request, found, number, principal, refusal=refusal, item=item, given=given)
    return _back(request, number, item)


def _act(request: Request, found: Texts, principal: Principal, number: str, item: str) -> Act:
    language = language_of(request)
    with reading(ledger_of(request).engine) as connection:
        scene = checklists_of(request).scene(connection, found)
        act = act_of(connection, scene, number, item, principal=principal, language=language)
        if not is_involved(connection, scene, act.run, principal, language):
            raise ChecklistUnknown
    return act


def _answers(request: Request, act: Act, form: FormData) -> Answers:
    """What was given; files are checked and in safety when this returns. None is taken where something is missing."""
    entry, places = act.item.entry, range(len(act.item.entry.evidence))
    words = {place: _words(form, f"words-{place}") for place in places}
    ticked = frozenset(place for place in places if form.get(f"tick-{place}"))
    with_files = [place for place in places if entry.evidence[place].kind in ("file", "photo", "form")]
    counts = {place: len(chosen(form, f"file-{place}")) for place in with_files}
    require(entry, words=words, ticked=ticked, files=counts)
    files = {place: _files(request, act, form, place) for place in with_files}
    return Answers(words=words, files=files, ticked=ticked, note=_words(form, "note"))


def _files(request: Request, act: Act, form: FormData, place: int) -> tuple[Received, ...]:
    only = PICTURES if act.item.entry.evidence[place].kind == "photo" else frozenset[str]()
    limit: int = request.app.state.settings.largest_upload_mb
    return received(act.scene.ledger.files, form, f"file-{place}", megabytes=limit, only=only)


def _words(form: FormData, field: str) -> str:
    said = form.get(field, "")
    return said if isinstance(said, str) else ""


def _quiz(act: Act, form: FormData) -> tuple[str, ...]:
    """The questions, all answered rightly. QuizNotPassed."""
    questions = act.standing.text.questions
    return answered(questions, {one.id: str(form.get(f"q-{one.id}", "")) for one in questions})


def _back(request: Request, number: str, item: str) -> Response:
    place = here(language_of(request), f"my/checklists/{number}/")
    return RedirectResponse(f"{place}#{item}", status_code=303)
