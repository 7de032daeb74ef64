"""The security log 安全日志: who signed in, from where, who was refused, who was given what."""

import datetime
import logging
import secrets
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from portal.access.tables import EVENT
from portal.clock import moment_of, utc_text
from portal.errors import PortalError
from portal.ledger.ledger import Ledger

KINDS: Final = (
    "sign-in:succeeded", "sign-in:failed", "sign-in:paused", "sign-out:done", "password:changed", "link:made",
    "link:used", "sessions:ended", "account:connected",
    "role:asked", "role:granted", "role:ended", "token:made", "token:ended",
    "token:refused", "people:imported", "evidence:read",
    "erasure:asked", "erasure:done", "erasure:dropped", "hold:placed", "hold:agreed", "hold:lift-asked", "hold:lifted",
)  # fmt: skip
KEPT: Final = datetime.timedelta(days=400)
"""Longer than the six months that the law asks of logs."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the security log."""

    at: datetime.datetime
    kind: str
    subject: str | None
    address: str


def note(
    connection: Connection,
    kind: str,
    *,
    now: datetime.datetime,
    subject: str | None = None,
    address: str = "",
) -> None:
    """Writes a line, inside the transaction that it is about."""
    row = {"number": secrets.token_hex(12), "at": utc_text(now), "kind": kind}
    connection.execute(insert(EVENT), row | {"subject": subject, "address": address[:64]})


def note_apart(
    ledger: Ledger, kind: str, *, now: datetime.datetime, subject: str | None = None, address: str = ""
) -> None:
    """Writes a line by itself and waits for nobody; where it cannot be written, the program's log says so."""
    try:
        future = ledger.sequencer.write(
            lambda connection: note(connection, kind, now=now, subject=subject, address=address)
        )
    except PortalError:
        logger.warning("the security log cannot be written: %s", kind)
        return
    future.add_done_callback(_complain)


def _complain(done: "Future[None]") -> None:
    if done.exception() is not None:
        logger.warning("a line is missing from the security log", exc_info=done.exception())


def newest(connection: Connection, *, limit: int = 200) -> Sequence[Event]:
    """The newest lines, newest first."""
    query = select(EVENT).order_by(EVENT.c.at.desc(), EVENT.c.number).limit(limit)
    return tuple(
        Event(at=moment_of(row.at), kind=row.kind, subject=row.subject, address=row.address)
        for row in connection.execute(query)
    )


def forget_old(connection: Connection, *, now: datetime.datetime, kept: datetime.timedelta = KEPT) -> None:
    """Removes lines whose time is over."""
    connection.execute(delete(EVENT).where(EVENT.c.at < utc_text(now - kept)))
