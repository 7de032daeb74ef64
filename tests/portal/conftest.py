from pathlib import Path

import pytest

from tests.portal.browsing import Browser, browse
from tests.portal.editions import publish


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published library that tests only read."""
    home = tmp_path_factory.mktemp("shared") / "var"
    publish(home)
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home of a test's own."""
    return tmp_path / "var"


@pytest.fixture(scope="session")
def reader(shared_home: Path) -> Browser:
    """Somebody reading the shared library."""
    return browse(shared_home)
