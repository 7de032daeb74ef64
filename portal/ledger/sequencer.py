"""The sequencer: one thread writes, many wait; whoever waited together is committed together (group commit).

An answer is given only after COMMIT. A transaction that fails gives everybody in it ``ledger-unavailable``; the same
entry sent again, under the same key, is recorded once whatever had become of the first attempt.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.clock import Clock
from portal.errors import PortalError
from portal.ledger.batch import CHECKPOINT_SECONDS, Batch, SignedCheckpoint, Tip
from portal.ledger.entry import EntryBase
from portal.ledger.jobs import (
    Alongside,
    Check,
    CheckpointJob,
    EntryJob,
    Follower,
    Job,
    Recorded,
    Waiting,
    WorkJob,
    settle,
)
from portal.ledger.notes import SigningKey
from portal.ledger.opening import tip_of
from portal.ledger.refusals import LedgerBusy, LedgerClosed, LedgerUnavailable
from portal.ledger.store import size_of
from portal.ledger.writer_lock import hold, hold_database, hold_transaction

MOST_AT_ONCE = 64
MOST_WAITING = 8192
_MOMENT_SECONDS, _MOMENTS = 0.002, 1
"""While many come, the next batch is closed once nobody came for a moment, or after so many moments."""

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Sequencer:
    """Records entries in one order. Everything that writes to the records database goes through it.

    Opening takes the writer's locks and compares the stored tree with its newest checkpoint: LedgerHeld if another
    process writes, LedgerDamaged if what is stored is not what was signed.
    """

    def __init__(
        self,
        home: Path,
        engine: Engine,
        *,
        clock: Clock,
        key: SigningKey,
        closed_by: PortalError | None = None,
        followers: Callable[[], Iterable[Follower]] = tuple,
    ) -> None:
        """``closed_by`` is why nothing is added to the ledger itself; what is no evidence is still written.

        ``followers`` says who is told of everything that is committed.
        """
        self._engine = engine
        self._closed_by = closed_by
        self._clock = clock
        self._key = key
        self._followers = followers
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._is_busy = False
        self._connection: Connection | None = None
        self._locks = ExitStack()
        try:
            self._locks.enter_context(hold(home))
            self._tip = self._connect()
        except SQLAlchemyError as error:
            self._release()
            raise LedgerUnavailable from error
        except BaseException:
            self._release()
            raise
        self._signed_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="ledger-sequencer", daemon=True)
        self._thread.start()

    def submit(
        self, entry: EntryBase, *, check: Check | None = None, alongside: Alongside | None = None
    ) -> "Future[Recorded]":
        """Asks for an entry to be recorded; the future answers after COMMIT, or raises the refusal."""
        return self._enqueue(EntryJob(entry=entry, check=check, alongside=alongside))

    def record(
        self, entry: EntryBase, *, check: Check | None = None, alongside: Alongside | None = None
    ) -> Recorded:
        """Records an entry and waits for it."""
        return self.submit(entry, check=check, alongside=alongside).result()

    async def recorded(
        self, entry: EntryBase, *, check: Check | None = None, alongside: Alongside | None = None
    ) -> Recorded:
        """Records an entry and lets the event loop go on meanwhile."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Recorded] = loop.create_future()
        self._put(Waiting(EntryJob(entry=entry, check=check, alongside=alongside), future, loop))
        return await future

    def write(self, work: Callable[[Connection], T], *, quiet: bool = False) -> "Future[T]":
        """Asks for other writing in the same order and with the same safety; it happens whole or not at all.

        ``quiet``: nobody has to forget anything for it (a session's last sign of life).
        """
        return self._enqueue(WorkJob(work, quiet))

    def checkpoint(self) -> SignedCheckpoint | None:
        """Signs everything recorded before this call; nothing if the ledger is empty."""
        answer: Future[SignedCheckpoint | None] = self._enqueue(CheckpointJob())
        return answer.result()

    def close(self) -> None:
        """Finishes what waits, then lets go of the locks."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def __enter__(self) -> "Sequencer":
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()

    def _enqueue(self, job: Job) -> "Future[Any]":
        future: Future[Any] = Future()
        self._put(Waiting(job, future))
        return future

    def _put(self, waiting: Waiting) -> None:
        if self._closed_by is not None and not isinstance(waiting.job, WorkJob):
            raise self._closed_by
        with self._closing:
            if self._closed:
                raise LedgerClosed
            if self._waiting.qsize() >= MOST_WAITING:
                raise LedgerBusy
            self._waiting.put(waiting)

    def _run(self) -> None:
        try:
            while (batch := self._next_batch()) is not None:
                if batch:
                    self._commit(batch)
        finally:
            self._release()
            self._turn_away()

    def _turn_away(self) -> None:
        """Tells whoever still waits that nobody will come."""
        with suppress(queue.Empty):
            while True:
                waiting = self._waiting.get_nowait()
                if waiting is not None:
                    settle([(waiting, LedgerClosed())])

    def _next_batch(self) -> list[Waiting] | None:
        """Whoever waits, up to a limit; nobody when a checkpoint falls due; None when closing and all is done."""
        try:
            first = self._waiting.get(timeout=self._seconds_to_checkpoint())
        except queue.Empty:
            self._signed_at = time.monotonic()  # if it fails, the next attempt is not at once
            self._commit([Waiting(CheckpointJob(), Future())])
            return []
        batch = [first]
        if self._is_busy:
            self._let_gather()
        while len(batch) < MOST_AT_ONCE and batch[-1] is not None:
            try:
                batch.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        self._is_busy = len(batch) > 1
        if batch[-1] is not None:
            return [waiting for waiting in batch if waiting is not None]
        self._commit([waiting for waiting in batch if waiting is not None])
        return None

    def _let_gather(self) -> None:
        """A transaction costs the same for one as for many, so who comes now is worth waiting for."""
        known = 0
        for _ in range(_MOMENTS):
            time.sleep(_MOMENT_SECONDS)
            waiting = self._waiting.qsize()
            if waiting == known or waiting >= MOST_AT_ONCE:
                return
            known = waiting

    def _seconds_to_checkpoint(self) -> float | None:
        if not self._tip.unsigned or self._closed_by is not None:
            return None
        return max(0.0, self._signed_at + CHECKPOINT_SECONDS - time.monotonic())

    def _commit(self, batch: list[Waiting]) -> None:
        if not batch:
            return
        jobs = [waiting.job for waiting in batch]
        try:
            answers = self._carry_out(jobs)
        except PortalError as refusal:
            answers = [refusal for _ in batch]
        except (SQLAlchemyError, OSError, UnicodeError):
            logger.exception("a transaction of the ledger failed; nothing of it was reported as recorded")
            self._disconnect()
            self._let_forget()
            answers = [LedgerUnavailable() for _ in batch]
        except BaseException:
            self._let_forget()
            settle((waiting, LedgerUnavailable()) for waiting in batch)
            raise
        else:
            for follower in self._followers():
                follower.told(jobs, answers)
        settle(zip(batch, answers, strict=True))

    def _let_forget(self) -> None:
        for follower in self._followers():
            follower.forget()

    def _carry_out(self, jobs: list[Job]) -> list[object]:
        if self._connection is None:
            self._tip = self._connect()
        assert self._connection is not None  # noqa: S101 - _connect sets it
        before = self._tip
        with self._connection.begin():
            hold_transaction(self._connection)
            if size_of(self._connection) != before.frontier.size:
                before = tip_of(self._connection, self._key.verifier)
                self._let_forget()
            batch = Batch(self._connection, before, clock=self._clock, key=self._key)
            answers = batch.carry_out(jobs)
        if before.unsigned == 0 or batch.tip.signed is not before.signed:
            self._signed_at = time.monotonic()
        self._tip = batch.tip
        return answers

    def _connect(self) -> Tip:
        connection = self._engine.connect().execution_options(writing=True)
        try:
            hold_database(connection)
            with connection.begin():
                tip = tip_of(connection, self._key.verifier)
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        self._connection = connection
        return tip

    def _disconnect(self) -> None:
        """Lets go of a connection in an unknown state; the next batch begins with a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.invalidate()
                connection.close()

    def _release(self) -> None:
        with self._closing:
            self._closed = True
        self._disconnect()
        self._locks.close()
