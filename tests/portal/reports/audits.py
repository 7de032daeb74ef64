"""An office with an auditor in it, and the words of a page without its markup."""

import datetime
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from portal.access.permissions import PortalRole
from portal.access.tables import LOOKED_AT
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.obligations.tables import CONFIRMED
from portal.people.changes import Leaves
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room, confirm
from tests.portal.browsing import Answer
from tests.portal.documents import Plain
from tests.portal.offices import LONG_AGO, Office, Visitor

VISIT = "auto/procedure/visit"
DAY_ONE = datetime.date(2026, 5, 3)
"""The day the documents came into force; it is 16:00 in Shanghai."""


@dataclass
class Audit:
    """An office, its auditor, and the people that a test hires."""

    room: Room
    auditor: Visitor

    @property
    def office(self) -> Office:
        return self.room.office

    def hires(
        self,
        number: str,
        name: str = "",
        *roles: str,
        manager: SubjectId | None = None,
        joined: datetime.date = LONG_AGO,
        portal_role: PortalRole | None = None,
        department: str = "auto/department/office",
    ) -> Visitor:
        subject = self.office.hire(
            number, name, roles=roles, manager=manager, joined=joined, portal_role=portal_role, department=department,
            password=None,
        )  # fmt: skip
        self.office.give_account(subject, f"login-{number}")
        return self.office.visitor(subject)

    def leaves(self, visitor: Visitor) -> None:
        self.office.change(Leaves(subject=visitor.subject, on=self.office.today))

    def days_pass(self, days: float) -> None:
        """Everybody signs in anew: nobody stays signed in for days."""
        self.office.clock.move(days=days)
        self.auditor = self.office.visitor(self.auditor.subject)

    def again(self, visitor: Visitor) -> Visitor:
        return self.office.visitor(visitor.subject)

    def confirms(self, visitor: Visitor, document: str = LEAVE) -> int:
        """Somebody confirms; the number of the record."""
        answer = confirm(self.again(visitor), document)
        assert answer.status_code == 303, answer.text
        with reading(self.office.records.ledger.engine) as connection:
            query = select(CONFIRMED.c.seq).where(CONFIRMED.c.subject == visitor.subject)
            return int(connection.execute(query.order_by(CONFIRMED.c.seq.desc()).limit(1)).scalar_one())

    def looks(self) -> list[tuple[str, str]]:
        """Which pages were looked at, by whom."""
        with reading(self.office.records.ledger.engine) as connection:
            rows = connection.execute(select(LOOKED_AT).order_by(LOOKED_AT.c.at))
            return [(row.subject, row.page) for row in rows]


@contextmanager
def an_audit(home: Path, *documents: Plain) -> Iterator[Audit]:
    with a_room(home, *documents) as room:
        subject = room.office.hire(
            "A1", "顾明远", is_external=True, portal_role=PortalRole.AUDITOR, until=datetime.date(2030, 1, 1)
        )
        yield Audit(room, room.office.visitor(subject))


def words(answer: Answer) -> str:
    """What stands on a page, blanks made single."""
    assert answer.status_code == 200, answer.text[-2000:]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def figures(answer: Answer) -> dict[str, str]:
    """The figures at the head of a report, by their label."""
    pairs = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)<", answer.text[answer.text.index('<dl class="figs') :])
    return dict(pairs[:4])
