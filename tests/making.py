"""The demonstration, made once for all workers: its edition first, then two years of people and records."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment() -> dict[str, str]:
    """Of the program as a user starts it, in Chinese."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "DUTYBOOK_LANG": "zh-CN"}


def dutybook(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Runs one command of the installed program to its end."""
    command = [sys.executable, "-m", "portal.cli", *arguments, "--home", str(home)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment())


def publish(room: Path) -> Path:
    """The home with the edition of the demonstration library, made by whoever comes first; everybody else waits."""
    return _once(room, "published", lambda: _done(dutybook("build", home=_home(room))))


def fill(room: Path) -> Path:
    """The same home with people and history, too; ``seconds`` beside it says what they took."""
    publish(room)

    def lived() -> None:
        began = time.monotonic()
        _done(dutybook("demo", "--no-serve", home=_home(room)))
        (_home(room) / "seconds").write_text(f"{time.monotonic() - began:.0f}", encoding="utf-8")

    return _once(room, "filled", lived)


def _home(room: Path) -> Path:
    return room / "demonstration"


def _done(command: subprocess.CompletedProcess[str]) -> None:
    assert command.returncode == 0, command.stderr


def _once(room: Path, what: str, make: Callable[[], None]) -> Path:
    with _alone(room / f"{what}.lock"):
        if not (room / what).exists():
            make()
            (room / what).touch()
    return _home(room)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
