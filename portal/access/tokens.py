"""Access tokens 接口令牌: for programs, with one scope, an end date, and never a way to confirm anything."""

import datetime
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from fastapi import Request
from sqlalchemy import Connection, Row, delete, insert, select
from starlette.concurrency import run_in_threadpool

from portal.access import events
from portal.access.records import Records, the_records
from portal.access.refusals import TokenRefused
from portal.access.tables import TOKEN
from portal.ledger.ledger import reading

Scope = Literal["people", "metrics"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
PREFIX: Final = "dbk_"
LONGEST: Final = datetime.timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A token as lists show it: never the token itself."""

    token_hash: str
    name: str
    scope: str
    created_by: str
    expires_on: datetime.date


class token_for:  # noqa: N801 - reads as a noun phrase in Depends(token_for("people"))
    """A guard: whoever sends a living token of this scope as ``Authorization: Bearer …``. TokenRefused."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> AccessToken:
        """One request."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        records = the_records(request)
        found = None
        if kind.lower() == "bearer" and token:
            found = await run_in_threadpool(_find, records, token.strip())
        if found is None or found.scope != self.scope or found.expires_on <= records.today():
            address = request.client.host if request.client else ""
            events.note_apart(records.ledger, "token:refused", now=records.now(), address=address)
            raise TokenRefused
        return found


def make_token(records: Records, name: str, *, scope: Scope, by: str, expires_on: datetime.date) -> str:
    """A new token, shown this once. It lasts at most 400 days."""
    token = PREFIX + secrets.token_urlsafe(32)
    last = min(expires_on, records.today() + LONGEST)
    row = {"token_hash": _hash(token), "name": name[:100], "scope": scope, "created_by": by}

    def write(connection: Connection) -> None:
        connection.execute(insert(TOKEN), row | {"expires_on": last.isoformat()})
        events.note(connection, "token:made", now=records.now(), subject=by)

    records.ledger.sequencer.write(write).result()
    return token


def end_token(records: Records, token_hash: str, *, by: str) -> None:
    """Ends a token at once."""

    def write(connection: Connection) -> None:
        connection.execute(delete(TOKEN).where(TOKEN.c.token_hash == token_hash))
        events.note(connection, "token:ended", now=records.now(), subject=by)

    records.ledger.sequencer.write(write).result()


def all_tokens(connection: Connection) -> Sequence[AccessToken]:
    """Every token there is, by name."""
    return tuple(_token(row) for row in connection.execute(select(TOKEN).order_by(TOKEN.c.name)))


def _find(records: Records, token: str) -> AccessToken | None:
    with reading(records.ledger.engine) as connection:
        row = connection.execute(select(TOKEN).where(TOKEN.c.token_hash == _hash(token))).one_or_none()
    return None if row is None else _token(row)


def _token(row: Row[*tuple[object, ...]]) -> AccessToken:
    return AccessToken(
        token_hash=row.token_hash,
        name=row.name,
        scope=row.scope,
        created_by=row.created_by,
        expires_on=datetime.date.fromisoformat(row.expires_on),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
