"""Sessions: an opaque 256-bit token in a cookie, its hash in the database, an end when idle and an end in any case."""

import datetime
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from portal.accounts.tables import ACCOUNT, SESSION
from portal.clock import moment_of, utc_text
from portal.ledger.names import SubjectId

COMPANY, COMPANY_AGAIN = "oidc", "oidc-again"
"""How somebody signed in: with the company account, or with it once more because a signature asked for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A sign-in that is still good."""

    token_hash: str
    subject: SubjectId
    method: str
    signed_in_at: datetime.datetime
    seen_at: datetime.datetime
    ends_on: datetime.date | None

    def has_ended(
        self, now: datetime.datetime, *, idle: datetime.timedelta, absolute: datetime.timedelta
    ) -> bool:
        """Whether it was left alone too long, or has lasted too long whatever was done."""
        return now >= self.seen_at + idle or now >= self.signed_in_at + absolute


def new_token() -> str:
    """A secret nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a token: without the token it opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """The proof a form carries that it was made for this sign-in; it says nothing about the token."""
    return hmac.new(token.encode(), b"dutybook/csrf/v1", hashlib.sha256).hexdigest()


def begin(connection: Connection, subject: SubjectId, *, method: str, now: datetime.datetime) -> str:
    """A new session; its token."""
    token, at = new_token(), utc_text(now)
    row = {"token_hash": hash_of(token), "subject": subject, "method": method}
    connection.execute(insert(SESSION), row | {"signed_in_at": at, "seen_at": at})
    return token


def find(connection: Connection, token_hash: str) -> Session | None:
    """The session of a token, whether or not it has ended; nothing where the account is gone."""
    query = select(SESSION, ACCOUNT.c.ends_on).join(ACCOUNT, ACCOUNT.c.subject == SESSION.c.subject)
    row = connection.execute(query.where(SESSION.c.token_hash == token_hash)).one_or_none()
    if row is None:
        return None
    return Session(
        token_hash=row.token_hash,
        subject=row.subject,
        method=row.method,
        signed_in_at=moment_of(row.signed_in_at),
        seen_at=moment_of(row.seen_at),
        ends_on=None if row.ends_on is None else datetime.date.fromisoformat(row.ends_on),
    )


def touch(connection: Connection, token_hash: str, *, now: datetime.datetime) -> None:
    """Somebody is still there."""
    connection.execute(
        update(SESSION).where(SESSION.c.token_hash == token_hash).values(seen_at=utc_text(now))
    )


def end(connection: Connection, token_hash: str) -> None:
    """Signs out here."""
    connection.execute(delete(SESSION).where(SESSION.c.token_hash == token_hash))


def end_all(connection: Connection, subject: str, *, but: str = "") -> None:
    """Signs out everywhere, but for one session."""
    connection.execute(delete(SESSION).where(SESSION.c.subject == subject, SESSION.c.token_hash != but))


def forget_old(connection: Connection, *, before: datetime.datetime) -> None:
    """Removes sessions that began before a moment and have ended since."""
    connection.execute(delete(SESSION).where(SESSION.c.signed_in_at < utc_text(before)))
