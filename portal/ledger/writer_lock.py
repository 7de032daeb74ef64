"""One writer: a lock file for this machine and, on a server database, a lock there for all machines."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from portal.database import is_sqlite
from portal.ledger.refusals import LedgerHeld

LOCK_FILE = "records.lock"

_WRITER, _APPENDING = 0x6475_7479, 0x626F_6F6B
"""Two numbers of our own among the database's advisory locks: who is the writer, and who appends right now."""


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Holds the lock file of a home; the system frees it when the process ends, however it ends.

    LedgerHeld, with the other's name, if somebody has it.
    """
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, _own_name().encode(), 0)
        yield
    finally:
        os.close(descriptor)


def hold_database(connection: Connection) -> None:
    """Takes the lock of a server database for as long as this connection lives. LedgerHeld if another has it."""
    if is_sqlite(connection):
        return
    with connection.begin():
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _WRITER}):
            raise LedgerHeld(holder=_database_holder(connection))


def hold_transaction(connection: Connection) -> None:
    """Keeps any other appender waiting until this transaction ends; SQLite's own lock does the same."""
    if not is_sqlite(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _APPENDING})


def _acquire(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LedgerHeld(holder=os.pread(descriptor, 200, 0).decode(errors="replace") or "?") from error


def _own_name() -> str:
    program = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]).strip()
    return f"{program or 'dutybook'} (pid {os.getpid()})"


def _database_holder(connection: Connection) -> str:
    row = connection.execute(
        text(
            "SELECT a.application_name, a.client_addr, l.pid FROM pg_locks l"
            " LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE l.locktype = 'advisory' AND l.objid = :lock AND l.granted LIMIT 1"
        ),
        {"lock": _WRITER},
    ).one_or_none()
    return "?" if row is None else f"{row[0]} @ {row[1] or 'local'} (backend {row[2]})"
