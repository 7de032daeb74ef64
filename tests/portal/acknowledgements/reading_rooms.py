"""An office where documents are in force and people confirm them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.ledger.entries import Entry, entry_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entries_of
from portal.releases import service
from portal.releases.facts import all_in_force
from portal.releases.noticing import pending_in
from portal.releases.proposals import Proposal
from portal.releases.texts import Texts, texts_of
from tests.portal.browsing import Answer
from tests.portal.documents import Plain, a_policy, a_procedure, publish_documents
from tests.portal.ledger.ledgers import ANNA, BORIS
from tests.portal.offices import Office, Visitor, an_office

LEAVE = "auto/policy/leave"
FIRST = {"art-1": "请假须提前三天提出。", "art-2": "病假凭医院证明。"}
CHANGED = FIRST | {"art-1": "请假须提前五天提出。"}


@dataclass
class Room:
    """An office with a library; time and releases move when a test says so."""

    office: Office
    home: Path

    @property
    def texts(self) -> Texts:
        return texts_of(self.office.app.state.bookshelf.current())

    def publish(self, *documents: Plain, **more: Any) -> None:
        publish_documents(self.home, *documents, **more)
        self.office.app.state.bookshelf.current()

    def releases(
        self, document: str = LEAVE, *, change: str = "material", changed: tuple[str, ...] = ()
    ) -> None:
        """Anna proposes what the edition says of a document, Boris releases it."""
        ledger, now = self.office.records.ledger, self.office.clock.now()
        with reading(ledger.engine) as connection:
            known = all_in_force(connection)
        waiting = {found.document: found for found in pending_in(self.texts, known, ledger.files)}[document]
        said = service.propose(
            ledger, self.texts, waiting, change=change, changed=changed or waiting.changed, by=ANNA, now=now,  # type: ignore[arg-type]
        )  # fmt: skip
        if isinstance(said, Proposal):
            service.release(ledger, self.texts, said.number, by=BORIS, now=now)

    def revises(self, **changes: Any) -> None:
        """A material revision of the leave policy is published and released."""
        control = {"acknowledge": {"by": ["auto"]}} | changes.pop("control", {})
        self.publish(a_policy(revision="2.0", articles=CHANGED, control=control, **changes), a_procedure())
        self.releases()

    def entries(self, kind: str = "acknowledgement:recorded") -> list[Entry]:
        with reading(self.office.records.ledger.engine) as connection:
            found = [entry_of(stored.body) for stored in entries_of(connection)]
        return [one for one in found if one.kind == kind]


@contextmanager
def a_room(home: Path, *documents: Plain, **settings: Any) -> Iterator[Room]:
    """An office whose first edition is in force."""
    publish_documents(home, *(documents or (a_policy(), a_procedure())))
    with an_office(home, **settings) as office:
        room = Room(office, home)
        service.install(office.records.ledger, room.texts, now=office.clock.now())
        yield room


def fields_of(page: Answer) -> dict[str, str]:
    """The hidden fields of the form that confirms."""
    form = page.text[page.text.index('name="key"') :]
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    return {"key": re.findall(r'name="key" value="(\w+)"', page.text)[0]} | found


def confirm(visitor: Visitor, document: str = LEAVE, **more: str) -> Answer:
    """Opens the statement, ticks the sentence and confirms."""
    page = visitor.get(f"/acknowledge/{document}/")
    assert page.status_code == 200, page.text
    return visitor.post(f"/acknowledge/{document}/", fields_of(page) | {"agree": "yes"} | more)


def subject_of(visitor: Visitor) -> SubjectId:
    """Who is signed in with this browser."""
    assert visitor.subject is not None
    return visitor.subject
