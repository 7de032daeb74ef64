"""Inviting 邀请: an account and a link for somebody, and the first administrator of a new portal."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from portal.access import grants
from portal.access.permissions import PortalRole
from portal.access.records import Records
from portal.accounts import service as accounts
from portal.accounts.tables import ACCOUNT
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId, new_subject
from portal.people.changes import Joins, Posting
from portal.people.facts import Person, staff_on
from portal.people.refusals import PersonUnknown
from portal.people.service import carry_out, identity_of
from portal.people.tables import PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link's token, for whom, and which portal role came with it."""

    token: str
    login: str
    name: str
    granted: PortalRole | None = None


def person_called(records: Records, said: str) -> Person | None:
    """Somebody by staff number, name to sign in with, or pseudonym; by name where only one has it."""
    wanted = said.strip()
    with reading(records.ledger.engine) as connection:
        people = staff_on(connection, records.today()).people
        login = select(ACCOUNT.c.subject).where(ACCOUNT.c.login == accounts.spelled(wanted))
        by_login = connection.execute(login).scalar_one_or_none()
    exact = [
        one for one in people.values() if wanted in (one.subject, one.staff_number) or one.subject == by_login
    ]
    named = [one for one in people.values() if one.name == wanted]
    return next((group[0] for group in (exact, named) if len(group) == 1), None)


def invite(records: Records, subject: SubjectId, *, by: str) -> Invitation:
    """A link to choose a password; the account is made where there is none. PersonUnknown, AccountUnknown."""

    def prepare(connection: Connection) -> tuple[str, str, bool]:
        person = connection.execute(select(PERSON).where(PERSON.c.subject == subject)).one_or_none()
        if person is None:
            raise PersonUnknown
        is_new = not accounts.has_account(connection, subject)
        if is_new:
            login = person.staff_number or person.name
            accounts.add_account(connection, subject, login=login, now=records.now())
        known = connection.execute(select(ACCOUNT).where(ACCOUNT.c.subject == subject)).one()
        return person.name, known.login, known.password is None

    name, login, is_fresh = records.ledger.sequencer.write(prepare).result()
    token = accounts.make_link(records, subject, purpose="invitation" if is_fresh else "reset", by=by)
    return Invitation(token=token, login=login, name=name)


def invite_outsider(records: Records, name: str, *, role: PortalRole, ends: date | None = None) -> Invitation:
    """Somebody who is no employee, with one granted role: by the server command only. GrantNeedsEnd, AccountExists."""
    subject = new_subject()
    joins = Joins(
        subject=subject,
        staff_number="",
        name=name,
        joined=records.today(),
        posting=Posting(unit=""),
        is_external=True,
    )

    def prepare(connection: Connection) -> None:
        accounts.add_account(connection, subject, login=name, now=records.now(), ends_on=ends)

    grants.check(subject, role, by=grants.SERVER, ends=ends, today=records.today())
    records.ledger.sequencer.write(prepare).result()
    carry_out(records, [joins], by=grants.SERVER)
    grant_to(records, subject, role, by=grants.SERVER, ends=ends)
    token = accounts.make_link(records, subject, purpose="invitation", by=grants.SERVER)
    return Invitation(token=token, login=accounts.spelled(name), name=name, granted=role)


def grant_to(
    records: Records, subject: SubjectId, role: PortalRole, *, by: str, ends: date | None = None
) -> grants.Grant:
    """Gives or asks for a portal role. PersonUnknown and the refusals of a grant."""
    with reading(records.ledger.engine) as connection:
        person = staff_on(connection, records.today()).people.get(subject)
    if person is None:
        raise PersonUnknown
    return grants.grant(records, subject, role, identity=identity_of(person), by=by, ends=ends)
