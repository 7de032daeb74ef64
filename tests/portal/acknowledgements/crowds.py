"""A crowd: people with living sessions, documents all of them have to confirm, and the forms they would send."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Connection

from portal.access.records import Records
from portal.accounts import service as accounts
from portal.accounts import sessions
from portal.app import create_app
from portal.ledger.names import SubjectId, new_subject
from portal.people.changes import Joins, Posting
from portal.people.service import carry_out
from portal.releases import service
from portal.releases.texts import Texts, texts_of
from portal.settings import Settings
from tests.portal.documents import a_policy, publish_documents
from tests.portal.offices import LONG_AGO


@dataclass(frozen=True, slots=True)
class Form:
    """One confirmation, as a browser sends it: the page it was made on is known, the key is this form's own."""

    key: str
    subject: str
    document: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Crowd:
    """Forms in the order in which everybody confirms the first document, then everybody the next."""

    forms: list[Form]
    people: int
    documents: int
    sessions: list[str]

    @property
    def first_of_each(self) -> list[Form]:
        """One form of every person, and one of every document: after them nothing is done for the first time."""
        return self.forms[: self.people] + self.forms[self.people :: self.people]

    @property
    def rest(self) -> list[Form]:
        """The others."""
        return [form for at, form in enumerate(self.forms) if at >= self.people and at % self.people]


def assemble(home: Path, *, people: int, documents: int, database: str | None = None) -> Crowd:
    """Publishes, installs, hires and signs in; nothing of it is held open afterwards."""
    policies = [_policy(number) for number in range(documents)]
    publish_documents(home, *policies)
    app = create_app(Settings(home=home, database=database))
    records: Records = app.state.records
    records.open()
    try:
        texts = texts_of(app.state.bookshelf.current())
        service.install(records.ledger, texts, now=records.now())
        signed_in = _hire(records, people)
    finally:
        records.close()
    listed = [str(policy["id"]) for policy in policies]
    forms = [_form(texts, document, who, token) for document in listed for who, token in signed_in]
    return Crowd(forms, people, documents, [token for _, token in signed_in])


def _policy(number: int) -> dict[str, object]:
    within = {"acknowledge": {"by": ["auto"], "within": "60d"}}
    return a_policy(f"p{number:03}", control=within)


def _hire(records: Records, count: int) -> list[tuple[SubjectId, str]]:
    """So many people, each with an account and a session."""
    subjects = [new_subject() for _ in range(count)]
    posting = Posting(unit="auto", department="auto/department/office")
    carry_out(
        records,
        [
            Joins(subject=one, staff_number=f"{at:05}", name=f"员工{at}", joined=LONG_AGO, posting=posting)
            for at, one in enumerate(subjects)
        ],
        by="server-command",
    )

    def let_in(connection: Connection) -> list[tuple[SubjectId, str]]:
        now, tokens = records.now(), []
        for at, one in enumerate(subjects):
            accounts.add_account(connection, one, login=f"{at:05}", now=now)
            tokens.append((one, sessions.begin(connection, one, method="password", now=now)))
        return tokens

    return records.ledger.sequencer.write(let_in).result()


def _form(texts: Texts, document: str, subject: str, token: str) -> Form:
    listed, key = texts.listed[document], secrets.token_hex(16)
    page = texts.edition.find(listed.pages["zh-Hans"])
    assert page is not None
    fields = {"csrf": sessions.csrf_of(token), "key": key, "digest": listed.digests["zh-Hans"]}
    body = urlencode(fields | {"shown": page.sha256, "agree": "yes"}).encode()
    return Form(key, subject, document, posted(f"/acknowledge/{document}/", token, body))


def posted(path: str, token: str, body: bytes) -> bytes:
    """A form on the wire, from one of our own pages."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: dutybook-session={token}\r\n"
        "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n"
        f"accept: text/html\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
