"""What the portal does by itself: takes up editions, reminds, sends; and is not stopped by what fails."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.acknowledgements.letters import channels_of
from portal.acknowledgements.rounds import Rounds
from portal.ledger.ledger import reading
from portal.notices.outbox import Notice, notices_of
from portal.people.changes import Leaves
from portal.releases.facts import in_force
from portal.settings import Settings
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room, confirm, subject_of
from tests.portal.documents import a_policy, a_procedure
from tests.portal.offices import Visitor


class Postman:
    """A channel that writes real letters and keeps them."""

    def __init__(self, room: Room) -> None:
        settings = Settings(
            home=room.home, mail_server="smtp://127.0.0.1", mail_sender="d@example.test", port=8123
        )
        state = room.office.app.state
        self._writer = channels_of(settings, state.records, state.bookshelf)["mail"].writer  # type: ignore[attr-defined]
        self.letters: list[tuple[str, str, str]] = []

    def carry(self, notice: Notice) -> None:
        letter = self._writer(notice)
        self.letters.append((letter.address, letter.title, letter.body))


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    with a_room(home) as opened:
        yield opened


def rounds(room: Room, postman: Postman) -> Rounds:
    state = room.office.app.state
    return Rounds(state.records, state.bookshelf, state.confirming.desk, {"mail": postman})


def again(room: Room, visitor: Visitor) -> Visitor:
    """The same person, signed in anew after some hours."""
    return room.office.visitor(subject_of(visitor))


def told(room: Room, visitor: Visitor) -> list[str]:
    with reading(room.office.records.ledger.engine) as connection:
        return [notice.code for notice in notices_of(connection, subject_of(visitor))]


def test_a_reminder_is_in_the_portal_and_in_the_mail_once(room: Room) -> None:
    lin = room.office.visitor(room.office.hire("1001", "林书意"))
    postman = Postman(room)
    made = rounds(room, postman)
    for _ in range(3):
        made.once()
        room.office.clock.move(hours=1)
    assert told(room, lin) == ["reminder.before-7"]
    assert "请在 2026-05-10 前确认《制度leave》第 1.0 版" in again(room, lin).get("/my/documents/").text
    (letter,) = [one for one in postman.letters if "林书意" in one[2]]
    assert "http://127.0.0.1:8123/my/documents/" in letter[2]
    assert letter[1] == "请在 2026-05-10 前确认《制度leave》第 1.0 版"


def test_understood_notices_leave_the_page(room: Room) -> None:
    lin = room.office.visitor(room.office.hire("1001", "林书意"))
    rounds(room, Postman(room)).once()
    assert lin.post("/my/notices/").status_code == 303
    assert told(room, lin) == []


def test_two_weeks_late_the_manager_hears_of_it(room: Room) -> None:
    boss = room.office.hire("0001", "主管", unit="estate", department=None)
    room.office.hire("1001", "林书意", manager=boss)
    room.office.clock.move(days=7 + 14)
    postman = Postman(room)
    rounds(room, postman).once()
    assert any("涉及：林书意" in body for _, _, body in postman.letters)
    assert told(room, room.office.visitor(boss)) == ["reminder.manager"]


def test_who_has_confirmed_is_left_alone(room: Room) -> None:
    lin = room.office.visitor(room.office.hire("1001", "林书意"))
    confirm(lin)
    rounds(room, Postman(room)).once()
    assert told(room, lin) == []


def test_what_is_done_is_reminded_of_no_more(room: Room) -> None:
    lin = room.office.visitor(room.office.hire("1001", "林书意"))
    rounds(room, Postman(room)).once()
    reminder = "前确认《制度leave》第 1.0 版"
    assert reminder in lin.get("/my/documents/").text
    confirm(lin)
    assert reminder not in lin.get("/my/documents/").text


def test_a_letter_to_somebody_who_has_left_is_not_sent(room: Room) -> None:
    lin = room.office.hire("1001", "林书意")
    made = Rounds(
        room.office.records,
        room.office.app.state.bookshelf,
        room.office.app.state.confirming.desk,
        {"mail": Broken()},
    )
    made.once()
    room.office.change(Leaves(subject=lin, on=room.office.today))
    room.office.clock.move(minutes=2)
    postman = Postman(room)
    rounds(room, postman).once()
    assert postman.letters == []


class Broken:
    def carry(self, notice: Notice) -> None:
        raise RuntimeError("a defect of the channel")


def test_a_round_takes_up_an_editorial_change(room: Room) -> None:
    relabelled = a_policy()
    relabelled["chapters"][0]["articles"][0]["label"] = "第一条"
    room.publish(relabelled, a_procedure())
    rounds(room, Postman(room)).once()
    with reading(room.office.records.ledger.engine) as connection:
        release = in_force(connection, LEAVE)
    assert release is not None
    assert release.change == "editorial"


def test_rounds_start_and_stop_with_the_portal(room: Room) -> None:
    lin = room.office.visitor(room.office.hire("1001", "林书意"))
    made = rounds(room, Postman(room))
    for _ in range(2):
        made.start()
        assert working()
        assert eventually(lambda: told(room, lin) == ["reminder.before-7"])
        made.stop()
        assert not working()


def eventually(seen: Callable[[], bool]) -> bool:
    """Whether it is seen within half a minute."""
    for _ in range(600):
        if seen():
            return True
        time.sleep(0.05)
    return False


def working() -> bool:
    """Whether rounds are being made in this process."""
    return any(thread.name == "rounds" for thread in threading.enumerate())


def test_without_the_records_a_round_waits_for_the_next(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    made = rounds(room, Postman(room))
    room.office.records.close()
    with caplog.at_level(logging.INFO):
        made.once()
    assert [entry for entry in caplog.messages if entry.startswith("a round was cut short")]
    assert "a round failed" not in caplog.messages
