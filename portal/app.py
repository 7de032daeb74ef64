"""Assembly: settings in, the service out. Nothing is decided here."""

import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from portal.access.records import Records
from portal.access.rules import rules
from portal.accounts import pages as account_pages
from portal.accounts.oidc import Provider, Waiting
from portal.accounts.throttle import Throttle
from portal.acknowledgements import own_pages, paper_pages, release_pages
from portal.acknowledgements import pages as acknowledgement_pages
from portal.acknowledgements.confirming import Confirming
from portal.acknowledgements.letters import channels_of
from portal.acknowledgements.rounds import Rounds
from portal.acknowledgements.settling import Settling
from portal.administration import figures
from portal.administration import pages as administration_pages
from portal.attachments import pages as attachment_pages
from portal.attachments.service import MEGABYTE
from portal.bookshelf import Bookshelf
from portal.cases import case_pages, form_pages, involved, task_pages
from portal.cases import pages as cases_pages
from portal.cases.office import CaseOffice
from portal.cases.rounds import CaseRounds
from portal.cases.work import CaseWork
from portal.checklists import pages as checklist_pages
from portal.checklists import ticking_pages
from portal.checklists.board import Checklists
from portal.clock import Clock, SystemClock
from portal.database import database_address
from portal.duties import calendar_pages, others_pages
from portal.duties import own_pages as own_duties
from portal.duties.desk import DutyDesk
from portal.duties.reminding import EVERY as DUTIES_EVERY
from portal.duties.reminding import DutyRounds
from portal.duties.work import DutyWork
from portal.handbooks import file_pages as handbook_files
from portal.handbooks import pages as handbook_pages
from portal.handbooks.workshop import Workshop
from portal.health.checkup import Checkup
from portal.jobs.keeping import anchor_job, checkpoint_job
from portal.jobs.leasing import Job
from portal.journal import Journal
from portal.people import access_pages, changing, company_sign_in, import_pages
from portal.people import pages as people_pages
from portal.people.gatekeeper import StaffGatekeeper
from portal.people.hatch import Hatch
from portal.reading import files, program_guide, programs, search_page, unanswered
from portal.reports.entrances import entrances
from portal.reports.routers import ROUTERS as REPORT_ROUTERS
from portal.reports.trend import Trend
from portal.retention import pages as retention_pages
from portal.retention.periods import Periods
from portal.retention.tidying import Tidying
from portal.settings import Settings, program_version
from portal.web import refusals
from portal.web.protection import HostGuard, SecurityHeaders
from portal.web.requests import ErrorBoundary, HeadAsGet, RequestLog
from portal.web.tally import Tally
from portal.web.texts import texts
from portal.work.sources import Documents, Work
from portal.workdays.calendars import Calendars

ROUTERS: tuple[APIRouter, ...] = (
    acknowledgement_pages.router,  # first: asked most, when a whole company confirms on one morning
    account_pages.router,
    company_sign_in.router,
    retention_pages.router,
    import_pages.router,  # before /people/person/…
    people_pages.router,
    changing.router,
    access_pages.router,
    own_pages.router,
    release_pages.router,
    paper_pages.router,
    cases_pages.router,
    case_pages.router,
    task_pages.router,
    form_pages.router,
    calendar_pages.router,  # before /my/duties/…
    own_duties.router,
    others_pages.router,
    attachment_pages.router,
    checklist_pages.router,
    ticking_pages.router,
    *REPORT_ROUTERS,
    handbook_pages.router,
    handbook_files.router,
    figures.router,
    administration_pages.router,
    programs.router,
    program_guide.router,
    search_page.router,
    unanswered.router,
    files.router,  # last: it takes every address
)
ROUTES = tuple(route for router in ROUTERS for route in router.routes)
"""Every route, taken apart once in a process: to include the routers would do it again for every app."""

LARGEST_TEMPLATE = 20
"""Megabytes: a company's own Word template. Scans and staff lists have smaller limits, attachments a setting."""


def create_app(settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    """The portal over one home. It opens editions when asked, and its records when it starts."""
    tally = Tally()
    app = FastAPI(
        title="Dutybook",
        version=program_version(),
        description=texts("en").say("guide.lead"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        routes=list(ROUTES),
        max_body_size=_largest_body(settings),
        lifespan=_lifespan,
        middleware=[  # the outermost first
            Middleware(RequestLog, believes_proxy=bool(settings.proxies), tally=tally),
            Middleware(HeadAsGet),
            Middleware(SecurityHeaders),
            Middleware(GZipMiddleware, minimum_size=500, compresslevel=5),
            Middleware(ErrorBoundary),
            Middleware(HostGuard, public_host=settings.public_host),
        ],
    )
    app.state.tally = tally
    _equip(app, settings, clock or SystemClock())
    refusals.install(app)
    rules(app)  # an address without a rule is not served at all
    return app


def _largest_body(settings: Settings) -> int:
    """The largest file with the form around it, in bytes."""
    return (max(LARGEST_TEMPLATE, settings.largest_upload_mb) + 1) * MEGABYTE


def _equip(app: FastAPI, settings: Settings, clock: Clock) -> None:
    """What routes find in ``app.state``."""
    app.state.settings = settings
    app.state.menu = entrances
    app.state.bookshelf = Bookshelf(settings.home)
    app.state.journal = Journal(settings.home / "unanswered.sqlite")
    app.state.throttle = Throttle(clock)
    app.state.checkup = Checkup(settings)
    app.state.pending = import_pages.Pending()
    app.state.waiting = Waiting()
    app.state.provider = Provider(settings) if settings.oidc_issuer else None
    app.state.records = Records(
        settings.home,
        database_address(settings.home, settings.database),
        clock=clock,
        zone=app.state.bookshelf.zone,
    )
    app.state.confirming = Confirming(app.state.records)
    _equip_work(app.state)
    app.state.workshop = Workshop(settings.home, clock)
    app.state.rounds = _rounds(app.state)
    app.state.hatch = Hatch(app.state.records)
    app.state.trend = Trend()
    app.state.gatekeeper = StaffGatekeeper(
        app.state.records,
        app.state.bookshelf,
        throttle=app.state.throttle,
        idle=datetime.timedelta(minutes=settings.session_idle_minutes),
        absolute=datetime.timedelta(hours=settings.session_hours),
    )


def _equip_work(state: State) -> None:
    """What waits for people, from whatever makes work."""
    records, bookshelf, desk = state.records, state.bookshelf, state.confirming.desk
    calendars = Calendars(state.settings.home)
    state.duties = DutyDesk(records, calendars)
    state.duty_work = DutyWork(records, bookshelf, state.duties)
    state.checklists = Checklists(records, bookshelf, desk, calendars)
    state.cases = CaseOffice(records, calendars)
    cases = CaseWork(state.cases, bookshelf)
    state.work = Work((Documents(records, bookshelf, desk), state.checklists, state.duty_work, cases))
    state.attachment_rights = {
        "checklist": checklist_pages.fetching(state.checklists, bookshelf),
        "duty": others_pages.fetching(state.duties, bookshelf, records),
        "case": involved.fetching(state.cases, bookshelf),
    }


def _rounds(state: State) -> Rounds:
    """What is done again and again while the portal runs."""
    settings, records, bookshelf = state.settings, state.records, state.bookshelf
    channels = channels_of(settings, records, bookshelf)
    state.cases.channels = tuple(channels)
    duty_rounds = DutyRounds(records, bookshelf, state.duties, tuple(channels))
    return Rounds(
        records,
        bookshelf,
        state.confirming.desk,
        channels,
        tidy=Tidying(
            records,
            state.journal,
            Periods.of(settings),
            session_hours=settings.session_hours,
            besides=(state.workshop.clear_up,),
        ),
        besides=(
            Job(name="settle", work=Settling(records, bookshelf, state.confirming.desk)),
            Job(name="checklists", work=state.checklists.make_round),
            Job(name="duties", work=duty_rounds, every=DUTIES_EVERY),
            Job(name="cases", work=CaseRounds(state.cases, bookshelf, state.checklists)),
            *_jobs_besides(records, settings),
        ),
    )


def _jobs_besides(records: Records, settings: Settings) -> tuple[Job, ...]:
    """What rounds do for the evidence."""
    anchor = () if settings.anchor_folder is None else (anchor_job(records, settings.anchor_folder),)
    return (checkpoint_job(records), *anchor)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    records: Records = app.state.records
    await run_in_threadpool(records.open)
    app.state.rounds.start()
    app.state.hatch.start()
    try:
        yield
    finally:
        await run_in_threadpool(app.state.hatch.stop)
        await run_in_threadpool(app.state.workshop.close)
        await run_in_threadpool(app.state.rounds.stop)
        await run_in_threadpool(records.close)
