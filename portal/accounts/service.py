"""What happens to accounts: invite, choose a password, sign in and out, forget, change."""

import datetime
import unicodedata

from sqlalchemy import Connection, insert, select, update

from portal.access import events
from portal.access.freshness import changed
from portal.access.records import Records
from portal.accounts import links, passwords, sessions
from portal.accounts.links import Link
from portal.accounts.refusals import (
    AccountExists,
    AccountUnknown,
    PasswordWrong,
    SignInFailed,
    TooManyAttempts,
)
from portal.accounts.tables import ACCOUNT
from portal.accounts.throttle import Throttle
from portal.clock import utc_text
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId


def spelled(login: str) -> str:
    """A name to sign in with, whatever the case or the keyboard."""
    return unicodedata.normalize("NFKC", login).strip().casefold()[:100]


def sign_in(records: Records, login: str, password: str, *, throttle: Throttle, address: str) -> str:
    """A session's token for the right name and password. SignInFailed, TooManyAttempts."""
    name, ledger = spelled(login), records.ledger
    _let_in(records, name, throttle=throttle, address=address)
    with reading(ledger.engine) as connection:
        row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.login == name)).one_or_none()
    is_open = row is not None and _is_open(row.ends_on, records.today())
    if not passwords.matches(password, row.password if row is not None and is_open else None) or row is None:
        events.note_apart(ledger, "sign-in:failed", now=records.now(), address=address)
        raise SignInFailed(left=throttle.failed(login=name, address=address))
    throttle.succeeded(login=name)
    return begin_session(records, row.subject, method="password", address=address)


def begin_session(records: Records, subject: SubjectId, *, method: str, address: str) -> str:
    """A session for somebody who has proved who they are; its token. AccountUnknown."""

    def write(connection: Connection) -> str:
        now = records.now()
        _open_account(connection, subject, records.today())
        events.note(connection, "sign-in:succeeded", now=now, subject=subject, address=address)
        return sessions.begin(connection, subject, method=method, now=now)

    return records.ledger.sequencer.write(write).result()


def sign_out(records: Records, token_hash: str, *, subject: str) -> None:
    """Ends one session."""

    def write(connection: Connection) -> None:
        sessions.end(connection, token_hash)
        events.note(connection, "sign-out:done", now=records.now(), subject=subject)

    records.ledger.sequencer.write(write).result()
    changed()


def sign_out_everywhere(records: Records, subject: str, *, but: str = "") -> None:
    """Ends every session of a person."""

    def write(connection: Connection) -> None:
        sessions.end_all(connection, subject, but=but)
        events.note(connection, "sessions:ended", now=records.now(), subject=subject)

    records.ledger.sequencer.write(write).result()
    changed()


def add_account(
    connection: Connection,
    subject: str,
    *,
    login: str,
    now: datetime.datetime,
    ends_on: datetime.date | None = None,
) -> None:
    """An account without a password, inside a transaction of the sequencer. AccountExists."""
    name = spelled(login)
    taken = select(ACCOUNT.c.subject).where((ACCOUNT.c.login == name) | (ACCOUNT.c.subject == subject))
    if connection.execute(taken).first() is not None:
        raise AccountExists(login=name)
    row = {"subject": subject, "login": name, "password": None, "created_at": utc_text(now)}
    connection.execute(insert(ACCOUNT), row | {"ends_on": None if ends_on is None else ends_on.isoformat()})


def has_account(connection: Connection, subject: str) -> bool:
    """Whether a person can be let in at all."""
    return connection.execute(select(ACCOUNT).where(ACCOUNT.c.subject == subject)).first() is not None


def nobody_yet(records: Records) -> bool:
    """Whether not a single account was made here; not said where the records cannot be read."""
    try:
        with reading(records.ledger.engine) as connection:
            return connection.execute(select(ACCOUNT.c.subject).limit(1)).first() is None
    except PortalError:
        return False


def end_account(
    connection: Connection, subject: str, *, on: datetime.date | None, today: datetime.date
) -> None:
    """Nobody is let in from that day on; sessions die with it. None opens the account again."""
    day = None if on is None else on.isoformat()
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.subject == subject).values(ends_on=day))
    if on is not None and on <= today:
        sessions.end_all(connection, subject)


def make_link(records: Records, subject: str, *, purpose: str, by: str = "") -> str:
    """A link's token: ``invitation`` or ``reset``. AccountUnknown."""

    def write(connection: Connection) -> str:
        _open_account(connection, subject, records.today())
        events.note(connection, "link:made", now=records.now(), subject=subject, address=by)
        return links.make(connection, subject, purpose=purpose, now=records.now())

    return records.ledger.sequencer.write(write).result()


def read_link(records: Records, token: str) -> Link:
    """What a link is for, without using it up. LinkExpired."""
    with reading(records.ledger.engine) as connection:
        return links.read(connection, token, now=records.now())


def choose_password(records: Records, token: str, password: str, *, address: str) -> str:
    """Uses a link up: the new password holds, all other sessions end, and one begins. LinkExpired, PasswordTooWeak."""
    stored = passwords.accept(password, login=read_link(records, token).login)

    def write(connection: Connection) -> str:
        now = records.now()
        link = links.use(connection, token, now=now)
        _open_account(connection, link.subject, records.today())
        _keep_password(connection, link.subject, stored)
        sessions.end_all(connection, link.subject)
        events.note(connection, "link:used", now=now, subject=link.subject, address=address)
        return sessions.begin(connection, link.subject, method="password", now=now)

    token = records.ledger.sequencer.write(write).result()
    changed()
    return token


def change_password(
    records: Records, subject: str, old: str, new: str, *, session: str, throttle: Throttle, address: str
) -> None:
    """A new password for who knows the old one; other sessions end. PasswordWrong, PasswordTooWeak, TooManyAttempts."""
    if not proves(records, subject, old, throttle=throttle, address=address):
        raise PasswordWrong
    stored = passwords.accept(new, login=_login_of(records, subject))

    def write(connection: Connection) -> None:
        _keep_password(connection, subject, stored)
        sessions.end_all(connection, subject, but=session)
        events.note(connection, "password:changed", now=records.now(), subject=subject, address=address)

    records.ledger.sequencer.write(write).result()
    changed()


def proves(records: Records, subject: str, password: str, *, throttle: Throttle, address: str) -> bool:
    """Whether this is the person's password (throttled like signing in). TooManyAttempts, AccountUnknown."""
    login = _login_of(records, subject)
    _let_in(records, login, throttle=throttle, address=address)
    with reading(records.ledger.engine) as connection:
        stored = connection.execute(select(ACCOUNT.c.password).where(ACCOUNT.c.subject == subject))
        is_right = passwords.matches(password, stored.scalar_one_or_none())
    if is_right:
        throttle.succeeded(login=login)
    else:
        throttle.failed(login=login, address=address)
    return is_right


def _let_in(records: Records, login: str, *, throttle: Throttle, address: str) -> None:
    try:
        throttle.let_in(login=login, address=address)
    except TooManyAttempts:
        events.note_apart(records.ledger, "sign-in:paused", now=records.now(), address=address)
        raise


def _login_of(records: Records, subject: str) -> str:
    with reading(records.ledger.engine) as connection:
        found = connection.execute(select(ACCOUNT.c.login).where(ACCOUNT.c.subject == subject))
        login = found.scalar_one_or_none()
    if login is None:
        raise AccountUnknown
    return str(login)


def _open_account(connection: Connection, subject: str, today: datetime.date) -> None:
    row = connection.execute(select(ACCOUNT.c.ends_on).where(ACCOUNT.c.subject == subject)).one_or_none()
    if row is None or not _is_open(row.ends_on, today):
        raise AccountUnknown


def _is_open(ends_on: str | None, today: datetime.date) -> bool:
    return ends_on is None or today.isoformat() < ends_on


def _keep_password(connection: Connection, subject: str, stored: str) -> None:
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.subject == subject).values(password=stored))
