"""A disk of its own in memory, to be filled or made read-only; tests that mount one need("small-disk")."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


@contextmanager
def small_disk(folder: Path, *, kibibytes: int) -> Iterator[Path]:
    """A disk in a new folder, open to everybody, while the block runs. CalledProcessError where none may be mounted."""
    folder.mkdir()
    options = f"size={kibibytes}k,mode=777"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True, capture_output=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


def remount(disk: Path, option: str) -> None:
    """Makes a small disk read-only (``ro``) or writable again (``rw``)."""
    subprocess.run(["mount", "-o", f"remount,{option}", str(disk)], check=True, capture_output=True)


@cache
def may_mount() -> bool:
    """Whether whoever runs the tests may mount a disk."""
    try:
        with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder) / "disk", kibibytes=64):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False
