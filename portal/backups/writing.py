"""Backing up 备份: one file from one moment of the records, beside a running server or not, verified at once."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url

from portal.backups.archive import opened
from portal.backups.manifest import MANIFEST, NOTE, SQLITE, Manifest, Part, signed
from portal.backups.noting import LastBackup, note_backup
from portal.backups.refusals import BackupTaken, BackupUnsound, NothingToBackUp
from portal.backups.tables import dump, form_of, tables_of
from portal.clock import Clock, utc_text
from portal.database import SQLITE_FILE, database_address, is_sqlite, open_database
from portal.ledger.audit import Verification, verify_ledger
from portal.ledger.files import FOLDER, Files
from portal.ledger.identities import Identities
from portal.ledger.keys import identity_key, signing_key
from portal.ledger.ledger import reading
from portal.ledger.refusals import LedgerUnavailable
from portal.ledger.store import anchor_sizes, checkpoint_note, newest_checkpoint
from portal.settings import program_version
from portal.sqlite import dbapi

_KEYS = ("keys/ledger.key", "keys/ledger.vkey", "keys/identity.key")
_LOOSE = ("demonstration.json",)
"""Says that records are invented; without it a demonstration would pass for a company's."""

_AT_ONCE = 1024 * 1024
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was backed up."""

    path: Path
    entries: int
    root: str
    parts: int
    bytes: int


def back_up(home: Path, target: Path, *, clock: Clock, database: str | None = None) -> Backup:
    """Writes a backup of a home. It is there whole and verified, or not at all.

    BackupTaken, NothingToBackUp, BackupUnsound; SigningKeyMissing and its like, LedgerUnavailable.
    """
    if target.exists():
        raise BackupTaken(path=str(target))
    if database is None and not (home / SQLITE_FILE).is_file():
        raise NothingToBackUp(home=str(home))
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        aside = Path(folder) / "backup"
        backup = _Writer(home, aside, database, clock).write(target)
        with opened(aside) as written:
            written.verify()
        _sync(aside)
        try:
            os.link(aside, target)
        except FileExistsError as error:
            raise BackupTaken(path=str(target)) from error
    _sync(target.parent)
    made_at = utc_text(clock.now())
    note_backup(home, LastBackup(at=made_at, file=target.name, entries=backup.entries, root=backup.root))
    return backup


class _Writer:
    """Writes one backup, part by part."""

    def __init__(self, home: Path, aside: Path, database: str | None, clock: Clock) -> None:
        self._home = home
        self._aside = aside
        self._database = database
        self._clock = clock
        self._parts: dict[str, Part] = {}
        self._key = signing_key(home, may_create=False)

    def write(self, target: Path) -> Backup:
        """The records first: whatever they name in files was there before them."""
        with self._moment() as engine, reading(engine) as connection:
            found = self._verified(connection)
            aside = os.open(self._aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with (
                os.fdopen(aside, "wb") as stream,
                zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            ):
                self._archive = archive
                self._add_records(connection)
                self._add_checkpoints(connection)
                self._add_files()
                manifest = self._manifest(connection, found)
                text = manifest.text()
                archive.writestr(_named(MANIFEST), text)
                archive.writestr(_named(NOTE), signed(text, self._key))
        return Backup(
            path=target,
            entries=manifest.entries,
            root=manifest.root,
            parts=len(manifest.parts),
            bytes=self._aside.stat().st_size,
        )

    @contextmanager
    def _moment(self) -> Iterator[Engine]:
        """The records of one moment: a copy of the SQLite file, or the server, which shows one moment to a reader."""
        address = database_address(self._home, self._database)
        if make_url(address).get_backend_name() == "sqlite":
            copy = self._aside.with_name(SQLITE_FILE)
            _copy_sqlite(Path(str(make_url(address).database)), copy)
            address = f"sqlite:///{copy}"
        engine = open_database(address)
        try:
            yield engine
        finally:
            engine.dispose()

    def _verified(self, connection: Connection) -> Verification:
        """A damaged ledger makes no backup: it would push out the last good one."""
        wrapping = identity_key(self._home, may_create=False)
        found = verify_ledger(
            connection,
            key=self._key.verifier,
            files=Files(self._home),
            identities=Identities(wrapping, clock=self._clock),
        )
        if not found.passed:
            first = found.problems[0]
            raise BackupUnsound(count=len(found.problems), first=f"{first.code} {first.where}")
        return found

    def _add_records(self, connection: Connection) -> None:
        if is_sqlite(connection):
            self._add(SQLITE, _chunks(self._aside.with_name(SQLITE_FILE)))
            return
        for table in tables_of(connection):
            self._add(f"tables/{table.name}.jsonl", dump(connection, table))

    def _add_checkpoints(self, connection: Connection) -> None:
        newest = newest_checkpoint(connection)
        if newest is not None:
            self._add("checkpoint", [newest[1].encode()])
        for size in anchor_sizes(connection):
            note = checkpoint_note(connection, size)
            if note is not None:
                self._add(f"anchors/{size}.checkpoint", [note.encode()])

    def _add_files(self) -> None:
        for name in _KEYS:
            self._add(name, _chunks(self._home / name))
        for name in _LOOSE:
            if (self._home / name).is_file():
                self._add(name, _chunks(self._home / name))
        for path in sorted((self._home / FOLDER).glob("??/*")):
            if not path.name.startswith("."):
                self._add(f"{FOLDER}/{path.parent.name}/{path.name}", _chunks(path))

    def _add(self, name: str, chunks: Iterable[bytes]) -> None:
        size, digest = 0, hashlib.sha256()
        with self._archive.open(_named(name), "w", force_zip64=True) as stream:
            for chunk in chunks:
                stream.write(chunk)
                size += len(chunk)
                digest.update(chunk)
        self._parts[name] = Part(size=size, sha256=digest.hexdigest())

    def _manifest(self, connection: Connection, found: Verification) -> Manifest:
        return Manifest(
            ledger=self._key.verifier.name,
            made_at=utc_text(self._clock.now()),
            program=program_version(),
            entries=found.size,
            root=found.root.hex(),
            records="sqlite" if is_sqlite(connection) else "tables",
            tables=form_of(connection),
            parts=self._parts,
        )


def _copy_sqlite(file: Path, copy: Path) -> None:
    """One moment of a database in use, by SQLite's own online backup. LedgerUnavailable."""
    try:
        with (
            closing(dbapi.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(dbapi.connect(str(copy))) as target,
        ):
            source.execute("PRAGMA busy_timeout=5000")
            source.backup(target)
    except dbapi.Error as error:
        raise LedgerUnavailable from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_AT_ONCE):
            yield chunk


def _named(name: str) -> zipfile.ZipInfo:
    """A part that nobody but its owner may read, without a time of its own."""
    info = zipfile.ZipInfo(name, _BEGINNING_OF_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
