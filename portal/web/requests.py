"""What surrounds every request: its line in the log, HEAD for whatever can be had, and no bare failure."""

import logging
import secrets
import time
import urllib.parse

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.errors import InternalError, PortalError
from portal.web.refusals import refuse

requests_log = logging.getLogger("portal.requests")
logger = logging.getLogger(__name__)

_LONGEST_PATH = 200


class RequestLog:
    """One line a request: method, path, status, time. Neither what was searched for nor who asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        began = time.perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            taken = (time.perf_counter() - began) * 1000
            path = urllib.parse.quote(scope["path"])[:_LONGEST_PATH]
            requests_log.info("%s %s %d %.1f ms", scope["method"], path, status, taken)


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
