"""Moving 迁移: the records go from SQLite to a PostgreSQL server or back, all of them, with the same root."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal.backups.refusals import BackupUnsound, DatabaseNotEmpty, MovedUnequal, NothingToBackUp
from portal.backups.tables import dump, is_empty, load, tables_of
from portal.clock import Clock
from portal.database import SQLITE_FILE, database_address, form_of, open_database, upgrade_within
from portal.ledger.audit import Verification, verify_ledger
from portal.ledger.files import Files
from portal.ledger.identities import Identities
from portal.ledger.keys import identity_key, signing_key
from portal.ledger.refusals import LedgerUnavailable
from portal.ledger.writer_lock import hold, hold_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What went over: entries under one root, rows in so many tables; ``kept`` is where the old file lies now."""

    entries: int
    root: str
    rows: int
    tables: int
    kept: Path | None


def move_records(home: Path, *, clock: Clock, source: str | None, target: str | None) -> Moved:
    """Copies the records to an empty database and verifies them there; nothing stands as source is changed.

    None as an address means the SQLite file of the home. Where that is the source it is renamed afterwards, so that
    nobody records into the old one by mistake. LedgerHeld, DatabaseNotEmpty, BackupUnsound, MovedUnequal.
    """
    file = home / SQLITE_FILE
    if source is None and not file.is_file():
        raise NothingToBackUp(home=str(home))
    if target is None and file.exists():
        raise DatabaseNotEmpty
    with ExitStack() as held:
        held.enter_context(hold(home))
        engines = [open_database(database_address(home, address)) for address in (source, target)]
        for engine in engines:
            held.callback(engine.dispose)
        try:
            moved = _copy(*engines, home=home, clock=clock)
        except SQLAlchemyError as error:
            _forget(file, target)
            raise LedgerUnavailable from error
        except BaseException:
            _forget(file, target)
            raise
    return moved if source is not None else _put_aside(moved, file, clock)


def _copy(source: Engine, target: Engine, *, home: Path, clock: Clock) -> Moved:
    with source.connect() as reader, target.connect().execution_options(writing=True) as writer:
        hold_database(reader)
        with reader.begin(), writer.begin():
            if not is_empty(writer):
                raise DatabaseNotEmpty
            before = _verified(reader, home, clock)
            upgrade_within(writer, str(form_of(reader)))
            rows = [_copy_table(reader, writer, table) for table in _pairs(reader, writer)]
            after = _verified(writer, home, clock)
            if (after.size, after.root) != (before.size, before.root):
                raise MovedUnequal(what="root")
    return Moved(entries=after.size, root=after.root.hex(), rows=sum(rows), tables=len(rows), kept=None)


def _pairs(reader: Connection, writer: Connection) -> Iterator[tuple[Table, Table]]:
    """Each table of the source with its like in the target."""
    there = {table.name: table for table in tables_of(writer)}
    for table in tables_of(reader):
        if table.name not in there:
            raise MovedUnequal(what=table.name)
        yield table, there[table.name]


def _copy_table(reader: Connection, writer: Connection, pair: tuple[Table, Table]) -> int:
    here, there = pair
    load(writer, there, _lines(dump(reader, here)))
    counts = [
        int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for connection, table in ((reader, here), (writer, there))
    ]
    if counts[0] != counts[1]:
        raise MovedUnequal(what=here.name)
    return counts[1]


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield from chunk.splitlines()


def _verified(connection: Connection, home: Path, clock: Clock) -> Verification:
    found = verify_ledger(
        connection,
        key=signing_key(home, may_create=False).verifier,
        files=Files(home),
        identities=Identities(identity_key(home, may_create=False), clock=clock),
    )
    if not found.passed:
        first = found.problems[0]
        raise BackupUnsound(count=len(found.problems), first=f"{first.code} {first.where}")
    return found


def _forget(file: Path, target: str | None) -> None:
    """A SQLite file that was only begun goes again; a server has rolled back by itself."""
    if target is None:
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            file.with_name(name).unlink(missing_ok=True)


def _put_aside(moved: Moved, file: Path, clock: Clock) -> Moved:
    kept = file.with_name(f"{SQLITE_FILE}.moved-{clock.now():%Y%m%d-%H%M%S}")
    file.rename(kept)
    return Moved(entries=moved.entries, root=moved.root, rows=moved.rows, tables=moved.tables, kept=kept)
