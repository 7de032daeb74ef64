"""Restoring 恢复: a backup becomes a new home, once everything in it was recomputed and compared with anchors."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from portal.backups.archive import Archive, opened
from portal.backups.refusals import (
    BackupOfFile,
    BackupUnreadable,
    BackupUnsound,
    DatabaseNotEmpty,
    HomeNotEmpty,
)
from portal.backups.tables import is_empty, load, tables_of
from portal.clock import Clock
from portal.database import SQLITE_FILE, open_database, upgrade_within
from portal.ledger.anchors import Anchor, read_anchor
from portal.ledger.audit import Verification, verify_ledger
from portal.ledger.checkpoints import ShortCode
from portal.ledger.entries import LedgerRestored
from portal.ledger.files import Files
from portal.ledger.identities import Identities
from portal.ledger.keys import identity_key
from portal.ledger.ledger import Ledger
from portal.ledger.names import new_key
from portal.ledger.notes import VerifierKey
from portal.ledger.refusals import LedgerUnavailable
from portal.ledger.shortfall import Shortfall, keep_shortfall

BY = "server-command"
_EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored, how far anchors vouch for it, and what is known to be missing."""

    home: Path
    entries: int
    root: str
    made_at: str
    anchored: int
    shortfall: Shortfall | None


def restore(
    file: Path,
    home: Path,
    *,
    clock: Clock,
    anchors: Sequence[str] = (),
    key: VerifierKey | None = None,
    database: str | None = None,
    accept_missing: bool = False,
) -> Restored:
    """Makes a new home from a backup; it is there whole and verified, or not at all.

    Where an anchor covers more than the backup holds, the ledger can only be read, unless the loss is accepted.

    BackupUnreadable, BackupUnsound, BackupTooLarge, HomeNotEmpty, DatabaseNotEmpty, BackupOfFile, AnchorUnreadable.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise HomeNotEmpty(home=str(home))
    with opened(file, key) as archive:
        said = tuple(read_anchor(given, archive.key) for given in anchors)
        archive.verify()
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=home.parent) as folder:
            aside = Path(folder) / "home"
            aside.mkdir()
            archive.extract(aside)
            with _records(archive, aside, database) as connection:
                found = _verified(connection, archive, aside, said, clock)
            shortfall = _settle(aside, database, found, said, clock=clock, accept_missing=accept_missing)
            _sync_folders(aside)
            aside.rename(home)
        return Restored(
            home=home,
            entries=found.size,
            root=found.root.hex(),
            made_at=archive.manifest.made_at,
            anchored=found.anchored,
            shortfall=shortfall,
        )


@contextmanager
def _records(archive: Archive, aside: Path, database: str | None) -> Iterator[Connection]:
    """The restored records in a transaction; a dump is loaded by it, and is gone again if it is refused."""
    is_file = archive.manifest.records == "sqlite"
    if is_file and database is not None:
        raise BackupOfFile
    engine = open_database(_address(aside, database))
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            if not is_file:
                _load(archive, connection)
            yield connection
    except SQLAlchemyError as error:
        raise LedgerUnavailable from error
    finally:
        engine.dispose()


def _load(archive: Archive, connection: Connection) -> None:
    if not is_empty(connection):
        raise DatabaseNotEmpty
    upgrade_within(connection, archive.manifest.tables)
    for table in tables_of(connection):
        with archive.lines(f"tables/{table.name}.jsonl") as lines:
            load(connection, table, lines)


def _verified(
    connection: Connection, archive: Archive, aside: Path, anchors: Sequence[Anchor], clock: Clock
) -> Verification:
    """Everything recomputed, and compared with the anchors that reach no further than it does."""
    reachable = [anchor for anchor in anchors if anchor.size <= archive.manifest.entries]
    wrapping = identity_key(aside, may_create=False)
    found = verify_ledger(
        connection,
        key=archive.key,
        anchors=reachable,
        files=Files(aside),
        identities=Identities(wrapping, clock=clock),
    )
    if not found.passed:
        first = found.problems[0]
        raise BackupUnsound(count=len(found.problems), first=f"{first.code} {first.where}")
    if (found.size, found.root.hex()) != (archive.manifest.entries, archive.manifest.root):
        raise BackupUnreadable(part="records")
    return found


def _settle(
    aside: Path,
    database: str | None,
    found: Verification,
    anchors: Sequence[Anchor],
    *,
    clock: Clock,
    accept_missing: bool,
) -> Shortfall | None:
    """Says in the ledger that it was restored; or, where something is missing, that it is only to be read."""
    newest = max(anchors, key=lambda anchor: anchor.size, default=None)
    shortfall = None
    if newest is not None and newest.size > found.size:
        shortfall = Shortfall(source=newest.source, size=newest.size, entries=found.size)
        if not accept_missing:
            keep_shortfall(aside, shortfall)
            return shortfall
    with Ledger(aside, _address(aside, database), clock=clock) as ledger:
        ledger.sequencer.record(
            LedgerRestored(
                key=new_key(),
                size=found.size,
                anchor_size=0 if newest is None else newest.size,
                anchor_root=_root_of(newest),
                by=BY,
            )
        )
    (aside / "records.lock").unlink(missing_ok=True)
    return shortfall


def _root_of(anchor: Anchor | None) -> str:
    """The root an anchor spells; of a short code its 40 digits, filled up with noughts."""
    if anchor is None:
        return _EMPTY_ROOT
    said = anchor.said
    root = said.root_start if isinstance(said, ShortCode) else said.root
    return root.hex().ljust(64, "0")


def _address(aside: Path, database: str | None) -> str:
    return database or f"sqlite:///{aside / SQLITE_FILE}"


def _sync_folders(aside: Path) -> None:
    """Files and folders are on disk before the home has its name."""
    for path in (*aside.rglob("*"), aside, aside.parent.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
