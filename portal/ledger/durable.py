"""Files that survive a power cut: written aside, synced, then named; never overwritten."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_PIECE = 256 * 1024


def keep_file(path: Path, content: bytes, *, mode: int = 0o644) -> bool:
    """Puts a new file in place, whole or not at all. False, and nothing changed, if there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        # A link, unlike a rename, refuses where the name is taken.
        os.link(aside, path)
    except FileExistsError:
        return False
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(aside).unlink()
    _sync_folder(path.parent)
    return True


def keep_stream(folder: Path, source: BinaryIO, *, path_of: Callable[[str], Path], mode: int) -> str:
    """Puts what a file holds in the place that its SHA-256 has, whole or not at all; the digest."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=folder, prefix=".new-")
    reckoned = hashlib.sha256()
    try:
        with os.fdopen(descriptor, "wb") as stream:
            while piece := source.read(_PIECE):
                reckoned.update(piece)
                stream.write(piece)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        path = path_of(reckoned.hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(aside).unlink()
    _sync_folder(path.parent)
    return reckoned.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
