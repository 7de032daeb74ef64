import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from portal.accounts import passwords
from tests.portal.browsing import Browser, browse
from tests.portal.editions import publish
from tests.portal.ledger.clusters import Cluster

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def real_hash() -> Iterator[str]:
    """A password as the product keeps it; in this process others are kept by the same method at its least cost."""
    least = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    as_shipped = passwords.hashed("whatever it was")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHING", least)
        patch.setattr(passwords, "_NOBODYS", least.hash("nobody"))
        yield as_shipped


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that the tests of this session share; each gets a database of its own."""
    started = Cluster()
    yield started
    started.remove()


_BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]


@pytest.fixture(params=_BOTH)
def address(request: pytest.FixtureRequest) -> str | None:
    """Where the records are kept: in the home's own SQLite file, or on a PostgreSQL server, with the tables there."""
    if request.param == "sqlite":
        return None
    return str(request.getfixturevalue("cluster").furnished(f"test_{next(_NUMBERS)}"))


@pytest.fixture(params=_BOTH)
def empty_address(request: pytest.FixtureRequest) -> str | None:
    """The same before anybody has made tables."""
    if request.param == "sqlite":
        return None
    return str(request.getfixturevalue("cluster").create(f"test_{next(_NUMBERS)}"))


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
