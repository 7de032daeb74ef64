"""The demonstration, filled once for all workers; one portal over its library, for all journeys."""

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.portal_process import Portal, dutybook, served


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begins to fill the demonstration while other tests run, so that nobody waits for it later."""
    is_wanted = any("filled" in getattr(item, "fixturenames", ()) for item in session.items)
    if is_wanted and os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
        factory: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        room = factory.getbasetemp().parent
        threading.Thread(target=fill, args=(room,), daemon=True).start()


def fill(room: Path) -> Path:
    """The home with the whole demonstration, filled by whoever comes first; everybody else waits."""
    with (room / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = room / "demonstration"
        if not (home / "seconds").exists():
            began = time.monotonic()
            made = dutybook("demo", "--no-serve", home=home)
            assert made.returncode == 0, made.stderr
            (home / "seconds").write_text(f"{time.monotonic() - began:.0f}", encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with the whole demonstration, which nobody changes; ``seconds`` beside it says what it took."""
    room = tmp_path_factory.getbasetemp()
    return fill(room if worker_id == "master" else room.parent)


@pytest.fixture(scope="session")
def portal(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration library, served to everyone; nobody is known here yet."""
    home = tmp_path_factory.mktemp("portal")
    shutil.copytree(filled / "editions", home / "editions", symlinks=True)
    shutil.copy(filled / "current", home / "current", follow_symlinks=False)
    with served(home, reading="everyone") as running:
        yield running
