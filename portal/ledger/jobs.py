"""What waits for the sequencer, and how whoever waits is told."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Table, insert

from portal.errors import PortalError
from portal.ledger.entry import EntryBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry that is safe on disk, and the time it says (UTC); ``repeated``: it was there, under the same key."""

    seq: int
    body: bytes
    leaf: bytes
    at: str
    repeated: bool = False


Check = Callable[[Connection], PortalError | None]
"""Asked inside the transaction, before the entry: gives a refusal, or nothing to let it pass."""

Together = Callable[[Connection, Sequence[Any]], Sequence[PortalError | None]]
"""A check's ``together``, if it has one: asks several of its kind at once."""

Alongside = Callable[[Connection, Recorded], None]
"""Done inside the transaction, after the entry: what else must be true exactly if the entry is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBeside:
    """Alongside an entry: one row of a table. Those of entries that wait together are written together.

    ``about`` names what the row is about. A check that says the same ``about`` depends on such rows only where they
    are about the same, and on no entry itself.
    """

    table: Table
    row: Callable[[Recorded], Mapping[str, Any]]
    about: str

    def __call__(self, connection: Connection, recorded: Recorded) -> None:
        """Writes the row."""
        connection.execute(insert(self.table), dict(self.row(recorded)))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryJob:
    """An entry to record."""

    entry: EntryBase
    check: Check | None
    alongside: Alongside | None

    @property
    def beside(self) -> RowBeside | None:
        """The row beside the entry, if that is all there is and the check looks no further."""
        if not isinstance(self.alongside, RowBeside):
            return None
        looks_no_further = self.check is None or getattr(self.check, "about", None) == self.alongside.about
        return self.alongside if looks_no_further else None


@dataclass(frozen=True, slots=True)
class WorkJob:
    """Something else to write, without an entry. ``quiet`` says that nobody remembers what it changes."""

    work: Callable[[Connection], Any]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class CheckpointJob:
    """A checkpoint of everything recorded up to here."""


Job = EntryJob | WorkJob | CheckpointJob


class Follower(Protocol):
    """Somebody who remembers what they read, and hears of every change before anybody is answered."""

    def told(self, jobs: Sequence[Job], answers: Sequence[object]) -> None:
        """These were committed together; each answer is what whoever waits will get."""
        ...

    def forget(self) -> None:
        """Something may have changed that nobody can tell: another process wrote, or a COMMIT is in doubt."""
        ...


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
