"""Reading a backup's zip with suspicion: names, sizes and digests are those of its signed manifest, or nothing is."""

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from portal.backups.manifest import LARGEST, MANIFEST, NOTE, Manifest, open_manifest
from portal.backups.refusals import BackupTooLarge, BackupUnreadable
from portal.ledger.notes import NotANote, VerifierKey, verifier_key

PUBLIC = "keys/ledger.vkey"
_AT_ONCE = 1024 * 1024
_STAYS = ("tables/", "anchors/", "checkpoint")
"""What is loaded into a database, and what is in the database as well."""

_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class Archive:
    """An opened backup, its manifest proved."""

    def __init__(self, archive: zipfile.ZipFile, key: VerifierKey | None) -> None:
        self._archive = archive
        names = archive.namelist()
        if len(set(names)) != len(names):
            raise BackupUnreadable(part=MANIFEST)
        text, note = self._small(MANIFEST, LARGEST), self._small(NOTE, 4096)
        self.key = key or self._own_key()
        self.manifest: Manifest = open_manifest(text, note, self.key)
        if set(names) != {MANIFEST, NOTE, *self.manifest.parts}:
            raise BackupUnreadable(part=MANIFEST)
        for name, part in self.manifest.parts.items():
            if archive.getinfo(name).file_size != part.size:
                raise BackupUnreadable(part=name)

    def verify(self) -> None:
        """Reads every part. BackupUnreadable if one is not as the manifest says."""
        for name in self.manifest.parts:
            for _ in self.chunks(name):
                pass

    def extract(self, home: Path) -> None:
        """Puts keys, files and database below a folder. BackupUnreadable, BackupTooLarge."""
        if shutil.disk_usage(home).free < self.manifest.total:
            raise BackupTooLarge(needed=self.manifest.total)
        for name in self.manifest.parts:
            if not name.startswith(_STAYS):
                self._extract(name, home / name)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, a megabyte at a time; the last one comes only if all of them are right."""
        part = self.manifest.parts[name]
        seen, digest = 0, hashlib.sha256()
        try:
            with self._archive.open(name) as stream:
                while chunk := stream.read(_AT_ONCE):
                    seen += len(chunk)
                    digest.update(chunk)
                    if seen > part.size:
                        raise BackupUnreadable(part=name)
                    yield chunk
        except _BROKEN as error:
            raise BackupUnreadable(part=name) from error
        if (seen, digest.hexdigest()) != (part.size, part.sha256):
            raise BackupUnreadable(part=name)

    @contextmanager
    def lines(self, name: str) -> Iterator[IO[bytes]]:
        """The lines of a part that was verified."""
        try:
            with self._archive.open(name) as stream:
                yield stream
        except (*_BROKEN, KeyError, TypeError, StopIteration) as error:
            raise BackupUnreadable(part=name) from error

    def _extract(self, name: str, target: Path) -> None:
        is_secret = name.startswith(("keys/", "records."))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if name.startswith("keys/") else 0o777)
        with target.open("xb") as stream:
            target.chmod(0o600 if is_secret else 0o644)
            for chunk in self.chunks(name):
                stream.write(chunk)
        if name.startswith("files/"):
            target.chmod(0o444)

    def _small(self, name: str, most: int) -> bytes:
        try:
            if self._archive.getinfo(name).file_size > most:
                raise BackupUnreadable(part=name)
            with self._archive.open(name) as stream:
                return stream.read(most + 1)
        except (KeyError, *_BROKEN) as error:
            raise BackupUnreadable(part=name) from error

    def _own_key(self) -> VerifierKey:
        try:
            return verifier_key(self._small(PUBLIC, 4096).decode())
        except (NotANote, ValueError) as error:
            raise BackupUnreadable(part=PUBLIC) from error


@contextmanager
def opened(file: Path, key: VerifierKey | None = None) -> Iterator[Archive]:
    """A backup to read, under a key of one's own or the one it holds. BackupUnreadable."""
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise BackupUnreadable(part=file.name) from error
    with archive:
        yield Archive(archive, key)
