"""The outbox as an administrator sees it: numbers and troubles, never whom a letter was for."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from portal.clock import utc_text
from portal.notices.tables import OUTBOX


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Letters that were given up for the same reason."""

    channel: str
    trouble: str
    number: int
    newest: str


def counts(connection: Connection) -> Mapping[str, int]:
    """Letters by state."""
    query = select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)
    return {"waiting": 0, "sent": 0, "given-up": 0} | {
        str(state): int(number) for state, number in connection.execute(query)
    }


def given_up(connection: Connection) -> tuple[Trouble, ...]:
    """Why letters were given up, the most frequent reason first; addresses never stand in a trouble."""
    query = select(OUTBOX.c.channel, OUTBOX.c.trouble, func.count(), func.max(OUTBOX.c.closed_at))
    query = query.where(OUTBOX.c.state == "given-up").group_by(OUTBOX.c.channel, OUTBOX.c.trouble)
    rows = connection.execute(query.order_by(func.count().desc(), OUTBOX.c.trouble).limit(20))
    return tuple(
        Trouble(channel=channel, trouble=trouble.split(":")[0], number=int(number), newest=newest[:16])
        for channel, trouble, number, newest in rows
    )


def try_again(connection: Connection, *, now: datetime.datetime) -> None:
    """Letters that were given up wait once more."""
    wanted = update(OUTBOX).where(OUTBOX.c.state == "given-up")
    connection.execute(wanted.values(state="waiting", tries=0, next_at=utc_text(now), closed_at=None))
