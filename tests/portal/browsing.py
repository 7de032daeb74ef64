"""A browser for tests: speaks to the service in this process and sends every address exactly as it is spelled.

Ordinary clients tidy an address before they send it, which would hide what a hostile one can ask for.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import Message

from portal.app import create_app
from portal.settings import Settings
from tests.loops import run_apart

RawHeaders = Mapping[str, str | bytes] | Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back: the body as it went over the wire, and unpacked."""

    status_code: int
    headers: Headers
    body: bytes

    @property
    def content(self) -> bytes:
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Browser:
    """Somebody at this machine, on port 8000, who follows no redirects."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def get(
        self, address: str, *, params: Mapping[str, Any] | None = None, headers: RawHeaders | None = None
    ) -> Answer:
        return self.request("GET", address, params=params, headers=headers)

    def head(self, address: str, *, headers: RawHeaders | None = None) -> Answer:
        return self.request("HEAD", address, headers=headers)

    def request(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: RawHeaders | None = None,
        body: bytes = b"",
        scheme: str = "http",
    ) -> Answer:
        path, _, query = address.partition("?")
        raw = quote(path, safe="/%!$&'()*+,;=:@-._~<>\"\\ |^`{}[]#")
        query = urlencode(params, doseq=True) if params is not None else quote(query, safe="=&%+")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": scheme,
            "path": unquote(raw),
            "raw_path": raw.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": _headers(headers or {}),
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
        }
        return run_apart(self._exchange(scope, body))

    async def _exchange(self, scope: dict[str, Any], asked: bytes) -> Answer:
        sent: list[Message] = []
        requested = False

        async def receive() -> Message:
            nonlocal requested
            if requested:
                return {"type": "http.disconnect"}
            requested = True
            return {"type": "http.request", "body": asked, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start, *rest = sent
        body = b"".join(message.get("body", b"") for message in rest)
        return Answer(start["status"], Headers(raw=start["headers"]), body)


def _headers(given: RawHeaders) -> list[tuple[bytes, bytes]]:
    pairs = list(given.items()) if isinstance(given, Mapping) else list(given)
    if "host" not in {name for name, _ in pairs}:
        pairs.append(("host", "127.0.0.1:8000"))
    return [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in pairs]


def browse(home: Path) -> Browser:
    """A browser in front of a portal over a home that everybody may read."""
    return Browser(create_app(Settings(home=home, reading="everyone")))
