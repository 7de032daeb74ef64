"""One portal over the demonstration library, and one browser, for all journeys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.portal_process import Portal, dutybook, served
from tests.tools import find_chromium


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration library, built and served."""
    home = tmp_path_factory.mktemp("portal")
    built = dutybook("build", home=home)
    assert built.returncode == 0, built.stderr
    with served(home, reading="everyone") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless chromium that asks nobody anything by itself."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find_chromium(), args=quiet)
        yield launched
        launched.close()
