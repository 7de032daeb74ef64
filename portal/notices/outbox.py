"""The outbox 发件箱: who is told what, written down first and sent afterwards, each once and with patience."""

import datetime
import json
import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from portal.clock import utc_text
from portal.notices.tables import NOTICE, OUTBOX

PATIENCE: Final = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long to wait after each failure; after the last one it is given up and shown as such."""

_AT_ONCE = 100
_ASKED_AT_ONCE = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one person. ``occasion`` names the reason: whoever was told for it is not told again."""

    occasion: str
    subject: str
    code: str
    about: str
    values: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    made_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A notice on its way out of the house, by one channel."""

    number: str
    channel: str
    tries: int
    notice: Notice


class Undeliverable(Exception):
    """It could not be handed over; ``for_good`` says that trying again is no use."""

    def __init__(self, trouble: str, *, for_good: bool = False) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.for_good = for_good


class Channel(Protocol):
    """Whatever carries a notice to a person."""

    def carry(self, notice: Notice) -> None:
        """Hands it over. Undeliverable."""
        ...


Write = Callable[[Callable[[Connection], Any]], Any]


def tell(
    connection: Connection, notices: Iterable[Notice], *, channels: Sequence[str], now: datetime.datetime
) -> int:
    """Writes down whom to tell what; how many were new. Called inside a transaction of the sequencer."""
    told = 0
    for notice in notices:
        known = select(NOTICE.c.number).where(NOTICE.c.occasion == notice.occasion)
        if connection.execute(known).scalar_one_or_none() is not None:
            continue
        number = secrets.token_hex(8)
        row = {"number": number, "occasion": notice.occasion, "subject": notice.subject, "code": notice.code}
        row |= {"about": notice.about, "values": json.dumps(dict(notice.values), ensure_ascii=False)}
        connection.execute(insert(NOTICE), row | {"made_at": utc_text(now)})
        for channel in channels:
            _post(connection, number, channel, now=now)
        told += 1
    return told


def notices_of(connection: Connection, subject: str, *, limit: int = 20) -> tuple[Notice, ...]:
    """What somebody was told, the newest first, without what they have seen."""
    query = select(NOTICE).where(NOTICE.c.subject == subject, NOTICE.c.seen_at.is_(None))
    rows = connection.execute(query.order_by(NOTICE.c.made_at.desc(), NOTICE.c.number).limit(limit))
    return tuple(map(_notice, rows))


def untold(connection: Connection, notices: Sequence[Notice]) -> list[Notice]:
    """Those whose occasion nobody was told about yet."""
    known: set[str] = set()
    for at in range(0, len(notices), _ASKED_AT_ONCE):
        asked = [notice.occasion for notice in notices[at : at + _ASKED_AT_ONCE]]
        found = connection.execute(select(NOTICE.c.occasion).where(NOTICE.c.occasion.in_(asked)))
        known.update(found.scalars())
    return [notice for notice in notices if notice.occasion not in known]


def over(
    connection: Connection, about: Collection[str], *, now: datetime.datetime, but: str | None = None
) -> None:
    """What some things were about is over: nobody need read it any more, nor is it sent. ``but`` keeps one reader's."""
    here: list[ColumnElement[bool]] = [NOTICE.c.about.in_(sorted(about)), NOTICE.c.seen_at.is_(None)]
    if but is not None:
        here.append(NOTICE.c.subject != but)
    gone = select(NOTICE.c.number).where(*here)
    connection.execute(delete(OUTBOX).where(OUTBOX.c.notice.in_(gone), OUTBOX.c.state == "waiting"))
    connection.execute(update(NOTICE).where(*here).values(seen_at=utc_text(now)))


def seen(connection: Connection, subject: str, *, about: str | None = None, now: datetime.datetime) -> None:
    """Somebody has seen what they were told, of everything or about one thing."""
    query = update(NOTICE).where(NOTICE.c.subject == subject, NOTICE.c.seen_at.is_(None))
    if about is not None:
        query = query.where(NOTICE.c.about == about)
    connection.execute(query.values(seen_at=utc_text(now)))


def waiting(connection: Connection, *, now: datetime.datetime) -> tuple[Parcel, ...]:
    """What is due to be sent, the longest waiting first."""
    query = select(OUTBOX.c.number, OUTBOX.c.channel, OUTBOX.c.tries, OUTBOX.c.notice)
    query = query.where(OUTBOX.c.state == "waiting", OUTBOX.c.next_at <= utc_text(now))
    rows = connection.execute(query.order_by(OUTBOX.c.next_at, OUTBOX.c.number).limit(_AT_ONCE))
    due = rows.all()
    told = connection.execute(select(NOTICE).where(NOTICE.c.number.in_({row.notice for row in due})))
    notices = {row.number: _notice(row) for row in told}
    return tuple(
        Parcel(number=row.number, channel=row.channel, tries=row.tries, notice=notices[row.notice])
        for row in due
    )


def deliver(
    parcels: Iterable[Parcel], channels: Mapping[str, Channel], *, write: Write, now: datetime.datetime
) -> int:
    """Sends what is due; what fails waits longer each time. How many went out."""
    sent = 0
    for parcel in parcels:
        trouble, for_good = _carry(parcel, channels.get(parcel.channel))
        outcome = _outcome(parcel, trouble, for_good=for_good, now=now)
        write(partial(_note, number=parcel.number, row=outcome))
        sent += not trouble
    return sent


def _carry(parcel: Parcel, channel: Channel | None) -> tuple[str, bool]:
    if channel is None:
        return "no-channel", False
    try:
        channel.carry(parcel.notice)
    except Undeliverable as problem:
        return problem.trouble or "unknown", problem.for_good
    except Exception as defect:
        logger.exception("channel %s has a defect", parcel.channel)
        return f"defect: {type(defect).__name__}", False
    return "", False


def _outcome(parcel: Parcel, trouble: str, *, for_good: bool, now: datetime.datetime) -> dict[str, Any]:
    tries = parcel.tries + 1
    if not trouble:
        return {"state": "sent", "tries": tries, "trouble": "", "closed_at": utc_text(now)}
    if for_good or tries > len(PATIENCE):
        return {"state": "given-up", "tries": tries, "trouble": trouble[:500], "closed_at": utc_text(now)}
    return {"tries": tries, "trouble": trouble[:500], "next_at": utc_text(now + PATIENCE[tries - 1])}


def _note(connection: Connection, *, number: str, row: Mapping[str, Any]) -> None:
    connection.execute(update(OUTBOX).where(OUTBOX.c.number == number).values(**row))


def _post(connection: Connection, notice: str, channel: str, *, now: datetime.datetime) -> None:
    row = {"number": secrets.token_hex(8), "notice": notice, "channel": channel, "state": "waiting"}
    connection.execute(insert(OUTBOX), row | {"tries": 0, "next_at": utc_text(now), "trouble": ""})


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        number=row.number,
        occasion=row.occasion,
        subject=row.subject,
        code=row.code,
        about=row.about,
        values=json.loads(row._mapping["values"]),  # noqa: SLF001 - the documented way to a column of this name
        made_at=row.made_at,
    )
