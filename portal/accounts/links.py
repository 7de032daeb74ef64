"""Links that work once: an invitation to choose a password, or a new one for who forgot it."""

import datetime
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from portal.accounts.refusals import LinkExpired
from portal.accounts.sessions import hash_of, new_token
from portal.accounts.tables import ACCOUNT, LINK
from portal.clock import moment_of, utc_text
from portal.ledger.names import SubjectId

LIFE: Final = {"invitation": datetime.timedelta(days=7), "reset": datetime.timedelta(hours=2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """For whom a link is, under which name they will sign in, and what for."""

    subject: SubjectId
    login: str
    purpose: str


def make(connection: Connection, subject: str, *, purpose: str, now: datetime.datetime) -> str:
    """A new link's token. Earlier links of the person work no longer."""
    connection.execute(delete(LINK).where(LINK.c.subject == subject))
    token = new_token()
    row = {"token_hash": hash_of(token), "subject": subject, "purpose": purpose}
    connection.execute(insert(LINK), row | {"expires_at": utc_text(now + LIFE[purpose])})
    return token


def read(connection: Connection, token: str, *, now: datetime.datetime) -> Link:
    """What a link is for. LinkExpired."""
    query = select(LINK, ACCOUNT.c.login).join(ACCOUNT, ACCOUNT.c.subject == LINK.c.subject)
    row = connection.execute(query.where(LINK.c.token_hash == hash_of(token))).one_or_none()
    if row is None or moment_of(row.expires_at) <= now:
        raise LinkExpired
    return Link(subject=row.subject, login=row.login, purpose=row.purpose)


def use(connection: Connection, token: str, *, now: datetime.datetime) -> Link:
    """Uses a link up. LinkExpired."""
    link = read(connection, token, now=now)
    connection.execute(delete(LINK).where(LINK.c.subject == link.subject))
    return link
