from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from tests.portal.editions import publish
from tests.portal.offices import Office, Visitor, an_office


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    """A portal with an edition, asking everybody to sign in."""
    publish(home)
    with an_office(home) as opened:
        yield opened


@pytest.fixture
def hr(office: Office) -> Visitor:
    """Somebody of human resources, signed in."""
    return office.visitor(office.hire("HR1", "何静", portal_role=PortalRole.HR))
