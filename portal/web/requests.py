"""What surrounds every request: its line in the log, HEAD for whatever can be had, and no bare failure."""

import logging
import secrets
import time
import urllib.parse

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.errors import InternalError, PortalError
from portal.logs import REQUEST, new_request_id
from portal.personal import without_people
from portal.web.refusals import refuse
from portal.web.tally import Tally

requests_log = logging.getLogger("portal.requests")
logger = logging.getLogger(__name__)

_LONGEST_PATH = 200


class RequestLog:
    """One line a request: its id, method, path, status, time. Neither what was searched for nor who asked.

    The answer carries the id in ``x-request-id``; a believed proxy may bring its own.
    """

    def __init__(self, app: ASGIApp, *, believes_proxy: bool = False, tally: Tally | None = None) -> None:
        self._app = app
        self._believes_proxy = believes_proxy
        self._tally = tally or Tally()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        began = time.perf_counter()
        status = 0
        request = new_request_id(self._given(scope))
        mark = REQUEST.set(request)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = request
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._note(scope, status, time.perf_counter() - began)
            REQUEST.reset(mark)

    def _given(self, scope: Scope) -> str:
        """The id that came with the request, where somebody believed may have put it there."""
        return Headers(scope=scope).get("x-request-id", "") if self._believes_proxy else ""

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        self._tally.count(scope["method"], status, seconds)
        path, taken = (
            without_people(urllib.parse.quote(scope["path"])[:_LONGEST_PATH]),
            round(seconds * 1000, 1),
        )
        facts = {"method": scope["method"], "path": path, "status": status, "ms": taken}
        requests_log.info("%s %s %d %.1f ms", *facts.values(), extra=facts)


class HeadAsGet:
    """HEAD is GET without the body, for every address and with the same headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


class ErrorBoundary:
    """Refusals and defects inside become an answer like any other, with all headers; a defect is logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            await refuse(Request(scope), _refusal_of(error))(scope, receive, send)


def _refusal_of(error: Exception) -> PortalError:
    if isinstance(error, PortalError):
        return error
    reference = secrets.token_hex(4)
    logger.error("defect %s", reference, exc_info=error)
    return InternalError(reference=reference)
