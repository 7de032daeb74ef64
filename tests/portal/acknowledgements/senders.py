"""Senders: connections that are kept open, each sending its next form as soon as the last one was answered."""

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tests.portal.acknowledgements.crowds import Form

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_RECEIPT = re.compile(rb"\r\nlocation: /receipts/(\d+)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back for one form; ``receipt`` is the number of the entry it led to."""

    form: Form
    status: int
    receipt: int | None
    seconds: float


@dataclass
class Sending:
    """What was sent and what was answered, for as long as the server answers."""

    forms: Iterator[Form]
    began: float = 0.0
    ended: float = 0.0
    deadline: float = float("inf")
    answered: list[Answered] = field(default_factory=list)
    begun: list[Form] = field(default_factory=list)

    def take(self) -> Form | None:
        """The next form; nothing when all are sent or time is up."""
        form = next(self.forms, None) if time.perf_counter() < self.deadline else None
        if form is not None:
            self.begun.append(form)
        return form


class _Connection(asyncio.Protocol):
    def __init__(self, sending: Sending, done: "asyncio.Future[None]") -> None:
        self._sending = sending
        self._done = done
        self._came = b""
        self._form: Form | None = None
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, ended, body = self._came.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not ended or (length is not None and len(body) < int(length[1])):
            return
        assert self._form is not None
        receipt, taken = _RECEIPT.search(head), time.perf_counter() - self._began
        number = None if receipt is None else int(receipt[1])
        self._sending.answered.append(Answered(self._form, int(head.split(b" ", 2)[1]), number, taken))
        self._came = b""
        self._next()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _next(self) -> None:
        self._form = self._sending.take()
        if self._form is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(self._form.request)


async def send(port: int, forms: Iterator[Form], *, clients: int, seconds: float = float("inf")) -> Sending:
    """Sends forms over so many connections until all are answered, time is up or the server is gone."""
    sending = Sending(forms)
    sending.began = time.perf_counter()
    sending.deadline = sending.began + seconds
    await asyncio.gather(*(_keep_sending(port, sending) for _ in range(clients)))
    sending.ended = time.perf_counter()
    return sending


async def _keep_sending(port: int, sending: Sending) -> None:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    with suppress(ConnectionError):
        await loop.create_connection(lambda: _Connection(sending, done), "127.0.0.1", port)
        await done
