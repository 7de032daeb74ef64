"""What the machine offers: versions, Chinese fonts, LibreOffice, the clock's keeper, room on the disk."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from portal.health.checks import Check, failing, good, warning
from portal.settings import program_version
from portal.sqlite import SOUND_SQLITE, dbapi

OLDEST_PYTHON: Final = (3, 11)
LITTLE_ROOM: Final = 1024**3
NO_ROOM: Final = 128 * 1024**2
_PATIENCE: Final = 20


def versions() -> Check:
    """The program, its Python and its SQLite."""
    found = {"program": program_version(), "python": platform.python_version()}
    found |= {"sqlite": dbapi.sqlite_version}
    if dbapi.sqlite_version_info < SOUND_SQLITE:
        return failing("versions", "sqlite", needed=".".join(map(str, SOUND_SQLITE)), **found)
    if sys.version_info < OLDEST_PYTHON:
        return failing("versions", "python", needed=".".join(map(str, OLDEST_PYTHON)), **found)
    return good("versions", **found)


def fonts() -> Check:
    """Pictures and PDF files show Chinese only with a font that has it."""
    said = _output("fc-list", ":lang=zh-cn", "family")
    if said is None:
        return warning("fonts", "unknown")
    families = sorted({line.split(",")[0].strip() for line in said.splitlines() if line.strip()})
    if not families:
        return warning("fonts", "missing")
    return good("fonts", count=len(families), first=families[0])


def office() -> Check:
    """LibreOffice makes PDF files and page numbers; without it Word files are made all the same."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return warning("office", "missing")
    said = _output(program, "--version")
    return warning("office", "silent", path=program) if said is None else good("office", version=_line(said))


def clock_kept() -> Check:
    """Whether somebody keeps the machine's clock right."""
    said = _output("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if said is None:
        return warning("time-keeping", "unknown")
    return good("time-keeping") if said.strip() == "yes" else warning("time-keeping", "alone")


def disk(home: Path) -> Check:
    """Whether records find room, and may be written at all."""
    folder = next(path for path in (home.absolute(), *home.absolute().parents) if path.is_dir())
    found = os.statvfs(folder)
    free = found.f_bavail * found.f_frsize
    values = {"path": str(folder), "free": _mebibytes(free)}
    if found.f_flag & os.ST_RDONLY:
        return failing("disk", "read-only", **values)
    if free < NO_ROOM:
        return failing("disk", "full", **values)
    if found.f_files and found.f_favail < 1000:
        return failing("disk", "no-inodes", **values)
    return warning("disk", "little", **values) if free < LITTLE_ROOM else good("disk", **values)


def _mebibytes(size: int) -> str:
    return f"{size // 1024**2:,} MiB" if size < 10 * 1024**3 else f"{size // 1024**3:,} GiB"


def _line(said: str) -> str:
    return said.strip().splitlines()[0][:80] if said.strip() else ""


def _output(*command: str) -> str | None:
    """What a program prints; nothing where it is not here, fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout if done.returncode == 0 else None
