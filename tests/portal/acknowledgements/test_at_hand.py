"""What is at hand says what the database says, whatever was written in between; else it says nothing."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.acknowledgements.confirming import Confirming
from portal.acknowledgements.corrections import correct
from portal.ledger.names import SubjectId
from portal.people.changes import Begins, Leaves
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room, confirm
from tests.portal.ledger.ledgers import ANNA
from tests.portal.offices import Visitor


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    with a_room(home) as opened:
        yield opened


@pytest.fixture
def lin(room: Room) -> Visitor:
    return room.office.visitor(room.office.hire("1001", "林书意", roles=("auto/role/clerk",)))


def reads(room: Room, subject: SubjectId) -> None:
    """What somebody is asked is read, and so at hand."""
    desk, ledger = the_confirming(room).desk, room.office.records.ledger
    for document in room.texts.listed:
        desk.read(ledger.engine, subject, document, room.office.today)


def the_confirming(room: Room) -> Confirming:
    found: Confirming = room.office.app.state.confirming
    return found


def agrees(room: Room, subject: SubjectId) -> bool:
    """Whether something is at hand; if so it is compared with what the database says."""
    desk, ledger = the_confirming(room).desk, room.office.records.ledger
    known = [desk.at_hand(subject, document, room.office.today) for document in room.texts.listed]
    said = [desk.read(ledger.engine, subject, document, room.office.today) for document in room.texts.listed]
    found = [pair for pair in zip(known, said, strict=True) if pair[0] is not None]
    assert all(at_hand is not None and at_hand[1] == read[1] for at_hand, read in found)
    return bool(found)


def test_a_confirmation_is_at_hand_once_it_is_recorded(room: Room, lin: Visitor) -> None:
    reads(room, lin.subject)
    confirm(lin)
    assert agrees(room, lin.subject)
    known = the_confirming(room).desk.at_hand(lin.subject, LEAVE, room.office.today)
    assert known is not None
    assert known[1] is not None
    assert known[1].state == "met"


def test_what_others_confirm_changes_nothing_for_oneself(room: Room, lin: Visitor) -> None:
    other = room.office.visitor(room.office.hire("1002", roles=("auto/role/clerk",)))
    other.get(f"/acknowledge/{LEAVE}/")
    reads(room, lin.subject)
    confirm(other)
    assert agrees(room, lin.subject)


def released(room: Room, lin: Visitor) -> None:
    room.revises()


def left(room: Room, lin: Visitor) -> None:
    room.office.change(Leaves(subject=lin.subject, on=room.office.today + datetime.timedelta(days=1)))


def moved(room: Room, lin: Visitor) -> None:
    room.office.change(Begins(subject=lin.subject, role="auto/role/seller", on=room.office.today))


def corrected(room: Room, lin: Visitor) -> None:
    known = the_confirming(room).desk.at_hand(lin.subject, LEAVE, room.office.today)
    assert known is not None
    assert known[1] is not None
    assert known[1].met_by is not None
    correct(room.office.records.ledger, known[1].met_by, reason="wrong-person", by=ANNA)


@pytest.mark.parametrize("happens", [released, left, moved, corrected], ids=lambda one: one.__name__)
def test_whatever_else_is_written_is_read_again(
    room: Room, lin: Visitor, happens: Callable[[Room, Visitor], None]
) -> None:
    confirm(lin)
    reads(room, lin.subject)
    happens(room, lin)
    assert not agrees(room, lin.subject)


def test_tomorrow_is_reckoned_anew(room: Room, lin: Visitor) -> None:
    reads(room, lin.subject)
    room.office.clock.move(days=1)
    assert not agrees(room, lin.subject)


def test_what_was_read_before_a_change_is_not_kept_after_it(room: Room, lin: Visitor) -> None:
    hand = the_confirming(room).desk.hand
    reads(room, lin.subject)
    known = hand.find(lin.subject, room.office.today)
    assert known is not None
    moment = hand.moment(lin.subject)
    confirm(lin)
    hand.forget()
    hand.keep(moment, lin.subject, *known)
    assert hand.find(lin.subject, room.office.today) is None


def test_records_opened_anew_are_read_anew(room: Room, lin: Visitor) -> None:
    reads(room, lin.subject)
    room.office.records.close()
    room.office.records.open()
    assert not agrees(room, lin.subject)
