"""Releasing 发布: an edition of a past day is taken up, owners propose, second people release."""

from collections.abc import Sequence

from portal.demonstration.office import Office
from portal.demonstration.past import PastTexts
from portal.demonstration.timetable import PROPOSED, Coming
from portal.ledger.ledger import reading
from portal.releases.facts import all_in_force
from portal.releases.noticing import Pending
from portal.releases.proposals import Proposal
from portal.releases.service import install, propose, release, take_up
from portal.releases.texts import texts_of

_WITHDRAWN_FOR = "superseded"


def publish(office: Office, coming: Sequence[Coming]) -> None:
    """The edition of this day: what comes is taken up, and released by two people; the very first is installed."""
    office.texts = _next(office.texts, coming)
    ledger, now = office.records.ledger, office.records.now()
    with reading(ledger.engine) as connection:
        is_first = not all_in_force(connection)
    if is_first:
        install(ledger, office.texts, now=now)
        return
    for pending in take_up(ledger, office.texts, now=now).pending:
        _release(office, pending)


def leave_waiting(office: Office) -> None:
    """The edition of today is there, and what visitors are to release themselves waits."""
    office.texts = texts_of(office.texts.edition)
    taken = take_up(office.records.ledger, office.texts, now=office.records.now())
    for pending in taken.pending:
        if pending.document in PROPOSED:
            _propose(office, pending)


def _next(texts: object, coming: Sequence[Coming]) -> PastTexts:
    assert isinstance(texts, PastTexts)  # noqa: S101 - the history is over once today's texts are taken up
    standing = dict(texts.standing)
    standing.update({one.document: one.text for one in coming if not one.withdrawn})
    gone = texts.withdrawn | {one.document for one in coming if one.withdrawn}
    return PastTexts(texts.edition, standing=standing, withdrawn=gone)


def _release(office: Office, pending: Pending) -> None:
    said = _propose(office, pending)
    if isinstance(said, Proposal):
        _, second = office.two_people(pending.document)
        release(office.records.ledger, office.texts, said.number, by=second, now=office.records.now())


def _propose(office: Office, pending: Pending) -> object:
    first, _ = office.two_people(pending.document)
    return propose(
        office.records.ledger,
        office.texts,
        pending,
        change=pending.change,
        changed=pending.changed,
        by=first,
        now=office.records.now(),
        reason=_WITHDRAWN_FOR if pending.withdraws else "",
    )
