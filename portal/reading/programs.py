"""The interface for programs: search, suggestions, which edition is served, and whether all is well."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from portal.access.principals import open_to_all, reader
from portal.access.records import Records
from portal.bookshelf import Bookshelf
from portal.errors import EditionUnreadable, NoEdition, PortalError, SearchUnavailable
from portal.reading.answers import DirectAnswer, EditionAnswer, FoundSection, SearchAnswer, SuggestAnswer
from portal.reading.pinning import Allowed, Pinned
from portal.reading.questions import (
    Limit,
    Narrowing,
    Question,
    Tongue,
    Words,
    answer,
    is_unanswered,
    narrowed,
)
from portal.reading.suggestions import suggest
from portal.reading.unanswered import TheJournal, written_down
from portal.web.described import REFUSALS
from portal.web.refusals import sentence
from portal.web.texts import texts

router = APIRouter(tags=["reading"], responses=REFUSALS)
_describe = texts("en").say

NEVER_KEPT = {"cache-control": "no-store"}


@router.get("/api/v1/search", operation_id="search", summary=_describe("api.search"))
def search(
    response: Response,
    edition: Pinned,
    journal: TheJournal,
    rights: Allowed,
    *,
    q: Words,
    narrowing: Annotated[Narrowing, Depends(narrowed)],
    lang: Tongue = "zh-Hans",
    limit: Limit = 10,
) -> SearchAnswer:
    """Ranked sections of the current edition."""
    response.headers.update(NEVER_KEPT)
    question = Question(words=q, language=lang, narrowing=narrowing, limit=limit, rights=rights)
    results = answer(edition, question)
    if is_unanswered(question, results):
        written_down(journal, question)
    return SearchAnswer(
        query=q,
        answer=DirectAnswer.of(results.answer, texts(lang)),
        total=results.total,
        hits=tuple(FoundSection.of(hit) for hit in results.hits),
        facets={facet: dict(counts) for facet, counts in results.facets.items()},
        understood_as=results.understood_as,
        did_you_mean=results.did_you_mean,
    )


@router.get("/api/v1/suggest", operation_id="suggest", summary=_describe("api.suggest"))
def suggestions(
    response: Response, edition: Pinned, rights: Allowed, q: Words, lang: Tongue = "zh-Hans"
) -> SuggestAnswer:
    """Documents and steps for what has been typed so far."""
    response.headers.update(NEVER_KEPT)
    return suggest(edition, Question(words=q, language=lang, limit=1, rights=rights))


@router.get(
    "/api/v1/edition",
    operation_id="edition",
    summary=_describe("api.edition"),
    dependencies=[Depends(reader)],
)
@router.get("/edition.json", include_in_schema=False, dependencies=[Depends(reader)])
def edition_served(response: Response, edition: Pinned) -> EditionAnswer:
    """Which edition readers see at this moment."""
    response.headers["cache-control"] = "no-cache"
    return EditionAnswer(id=edition.id, mark=edition.mark, published=edition.published.isoformat())


@router.get("/healthz", include_in_schema=False, dependencies=[Depends(open_to_all)])
def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "alive"}, headers=NEVER_KEPT)


@router.get("/readyz", include_in_schema=False, dependencies=[Depends(open_to_all)])
def ready(request: Request) -> JSONResponse:
    """Readers can be served: there is an edition, it is the current one, and its search answers.

    ``records`` says whether anything can be recorded besides; reading goes on without.
    """
    bookshelf: Bookshelf = request.app.state.bookshelf
    problem, records = bookshelf.problem(), _records_state(request.app.state.records)
    if problem is None:
        edition = bookshelf.current().id
        return JSONResponse({"status": "ready", "edition": edition, "records": records}, headers=NEVER_KEPT)
    reason = {"code": problem, "message": sentence(_refusals()[problem](), texts("en"))}
    said = {"status": "not-ready", "reasons": [reason], "records": records}
    return JSONResponse(said, status_code=503, headers=NEVER_KEPT)


def _records_state(records: Records) -> str:
    """``open``, ``read-only`` where a restore found something missing, or the code of what is in the way."""
    try:
        return "open" if records.ledger.shortfall is None else "read-only"
    except PortalError as problem:
        return problem.code


def _refusals() -> dict[str, type[PortalError]]:
    return {refusal.code: refusal for refusal in (NoEdition, EditionUnreadable, SearchUnavailable)}
