"""A portal with people in it: hired, signed in, each with a browser of their own."""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from portal.access import grants
from portal.access.permissions import PortalRole
from portal.access.records import Records
from portal.accounts import service as accounts
from portal.app import create_app
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId, new_subject
from portal.people.changes import Begins, Change, Joins, Posting
from portal.people.facts import Staff, staff_on
from portal.people.service import carry_out, identity_of
from portal.settings import Settings
from tests.portal.browsing import Answer, Browser
from tests.portal.ledger.ledgers import HandClock, furnish

PASSWORD = "correct horse battery"
NOBODY = SubjectId("")
LONG_AGO = datetime.date(2024, 1, 8)


@dataclass
class Visitor:
    """Somebody's browser: keeps its cookies and sends forms as a page of ours would."""

    browser: Browser
    subject: SubjectId = NOBODY
    cookies: dict[str, str] = field(default_factory=dict)
    scheme: str = "http"

    def get(self, address: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("GET", address, headers=headers or {})

    def post(
        self,
        address: str,
        form: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        csrf: str | None = None,
    ) -> Answer:
        """Sends a form with the proof that it is ours, unless another is given."""
        fields = dict(form or {}) | {"csrf": self.csrf if csrf is None else csrf}
        kind = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        body = urlencode(fields, doseq=True).encode()
        return self._send("POST", address, headers=kind | dict(headers or {}), body=body)

    def upload(
        self, address: str, *, name: str, content: bytes, form: Mapping[str, str] | None = None
    ) -> Answer:
        """Sends a form with one file."""
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in (dict(form or {}) | {"csrf": self.csrf}).items()
        ]
        head = f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="x.csv"\r\n\r\n'.encode()
        body = b"".join([*parts, head, content, b"\r\n--edge--\r\n"])
        kind = {"content-type": "multipart/form-data; boundary=edge", "sec-fetch-site": "same-origin"}
        return self._send("POST", address, headers=kind, body=body)

    def put(self, address: str, value: Any, *, headers: Mapping[str, str] | None = None) -> Answer:
        kind = {"content-type": "application/json"}
        return self._send("PUT", address, headers=kind | dict(headers or {}), body=json.dumps(value).encode())

    @property
    def csrf(self) -> str:
        page = self.get("/account/")
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text) if page.status_code == 200 else None
        return found[1] if found else ""

    def sign_in(self, login: str, password: str = PASSWORD, *, next: str = "/") -> Answer:  # noqa: A002
        return self.post("/sign-in/", {"login": login, "password": password, "next": next}, csrf="")

    def _send(self, method: str, address: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        said = dict(headers)
        if self.cookies:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.browser.request(method, address, headers=said, body=body, scheme=self.scheme)
        for header in answer.headers.getlist("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer


@dataclass
class Office:
    """A running portal whose clock somebody moves by hand."""

    app: FastAPI
    clock: HandClock

    @property
    def records(self) -> Records:
        records: Records = self.app.state.records
        return records

    @property
    def today(self) -> datetime.date:
        return self.records.today()

    def staff(self, day: datetime.date | None = None) -> Staff:
        with reading(self.records.ledger.engine) as connection:
            return staff_on(connection, day or self.today)

    def change(self, *changes: Change, by: str = "server-command") -> None:
        carry_out(self.records, changes, by=by)

    def hire(
        self,
        number: str,
        name: str = "",
        *,
        roles: tuple[str, ...] = (),
        unit: str = "auto",
        department: str | None = "auto/department/marketing",
        manager: SubjectId | None = None,
        joined: datetime.date = LONG_AGO,
        is_external: bool = False,
        portal_role: PortalRole | None = None,
        until: datetime.date | None = None,
        password: str | None = PASSWORD,
    ) -> SubjectId:
        """Somebody new, with roles, perhaps a granted portal role, and an account under their number."""
        subject = new_subject()
        posting = Posting(unit=unit, department=department, manager=manager)
        joins = Joins(
            subject=subject,
            staff_number=number,
            name=name or number,
            joined=joined,
            posting=posting,
            is_external=is_external,
        )
        begins = [Begins(subject=subject, role=role, on=joined) for role in roles]
        self.change(joins, *begins)
        if portal_role is not None:
            person = self.staff().people[subject]
            grants.grant(
                self.records,
                subject,
                portal_role,
                identity=identity_of(person),
                by=grants.SERVER,
                ends=until
                or (self.today + datetime.timedelta(days=90) if portal_role == "auditor" else None),
            )
        if password is not None:
            self.give_account(subject, number, password=password)
        return subject

    def give_account(self, subject: SubjectId, login: str, *, password: str = PASSWORD) -> None:
        write = self.records.ledger.sequencer.write
        write(lambda c: accounts.add_account(c, subject, login=login, now=self.clock.now())).result()
        token = accounts.make_link(self.records, subject, purpose="invitation")
        accounts.choose_password(self.records, token, password, address="127.0.0.1")

    def stranger(self) -> Visitor:
        """A browser nobody has signed in with."""
        return Visitor(Browser(self.app))

    def visitor(self, subject: SubjectId) -> Visitor:
        """Somebody's browser, signed in."""
        token = accounts.begin_session(self.records, subject, method="password", address="127.0.0.1")
        return Visitor(Browser(self.app), subject, {"dutybook-session": token})


@contextmanager
def an_office(home: Path, **settings: Any) -> Iterator[Office]:
    """A portal over a home, its records open."""
    clock = HandClock()
    if settings.get("database") is None:
        furnish(home)
    app = create_app(Settings(home=home, **settings), clock=clock)
    records: Records = app.state.records
    records.open()
    try:
        yield Office(app, clock)
    finally:
        records.close()
