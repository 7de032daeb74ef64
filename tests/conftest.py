"""What all tests share: tools of the system that may be missing, and the table that `make prove` prints."""

import asyncio
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.tools import TOOLS, find_chromium, missing_of

Record = Callable[[str, str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full-size",
        action="store_true",
        help="run the rigs of tests/prove at the sizes promised, not reduced",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        _require(marker.args)


def _require(names: tuple[str, ...]) -> None:
    missing = missing_of(names)
    if not missing:
        return
    packages = [package for name in missing if (package := TOOLS[name].package)]
    reason = f"needs {', '.join(missing)}" + (f" (Debian: {' '.join(packages)})" if packages else "")
    if packages and os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; CI does without no tool", pytrace=False)
    # The exception rather than pytest.skip(): it names the test as the place, not this line.
    raise pytest.skip.Exception(reason, _use_item_location=True)


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
