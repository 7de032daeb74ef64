"""What all tests share: tools of the system that may be missing, and the table that `make prove` prints."""

import asyncio
import functools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import making
from tests.tools import TOOLS, find_chromium, missing_of

Record = Callable[[str, str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full-size",
        action="store_true",
        help="run the rigs of tests/prove at the sizes promised, not reduced",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test whose tools are not here says which; it is itself the place that the report names."""
    for item in items:
        for marker in item.iter_markers("needs"):
            missing = _missing(marker.args)
            item.add_marker(
                pytest.mark.skipif(bool(missing) and not _is_fault(missing), reason=_said(missing))
            )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        missing = _missing(marker.args)
        if missing and _is_fault(missing):
            pytest.fail(f"{_said(missing)}; CI does without no tool", pytrace=False)


@functools.cache
def _missing(names: tuple[str, ...]) -> tuple[str, ...]:
    """Looked up once a process: some tools are asked for by name in hundreds of tests."""
    return tuple(missing_of(names))


def _is_fault(missing: Sequence[str]) -> bool:
    """CI installs whatever comes in a package; what only another machine has is nobody's fault."""
    return os.environ.get("CI") == "true" and any(TOOLS[name].package for name in missing)


def _said(missing: Sequence[str]) -> str:
    packages = [package for name in missing if (package := TOOLS[name].package)]
    return f"needs {', '.join(missing)}" + (f" (Debian: {' '.join(packages)})" if packages else "")


@pytest.fixture(scope="session")
def full_size(request: pytest.FixtureRequest) -> bool:
    """Whether a rig of tests/prove runs at the size promised, or at one that fits into `make test`."""
    return bool(request.config.getoption("--full-size"))


@pytest.fixture
def proof(record_property: Callable[[str, object], None]) -> Record:
    """Put one line into the table of `make prove`: the promise, the bar, what was measured."""

    def record(promise: str, bar: str, measured: str) -> None:
        record_property("proof", (promise, bar, measured))

    return record


def _proofs(reporter: pytest.TerminalReporter) -> Iterator[tuple[str, ...]]:
    for outcome in ("passed", "failed"):
        for report in reporter.getreports(outcome):
            rows = (value for name, value in report.user_properties if name == "proof")
            yield from ((*map(str, row), outcome) for row in rows if isinstance(row, (tuple, list)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = [("promise", "bar", "measured", "outcome"), *_proofs(terminalreporter)]
    if len(rows) == 1:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    terminalreporter.section("promises")
    for row in rows:
        terminalreporter.line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begins to make the demonstration while other tests run, so that nobody waits for it later."""
    wanted = {name for item in session.items for name in getattr(item, "fixturenames", ())}
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0" and wanted & {"published", "filled"}:
        factory: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        room = factory.getbasetemp().parent
        make = making.fill if "filled" in wanted else making.publish
        threading.Thread(target=make, args=(room,), daemon=True).start()


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers share."""
    mine = tmp_path_factory.getbasetemp()
    return mine if worker_id == "master" else mine.parent


@pytest.fixture(scope="session")
def published(room: Path) -> Path:
    """A home with the edition of the demonstration library, which nobody changes."""
    return making.publish(room)


@pytest.fixture(scope="session")
def filled(room: Path) -> Path:
    """A home with the whole demonstration, which nobody changes; ``seconds`` beside it says what it took."""
    return making.fill(room)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless chromium that asks nobody anything by itself: one for the process, as a second driver could not start."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find_chromium(), args=quiet)
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def own_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test without a browser may run an event loop, though the browser of an earlier one is still open.

    The browser's driver leaves its loop marked as running in this thread until it is stopped.
    """
    running = asyncio._get_running_loop()
    if running is None or "browser" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
