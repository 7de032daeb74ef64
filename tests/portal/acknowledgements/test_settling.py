"""What stays for long is put out of the collector's way once, and again when it is new."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.acknowledgements.settling import Settling
from tests.portal.acknowledgements.reading_rooms import Room, a_room


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    with a_room(home) as opened:
        yield opened
    gc.unfreeze()


def test_it_is_settled_once_and_again_after_a_release(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(1))
    state = room.office.app.state
    settle = Settling(room.office.records, state.bookshelf, state.confirming.desk)
    settle()
    settle()
    assert len(frozen) == 1
    room.revises()
    settle()
    assert len(frozen) == 2
