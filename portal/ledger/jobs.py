"""What waits for the sequencer, and how whoever waits is told."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from portal.errors import PortalError
from portal.ledger.entry import EntryBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry that is safe on disk. ``repeated`` says that it was there already, under the same key."""

    seq: int
    body: bytes
    leaf: bytes
    repeated: bool = False


Check = Callable[[Connection], PortalError | None]
"""Asked inside the transaction, before the entry: gives a refusal, or nothing to let it pass."""

Alongside = Callable[[Connection, Recorded], None]
"""Done inside the transaction, after the entry: what else must be true exactly if the entry is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryJob:
    """An entry to record."""

    entry: EntryBase
    check: Check | None
    alongside: Alongside | None


@dataclass(frozen=True, slots=True)
class WorkJob:
    """Something else to write, without an entry."""

    work: Callable[[Connection], Any]


@dataclass(frozen=True, slots=True)
class CheckpointJob:
    """A checkpoint of everything recorded up to here."""


Job = EntryJob | WorkJob | CheckpointJob


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job and the future of whoever waits for it: of a thread, or of a task in an event loop."""

    job: Job
    future: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None


def settle(answers: Iterable[tuple[Waiting, object]]) -> None:
    """Gives every waiting one its answer; an exception as answer is raised there. Each loop is woken once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Waiting, object]]] = defaultdict(list)
    for waiting, answer in answers:
        if waiting.loop is None:
            _tell(waiting.future, answer)
        else:
            by_loop[waiting.loop].append((waiting, answer))
    for loop, theirs in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell_all, theirs)


def _tell_all(answers: list[tuple[Waiting, object]]) -> None:
    for waiting, answer in answers:
        _tell(waiting.future, answer)


def _tell(future: "Future[Any] | asyncio.Future[Any]", answer: object) -> None:
    if future.done():  # whoever asked has gone away
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
