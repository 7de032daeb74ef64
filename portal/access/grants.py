"""Grants 授权: human resources, audit and administration are given by two people, or by the server command.

Everything given or ended is an entry of the ledger; what is only asked for is not.
"""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update

from portal.access import events
from portal.access.freshness import changed
from portal.access.permissions import GRANTED, NEEDS_END, PortalRole
from portal.access.records import Records
from portal.access.refusals import GrantNeedsAnother, GrantNeedsEnd, GrantUnknown, RoleNotGrantable
from portal.access.tables import GRANT
from portal.ledger.entries import RoleGranted
from portal.ledger.identities import Identity
from portal.ledger.names import SubjectId

SERVER = "server-command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One grant. ``agreed_by`` is empty while it is only asked for."""

    number: str
    subject: SubjectId
    role: PortalRole
    began: datetime.date
    ends: datetime.date | None
    granted_by: str
    agreed_by: str | None

    @property
    def holds(self) -> bool:
        """Whether two people, or the server, have said so."""
        return self.granted_by == SERVER or self.agreed_by is not None


def roles_granted(connection: Connection, subject: str, day: datetime.date) -> frozenset[PortalRole]:
    """The portal roles a person was granted, as of a day."""
    rows = connection.execute(select(GRANT.c.role).where(GRANT.c.subject == subject, *_in_force(day)))
    return frozenset(PortalRole(role) for role in rows.scalars())


def holders_of(connection: Connection, role: PortalRole, day: datetime.date) -> tuple[SubjectId, ...]:
    """Who was granted a role, as of a day."""
    query = select(GRANT.c.subject).distinct().where(GRANT.c.role == role, *_in_force(day))
    return tuple(connection.execute(query.order_by(GRANT.c.subject)).scalars())


def all_grants(connection: Connection, day: datetime.date) -> Sequence[Grant]:
    """What is in force or asked for on a day, by role and person."""
    today = day.isoformat()
    query = select(GRANT).where(or_(GRANT.c.ends.is_(None), GRANT.c.ends > today))
    rows = connection.execute(query.order_by(GRANT.c.role, GRANT.c.began, GRANT.c.number))
    return tuple(_grant(row) for row in rows)


def grant(
    records: Records,
    subject: SubjectId,
    role: PortalRole,
    *,
    identity: Identity,
    by: str,
    ends: datetime.date | None = None,
) -> Grant:
    """Gives a role (by the server command), or asks for it (by an administrator).

    RoleNotGrantable, GrantNeedsEnd, GrantNeedsAnother.
    """
    check(subject, role, by=by, ends=ends, today=records.today())
    asked = Grant(
        number=secrets.token_hex(12),
        subject=subject,
        role=role,
        began=records.today(),
        ends=ends,
        granted_by=by,
        agreed_by=None,
    )
    if by == SERVER:
        _give(records, asked, identity=identity)
    else:
        records.ledger.sequencer.write(lambda connection: _ask(connection, records, asked)).result()
    return asked


def agree(records: Records, number: str, *, identity: Identity, by: str) -> None:
    """A second administrator agrees, and the grant holds. GrantUnknown, GrantNeedsAnother."""
    with records.ledger.engine.connect() as connection:
        asked = _open(connection, number)
    if asked.holds:
        raise GrantUnknown
    if by in (asked.granted_by, asked.subject):
        raise GrantNeedsAnother
    _give(records, asked, identity=identity, agreed_by=by)


def end(records: Records, number: str, *, identity: Identity, by: str) -> None:
    """Takes a role away, or withdraws what was asked for. GrantUnknown."""
    with records.ledger.engine.connect() as connection:
        found = _open(connection, number)
    today = records.today()

    def close(connection: Connection) -> None:
        values = {"ends": min(today, found.ends or today).isoformat()}
        connection.execute(update(GRANT).where(GRANT.c.number == number).values(values))
        events.note(connection, "role:ended", now=records.now(), subject=found.subject)

    if found.holds:
        ended = RoleGranted(
            key=f"grant:{number}:ended",
            subject=found.subject,
            identity=_committed(records, found.subject, identity),
            role=found.role.value,
            granted=False,
            granted_by=by,
        )
        records.ledger.sequencer.record(ended, alongside=lambda connection, _: close(connection))
    else:
        records.ledger.sequencer.write(close).result()
    changed()


def check(
    subject: str, role: PortalRole, *, by: str, ends: datetime.date | None, today: datetime.date
) -> None:
    """Whether a grant may be asked for at all. RoleNotGrantable, GrantNeedsAnother, GrantNeedsEnd."""
    if role not in GRANTED:
        raise RoleNotGrantable(role=role.value)
    if subject == by:
        raise GrantNeedsAnother
    if role in NEEDS_END and (ends is None or ends <= today):
        raise GrantNeedsEnd(role=role.value)


def _ask(connection: Connection, records: Records, asked: Grant) -> None:
    _insert(connection, asked)
    events.note(connection, "role:asked", now=records.now(), subject=asked.subject)


def _give(records: Records, given: Grant, *, identity: Identity, agreed_by: str | None = None) -> None:
    entry = RoleGranted(
        key=f"grant:{given.number}:given",
        subject=given.subject,
        identity=_committed(records, given.subject, identity),
        role=given.role.value,
        granted=True,
        granted_by=given.granted_by,
        agreed_by=agreed_by,
        ends=None if given.ends is None else given.ends.isoformat(),
    )

    def alongside(connection: Connection, _recorded: object) -> None:
        if agreed_by is None:
            _insert(connection, given)
        else:
            connection.execute(
                update(GRANT).where(GRANT.c.number == given.number).values(agreed_by=agreed_by)
            )
        events.note(connection, "role:granted", now=records.now(), subject=given.subject)

    records.ledger.sequencer.record(entry, alongside=alongside)
    changed()


def _committed(records: Records, subject: SubjectId, identity: Identity) -> str:
    ledger = records.ledger
    return ledger.sequencer.write(
        lambda connection: ledger.identities.commit(connection, subject, identity)
    ).result()


def _insert(connection: Connection, given: Grant) -> None:
    row = {
        "number": given.number,
        "subject": given.subject,
        "role": given.role.value,
        "began": given.began.isoformat(),
        "ends": None if given.ends is None else given.ends.isoformat(),
        "granted_by": given.granted_by,
        "agreed_by": given.agreed_by,
    }
    connection.execute(insert(GRANT), row)


def _open(connection: Connection, number: str) -> Grant:
    row = connection.execute(select(GRANT).where(GRANT.c.number == number)).one_or_none()
    if row is None:
        raise GrantUnknown
    return _grant(row)


def _grant(row: Row[*tuple[object, ...]]) -> Grant:
    return Grant(
        number=row.number,
        subject=row.subject,
        role=PortalRole(row.role),
        began=datetime.date.fromisoformat(row.began),
        ends=None if row.ends is None else datetime.date.fromisoformat(row.ends),
        granted_by=row.granted_by,
        agreed_by=row.agreed_by,
    )


def _in_force(day: datetime.date) -> tuple[ColumnElement[bool], ...]:
    today = day.isoformat()
    return (
        GRANT.c.began <= today,
        or_(GRANT.c.ends.is_(None), GRANT.c.ends > today),
        or_(GRANT.c.granted_by == SERVER, GRANT.c.agreed_by.is_not(None)),
    )
