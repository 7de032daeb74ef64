import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.ledger.ledger import Ledger
from tests.portal.ledger.clusters import Cluster
from tests.portal.ledger.ledgers import a_ledger

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that the tests of this session share; each gets a database of its own."""
    started = Cluster()
    yield started
    started.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))])
def address(request: pytest.FixtureRequest, home: Path) -> str | None:
    """Where the records are kept: in the home's own SQLite file, or on a PostgreSQL server."""
    if request.param == "sqlite":
        return None
    return str(request.getfixturevalue("cluster").create(f"test_{next(_NUMBERS)}"))


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    """An open ledger in an SQLite file."""
    with a_ledger(home) as opened:
        yield opened
