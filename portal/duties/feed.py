"""The feed 日历订阅: one's own duties as an iCalendar (RFC 5545) at a private address.

The secret in the address is shown once and kept as a hash only. It opens nothing but dates, sentences and links of one
person's duties, and nothing at all once it is taken back or its person has left.
"""

import datetime
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event
from sqlalchemy import Connection, delete, insert, select

from portal.access.records import Records
from portal.clock import moment_of, utc_text
from portal.duties.refusals import FeedUnknown
from portal.duties.standing import Task
from portal.duties.tables import FEED
from portal.duties.work import place_of, sentence_of
from portal.web.languages import Language
from portal.web.pages import here
from portal.web.texts import texts

AHEAD = datetime.timedelta(days=120)
BACK = datetime.timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Somebody's private address, without its secret."""

    subject: str
    language: Language
    made_at: datetime.datetime


def make_feed(records: Records, subject: str, *, language: Language) -> str:
    """A new secret for somebody's calendar, shown this once; the one before it ends."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "subject": subject, "language": language}

    def write(connection: Connection) -> None:
        connection.execute(delete(FEED).where(FEED.c.subject == subject))
        connection.execute(insert(FEED), row | {"made_at": utc_text(records.now())})

    records.ledger.sequencer.write(write).result()
    return token


def end_feed(records: Records, subject: str) -> None:
    """Takes somebody's address back at once."""
    records.ledger.sequencer.write(
        lambda connection: connection.execute(delete(FEED).where(FEED.c.subject == subject))
    ).result()


def feed_of(connection: Connection, subject: str) -> Feed | None:
    """The address somebody has; nothing if there is none."""
    row = connection.execute(select(FEED).where(FEED.c.subject == subject)).first()
    return None if row is None else _feed(row.subject, row.language, row.made_at)


def feed_at(connection: Connection, token: str) -> Feed:
    """Whose calendar a secret opens. FeedUnknown."""
    row = connection.execute(select(FEED).where(FEED.c.token_hash == _hash(token))).one_or_none()
    if row is None:
        raise FeedUnknown
    return _feed(row.subject, row.language, row.made_at)


def calendar_text(tasks: Iterable[Task], *, language: Language, base: str, now: datetime.datetime) -> bytes:
    """Tasks as an iCalendar file; ``base`` is the address of the portal."""
    words = texts(language)
    found = Calendar()
    found.add("prodid", "-//Dutybook//duties//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", words.say("duty.feed-name"))
    for task in tasks:
        found.add_component(_event(task, language, base, now))
    return bytes(found.to_ical())


def _event(task: Task, language: Language, base: str, now: datetime.datetime) -> Event:
    occurrence, words = task.occurrence, texts(language)
    event = Event()
    event.add(
        "uid", f"{hashlib.sha256(f'{task.subject} {occurrence.key}'.encode()).hexdigest()[:32]}@dutybook"
    )
    event.add("dtstamp", now.astimezone(datetime.UTC).replace(microsecond=0))
    if occurrence.words.rule.time is None:
        event.add("dtstart", occurrence.day)
        event.add("dtend", occurrence.day + datetime.timedelta(days=1))
    else:
        event.add("dtstart", occurrence.until)
        event.add("dtend", occurrence.until)
    event.add(
        "summary",
        f"{words.say(f'duty.state-{task.state}')}{words.say('text.colon')}{sentence_of(task, language)}",
    )
    event.add("url", base.rstrip("/") + here(language, place_of(task)))
    event.add("transp", "TRANSPARENT")
    return event


def _feed(subject: str, language: str, made_at: str) -> Feed:
    return Feed(subject=subject, language="en" if language == "en" else "zh-Hans", made_at=moment_of(made_at))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
