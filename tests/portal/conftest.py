from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from portal.app import create_app
from portal.settings import Settings
from tests.portal.editions import publish


def client_of(home: Path) -> TestClient:
    """A browser on this machine that does not follow redirects."""
    app = create_app(Settings(home=home))
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False, raise_server_exceptions=False)


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


@pytest.fixture
def reader(shared_home: Path) -> Iterator[TestClient]:
    """Somebody reading the shared library."""
    with client_of(shared_home) as client:
        yield client
