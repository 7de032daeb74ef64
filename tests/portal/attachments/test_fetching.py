"""Who may fetch what somebody handed in, and how it leaves: saved, never shown."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.access.looking import newest_looks
from portal.access.permissions import PortalRole
from portal.accounts.service import add_account
from portal.attachments.service import attach, attachments_about, receive
from portal.attachments.tables import ATTACHMENT
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from tests.portal.attachments.files import PDF
from tests.portal.documents import publish_documents
from tests.portal.offices import Office, Visitor, an_office


@dataclass
class Drawer:
    """An office in which somebody handed in a file about another person."""

    office: Office
    manager: SubjectId
    doer: SubjectId
    whose: SubjectId
    number: str = ""

    @property
    def address(self) -> str:
        return f"/attachments/{self.number}/"

    def visitor(self, subject: SubjectId) -> Visitor:
        """Somebody's browser; they have an account, and no password is ever asked for."""
        now, write = self.office.clock.now(), self.office.records.ledger.sequencer.write
        write(lambda c: add_account(c, subject, login=subject, now=now)).result()
        return self.office.visitor(subject)

    def looks(self) -> list[str]:
        with reading(self.office.records.ledger.engine) as connection:
            return [look.page for look in newest_looks(connection, limit=9)]


@pytest.fixture
def drawer(home: Path) -> Iterator[Drawer]:
    publish_documents(home)
    with an_office(home, largest_upload_mb=1) as office:
        manager = office.hire("1", password=None)
        doer, whose = office.hire("2", manager=manager, password=None), office.hire("3", password=None)
        found = Drawer(office, manager, doer, whose)
        ledger = office.records.ledger
        received = receive(ledger.files, io.BytesIO(PDF), name="../领用单.pdf", megabytes=1)
        ledger.sequencer.write(
            lambda c: attach(
                c, [received], about="test:7:desk", by=doer, subject=whose, at=office.clock.now()
            )
        ).result()
        with reading(ledger.engine) as connection:
            (row,) = attachments_about(connection, "test:7")
            assert connection.execute(select(ATTACHMENT.c.name)).scalars().all() == ["领用单.pdf"]
        found.number = row.number
        yield found


def test_a_file_is_saved_and_never_shown(drawer: Drawer) -> None:
    answer = drawer.visitor(drawer.doer).get(drawer.address)
    assert answer.status_code == 200
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E9%A2%86")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_doer_whose_matter_it_is_and_their_manager_fetch_it_unremarked(drawer: Drawer) -> None:
    for subject in (drawer.doer, drawer.whose, drawer.manager):
        assert drawer.visitor(subject).get(drawer.address).status_code == 200
    assert drawer.looks() == []


def test_a_colleague_learns_nothing_of_it(drawer: Drawer) -> None:
    colleague = drawer.visitor(drawer.office.hire("4", password=None))
    assert colleague.get(drawer.address).status_code == 404
    assert colleague.get("/attachments/none/").status_code == 404


def test_who_is_involved_otherwise_may_fetch_it_if_the_room_says_so(drawer: Drawer) -> None:
    verifier = drawer.office.hire("4", password=None)
    drawer.office.app.state.attachment_rights = {"test": lambda _c, who, _a: who.subject == verifier}
    assert drawer.visitor(verifier).get(drawer.address).status_code == 200
    assert drawer.visitor(drawer.office.hire("5", password=None)).get(drawer.address).status_code == 404


@pytest.mark.parametrize("role", [PortalRole.HR, PortalRole.AUDITOR])
def test_hr_and_audit_fetch_it_and_that_is_written_down(drawer: Drawer, role: PortalRole) -> None:
    other = drawer.office.hire("6", portal_role=role, is_external=role == "auditor", password=None)
    assert drawer.visitor(other).get(drawer.address).status_code == 200
    assert drawer.looks() == ["attachment"]


def test_more_than_the_limit_is_refused_with_a_sentence(drawer: Drawer) -> None:
    hr = drawer.visitor(drawer.office.hire("6", portal_role=PortalRole.HR, password=None))
    answer = hr.upload("/paper/", name="scan", content=PDF + b"x" * 22 * 1024 * 1024)
    assert answer.status_code == 413
    assert "超过了 1 MB 的限度" in answer.text
