"""Protection: the headers every answer carries, and the names under which we answer at all."""

from collections.abc import Iterable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.bookshelf import PinnedEdition
from portal.errors import FromElsewhere, HostNotAllowed
from portal.loopback import host_of, is_loopback

FIXED_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_policy(script_sources: Iterable[str]) -> str:
    """The content security policy: our own files only, inline scripts by their digest, no inline styles."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(script_sources)}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For what people handed in: should a browser show it after all, it can do nothing there."""


class SecurityHeaders:
    """Puts the protecting headers on every answer, whoever gave it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(FIXED_HEADERS)
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
                is_sandboxed = scope["state"].get("is_sandboxed", False)
                policy = SANDBOX if is_sandboxed else content_policy(_script_sources(scope))
                headers["content-security-policy"] = policy
            await send(message)

        await self._app(scope, receive, protected)


def _script_sources(scope: Scope) -> tuple[str, ...]:
    edition = scope["state"].get("edition")
    return edition.script_sources if isinstance(edition, PinnedEdition) else ("'self'",)


class HostGuard:
    """Answers only under this machine's own names, and the public one where there is one.

    Otherwise a page elsewhere could point its own name at 127.0.0.1 and read the portal through a visitor's browser.
    """

    def __init__(self, app: ASGIApp, *, public_host: str = "") -> None:
        self._app = app
        self._public_host = public_host.casefold()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and not self._is_ours(
            [value for name, value in scope["headers"] if name == b"host"]
        ):
            raise HostNotAllowed
        await self._app(scope, receive, send)

    def _is_ours(self, hosts: list[bytes]) -> bool:
        if len(hosts) != 1:
            return False
        host = host_of(hosts[0].decode("latin-1"))
        return host is not None and (is_loopback(host) or host.casefold() == self._public_host)


def from_here(request: Request) -> None:
    """Lets a change through that one of our own pages asked for (Fetch Metadata, else Origin). Else FromElsewhere."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    else:
        is_ours = request.headers.get("origin", "") in (
            "",
            f"{request.url.scheme}://{request.headers['host']}",
        )
    if not is_ours:
        raise FromElsewhere
