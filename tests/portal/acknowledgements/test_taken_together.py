"""Confirmations that wait together are taken together, and each is answered as if it had been alone."""

import asyncio
from concurrent.futures import Future
from pathlib import Path

import pytest

from portal.access.principals import Principal
from portal.acknowledgements.confirming import Confirming, Offer
from portal.acknowledgements.refusals import AlreadyConfirmed
from portal.acknowledgements.service import Said
from portal.ledger import batch
from portal.ledger.jobs import Recorded
from portal.ledger.names import SubjectId
from portal.questions import Savepoint
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room
from tests.portal.documents import a_policy

TRAVEL = "auto/policy/travel"
CLERK = "auto/role/clerk"


def offered(room: Room, subject: SubjectId, document: str) -> Offer:
    confirming: Confirming = room.office.app.state.confirming
    principal = Principal(
        subject=subject,
        name="",
        language="zh-Hans",
        portal_roles=frozenset(),
        method="password",
        signed_in_at=room.office.clock.now(),
        session="",
        csrf="",
        roles=(CLERK,),
    )
    return confirming.offer(room.texts, principal, document, "zh-Hans")


async def at_once(room: Room, offers: list[Offer]) -> list[object]:
    """All are sent while something long is written."""
    confirming: Confirming = room.office.app.state.confirming
    gate: Future[None] = Future()
    room.office.records.ledger.sequencer.write(lambda _: gate.result())
    sending = [
        asyncio.ensure_future(
            confirming.take(
                one, Said(key=one.key, digest=one.statement.digest, shown=one.shown), sign_in="password"
            )
        )
        for one in offers
    ]
    await asyncio.sleep(0)
    gate.set_result(None)
    return list(await asyncio.gather(*sending, return_exceptions=True))


def test_somebody_confirms_two_documents_at_once_and_none_of_them_twice(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Savepoint] = []

    class Counted(Savepoint):
        def keep(self) -> None:
            begun.append(self)
            super().keep()

    with a_room(home, a_policy(), a_policy("travel")) as room:
        ann, ben = (room.office.hire(number, roles=(CLERK,), password=None) for number in ("1", "2"))
        asked = [(ann, LEAVE), (ann, TRAVEL), (ben, LEAVE), (ann, LEAVE)]
        offers = [offered(room, *one) for one in asked]
        monkeypatch.setattr(batch, "Savepoint", Counted)
        answers = asyncio.run(at_once(room, offers))
        recorded = [one for one in answers if isinstance(one, Recorded)]
        assert [type(one) for one in answers] == [Recorded, Recorded, Recorded, AlreadyConfirmed]
        assert answers[3].values == {"entry": recorded[0].seq}  # type: ignore[attr-defined]
        assert len(room.entries()) == 3
    assert len(begun) == 2  # the first three together, then the one that looks at them
