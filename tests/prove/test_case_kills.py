"""The real server is killed at every step of a case: what was said is there once, and the case goes on where it was."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import Connection

from portal.access.records import Records
from portal.accounts import service as accounts
from portal.accounts import sessions
from portal.app import create_app
from portal.cases import store
from portal.database import database_address, open_database
from portal.ledger.audit import verify_database
from portal.ledger.entries import entry_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId, new_subject
from portal.ledger.store import entries_of
from portal.people.changes import Begins, Change, Joins, Posting
from portal.people.service import carry_out
from portal.releases import service
from portal.releases.texts import texts_of
from portal.settings import Settings
from tests.conftest import Record
from tests.portal.acknowledgements.served import Served, serving
from tests.portal.cases.desks import CAMPAIGN, NOTE_FORM, PLAN_FORM, a_campaign, publish
from tests.portal.ledger.ledgers import a_ledger
from tests.portal.offices import LONG_AGO

KEY = "c" * 32
OUTSIDE = {"branch": "2", f"record-{NOTE_FORM}": "N-1"}
DRAFT = {f"record-{PLAN_FORM}": "F-1"}
YES = {"outcome": "approved"}
STEPS: list[tuple[str, str, dict[str, str]]] = [
    ("clerk", "", {"key": KEY, "title": "秋季路演", "gate-approved-project": "LX-1"}),
    ("clerk", "draft", DRAFT), ("clerk", "in-plan", OUTSIDE), ("boss", "approve-group.1", YES),
    ("chief", "approve-group.2", {"outcome": "refused", "text": "太贵"}),
    ("clerk", "draft", DRAFT), ("clerk", "in-plan", OUTSIDE), ("boss", "approve-group.1", YES),
    ("chief", "approve-group.2", YES), ("clerk", "pass-copy", {}), ("clerk", "carry-out", {}),
    ("seller", "supervise", {}), ("clerk", "close", {}),
]  # fmt: skip


@dataclass
class Rig:
    """A home with people for every role, signed in; and what was seen on the way."""

    home: Path
    tokens: dict[str, str]
    chance: random.Random
    killed: int = 0
    answered: int = 0
    wrong: list[str] = field(default_factory=list)

    def waits_at(self, node: str) -> str:
        """The task that waits at a node, as the tables say while nobody serves or somebody does."""
        engine = open_database(database_address(self.home))
        try:
            with reading(engine) as connection:
                found = [
                    task for task in store.tasks_of(connection, KEY) if task.is_open and task.node == node
                ]
        finally:
            engine.dispose()
        if len(found) != 1:
            self.wrong.append(f"{len(found)} tasks wait at {node}")
        return found[0].key

    def says(self, server: Served, who: str, path: str, form: dict[str, str]) -> int:
        """One form, sent as a page of ours would; the status, 0 where nobody answered."""
        token = self.tokens[who]
        body = urlencode(form | {"csrf": sessions.csrf_of(token)}).encode()
        headers = {"cookie": f"dutybook-session={token}", "sec-fetch-site": "same-origin",
                   "content-type": "application/x-www-form-urlencoded"}  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def says_while_killed(self, server: Served, who: str, path: str, form: dict[str, str]) -> None:
        """The same while the power goes; then nobody knows whether it was recorded."""
        answers: list[int] = []
        sender = threading.Thread(target=lambda: answers.append(self.says(server, who, path, form)))
        sender.start()
        time.sleep(self.chance.uniform(0.0, 0.05))
        self.killed += server.kill()
        sender.join()
        self.answered += answers[0] != 0
        if answers[0] not in (0, 303):
            self.wrong.append(f"{path} answered {answers[0]}")


def prepare(home: Path) -> dict[str, str]:
    """The campaign procedure in force, and a session for the holder of each role."""
    publish(home, a_campaign())
    app = create_app(Settings(home=home))
    records: Records = app.state.records
    records.open()
    try:
        service.install(records.ledger, texts_of(app.state.bookshelf.current()), now=records.now())
        posting, tokens = Posting(unit="auto", department="auto/department/office"), {}
        for role in ("clerk", "boss", "chief", "seller"):
            subject = new_subject()
            changes: list[Change] = [
                Joins(subject=subject, staff_number=role, name=role, joined=LONG_AGO, posting=posting),
                Begins(subject=subject, role=f"auto/role/{role}", on=LONG_AGO),
            ]
            carry_out(records, changes, by="server-command")

            def let_in(connection: Connection, subject: SubjectId = subject, role: str = role) -> str:
                now = records.now()
                accounts.add_account(connection, subject, login=role, now=now)
                return sessions.begin(connection, subject, method="password", now=now)

            tokens[role] = records.ledger.sequencer.write(let_in).result()
    finally:
        records.close()
    return tokens


def go_through(rig: Rig, kills: set[int]) -> None:
    """Every step in order; where the server is to be killed, the same form is sent again to the next one."""
    steps: Iterator[tuple[int, tuple[str, str, dict[str, str]]]] = iter(enumerate(STEPS))
    in_doubt: tuple[str, str, dict[str, str]] | None = None
    while True:
        with serving(rig.home) as server:
            if in_doubt is not None and rig.says(server, *in_doubt) != 303:
                rig.wrong.append(f"{in_doubt[1]} was not taken the second time")
            for number, (who, node, form) in steps:
                path = f"/cases/task/{rig.waits_at(node)}/" if node else f"/cases/start/{CAMPAIGN}/"
                if number in kills:
                    in_doubt = (who, path, form)
                    rig.says_while_killed(server, *in_doubt)
                    break
                if rig.says(server, who, path, form) != 303:
                    rig.wrong.append(f"{path} was not taken")
            else:
                return


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_case_is_taken_up_again_after_a_kill_at_every_step(
    tmp_path: Path, proof: Record, *, full_size: bool
) -> None:
    home = tmp_path / "var"
    rig = Rig(home, prepare(home), random.Random(20261122))
    kills = set(range(len(STEPS))) if full_size else {4}
    go_through(rig, kills)
    with a_ledger(home) as ledger, reading(ledger.engine) as connection:
        assert verify_database(ledger.engine, key=ledger.key).problems == []
        case, tasks = store.case_at(connection, KEY), store.tasks_of(connection, KEY)
        said = [entry_of(stored.body) for stored in entries_of(connection)]
    entries = [one for one in said if getattr(one, "case", "") == KEY]
    twice = [key for key, times in Counter(one.key for one in entries).items() if times > 1]
    done = [task for task in tasks if task.state == "done"]
    proof(
        "SIGKILL at every step of a case (SC-005's shape)",
        "0 lost, 0 doubled",
        f"{len(STEPS) - len(entries)} lost, {len(twice)} doubled of {len(STEPS)} steps, {rig.killed} kills, "
        f"{rig.answered} answered first",
    )
    assert rig.wrong == []
    assert rig.killed == len(kills)
    assert [one.kind for one in entries[:1]] == ["case:started"]
    assert (case.state, len(entries), len(done)) == ("done", len(STEPS), len(STEPS) - 1)
    assert Counter(task.node for task in done) == Counter(node for _, node, _ in STEPS if node)
