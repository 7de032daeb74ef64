"""The page of results. It needs no script: narrowing is following a link."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse

from portal.access.principals import reader
from portal.bookshelf import PinnedEdition, Results, Rights
from portal.journal import Journal
from portal.reading.findings import facets, gathered, results_address
from portal.reading.pinning import Allowed, Pinned
from portal.reading.questions import (
    FACETS,
    LONGEST_QUERY,
    Narrowing,
    Question,
    answer,
    choices,
    is_unanswered,
    narrowed,
)
from portal.reading.unanswered import TheJournal, written_down
from portal.web.languages import Language, root_of
from portal.web.rendering import render, show
from portal.web.shell import PortalPage
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

PAGE = 20
MOST = 100

Chosen = Annotated[Narrowing, Depends(narrowed)]
Shown = Annotated[int, Query(ge=1, le=MOST)]


@router.get("/search/")
def chinese_results(
    edition: Pinned,
    journal: TheJournal,
    rights: Allowed,
    narrowing: Chosen,
    *,
    q: str = "",
    limit: Shown = PAGE,
) -> HTMLResponse:
    """Results in Chinese."""
    return _results_page(edition, journal, _question(q, "zh-Hans", narrowing, limit, rights))


@router.get("/en/search/")
def english_results(
    edition: Pinned,
    journal: TheJournal,
    rights: Allowed,
    narrowing: Chosen,
    *,
    q: str = "",
    limit: Shown = PAGE,
) -> HTMLResponse:
    """Results in English."""
    return _results_page(edition, journal, _question(q, "en", narrowing, limit, rights))


@router.get("/search", dependencies=[Depends(reader)])
@router.get("/en/search", dependencies=[Depends(reader)])
def with_slash(request: Request) -> RedirectResponse:
    """The same question at the address the page has."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.url.path}/{asked}", status_code=308)


def _question(words: str, language: Language, narrowing: Narrowing, limit: int, rights: Rights) -> Question:
    """Whatever was typed becomes a question; what is too long is cut."""
    tidy = " ".join("".join(mark if mark.isprintable() else " " for mark in words[:LONGEST_QUERY]).split())
    return Question(words=tidy, language=language, narrowing=narrowing, limit=limit, rights=rights)


def _results_page(edition: PinnedEdition, journal: Journal, question: Question) -> HTMLResponse:
    wording = texts(question.language)
    other: Language = "zh-Hans" if question.language == "en" else "en"
    title = (
        wording.say("search.title", words=question.words) if question.words else wording.say("search.name")
    )
    body = _body(edition, journal, question)
    address = results_address(question).lstrip("/")
    alternate = results_address(Question(words=question.words, language=other)).lstrip("/")
    page = PortalPage(
        address=address if question.words else address.partition("?")[0],
        alternate=alternate if question.words else alternate.partition("?")[0],
        language=question.language,
        title=title,
        body=body,
        query=question.words,
    )
    return show(edition, page)


def _body(edition: PinnedEdition, journal: Journal, question: Question) -> Markup:
    owed = f"/{root_of(question.language)}unanswered/"
    if not question.words:
        return render("search_start.html", question.language, owed_address=owed)
    results = answer(edition, question)
    noted = is_unanswered(question, results) and written_down(journal, question)
    return _results(edition, question, results, noted_at=owed if noted else "")


def _results(edition: PinnedEdition, question: Question, results: Results, *, noted_at: str) -> Markup:
    wording = texts(question.language)
    nothing_chosen: dict[str, tuple[str, ...]] = dict.fromkeys(FACETS, ())
    return render(
        "search.html",
        question.language,
        words=question.words,
        results=results,
        understood_as=_listed(results, question.language),
        found=gathered(question.words, results),
        facets=facets(edition, question, choices(edition, question, results)),
        label=wording.label,
        is_narrowed=question.narrowing != Narrowing(),
        noted_at=noted_at,
        tell_address=f"/unanswered/?{urlencode({'q': question.words, 'lang': question.language})}",
        wide_address=results_address(question, nothing_chosen),
        more_address=_more(question, results),
    )


def _listed(results: Results, language: Language) -> str:
    """How words were understood; a Chinese reader is not told the English names that were looked for as well."""
    if language == "en":
        return "; ".join(results.understood_as)
    heard = (
        (word, [name for name in names.split("、") if not name.isascii()])
        for word, _, names in (said.partition(" → ") for said in results.understood_as)
    )
    return "；".join(f"{word} → {'、'.join(names)}" for word, names in heard if names)


def _more(question: Question, results: Results) -> str:
    """Where there is more to see, up to what a page can hold."""
    if results.total <= len(results.hits) or question.limit >= MOST:
        return ""
    return results_address(question, limit=min(MOST, question.limit * 3))
