"""Erasing 身份删除: one person asks, a second agrees; then nobody can say any more who a pseudonym was.

The key to the person's identity snapshots goes, and every column that names the person. Entries, proofs and
commitments stay as they are. What is done is done in one transaction with its entry ``subject:erased``.
"""

import secrets
from functools import partial
from typing import Final

from sqlalchemy import Connection, Table, delete, insert, select, update

from portal.access import events
from portal.access.freshness import changed
from portal.access.records import Records
from portal.access.tables import EVENT
from portal.accounts.tables import ACCOUNT, IDENTITY, LINK, SESSION
from portal.acknowledgements.tables import PAPER
from portal.cases.erasing import strike_out
from portal.clock import utc_text
from portal.duties.tables import FEED
from portal.errors import PortalError
from portal.ledger.entries import SubjectErased
from portal.ledger.identities import erase, forget_old_pages
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.notices.tables import NOTICE, OUTBOX
from portal.people.facts import staff_on
from portal.people.refusals import PersonErased
from portal.people.tables import ERASURE, HOLD, PERSON, WAIVER
from portal.retention.leavers import Leaver, Request, leaver_of
from portal.retention.leavings import remove_leavings
from portal.retention.periods import Periods
from portal.retention.refusals import ErasureAsked, ErasureUnknown, SecondPersonNeeded

_GONE: Final[tuple[Table, ...]] = (SESSION, LINK, IDENTITY, ACCOUNT, FEED)


def ask(records: Records, periods: Periods, subject: str, *, reason: str, by: str) -> str:
    """Asks for somebody to be erased; the request's number.

    PersonUnknown, PersonErased, StillEmployed, RetentionRuns, OnHold, ErasureAsked, SecondPersonNeeded.
    """
    row = {
        "number": secrets.token_hex(8),
        "subject": subject,
        "reason": reason,
        "asked_by": by,
        "state": "open",
    }

    def write(connection: Connection) -> None:
        found = _ready(connection, records, periods, subject)
        if found.asked is not None:
            raise ErasureAsked
        if subject == by:
            raise SecondPersonNeeded
        now = records.now()
        connection.execute(insert(ERASURE), row | {"asked_at": utc_text(now)})
        events.note(connection, "erasure:asked", now=now, subject=by)

    records.ledger.sequencer.write(write).result()
    return row["number"]


def agree(records: Records, periods: Periods, number: str, *, by: str) -> Recorded:
    """The second person's word: the person is erased.

    ErasureUnknown, SecondPersonNeeded; StillEmployed, RetentionRuns, OnHold if that changed meanwhile.
    """
    ledger = records.ledger
    with reading(ledger.engine) as connection:
        request = _open(connection, number)
    if by in (request.asked_by, request.subject):
        raise SecondPersonNeeded
    entry = SubjectErased(
        key=f"erasure-{number}",
        subject=SubjectId(request.subject),
        reason=request.reason,
        asked_by=request.asked_by,
        agreed_by=by,
    )
    recorded = ledger.sequencer.record(
        entry,
        check=partial(_refusal, records=records, periods=periods, number=number),
        alongside=lambda connection, recorded: _erase(connection, records, request, by=by, seq=recorded.seq),
    )
    changed()
    remove_leavings(records)
    forget_old_pages(ledger.engine)
    return recorded


def drop(records: Records, number: str, *, by: str) -> None:
    """Takes a request back, or turns it down. ErasureUnknown."""

    def write(connection: Connection) -> None:
        _open(connection, number)
        now = records.now()
        _close(connection, number, "dropped", by=by, at=utc_text(now))
        events.note(connection, "erasure:dropped", now=now, subject=by)

    records.ledger.sequencer.write(write).result()


def _refusal(
    connection: Connection, *, records: Records, periods: Periods, number: str
) -> PortalError | None:
    try:
        _ready(connection, records, periods, _open(connection, number).subject)
    except PortalError as refusal:
        return refusal
    return None


def _ready(connection: Connection, records: Records, periods: Periods, subject: str) -> Leaver:
    today = records.today()
    found = leaver_of(connection, staff_on(connection, today), periods, subject)
    if found.is_erased:
        raise PersonErased
    found.check(today)
    return found


def _erase(connection: Connection, records: Records, request: Request, *, by: str, seq: int) -> None:
    subject, now = SubjectId(request.subject), records.now()
    erase(connection, subject)
    strike_out(connection, subject)
    nobody = {"name": subject[:8], "staff_number": None, "email": ""}
    connection.execute(update(PERSON).where(PERSON.c.subject == subject).values(nobody))
    for table in _GONE:
        connection.execute(delete(table).where(table.c.subject == subject))
    told = select(NOTICE.c.number).where(NOTICE.c.subject == subject)
    connection.execute(delete(OUTBOX).where(OUTBOX.c.notice.in_(told)))
    connection.execute(delete(NOTICE).where(NOTICE.c.subject == subject))
    connection.execute(update(EVENT).where(EVENT.c.subject == subject).values(address=""))
    for table in (WAIVER, HOLD):  # reasons were written in full
        connection.execute(update(table).where(table.c.subject == subject).values(reason=""))
    waiting = update(PAPER).where(PAPER.c.subject == subject, PAPER.c.state == "open")
    connection.execute(waiting.values(state="returned", closed_by=by, closed_at=utc_text(now)))
    _close(connection, request.number, "done", by=by, at=utc_text(now), seq=seq)
    events.note(connection, "erasure:done", now=now, subject=by)


def _open(connection: Connection, number: str) -> Request:
    query = select(ERASURE).where(ERASURE.c.number == number, ERASURE.c.state == "open")
    row = connection.execute(query).one_or_none()
    if row is None:
        raise ErasureUnknown
    return Request(
        number=row.number,
        subject=row.subject,
        reason=row.reason,
        asked_by=row.asked_by,
        state=row.state,
        closed_by=None,
        closed_at=None,
        seq=None,
    )


def _close(
    connection: Connection, number: str, state: str, *, by: str, at: str, seq: int | None = None
) -> None:
    values = {"state": state, "closed_by": by, "closed_at": at, "seq": seq}
    connection.execute(update(ERASURE).where(ERASURE.c.number == number).values(values))
