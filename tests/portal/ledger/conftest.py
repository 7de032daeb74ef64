from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.ledger.ledger import Ledger
from tests.portal.ledger.ledgers import a_ledger


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    """An open ledger in an SQLite file."""
    with a_ledger(home) as opened:
        yield opened
