"""An office whose people order Word files, and what stands in those files."""

import io
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document

from portal.access.permissions import PortalRole
from portal.handbooks.workshop import FOLDER
from portal.ledger.entries import ExportRead
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.obligations.tables import CONFIRMED
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room, confirm
from tests.portal.browsing import Answer
from tests.portal.documents import Plain, a_policy, a_procedure
from tests.portal.offices import Visitor

VISIT = "auto/procedure/visit"
CLERK = "auto/role/clerk"
SALARIES = "auto/policy/salaries"
OFFICE: Plain = {
    "id": "auto/department/office", "kind": "department", "title": "办公室", "code": "B-01",
    "control": {"revision": "1.0", "status": "effective"},
}  # fmt: skip
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def a_secret() -> Plain:
    """A document that only one role may read."""
    control = {"classification": "restricted", "readers": ["auto/role/seller"], "acknowledge": None}
    return a_policy("salaries", title="薪酬等级", articles={"art-1": "奖金按季度核定。"}, control=control)


@dataclass
class Desk:
    """The office, and the people who may order files."""

    room: Room
    hr: Visitor
    trusted: Visitor
    owner: Visitor
    employee: Visitor

    @property
    def folder(self) -> Path:
        """Where finished files lie."""
        return self.room.home / FOLDER

    def order(self, *documents: str, by: Visitor | None = None, **more: Any) -> Answer:
        """Sends the form."""
        form = {"do": "make", "document": list(documents)} | more
        return (by or self.hr).post("/handbooks/", form)

    def made(self, *documents: str, by: Visitor | None = None, **more: Any) -> Answer:
        """Orders something and fetches it, at once or when it is ready."""
        who = by or self.hr
        answer = self.order(*documents, by=who, **more)
        if answer.status_code == 303:
            address = answer.headers["location"]
            wait_for(who, address)
            answer = who.get(f"{address}file/")
        assert answer.status_code == 200, answer.text
        return answer

    def exports(self) -> list[ExportRead]:
        """What was noted as taken away."""
        return [one for one in self.room.entries("export:read") if isinstance(one, ExportRead)]

    def confirms(self, who: Visitor, document: str = LEAVE) -> int:
        """Somebody confirms; the number of the record."""
        assert confirm(who, document).status_code == 303
        with reading(self.room.office.records.ledger.engine) as connection:
            return max(int(row.seq) for row in connection.execute(CONFIRMED.select()))


def wait_for(who: Visitor, address: str) -> Answer:
    """The page of a file that is no longer under way."""
    for _ in range(600):
        page = who.get(address)
        if "refresh" not in page.headers:
            return page
        time.sleep(0.02)
    raise AssertionError(f"{address} is still under way")


@contextmanager
def a_desk(home: Path) -> Iterator[Desk]:
    with a_room(home, a_policy(), a_procedure(), a_secret(), OFFICE) as room:

        def visitor(number: str, name: str, *roles: str, portal_role: PortalRole | None = None) -> Visitor:
            subject: SubjectId = room.office.hire(
                number, name, roles=roles, portal_role=portal_role, department="auto/department/office", password=None
            )  # fmt: skip
            add_account(room, subject, number)
            return room.office.visitor(subject)

        try:
            yield Desk(
                room=room,
                hr=visitor("H1", "何静", portal_role=PortalRole.HR),
                trusted=visitor("H2", "金言", "auto/role/seller", portal_role=PortalRole.HR),
                owner=visitor("O1", "欧阳", "auto/role/boss"),
                employee=visitor("1001", "林书意", CLERK),
            )
        finally:
            room.office.app.state.workshop.close()


def add_account(room: Room, subject: SubjectId, login: str) -> None:
    """An account without a password: the browser is signed in by hand."""
    from portal.accounts import service

    ledger, now = room.office.records.ledger, room.office.clock.now()
    ledger.sequencer.write(lambda c: service.add_account(c, subject, login=login, now=now)).result()


def words_in(content: bytes) -> str:
    """All words of a Word file, in their order."""
    return "".join(node.text or "" for node in Document(io.BytesIO(content)).element.body.iter(_WORDS))


def ticked_on(page: Answer) -> Sequence[str]:
    """The documents ticked on the page."""
    return re.findall(r'name="document" value="([^"]+)" checked', page.text)


def offered_on(page: Answer) -> Sequence[str]:
    """The documents to choose from on the page."""
    return re.findall(r'name="document" value="([^"]+)"', page.text)
