"""Confirming on a page: what changed since one's own last confirmation, the quiz, the sentence, the receipt."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Gatekeeper, Principal, csrf, may
from portal.access.records import TheRecords
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
from portal.ledger.jobs import Recorded
from portal.releases.texts import Texts, texts_of
from portal.web.languages import Language
from portal.web.pages import answer_page, here, in_both_languages, language_of
from portal.web.refusals import sentence
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Confirms = Annotated[Principal, Depends(may(Permission.CONFIRM_OWN))]
ADDRESS = "/acknowledge/{unit}/{kind}/{slug}/"
_KEY = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SAID_HERE = (QuizNotPassed, SentenceNotAgreed, SignatureNeeded, StaleText, Unavailable)
"""Refusals after which the person goes on on the same page."""


def the_confirming(request: Request) -> Confirming:
    """Statements of this app."""
    confirming: Confirming = request.app.state.confirming
    return confirming


def the_texts(request: Request) -> Texts:
    """The texts of the edition this request is answered from."""
    bookshelf: Bookshelf = request.app.state.bookshelf
    edition = request.state.edition = bookshelf.current()
    return texts_of(edition)


TheConfirming = Annotated[Confirming, Depends(the_confirming)]
TheTexts = Annotated[Texts, Depends(the_texts)]


def the_document(unit: str, kind: str, slug: str) -> str:
    """The id of the document that the address names."""
    return f"{unit}/{kind}/{slug}"


TheDocument = Annotated[str, Depends(the_document)]


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
        return RedirectResponse(receipt_address(language, offer.statement.obligation.met_by), status_code=303)
    return _page(request, found, offer, principal)


@in_both_languages(router, "POST", ADDRESS, dependencies=[Depends(csrf)])
async def confirm(
    request: Request,
    document: TheDocument,
    found: TheTexts,
    confirming: TheConfirming,
    records: TheRecords,
    principal: Confirms,
) -> Response:
    """The person's word. A double click and a second attempt lead to the receipt there is."""
    form = {name: value for name, value in (await request.form()).items() if not isinstance(value, UploadFile)}
    language = language_of(request)
    offer = await run_in_threadpool(confirming.offer, found, principal, document, language)
    met_by = offer.statement.obligation.met_by
    if met_by is not None:
        return RedirectResponse(receipt_address(language, met_by), status_code=303)
    try:
        recorded = await _taken(request, found, offer, confirming, principal, form)
    except AlreadyConfirmed as known:
        return RedirectResponse(receipt_address(language, int(known.values["entry"])), status_code=303)
    except _SAID_HERE as refusal:
        return await run_in_threadpool(_page_again, request, found, offer, principal, form, refusal)
    return RedirectResponse(receipt_address(language, recorded.seq), status_code=303)


def receipt_address(language: Language, seq: int) -> str:
    """Where a receipt is."""
    return here(language, f"receipts/{seq}/")


async def _taken(
    request: Request,
    found: Texts,
    offer: Offer,
    confirming: Confirming,
    principal: Principal,
    form: Mapping[str, str],
) -> Recorded:
    statement = offer.statement
    digest, key, shown = form.get("digest", ""), form.get("key", ""), form.get("shown", "")
    if not (_DIGEST.fullmatch(digest) and _KEY.fullmatch(key)):
        raise StaleText(revision=statement.release.revision)
    if form.get("agree") != "yes":
        raise SentenceNotAgreed
    questions = _questions(found, offer, statement.language)
    passed = answered(questions, _answers(questions, form)) if questions else ()
    sign_in = await _signed(request, principal, form) if statement.is_strict else principal.method
    said = Said(key=key, digest=digest, shown=shown if _DIGEST.fullmatch(shown) else None, quiz=passed)
    return await confirming.take(offer, said, sign_in=sign_in)


async def _signed(request: Request, principal: Principal, form: Mapping[str, str]) -> str:
    """The password once more. SignatureNeeded, TooManyAttempts."""
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    password = form.get("password", "")
    if not password or not await gatekeeper.proves(request, principal, password):
        raise SignatureNeeded
    return f"{principal.method}-again"


def _questions(found: Texts, offer: Offer, language: Language) -> tuple[Question, ...]:
    if not offer.statement.has_quiz:
        return ()
    return questions_of(found.documents.get(offer.statement.document, {}), language)


def _answers(questions: tuple[Question, ...], form: Mapping[str, str]) -> dict[str, str]:
    return {question.id: form.get(f"q-{question.id}", "") for question in questions}


def _page_again(
    request: Request,
    found: Texts,
    offer: Offer,
    principal: Principal,
    form: Mapping[str, str],
    refusal: PortalError,
) -> Response:
    """The same page with what was filled in, and what is missing; the same key, so that it counts once."""
    return _page(request, found, offer, principal, form=form, refusal=refusal)


def _page(
    request: Request,
    found: Texts,
    offer: Offer,
    principal: Principal,
    *,
    form: Mapping[str, str] | None = None,
    refusal: PortalError | None = None,
) -> Response:
    statement, language, given = offer.statement, language_of(request), form or {}
    questions = _questions(found, offer, language)
    answers = _answers(questions, given)
    ledger = request.app.state.records.ledger
    is_stale = isinstance(refusal, StaleText)
    values: dict[str, Any] = {
        "statement": statement,
        "obligation": statement.obligation,
        "document_title": title_of(found, statement.document, language),
        "code": found.listed[statement.document].code,
        "page": page_of(found, statement.document, language),
        "key": given.get("key", offer.key) if not is_stale else offer.key,
        "shown": offer.shown,
        "is_pending": offer.shown is None,
        "changes": difference_for(statement, found, ledger.files, language),
        "questions": questions,
        "answers": answers,
        "wrong": wrong_in(questions, answers) if isinstance(refusal, QuizNotPassed) else frozenset(),
        "agreed": given.get("agree") == "yes" and not is_stale,
        "fingerprint": fingerprint(statement.digest, 3),
        "problem": None if refusal is None else sentence(refusal, texts(language)),
        "problem_code": None if refusal is None else refusal.code,
        "principal": principal,
        "days": (statement.obligation.due - offer.today).days,
    }
    status = 200 if refusal is None else refusal.status
    title = texts(language).say("acknowledge.title", title=values["document_title"])
    answer = answer_page(request, "acknowledge.html", title=title, status=status, **values)
    if isinstance(refusal, Unavailable):
        answer.headers.update(refusal.headers)
    return answer
