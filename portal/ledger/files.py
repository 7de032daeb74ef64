"""The store of exact bytes: what was shown, what was scanned. Named by SHA-256, safe before an entry names it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from portal.ledger.durable import keep_file
from portal.ledger.refusals import TextMissing

FOLDER = "files"
_NAME = re.compile(r"[0-9a-f]{64}")


class Files:
    """The content-addressed store of one home."""

    def __init__(self, home: Path) -> None:
        self._root = home / FOLDER

    def keep(self, content: bytes) -> str:
        """The digest under which the bytes are now safe on disk; the same bytes are kept once."""
        digest = hashlib.sha256(content).hexdigest()
        keep_file(self._path(digest), content, mode=0o444)
        return digest

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

    def damaged(self) -> Iterator[str]:
        """The places below the store that do not hold what their name says."""
        for path in sorted(self._root.glob("*/*")):
            name = path.parent.name + path.name
            if not path.name.startswith(".new-") and hashlib.sha256(path.read_bytes()).hexdigest() != name:
                yield f"{FOLDER}/{path.parent.name}/{path.name}"

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest[2:]
