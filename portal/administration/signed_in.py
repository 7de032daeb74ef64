"""Who is signed in: living sessions by person, and accounts that nobody has used yet."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from portal.accounts.tables import ACCOUNT, IDENTITY, SESSION
from portal.clock import moment_of, utc_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account: how its owner signs in, and from how many places at this moment."""

    subject: str
    login: str
    has_password: bool
    is_connected: bool
    ends_on: str | None
    sessions: int
    seen_at: datetime.datetime | None
    methods: tuple[str, ...]


def accounts(
    connection: Connection, *, now: datetime.datetime, idle: datetime.timedelta, absolute: datetime.timedelta
) -> tuple[Account, ...]:
    """Every account, those signed in first, then by name."""
    living = (SESSION.c.seen_at > utc_text(now - idle)) & (SESSION.c.signed_in_at > utc_text(now - absolute))
    sessions = defaultdict(list)
    for row in connection.execute(select(SESSION).where(living)):
        sessions[row.subject].append(row)
    connected = set(connection.execute(select(IDENTITY.c.subject)).scalars())
    found = []
    for row in connection.execute(select(ACCOUNT)):
        here = sessions[row.subject]
        found.append(
            Account(
                subject=row.subject,
                login=row.login,
                has_password=row.password is not None,
                is_connected=row.subject in connected,
                ends_on=row.ends_on,
                sessions=len(here),
                seen_at=max((moment_of(one.seen_at) for one in here), default=None),
                methods=tuple(sorted({one.method for one in here})),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.sessions, one.login)))
