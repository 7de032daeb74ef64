"""The page of Word files: choosing documents and how the file is to look; what is being made, and fetching it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from generators.handbook.office import office_is_here
from generators.handbook.word.profile import profile_names
from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.errors import PageNotFound, PortalError
from portal.handbooks.asking import Asked, ByAddress, ByForm
from portal.handbooks.choosing import KINDS, SHOWN, Choice
from portal.handbooks.jobs import Job
from portal.handbooks.ordering import Finished, may_see_status, take, workshop_of
from portal.handbooks.orders import CONTENT_TYPES
from portal.handbooks.refusals import (
    AlreadyMaking,
    NothingChosen,
    OfficeMissing,
    StatusNotAllowed,
    TemplateRefused,
    TooMuchChosen,
    WorkshopBusy,
)
from portal.handbooks.workshop import KEPT
from portal.reports.view import View, view_of
from portal.web.pages import in_both_languages
from portal.web.refusals import sentence
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Makes = Annotated[
    Principal, Depends(may(Permission.EXPORT_SIGN_OFF, Permission.RELEASE, Permission.SEE_TEAM))
]
"""Human resources, owners of documents and managers."""

CHANGE = [Depends(csrf)]
_REFRESH_SECONDS = "2"
_ON_THE_PAGE = (
    NothingChosen,
    TooMuchChosen,
    TemplateRefused,
    OfficeMissing,
    AlreadyMaking,
    WorkshopBusy,
    StatusNotAllowed,
)
"""Refusals that are said above the form, which keeps what was chosen."""


@in_both_languages(router, "GET", "/handbooks/")
def handbooks_page(request: Request, principal: Makes, asked: ByAddress) -> HTMLResponse:
    """The form; an address may bring a choice with it."""
    return _page(request, _choice(request, principal, asked))


@in_both_languages(router, "POST", "/handbooks/", dependencies=CHANGE)
def order_file(request: Request, principal: Makes, asked: ByForm) -> Response:
    """Narrows the list, keeping what is ticked; or makes the file, at once or in the background."""
    choice = _choice(request, principal, asked)
    if asked.do == "narrow":
        return _page(request, choice)
    try:
        found = take(request, choice)
    except _ON_THE_PAGE as refusal:
        return _page(request, choice, refusal)
    if isinstance(found, Job):
        return choice.view.onwards(f"handbooks/made/{found.number}/")
    return handed_out(found)


@in_both_languages(router, "GET", "/handbooks/made/{number}/")
def progress_page(request: Request, principal: Makes, number: str) -> HTMLResponse:
    """How far a file is. The page comes anew by itself until it is ready, without any script."""
    view, job = view_of(request, principal), workshop_of(request).job(number, principal.subject)
    page = view.page(
        "handbook_made.html",
        title="handbooks.making" if job.is_under_way else "handbooks.made",
        job=job,
        until=view.local(job.at + KEPT),
    )
    if job.is_under_way:
        page.headers["refresh"] = _REFRESH_SECONDS
    return page


@in_both_languages(router, "POST", "/handbooks/made/{number}/cancel/", dependencies=CHANGE)
def cancel(request: Request, principal: Makes, number: str) -> Response:
    """Calls a file off; one that is ready stays."""
    workshop_of(request).job(number, principal.subject).stop()
    return view_of(request, principal).onwards(f"handbooks/made/{number}/")


@in_both_languages(router, "GET", "/handbooks/made/{number}/file/")
def finished_file(request: Request, principal: Makes, number: str) -> Response:
    """The file, for whoever ordered it and may still see what stands in it. PageNotFound."""
    view, workshop = view_of(request, principal), workshop_of(request)
    job = workshop.job(number, principal.subject)
    content = workshop.at_hand(job.key) if job.state == "ready" and _may_fetch(view, job) else None
    if content is None:
        raise PageNotFound
    return handed_out(Finished(name=job.name, form="pdf" if job.form == "pdf" else "docx", content=content))


def handed_out(found: Finished) -> Response:
    """A file as an answer; it is saved, never shown."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "cache-control": "no-store",
    }
    return Response(found.content, media_type=CONTENT_TYPES[found.form], headers=headers)


def _may_fetch(view: View, job: Job) -> bool:
    """Whether somebody may still see what a file says: rights may have gone since it was ordered."""
    readable = view.texts.edition.readable(view.principal.rights)
    return job.restricted <= readable and (not job.has_status or may_see_status(view))


def _choice(request: Request, principal: Principal, asked: Asked) -> Choice:
    return Choice(view=view_of(request, principal), asked=asked)


def _page(request: Request, choice: Choice, refusal: PortalError | None = None) -> HTMLResponse:
    view = choice.view
    page = view.page(
        "handbooks.html",
        title="handbooks.title",
        choice=choice,
        asked=choice.asked,
        kinds=KINDS,
        shown=SHOWN,
        profiles=profile_names(),
        has_office=office_is_here(),
        may_see_status=may_see_status(view),
        jobs=[(job, view.local(job.at)) for job in workshop_of(request).jobs_of(view.principal.subject)],
        problem="" if refusal is None else sentence(refusal, texts(view.language)),
    )
    if refusal is not None:
        page.status_code = refusal.status
    return page
