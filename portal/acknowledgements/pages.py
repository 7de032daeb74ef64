"""Confirming on a page: what changed since one's own last confirmation, the quiz, the sentence, the receipt."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Gatekeeper, Principal, csrf, may
from portal.access.records import Records
from portal.accounts.sessions import COMPANY, COMPANY_AGAIN
from portal.acknowledgements.confirming import Confirming, Offer
from portal.acknowledgements.quiz import Question, answered, questions_of, wrong_in
from portal.acknowledgements.refusals import (
    AlreadyConfirmed,
    QuizNotPassed,
    SentenceNotAgreed,
    SignatureNeeded,
    StaleText,
)
from portal.acknowledgements.service import Said
from portal.acknowledgements.views import difference_for, fingerprint, page_of, title_of
from portal.bookshelf import Bookshelf
from portal.errors import PageNotFound, PortalError, Unavailable
from portal.ledger.files import Files
from portal.ledger.jobs import Recorded
from portal.releases.plain_text import read_kept
from portal.releases.texts import Texts, texts_of
from portal.web.pages import answer_page, here, in_both_languages, language_of
from portal.web.refusals import sentence
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Confirms = Annotated[Principal, Depends(may(Permission.CONFIRM_OWN))]
ADDRESS = "/acknowledge/{unit}/{kind}/{slug}/"
_JUST_NOW = datetime.timedelta(minutes=5)
"""How long after proving at the company's service who one is a strict signature takes no more."""
_KEY = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SAID_HERE = (QuizNotPassed, SentenceNotAgreed, SignatureNeeded, StaleText, Unavailable)
"""Refusals after which the person goes on on the same page."""


async def the_confirming(request: Request) -> Confirming:
    """Statements of this app. Asynchronous, as it takes nothing: no thread is woken for it."""
    confirming: Confirming = request.app.state.confirming
    return confirming


async def the_texts(request: Request) -> Texts:
    """The texts of the edition this request is answered from; a thread is woken only where one has to be opened."""
    bookshelf: Bookshelf = request.app.state.bookshelf
    edition = getattr(request.state, "edition", None) or bookshelf.at_hand()
    if edition is None:
        edition = await run_in_threadpool(bookshelf.current)
    request.state.edition = edition
    return texts_of(edition)


TheConfirming = Annotated[Confirming, Depends(the_confirming)]
TheTexts = Annotated[Texts, Depends(the_texts)]


async def the_document(unit: str, kind: str, slug: str) -> str:
    """The id of the document that the address names."""
    return f"{unit}/{kind}/{slug}"


def _named(request: Request) -> str:
    named = request.path_params
    return f"{named['unit']}/{named['kind']}/{named['slug']}"


TheDocument = Annotated[str, Depends(the_document)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Somebody in front of a statement, with what they filled in so far."""

    request: Request
    found: Texts
    offer: Offer
    principal: Principal
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> Files:
        """The kept texts."""
        confirming: Confirming = self.request.app.state.confirming
        return confirming.records.ledger.files


@in_both_languages(router, "GET", ADDRESS)
def statement_page(
    request: Request, document: TheDocument, found: TheTexts, confirming: TheConfirming, principal: Confirms
) -> Response:
    """What there is to confirm, or the receipt if it is confirmed."""
    if document not in found.listed:
        raise PageNotFound
    language = language_of(request)
    offer = confirming.offer(found, principal, document, language)
    if offer.statement.obligation.met_by is not None:
        return onwards(request, f"receipts/{offer.statement.obligation.met_by}/")
    return _page(_Visit(request=request, found=found, offer=offer, principal=principal))


@in_both_languages(router, "POST", ADDRESS, dependencies=[Depends(csrf)])
async def confirm(request: Request, principal: Confirms) -> Response:
    """The person's word. A double click and a second attempt lead to the receipt there is.

    Asked most of all routes, so it takes what it needs from the request itself.
    """
    document, found, confirming = _named(request), await the_texts(request), await the_confirming(request)
    form, language = await request.form(), language_of(request)
    offer = confirming.at_hand(found, principal, document, language)
    if offer is None:
        offer = await run_in_threadpool(confirming.offer, found, principal, document, language)
    if offer.statement.obligation.met_by is not None:
        return onwards(request, f"receipts/{offer.statement.obligation.met_by}/")
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    visit = _Visit(request=request, found=found, offer=offer, principal=principal, given=given)
    try:
        recorded = await _taken(visit, confirming)
    except AlreadyConfirmed as known:
        return onwards(request, f"receipts/{known.values['entry']}/")
    except _SAID_HERE as refusal:
        return await run_in_threadpool(_page, visit, refusal)
    return onwards(request, f"receipts/{recorded.seq}/")


@in_both_languages(router, "GET", f"{ADDRESS}text/")
def text_in_force(
    request: Request, document: TheDocument, found: TheTexts, confirming: TheConfirming, principal: Confirms
) -> Response:
    """The exact text in force, from the bytes that were kept: for when the page already shows the next one."""
    if document not in found.listed:
        raise PageNotFound
    statement = confirming.offer(found, principal, document, language_of(request)).statement
    kept = read_kept(confirming.records.ledger.files.read(statement.digest))
    return answer_page(
        request, "kept_text.html", title=kept.title, kept=kept, digest=statement.digest, receipt=None
    )


def onwards(request: Request, path: str) -> RedirectResponse:
    """After a change: to one of our pages, in the language of this address."""
    return RedirectResponse(here(language_of(request), path), status_code=303)


async def _taken(visit: _Visit, confirming: Confirming) -> Recorded:
    statement, given = visit.offer.statement, visit.given
    digest, key, shown = given.get("digest", ""), given.get("key", ""), given.get("shown", "")
    if not (_DIGEST.fullmatch(digest) and _KEY.fullmatch(key)):
        raise StaleText(revision=statement.release.revision)
    if given.get("agree") != "yes":
        raise SentenceNotAgreed
    questions = _questions(visit)
    passed = answered(questions, _answers(questions, given)) if questions else ()
    sign_in = await _signed(visit) if statement.is_strict else visit.principal.method
    said = Said(key=key, digest=digest, shown=shown if _DIGEST.fullmatch(shown) else None, quiz=passed)
    return await confirming.take(visit.offer, said, sign_in=sign_in)


async def _signed(visit: _Visit) -> str:
    """The password once more, or the company account just now. SignatureNeeded, TooManyAttempts."""
    if _asked_for(visit) == "nothing":
        return visit.principal.method
    gatekeeper: Gatekeeper = visit.request.app.state.gatekeeper
    password = visit.given.get("password", "")
    if not password or not await gatekeeper.proves(visit.request, visit.principal, password):
        raise SignatureNeeded
    return f"{visit.principal.method}-again"


def _asked_for(visit: _Visit) -> str:
    """How a strict signature is given: by ``password``, at the ``company``'s service, or ``nothing`` any more."""
    method = visit.principal.method
    if method not in (COMPANY, COMPANY_AGAIN):
        return "password"
    records: Records = visit.request.app.state.records
    is_fresh = records.now() - visit.principal.signed_in_at <= _JUST_NOW
    return "nothing" if method == COMPANY_AGAIN and is_fresh else "company"


def _questions(visit: _Visit) -> tuple[Question, ...]:
    statement = visit.offer.statement
    if not statement.has_quiz:
        return ()
    return questions_of(visit.found.documents.get(statement.document, {}), statement.language)


def _answers(questions: tuple[Question, ...], given: Mapping[str, str]) -> dict[str, str]:
    return {question.id: given.get(f"q-{question.id}", "") for question in questions}


def _page(visit: _Visit, refusal: PortalError | None = None) -> Response:
    """The statement; after a refusal with what was filled in and the same key, so that it counts once."""
    statement, language = visit.offer.statement, language_of(visit.request)
    title = title_of(visit.found, statement.document, language)
    answer = answer_page(
        visit.request,
        "acknowledge.html",
        title=texts(language).say("acknowledge.title", title=title),
        status=200 if refusal is None else refusal.status,
        statement=statement,
        obligation=statement.obligation,
        document_title=title,
        code=visit.found.listed[statement.document].code,
        page=page_of(visit.found, statement.document, language),
        shown=visit.offer.shown,
        is_pending=visit.offer.shown is None,
        changes=difference_for(statement, visit.found, visit.files, language),
        fingerprint=fingerprint(statement.digest, 3),
        problem=None if refusal is None else sentence(refusal, texts(language)),
        problem_code=None if refusal is None else refusal.code,
        principal=visit.principal,
        signed_by=_asked_for(visit),
        again=f"/sign-in/company/?again=1&next={quote(visit.request.scope['path'])}",
        days=(statement.obligation.due - visit.offer.today).days,
        **_filled_in(visit, refusal),
    )
    if isinstance(refusal, Unavailable):
        answer.headers.update(refusal.headers)
    return answer


def _filled_in(visit: _Visit, refusal: PortalError | None) -> dict[str, Any]:
    """Answers and ticks as they were; a text that changed has to be ticked anew, under a new key."""
    given, questions = visit.given, _questions(visit)
    answers, is_stale = _answers(questions, given), isinstance(refusal, StaleText)
    return {
        "key": visit.offer.key if is_stale else given.get("key", visit.offer.key),
        "agreed": given.get("agree") == "yes" and not is_stale,
        "questions": questions,
        "answers": answers,
        "wrong": wrong_in(questions, answers) if isinstance(refusal, QuizNotPassed) else frozenset(),
    }
