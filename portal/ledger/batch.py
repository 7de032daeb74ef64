"""One transaction of the sequencer: jobs in their order, each seeing what those before it did."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import OperationalError

from portal.clock import Clock, moment_of, utc_text
from portal.database import is_sqlite
from portal.errors import PortalError
from portal.ledger import store
from portal.ledger.canonical import plain_of
from portal.ledger.checkpoints import Checkpoint, sign_checkpoint
from portal.ledger.entries import ClockWarned
from portal.ledger.entry import EntryBase, body_of, same_claims
from portal.ledger.jobs import Check, EntryJob, Job, Recorded, RowBeside, Together, WorkJob
from portal.ledger.merkle import Frontier, Node, leaf_hash
from portal.ledger.names import new_key
from portal.ledger.notes import SigningKey
from portal.ledger.refusals import KeyReused
from portal.questions import Savepoint, rows_into

CHECKPOINT_ENTRIES = 256
CHECKPOINT_SECONDS = 300.0
_STEP_BACK = datetime.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and its signed note."""

    checkpoint: Checkpoint
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """Where the ledger ends: its tree's edge, the last time it wrote down, and what was last signed."""

    frontier: Frontier
    last_at: datetime.datetime | None
    signed: SignedCheckpoint | None

    @property
    def unsigned(self) -> int:
        """How many entries no checkpoint covers yet."""
        return self.frontier.size - (self.signed.checkpoint.size if self.signed else 0)


@dataclass(slots=True)
class _Pending:
    entries: list[store.StoredEntry] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Together:
    """Entries with a row beside each, not written yet. If they cannot be written together, each stands alone."""

    savepoint: Savepoint
    before: Tip
    jobs: list[tuple[int, EntryJob]] = field(default_factory=list)
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    about: set[str] = field(default_factory=set)

    def add(self, at: int, job: EntryJob, beside: RowBeside, recorded: Recorded) -> None:
        self.jobs.append((at, job))
        self.rows.setdefault(beside.table, []).append(dict(beside.row(recorded)))
        self.about.add(beside.about)


class Batch:
    """Carries out jobs over one connection; :attr:`tip` is true only once the transaction is committed."""

    def __init__(self, connection: Connection, tip: Tip, *, clock: Clock, key: SigningKey) -> None:
        self._connection = connection
        self._clock = clock
        self._key = key
        self._pending = _Pending()
        self._known: dict[str, store.StoredEntry] = {}
        self._together: _Together | None = None
        self._answers: list[object] = []
        self._jobs: Sequence[Job] = ()
        self._foreseen: dict[int, PortalError | None] = {}
        self.tip = replace(tip, frontier=tip.frontier.copy())

    def carry_out(self, jobs: Sequence[Job]) -> list[object]:
        """The answer to each job; a refusal or a failure of one is its answer and leaves the others alone."""
        keys = [job.entry.key for job in jobs if isinstance(job, EntryJob)]
        if keys:
            self._known.update(store.entries_by_key(self._connection, keys))
        self._answers, self._jobs = [None] * len(jobs), jobs
        for at, job in enumerate(jobs):
            self._answers[at] = self._carry_out(at, job)
        self._flush()
        return self._answers

    def _carry_out(self, at: int, job: Job) -> object:
        if isinstance(job, EntryJob):
            return self._record(at, job)
        self._flush()
        if isinstance(job, WorkJob):
            return self._alone(job.work)
        return self._checkpoint()

    def _record(self, at: int, job: EntryJob) -> object:
        known = self._known.get(job.entry.key)
        if known is not None:
            return _repeated(known, job.entry)
        if job.check is None and job.alongside is None:
            return self._append(job.entry)
        if (beside := job.beside) is not None:
            return self._record_together(at, job, beside)
        self._flush()
        return self._record_alone(job) if self._needs_savepoint(job) else self._record_checked(job)

    def _record_together(self, at: int, job: EntryJob, beside: RowBeside) -> object:
        """An entry and the row beside it, written with those of others; asked before, as if each had been alone."""
        if self._together is None or beside.about in self._together.about:
            self._flush()
            before = replace(self.tip, frontier=self.tip.frontier.copy())
            self._together = _Together(savepoint=Savepoint(self._connection), before=before)
        together = self._together
        try:
            refusal = self._refusal(at, job)
            if refusal is not None:
                return refusal
            recorded = self._added(job.entry)
            together.add(at, job, beside, recorded)
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 - whose fault it was shows when each stands alone
            self._take_apart(together)
            return self._record_alone(job)
        self._answers[at] = recorded
        self._checkpoint_when_due()
        return self._answers[at]

    def _refusal(self, at: int, job: EntryJob) -> PortalError | None:
        """What a job's check says; those after it that may be asked with it are asked at the same time."""
        if at in self._foreseen:
            return self._foreseen.pop(at)
        if job.check is None:
            return None
        asks: Together | None = getattr(job.check, "together", None)
        if asks is None:
            return job.check(self._connection)
        run = self._run_from(at, type(job.check))
        answers = asks(self._connection, [check for _, check in run])
        self._foreseen = {number: answer for (number, _), answer in zip(run, answers, strict=True)}
        return self._foreseen.pop(at)

    def _run_from(self, at: int, kind: type) -> list[tuple[int, Check]]:
        """The checks from here on that no job between could answer otherwise: rows about other people only."""
        run, about = list[tuple[int, Check]](), set[str]()
        for number, job in enumerate(self._jobs[at:], at):
            if not isinstance(job, EntryJob) or job.beside is None or job.check is None:
                break
            if job.beside.about in about or not isinstance(job.check, kind):
                break
            about.add(job.beside.about)
            run.append((number, job.check))
        return run

    def _take_apart(self, together: _Together) -> None:
        """What could not be done together is undone, and done one by one."""
        together.savepoint.undo()
        self.tip, self._pending, self._together = together.before, _Pending(), None
        for _, job in together.jobs:
            self._known.pop(job.entry.key, None)
        for at, job in together.jobs:
            self._answers[at] = self._record_alone(job)

    def _needs_savepoint(self, job: EntryJob) -> bool:
        """A failing question ends a whole transaction on PostgreSQL; on SQLite only writing has to be undone."""
        return job.alongside is not None or not is_sqlite(self._connection)

    def _record_checked(self, job: EntryJob) -> object:
        try:
            refusal = job.check(self._connection) if job.check else None
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - it belongs to this job alone
            return error
        return refusal if refusal is not None else self._append(job.entry)

    def _record_alone(self, job: EntryJob) -> object:
        """An entry with company: all of it happens or nothing."""
        before = replace(self.tip, frontier=self.tip.frontier.copy())

        def record(connection: Connection) -> object:
            refusal = job.check(connection) if job.check else None
            if refusal is not None:
                return refusal
            recorded = self._append(job.entry)
            self._flush()
            if job.alongside is not None:
                job.alongside(connection, recorded)
            return recorded

        answer = self._alone(record)
        if isinstance(answer, BaseException):
            self.tip = before
            self._pending = _Pending()
            self._known.pop(job.entry.key, None)
        return answer

    def _alone(self, work: Callable[[Connection], object]) -> object:
        """What the work gives, or what it raised, with nothing of it left in the database.

        What says that the database itself is in trouble (full, gone) fails the whole transaction.
        """
        savepoint = self._connection.begin_nested()
        try:
            answer = work(self._connection)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - it belongs to this job alone
            savepoint.rollback()
            return error
        savepoint.commit()
        return answer

    def _append(self, entry: EntryBase) -> Recorded:
        recorded = self._added(entry)
        self._checkpoint_when_due()
        return recorded

    def _checkpoint_when_due(self) -> None:
        if self.tip.unsigned >= CHECKPOINT_ENTRIES:
            self._flush()
            self._checkpoint()

    def _added(self, entry: EntryBase) -> Recorded:
        now = self._clock.now()
        last = self.tip.last_at
        if last is not None and now < last - _STEP_BACK and not isinstance(entry, ClockWarned):
            self.tip = replace(self.tip, last_at=now)
            self._added(ClockWarned(key=new_key(), was=utc_text(last), reads=utc_text(now)))
        at = utc_text(now)
        body = body_of(entry, at=at)
        leaf = leaf_hash(body)
        frontier = self.tip.frontier
        self._pending.nodes += frontier.append(leaf)
        stored = store.StoredEntry(frontier.size, entry.key, body, leaf)
        self._pending.entries.append(stored)
        self._known[entry.key] = stored
        self.tip = Tip(frontier=frontier, last_at=max(now, self.tip.last_at or now), signed=self.tip.signed)
        return Recorded(seq=stored.seq, body=body, leaf=leaf, at=at)

    def _checkpoint(self) -> SignedCheckpoint | None:
        """A checkpoint of the tree as it is here; the last one again if nothing came since."""
        frontier = self.tip.frontier
        if self.tip.unsigned:
            checkpoint = Checkpoint(self._key.verifier.name, frontier.size, frontier.root())
            signed = SignedCheckpoint(checkpoint, sign_checkpoint(checkpoint, self._key))
            signed_at = utc_text(self._clock.now())
            store.add_checkpoint(self._connection, size=frontier.size, note=signed.note, signed_at=signed_at)
            self.tip = replace(self.tip, signed=signed)
        return self.tip.signed

    def _flush(self) -> None:
        together, self._together = self._together, None
        if together is None:
            self._write()
            return
        try:
            self._write()
            for table, rows in together.rows.items():
                rows_into(table).put(self._connection, rows)
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 - whose fault it was shows when each stands alone
            self._take_apart(together)
        else:
            together.savepoint.keep()

    def _write(self) -> None:
        pending, self._pending = self._pending, _Pending()
        store.add_entries(self._connection, pending.entries)
        store.add_nodes(self._connection, pending.nodes)


def time_of(body: Mapping[str, Any]) -> datetime.datetime | None:
    """When an entry was recorded, as its body says."""
    try:
        return moment_of(str(body.get("at")))
    except ValueError:
        return None


def _repeated(known: store.StoredEntry, entry: EntryBase) -> object:
    if not same_claims(known.body, entry):
        return KeyReused(entry=known.seq)
    at = plain_of(known.body)["at"]
    return Recorded(seq=known.seq, body=known.body, leaf=known.leaf, at=at, repeated=True)
