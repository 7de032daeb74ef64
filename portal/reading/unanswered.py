"""The page of questions without an answer: what the library still owes its readers."""

import datetime
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse

from portal.access.principals import reader
from portal.bookshelf import PinnedEdition
from portal.journal import Journal, Unanswered
from portal.reading.findings import results_address
from portal.reading.pinning import Pinned
from portal.reading.questions import LONGEST_QUERY, Question, answer
from portal.web.languages import Language, root_of
from portal.web.protection import from_here
from portal.web.rendering import render, show
from portal.web.shell import PortalPage
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A question as the page lists it; ``answered`` when the edition being served has an answer."""

    question: str
    address: str
    times: int
    told: int
    first_day: str
    last_day: str
    answered: bool


def _journal(request: Request) -> Journal:
    journal: Journal = request.app.state.journal
    return journal


TheJournal = Annotated[Journal, Depends(_journal)]
Asked = Annotated[str, Query(max_length=LONGEST_QUERY)]


@router.get("/unanswered/", dependencies=[Depends(reader)])
def chinese_page(edition: Pinned, journal: TheJournal) -> HTMLResponse:
    """In Chinese."""
    return _page(edition, journal, "zh-Hans")


@router.get("/en/unanswered/", dependencies=[Depends(reader)])
def english_page(edition: Pinned, journal: TheJournal) -> HTMLResponse:
    """In English."""
    return _page(edition, journal, "en")


@router.post("/unanswered/", dependencies=[Depends(reader), Depends(from_here)])
def told(journal: TheJournal, q: Asked, lang: Language = "zh-Hans") -> RedirectResponse:
    """A reader says that what was found is no answer."""
    written_down(journal, Question(words=q, language=lang), told=True)
    return RedirectResponse(f"/{root_of(lang)}unanswered/", status_code=303)


@router.get("/unanswered", dependencies=[Depends(reader)])
@router.get("/en/unanswered", dependencies=[Depends(reader)])
def with_slash(request: Request) -> RedirectResponse:
    """The address the page has."""
    return RedirectResponse(f"{request.url.path}/", status_code=308)


def written_down(journal: Journal, question: Question, *, told: bool = False) -> bool:
    """Writes a question down that the library could not answer; whether that worked."""
    today = datetime.datetime.now().astimezone().date()
    return journal.record(question.words, language=question.language, day=today, told=told)


def _page(edition: PinnedEdition, journal: Journal, language: Language) -> HTMLResponse:
    lines = [_line(edition, found) for found in journal.most_asked(language, limit=_SHOWN)]
    body = render(
        "unanswered.html",
        language,
        open=[line for line in lines if not line.answered],
        unhelpful=[line for line in lines if line.answered and line.told],
        answered=[line for line in lines if line.answered and not line.told],
    )
    other: Language = "zh-Hans" if language == "en" else "en"
    page = PortalPage(
        address=f"{root_of(language)}unanswered/",
        alternate=f"{root_of(other)}unanswered/",
        language=language,
        title=texts(language).say("unanswered.title"),
        body=body,
    )
    return show(edition, page)


def _line(edition: PinnedEdition, found: Unanswered) -> Line:
    question = Question(words=found.question, language=found.language, limit=1)
    return Line(
        question=found.question,
        address=results_address(question),
        times=found.times,
        told=found.told,
        first_day=found.first_day,
        last_day=found.last_day,
        answered=bool(answer(edition, question).hits),
    )
