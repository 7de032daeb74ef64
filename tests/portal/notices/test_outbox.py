"""What people are told leaves the house once, with patience, and is never lost by a server that is down."""

import datetime
import socket
import socketserver
import sys
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from portal.ledger.ledger import Ledger, reading
from portal.notices.channels import Apprise, Letter, Mail
from portal.notices.outbox import (
    PATIENCE,
    Channel,
    Notice,
    Undeliverable,
    deliver,
    notices_of,
    seen,
    tell,
    waiting,
)
from portal.notices.tables import OUTBOX
from tests.portal.ledger.ledgers import ANNA, a_ledger

NOW = datetime.datetime(2026, 5, 3, 8, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def a_notice(occasion: str = "o-1", **changes: Any) -> Notice:
    stated = {
        "occasion": occasion,
        "subject": ANNA,
        "code": "reminder.late",
        "about": "1:x",
        "values": {"due": "2026-05-01"},
    }
    return Notice(**(stated | changes))


class Recorder:
    """A channel that remembers, or fails as often as it is told."""

    def __init__(self, *troubles: Undeliverable) -> None:
        self.carried: list[Notice] = []
        self.troubles = list(troubles)

    def carry(self, notice: Notice) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.carried.append(notice)


@pytest.fixture
def ledger(home: Path, address: str | None) -> Iterator[Ledger]:
    with a_ledger(home, address) as opened:
        yield opened


def write(ledger: Ledger) -> Callable[[Callable[[Connection], Any]], Any]:
    return lambda work: ledger.sequencer.write(work).result()


def told(ledger: Ledger, *notices: Notice, channels: tuple[str, ...] = ("mail",)) -> int:
    count: int = write(ledger)(lambda connection: tell(connection, notices, channels=channels, now=NOW))
    return count


def sent(ledger: Ledger, channel: Channel, *, now: datetime.datetime = NOW) -> int:
    with reading(ledger.engine) as connection:
        due = waiting(connection, now=now)
    return deliver(due, {"mail": channel}, write=write(ledger), now=now)


def states(ledger: Ledger) -> list[tuple[str, int]]:
    with reading(ledger.engine) as connection:
        return [(row.state, row.tries) for row in connection.execute(select(OUTBOX))]


def test_nobody_is_told_twice_for_the_same_occasion(ledger: Ledger) -> None:
    assert told(ledger, a_notice(), a_notice("o-2")) == 2
    assert told(ledger, a_notice(), a_notice("o-3")) == 1


def test_a_notice_goes_out_once_and_says_what_it_was_told(ledger: Ledger) -> None:
    told(ledger, a_notice())
    mail = Recorder()
    assert (sent(ledger, mail), sent(ledger, mail)) == (1, 0)
    assert mail.carried[0].values == {"due": "2026-05-01"}
    assert states(ledger) == [("sent", 1)]


def test_a_server_that_is_down_is_tried_again_later_and_later(ledger: Ledger) -> None:
    told(ledger, a_notice())
    mail = Recorder(Undeliverable("down"), Undeliverable("down"))
    assert sent(ledger, mail) == 0
    assert sent(ledger, mail) == 0
    assert sent(ledger, mail, now=NOW + MINUTE) == 0
    assert sent(ledger, mail, now=NOW + 2 * MINUTE) == 0
    assert sent(ledger, mail, now=NOW + 6 * MINUTE) == 1
    assert states(ledger) == [("sent", 3)]


def test_after_all_patience_it_is_given_up_and_shown_so(ledger: Ledger) -> None:
    told(ledger, a_notice())
    mail, now = Recorder(*[Undeliverable("down")] * 10), NOW
    for pause in (*PATIENCE, datetime.timedelta()):
        sent(ledger, mail, now=now)
        now += pause
    assert states(ledger) == [("given-up", len(PATIENCE) + 1)]


def test_an_address_that_does_not_exist_is_given_up_at_once(ledger: Ledger) -> None:
    told(ledger, a_notice())
    sent(ledger, Recorder(Undeliverable("no-address", for_good=True)))
    assert states(ledger) == [("given-up", 1)]


def test_one_bad_address_keeps_nobody_else_waiting(ledger: Ledger) -> None:
    told(ledger, a_notice("o-1"), a_notice("o-2"))
    assert sent(ledger, Recorder(Undeliverable("no-address", for_good=True))) == 1


def test_what_was_seen_is_no_longer_shown(ledger: Ledger) -> None:
    told(ledger, a_notice("o-1", about="1:x"), a_notice("o-2", about="2:x"))
    write(ledger)(lambda connection: seen(connection, ANNA, about="1:x", now=NOW))
    with reading(ledger.engine) as connection:
        assert [notice.about for notice in notices_of(connection, ANNA)] == ["2:x"]


class _Smtp(socketserver.StreamRequestHandler):
    """As much of SMTP as one letter needs."""

    def handle(self) -> None:
        said: list[bytes] = self.server.said  # type: ignore[attr-defined]
        self.wfile.write(b"220 test\r\n")
        body = False
        for line in self.rfile:
            said.append(line)
            word = line[:4].upper().strip()
            if body:
                body = line != b".\r\n"
                if not body:
                    self.wfile.write(b"250 kept\r\n")
            elif word == b"DATA":
                body = True
                self.wfile.write(b"354 go on\r\n")
            elif word == b"RCPT" and b"nobody" in line:
                self.wfile.write(b"550 no such box\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return


@contextmanager
def a_mail_server() -> Iterator[tuple[str, list[bytes]]]:
    with socketserver.TCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.said = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}", server.said  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


def letter_to(address: str) -> Callable[[Notice], Letter]:
    return lambda _notice: Letter(address=address, title="请确认《请假》\nBcc: x", body="林书意，\n请确认。")


def test_a_letter_reaches_the_mail_server_whole_and_adds_no_header() -> None:
    with a_mail_server() as (server, said):
        Mail(server=server, sender="duty@example.test", writer=letter_to("lin@example.test")).carry(
            a_notice()
        )
    text = b"".join(said).decode()
    assert "TO:<lin@example.test>" in text
    assert "\nBcc:" not in text
    assert "Auto-Submitted: auto-generated" in text


def test_a_refused_recipient_is_no_reason_to_try_again() -> None:
    with a_mail_server() as (server, _), pytest.raises(Undeliverable) as problem:
        Mail(server=server, sender="duty@example.test", writer=letter_to("nobody@example.test")).carry(
            a_notice()
        )
    assert problem.value.for_good


def test_a_mail_server_that_is_not_there_may_come_back() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Undeliverable) as problem:
        Mail(server=f"smtp://127.0.0.1:{port}", sender="d@example.test", writer=letter_to("a@b.test")).carry(
            a_notice()
        )
    assert not problem.value.for_good


def test_somebody_without_an_address_is_told_in_the_portal_only() -> None:
    with pytest.raises(Undeliverable) as problem:
        Mail(server="smtp://127.0.0.1", sender="d@example.test", writer=letter_to("")).carry(a_notice())
    assert problem.value.for_good


@pytest.mark.parametrize("accepted", [True, False])
def test_other_channels_go_through_apprise(monkeypatch: pytest.MonkeyPatch, accepted: bool) -> None:
    said: list[tuple[str, ...]] = []

    class Messenger:
        def add(self, address: str) -> None:
            said.append(("add", address))

        def notify(self, *, title: str, body: str) -> bool:
            said.append(("notify", title, body))
            return accepted

    module = types.ModuleType("apprise")
    module.Apprise = Messenger  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "apprise", module)
    channel = Apprise(addresses=("json://127.0.0.1",), writer=letter_to("x"))
    if accepted:
        channel.carry(a_notice())
    else:
        with pytest.raises(Undeliverable):
            channel.carry(a_notice())
    assert said[0] == ("add", "json://127.0.0.1")
    assert said[1][0] == "notify"


def test_without_apprise_it_says_so_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Undeliverable, match="apprise-missing"):
        Apprise(addresses=("json://127.0.0.1",), writer=letter_to("x")).carry(a_notice())
