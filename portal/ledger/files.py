"""The store of exact bytes: what was shown, what was scanned. Named by SHA-256, safe before an entry names it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from portal.ledger.durable import keep_file, keep_stream
from portal.ledger.refusals import LedgerUnavailable, TextMissing

FOLDER = "files"
_NAME = re.compile(r"[0-9a-f]{64}")
_PIECE = 256 * 1024


class Files:
    """The content-addressed store of one home."""

    def __init__(self, home: Path) -> None:
        self._root = home / FOLDER

    def keep(self, content: bytes) -> str:
        """The digest under which the bytes are now safe on disk; the same bytes are kept once.

        LedgerUnavailable where the disk is full or may not be written to.
        """
        digest = hashlib.sha256(content).hexdigest()
        if digest in self:
            return digest
        try:
            keep_file(self._path(digest), content, mode=0o444)
        except OSError as error:
            raise LedgerUnavailable from error
        return digest

    def keep_stream(self, source: BinaryIO) -> str:
        """As :meth:`keep`, of a file that is read to its end, a piece at a time."""
        try:
            return keep_stream(self._root, source, path_of=self._path, mode=0o444)
        except OSError as error:
            raise LedgerUnavailable from error

    def __contains__(self, digest: str) -> bool:
        return bool(_NAME.fullmatch(digest)) and self._path(digest).is_file()

    def read(self, digest: str) -> bytes:
        """The bytes of a digest. TextMissing if they are gone or no longer what they were."""
        try:
            content = self._path(digest).read_bytes() if _NAME.fullmatch(digest) else b""
        except OSError as error:
            raise TextMissing(digest=digest) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise TextMissing(digest=digest)
        return content

    def stream(self, digest: str) -> Iterator[bytes]:
        """The bytes of a digest, a piece at a time, once all of them were found to be what they were. TextMissing."""
        if not _NAME.fullmatch(digest):
            raise TextMissing(digest=digest)
        try:
            stream = self._path(digest).open("rb")
        except OSError as error:
            raise TextMissing(digest=digest) from error
        try:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise TextMissing(digest=digest)
        except BaseException:
            stream.close()
            raise
        stream.seek(0)
        return _pieces(stream)

    def remove(self, digest: str) -> None:
        """Removes bytes that nobody may keep any longer; entries that name them stay as they are."""
        if _NAME.fullmatch(digest):
            self._path(digest).unlink(missing_ok=True)

    def damaged(self) -> Iterator[str]:
        """The places below the store that do not hold what their name says."""
        for path in sorted(self._root.glob("*/*")):
            name = path.parent.name + path.name
            if not path.name.startswith(".new-") and hashlib.sha256(path.read_bytes()).hexdigest() != name:
                yield f"{FOLDER}/{path.parent.name}/{path.name}"

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest[2:]


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(_PIECE):
            yield piece
