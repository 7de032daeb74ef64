"""A shop that is open, with one helper in it."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.ledger.names import SubjectId
from portal.releases import service
from portal.releases.texts import texts_of
from tests.portal.documents import publish_documents
from tests.portal.duties.shops import a_clerk_role, at, employ
from tests.portal.offices import Office, an_office


@pytest.fixture
def office(home: Path, address: str | None) -> Iterator[Office]:
    edition = publish_documents(home, a_clerk_role())
    with an_office(home, **({} if address is None else {"database": address})) as opened:
        at(opened, "2026-02-02")
        service.install(opened.records.ledger, texts_of(edition), now=opened.clock.now())
        yield opened


@pytest.fixture
def helper(office: Office) -> SubjectId:
    return employ(office, "E1", "林小雨", roles=("auto/role/helper",), joined=datetime.date(2026, 2, 2))
