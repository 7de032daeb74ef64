"""Legal holds 法定保全: one person places it and it holds at once; a second agrees, and lifting takes two as well."""

import secrets

from sqlalchemy import Connection, insert, select, update

from portal.access import events
from portal.access.records import Records
from portal.clock import utc_text
from portal.people.refusals import PersonErased, PersonUnknown
from portal.people.service import erased
from portal.people.tables import HOLD, PERSON
from portal.retention.refusals import HoldUnknown, SecondPersonNeeded


def place(records: Records, subject: str, *, reason: str, by: str) -> str:
    """Keeps somebody's records from being erased, from now on; the hold's number. PersonUnknown, PersonErased."""
    row = {"number": secrets.token_hex(8), "subject": subject, "reason": reason.strip(), "placed_by": by}

    def write(connection: Connection) -> None:
        known = connection.execute(select(PERSON.c.subject).where(PERSON.c.subject == subject))
        if known.first() is None:
            raise PersonUnknown
        if subject in erased(connection):
            raise PersonErased
        if subject == by:
            raise SecondPersonNeeded
        now = records.now()
        connection.execute(insert(HOLD), row | {"placed_at": utc_text(now)})
        events.note(connection, "hold:placed", now=now, subject=by)

    records.ledger.sequencer.write(write).result()
    return row["number"]


def agree(records: Records, number: str, *, by: str) -> None:
    """The second person's word for a hold. HoldUnknown, SecondPersonNeeded."""

    def write(connection: Connection) -> None:
        subject, placed_by, agreed_by, _ = _open(connection, number)
        if agreed_by is not None:
            raise HoldUnknown
        if by in (subject, placed_by):
            raise SecondPersonNeeded
        _change(connection, number, agreed_by=by)
        events.note(connection, "hold:agreed", now=records.now(), subject=by)

    records.ledger.sequencer.write(write).result()


def lift(records: Records, number: str, *, by: str) -> None:
    """Asks for a hold to be lifted; a second person lifts it. HoldUnknown, SecondPersonNeeded."""

    def write(connection: Connection) -> None:
        subject, _, _, lift_by = _open(connection, number)
        if by in (subject, lift_by):
            raise SecondPersonNeeded
        now = records.now()
        if lift_by is None:
            _change(connection, number, lift_by=by)
            events.note(connection, "hold:lift-asked", now=now, subject=by)
        else:
            _change(connection, number, lifted_by=by, lifted_at=utc_text(now))
            events.note(connection, "hold:lifted", now=now, subject=by)

    records.ledger.sequencer.write(write).result()


def _open(connection: Connection, number: str) -> tuple[str, str, str | None, str | None]:
    query = select(HOLD.c.subject, HOLD.c.placed_by, HOLD.c.agreed_by, HOLD.c.lift_by)
    row = connection.execute(query.where(HOLD.c.number == number, HOLD.c.lifted_by.is_(None))).one_or_none()
    if row is None:
        raise HoldUnknown
    return row[0], row[1], row[2], row[3]


def _change(connection: Connection, number: str, **values: str) -> None:
    connection.execute(update(HOLD).where(HOLD.c.number == number).values(**values))
