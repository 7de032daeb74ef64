"""A shop floor: many helpers with duties of every day and lists to tick off, and the forms they would send."""

import datetime
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Connection

from portal.access.records import Records
from portal.accounts import service as accounts
from portal.accounts import sessions
from portal.app import create_app
from portal.checklists.board import Checklists
from portal.checklists.starting import Occasion, start
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId, new_subject
from portal.people.changes import Begins, Change, Joins, Posting
from portal.people.service import carry_out
from portal.releases import service
from portal.releases.texts import Texts, texts_of
from portal.settings import Settings
from tests.portal.acknowledgements.crowds import Form, posted
from tests.portal.checklists.lists import a_checklist
from tests.portal.documents import Plain, publish_documents
from tests.portal.duties.shops import a_clerk_role
from tests.portal.offices import LONG_AGO

HELPER = "auto/role/helper"
ROUND = "auto/checklist/round"


@dataclass(frozen=True, slots=True)
class Floor:
    """Forms of duties and of list items, mixed; ``tokens`` are the sessions of its people."""

    forms: list[Form]
    tokens: list[tuple[SubjectId, str]]


def a_floor(home: Path, *, people: int, duties: int, lists: int, items: int) -> Floor:
    """Publishes, installs, hires, signs in and starts the lists; nothing of it is held open afterwards."""
    publish_documents(home, _role(duties), _list(items))
    app = create_app(Settings(home=home))
    records: Records = app.state.records
    records.open()
    try:
        texts = texts_of(app.state.bookshelf.current())
        service.install(records.ledger, texts, now=records.now())
        tokens = _hire(records, people)
        numbers = list(_lists(app.state.checklists, records, texts, lists))
        today = records.today()
    finally:
        records.close()
    digest = texts.listed[HELPER].digests["zh-Hans"]
    forms = [_duty(f"d{at:02}", today, digest, one) for at in range(duties) for one in tokens]
    forms += [
        _tick(number, f"i{at:02}", tokens[at % people]) for at in range(items - 1) for number in numbers
    ]
    random.Random(7).shuffle(forms)
    return Floor(forms, tokens)


def _role(duties: int) -> Plain:
    return a_clerk_role(
        *({"id": f"d{at:02}", "do": f"日课{at}", "recurs": {"every": "day"}} for at in range(duties))
    )


def _list(items: int) -> Plain:
    listed = [{"id": f"i{at:02}", "do": f"第{at}项"} for at in range(items)]
    return a_checklist("round", event="manual", for_roles=[HELPER], items=listed)


def _hire(records: Records, count: int) -> list[tuple[SubjectId, str]]:
    subjects = [new_subject() for _ in range(count)]
    posting = Posting(unit="auto", department="auto/department/office")
    changes: list[Change] = []
    for at, one in enumerate(subjects):
        changes += [
            Joins(subject=one, staff_number=f"{at:04}", name=f"店员{at}", joined=LONG_AGO, posting=posting),
            Begins(subject=one, role=HELPER, on=LONG_AGO),
        ]
    carry_out(records, changes, by="server-command")

    def let_in(connection: Connection) -> list[tuple[SubjectId, str]]:
        now, found = records.now(), []
        for at, one in enumerate(subjects):
            accounts.add_account(connection, one, login=f"{at:04}", now=now)
            found.append((one, sessions.begin(connection, one, method="password", now=now)))
        return found

    return records.ledger.sequencer.write(let_in).result()


def _lists(checklists: Checklists, records: Records, texts: Texts, count: int) -> Iterator[str]:
    with reading(records.ledger.engine) as connection:
        scene = checklists.scene(connection, texts)
    for at in range(count):
        occasion = Occasion(name=f"floor:{at}", checklist=ROUND, event="manual", since=scene.facts.day)
        yield start(scene, occasion).number


def _duty(duty: str, day: datetime.date, digest: str, who: tuple[SubjectId, str]) -> Form:
    """One press of "done" on the list of one's duties."""
    (subject, token), key = who, secrets.token_hex(16)
    fields = {"csrf": sessions.csrf_of(token), "key": key, "digest": digest, "back": "list"}
    path = f"/my/duties/auto/helper/{duty}/{day.isoformat()}/"
    return Form(key, subject, duty, posted(path, token, urlencode(fields).encode()))


def _tick(run: str, item: str, who: tuple[SubjectId, str]) -> Form:
    """One press of "done" at an item; it is recorded under the item's own name, whoever presses."""
    subject, token = who
    body = urlencode({"csrf": sessions.csrf_of(token)}).encode()
    return Form(
        f"check:{run}:{item}:0", subject, ROUND, posted(f"/my/checklists/{run}/{item}/done/", token, body)
    )
