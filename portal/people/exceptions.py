"""Exceptions for some days: one person acts for another 委托, or need not confirm a document 豁免."""

import secrets
from collections.abc import Sequence

from sqlalchemy import Column, Connection, insert, select, update

from portal.access.records import Records
from portal.ledger.names import SubjectId
from portal.people.facts import Day, Delegation, Waiver, delegation_of, waiver_of
from portal.people.refusals import AssignmentUnknown, PeriodImpossible, PersonUnknown
from portal.people.tables import DELEGATION, PERSON, WAIVER


def delegate(
    records: Records, giver: SubjectId, taker: SubjectId, *, began: Day, ended: Day, by: str
) -> Delegation:
    """Lets one person act for another from a day until another. PersonUnknown, PeriodImpossible."""
    if ended <= began or giver == taker:
        raise PeriodImpossible
    given = Delegation(giver=giver, taker=taker, began=began, ended=ended, number=secrets.token_hex(12))

    def write(connection: Connection) -> None:
        _must_exist(connection, giver, taker)
        days = {"began": began.isoformat(), "ended": ended.isoformat()}
        row = {"number": given.number, "giver": giver, "taker": taker, "given_by": by}
        connection.execute(insert(DELEGATION), row | days)

    records.ledger.sequencer.write(write).result()
    return given


def end_delegation(records: Records, number: str, *, on: Day) -> None:
    """Ends it earlier. AssignmentUnknown."""
    _shorten(records, DELEGATION.c.number, number, "ended", on)


def waive(records: Records, subject: SubjectId, document: str, *, reason: str, until: Day, by: str) -> Waiver:
    """Somebody need not confirm a document until a day, for a reason. PersonUnknown, PeriodImpossible."""
    today = records.today()
    if until <= today or not reason.strip():
        raise PeriodImpossible
    waiver = Waiver(
        subject=subject,
        document=document,
        reason=reason.strip()[:500],
        granted_by=by,
        began=today,
        until=until,
        number=secrets.token_hex(12),
    )

    def write(connection: Connection) -> None:
        _must_exist(connection, subject)
        days = {"began": today.isoformat(), "until": until.isoformat()}
        row = {"number": waiver.number, "subject": subject, "document": document, "granted_by": by}
        connection.execute(insert(WAIVER), row | days | {"reason": waiver.reason})

    records.ledger.sequencer.write(write).result()
    return waiver


def end_waiver(records: Records, number: str, *, on: Day) -> None:
    """Ends it earlier. AssignmentUnknown."""
    _shorten(records, WAIVER.c.number, number, "until", on)


def delegations_of(connection: Connection, subject: str) -> Sequence[Delegation]:
    """What somebody gave or took, ever, newest first."""
    theirs = (DELEGATION.c.giver == subject) | (DELEGATION.c.taker == subject)
    rows = connection.execute(select(DELEGATION).where(theirs).order_by(DELEGATION.c.began.desc()))
    return tuple(delegation_of(row) for row in rows)


def waivers_of(connection: Connection, subject: str) -> Sequence[Waiver]:
    """What was waived for somebody, ever, newest first."""
    query = select(WAIVER).where(WAIVER.c.subject == subject).order_by(WAIVER.c.began.desc())
    return tuple(waiver_of(row) for row in connection.execute(query))


def _must_exist(connection: Connection, *subjects: SubjectId) -> None:
    for subject in subjects:
        if connection.execute(select(PERSON).where(PERSON.c.subject == subject)).first() is None:
            raise PersonUnknown


def _shorten(records: Records, key: Column[str], number: str, column: str, on: Day) -> None:
    def write(connection: Connection) -> int:
        change = update(key.table).where(key == number, key.table.c[column] > on.isoformat())
        return connection.execute(change.values({column: on.isoformat()})).rowcount

    if records.ledger.sequencer.write(write).result() == 0:
        raise AssignmentUnknown
