"""Assembly: settings in, the service out. Nothing is decided here."""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from portal.bookshelf import Bookshelf
from portal.journal import Journal
from portal.reading import files, program_guide, programs, search_page, unanswered
from portal.settings import Settings, program_version
from portal.web import refusals
from portal.web.protection import HostGuard, SecurityHeaders
from portal.web.requests import ErrorBoundary, HeadAsGet, RequestLog
from portal.web.texts import texts


def create_app(settings: Settings) -> FastAPI:
    """The portal over one home. It opens nothing until it is asked."""
    app = FastAPI(
        title="Dutybook",
        version=program_version(),
        description=texts("en").say("guide.lead"),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[  # the outermost first
            Middleware(RequestLog),
            Middleware(HeadAsGet),
            Middleware(SecurityHeaders),
            Middleware(GZipMiddleware, minimum_size=500, compresslevel=5),
            Middleware(ErrorBoundary),
            Middleware(HostGuard),
        ],
    )
    app.state.bookshelf = Bookshelf(settings.home)
    app.state.journal = Journal(settings.home / "unanswered.sqlite")
    refusals.install(app)
    for part in (
        programs,
        program_guide,
        search_page,
        unanswered,
        files,
    ):  # files last: it takes every address
        app.include_router(part.router)
    return app
