"""The administrator's pages: health, jobs and outbox, settings with where each comes from, who is signed in."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may, open_to_all
from portal.access.records import TheRecords
from portal.accounts import service as accounts_service
from portal.administration import outbox
from portal.administration.first_steps import first_steps
from portal.administration.settings_shown import shown
from portal.administration.signed_in import accounts
from portal.errors import PageNotFound
from portal.health.checks import State
from portal.health.checkup import Checkup
from portal.health.doctor import worst_of
from portal.jobs import overview
from portal.jobs.leasing import wanted_now
from portal.ledger.ledger import reading
from portal.people.facts import staff_on
from portal.settings import Settings
from portal.web.pages import answer_page, here, in_both_languages, language_of
from portal.web.rendering import render
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Configures = Annotated[Principal, Depends(may(Permission.CONFIGURE))]
ManagesAccounts = Annotated[Principal, Depends(may(Permission.MANAGE_ACCOUNTS))]
CHANGE = [Depends(csrf)]
CONFIGURE = [Depends(may(Permission.CONFIGURE)), Depends(csrf)]
SHOWN = 100


@in_both_languages(router, "GET", "/administration/")
def health_page(request: Request, records: TheRecords, principal: Configures) -> HTMLResponse:
    """What ``dutybook doctor`` found within the last minutes; services outside are not asked by a page."""
    checkup: Checkup = request.app.state.checkup
    found = checkup.findings(records.now())
    checks = found.checks
    counts = {state: sum(check.state is state for check in checks) for state in State}
    words = texts(language_of(request))
    return _page(
        request,
        principal,
        "administration_health.html",
        title="administration.health",
        checks=sorted(checks, key=lambda check: list(State)[::-1].index(check.state)),
        say=lambda check: check.sentence(words),
        worst=worst_of(checks),
        counts=counts,
        at=found.at,
        steps=first_steps(records, request.app.state.bookshelf),
    )


@in_both_languages(router, "POST", "/administration/", dependencies=CONFIGURE)
def looks_again(request: Request) -> Response:
    """Somebody mended something and wants everything looked at anew."""
    checkup: Checkup = request.app.state.checkup
    checkup.forget()
    return _to(request, "administration/")


@in_both_languages(router, "GET", "/administration/jobs/")
def jobs_page(request: Request, records: TheRecords, principal: Configures) -> HTMLResponse:
    """What ran, failed and waits."""
    with reading(records.ledger.engine) as connection:
        states, runs = overview.states(connection), overview.past_runs(connection)
        waiting, given_up = outbox.counts(connection), outbox.given_up(connection)
    return _page(
        request,
        principal,
        "administration_jobs.html",
        title="administration.jobs",
        states=states,
        runs=runs,
        waiting=waiting,
        given_up=given_up,
        now=records.now(),
    )


@in_both_languages(router, "POST", "/administration/jobs/{job}/", dependencies=CONFIGURE)
def wants_job(
    request: Request, records: TheRecords, job: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]
) -> Response:
    """Somebody wants a job done with the next round, within a minute."""
    records.ledger.sequencer.write(lambda c: wanted_now(c, job, now=records.now())).result()
    return _to(request, "administration/jobs/")


@in_both_languages(router, "POST", "/administration/outbox/", dependencies=CONFIGURE)
def tries_again(request: Request, records: TheRecords) -> Response:
    """What was given up is sent once more."""
    records.ledger.sequencer.write(lambda c: outbox.try_again(c, now=records.now())).result()
    return _to(request, "administration/jobs/")


@in_both_languages(router, "GET", "/administration/settings/")
def settings_page(request: Request, principal: Configures) -> HTMLResponse:
    """Every setting, and where it comes from."""
    return _page(
        request,
        principal,
        "administration_settings.html",
        title="administration.settings",
        groups=list(shown(request.app.state.settings)),
    )


@in_both_languages(router, "GET", "/administration/sign-ins/")
def sign_ins_page(
    request: Request,
    records: TheRecords,
    principal: ManagesAccounts,
    *,
    named: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """Accounts, and who is signed in."""
    settings: Settings = request.app.state.settings
    idle = datetime.timedelta(minutes=settings.session_idle_minutes)
    absolute = datetime.timedelta(hours=settings.session_hours)
    with reading(records.ledger.engine) as connection:
        everybody = accounts(connection, now=records.now(), idle=idle, absolute=absolute)
        staff = staff_on(connection, records.today())
    names = {one.subject: person.name for one in everybody if (person := staff.person(one.subject))}
    wanted = named.strip().casefold()
    found = [
        one
        for one in everybody
        if wanted in one.login.casefold() or wanted in names.get(one.subject, "").casefold()
    ]
    return _page(
        request,
        principal,
        "administration_sign_ins.html",
        title="administration.sign-ins",
        accounts=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
        named=named,
        names=names,
        signed_in=sum(bool(one.sessions) for one in everybody),
        total=len(everybody),
    )


@in_both_languages(router, "POST", "/administration/sign-ins/{subject}/end/", dependencies=CHANGE)
def ends_sessions(
    request: Request, records: TheRecords, principal: ManagesAccounts, subject: str
) -> Response:
    """Signs somebody out everywhere."""
    accounts_service.sign_out_everywhere(
        records, subject, but=principal.session if subject == principal.subject else ""
    )
    return _to(request, "administration/sign-ins/")


@in_both_languages(router, "GET", "/first-steps/", dependencies=[Depends(open_to_all)])
def first_steps_page(request: Request, records: TheRecords) -> HTMLResponse:
    """What is done on the server before the first person can sign in; gone once everything is."""
    steps = first_steps(records, request.app.state.bookshelf)
    if all(step.is_done for step in steps):
        raise PageNotFound
    language = language_of(request)
    html = str(render("first_steps.html", language, language=language, steps=steps, company="", here=str))
    return HTMLResponse(html, headers={"cache-control": "no-store"})


def _page(
    request: Request, principal: Principal, template: str, *, title: str, **values: Any
) -> HTMLResponse:
    zone = request.app.state.bookshelf.zone()
    return answer_page(
        request,
        template,
        title=title,
        principal=principal,
        local=lambda moment: moment.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        **values,
    )


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(here(language_of(request), path), status_code=303)
