"""One portal over the demonstration library, for all journeys."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.portal_process import Portal, served


@pytest.fixture(scope="session")
def portal(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration library, served to everyone; nobody is known here yet."""
    home = tmp_path_factory.mktemp("portal")
    shutil.copytree(published / "editions", home / "editions", symlinks=True)
    shutil.copy(published / "current", home / "current", follow_symlinks=False)
    with served(home, reading="everyone") as running:
        yield running
