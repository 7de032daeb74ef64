"""Reminding 催办: what the portal does by itself about duties: it reminds, and after a week tells the manager.

A duty with a period of a week or more is told of one day before, on the day, once it is late and weekly after. One of
every day is told of once a week while it lies undone, not each time. Who is a week late with a longer one is brought
to their manager, once, and that is an entry of the ledger.
"""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from portal.access.records import Records
from portal.bookshelf import Bookshelf
from portal.duties.book import Occurrence
from portal.duties.desk import DutyDesk, Matter
from portal.duties.facts import Names, Settled, settled_in
from portal.duties.tables import FACT
from portal.ledger.canonical import plain_of
from portal.ledger.duty_entries import DutyEscalated
from portal.ledger.jobs import Recorded, RowBeside
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.refusals import KeyReused
from portal.notices.outbox import Notice, tell, untold
from portal.workdays.recurrence import SHORT, Day

EVERY: Final = datetime.timedelta(minutes=30)
"""How often it is done."""
ESCALATED_AFTER: Final = 7
"""Days late after which the manager is told."""
_LOOKED_BACK: Final = datetime.timedelta(days=31)
_AT_ONCE: Final = 200
_NONE = Settled(set(), set(), set())


class Undone(NamedTuple):
    """Somebody's duty that is not settled; ``is_newest``: no later period of it has come due."""

    occurrence: Occurrence
    subject: str
    is_newest: bool


@dataclass
class DutyRounds:
    """Part of the portal's rounds. Whoever was told for the same occasion is not told again."""

    records: Records
    bookshelf: Bookshelf
    desk: DutyDesk
    channels: tuple[str, ...] = ()

    def __call__(self) -> None:
        """One round."""
        now = self.records.now()
        ledger, today = self.records.ledger, self.records.today()
        with reading(ledger.engine) as connection:
            matter = self.desk.matter(connection, self.bookshelf.current().library)
            undone = list(undone_on(connection, matter, today, now=now))
            fresh = untold(connection, [notice for one in undone for notice in notices(one, matter, today)])
            late = [one for one in undone if _is_for_manager(one, matter, today)]
            late = _not_yet_told(connection, late, matter)
        for at in range(0, len(fresh), _AT_ONCE):
            self._tell(fresh[at : at + _AT_ONCE], now)
        for one in late:
            self._escalate(one, matter)

    def _tell(self, some: Sequence[Notice], now: datetime.datetime) -> None:
        write = self.records.ledger.sequencer.write
        write(lambda connection: tell(connection, some, channels=self.channels, now=now)).result()

    def _escalate(self, one: Undone, matter: Matter) -> None:
        try:
            entry = escalation_of(one, matter)
            self.records.ledger.sequencer.record(entry, alongside=_beside(entry, one))
        except KeyReused:
            return  # told already, of a manager who has changed since


def undone_on(
    connection: Connection, matter: Matter, today: Day, *, now: datetime.datetime
) -> Iterator[Undone]:
    """Everything that fell due in the last month, or does until tomorrow, and is not settled."""
    tomorrow = today + datetime.timedelta(days=1)
    spans = [
        span
        for duties in matter.book.duties.values()
        for duty in duties
        if (span := matter.book.occurrences(duty, today - _LOOKED_BACK, tomorrow))
    ]
    buckets = {one.bucket for span in spans for one in span}
    settled = settled_in(connection, buckets, matter.organisation)
    for span in spans:
        yield from _undone(span, matter, settled, today, now)


def notices(one: Undone, matter: Matter, today: Day) -> Iterator[Notice]:
    """What is to be said today about something undone, to whose it is and to their manager."""
    occurrence, subject = one.occurrence, one.subject
    left = (occurrence.day - today).days
    if occurrence.words.rule.every in SHORT:
        if left < 0 and one.is_newest:
            year, week, _ = occurrence.day.isocalendar()
            yield _notice(one, subject, "late", f"week-{year}-{week}", about_duty=True)
        return
    if left >= 0:
        yield _notice(one, subject, f"before-{left}", f"{left}")
    elif one.is_newest:
        yield _notice(one, subject, "late", f"late-{-left // 7}")
    if _is_for_manager(one, matter, today):
        manager = matter.people[subject].manager
        if manager is not None:
            yield _notice(one, manager, "manager", "manager", person=subject)


def escalation_of(one: Undone, matter: Matter) -> DutyEscalated:
    """The entry that somebody's manager was told."""
    occurrence, release = one.occurrence, one.occurrence.text.release
    named = hashlib.sha256(f"{occurrence.key} {one.subject}".encode()).hexdigest()
    return DutyEscalated(
        key=f"escalate-duty-{named[:40]}",
        subject=SubjectId(one.subject),
        document=release.document,
        revision=release.revision,
        digest=release.digests.get("zh-Hans") or next(iter(release.digests.values())),
        duty=occurrence.id.duty,
        period=occurrence.period,
        due=occurrence.day.isoformat(),
        to=SubjectId(str(matter.people[one.subject].manager)),
        by="system",
    )


def _undone(
    span: Sequence[Occurrence],
    matter: Matter,
    settled: Mapping[str, Settled],
    today: Day,
    now: datetime.datetime,
) -> Iterator[Undone]:
    here = matter.seats.asked(span[0].id.role, today).people
    past = [one for one in span if one.until < now]
    for one in span:
        if one.words.rule.every in SHORT and (not past or one is not past[-1]):
            continue
        known = settled.get(one.key, _NONE)
        for subject in sorted((matter.seats.asked(one.id.role, one.day).people & here).difference(*known)):
            yield Undone(one, subject, bool(past) and one is past[-1])


def _is_for_manager(one: Undone, matter: Matter, today: Day) -> bool:
    person = matter.people.get(one.subject)
    manager = None if person is None or person.manager is None else matter.people.get(person.manager)
    is_long = one.occurrence.words.rule.every not in SHORT
    is_late = (today - one.occurrence.day).days >= ESCALATED_AFTER
    return is_long and is_late and manager is not None and manager.is_active(today)


def _notice(
    one: Undone, subject: str, code: str, stage: str, *, about_duty: bool = False, **said: str
) -> Notice:
    occurrence = one.occurrence
    name = f"{occurrence.id.role}@{occurrence.id.duty}" if about_duty else occurrence.key
    return Notice(
        occasion=f"duty:{name}:{one.subject}:{stage}",
        subject=subject,
        code=f"duty.{code}",
        about=occurrence.key,
        values={
            "document": occurrence.id.role,
            "revision": occurrence.text.release.revision,
            "due": occurrence.day.isoformat(),
            "duty": occurrence.id.duty,
            **said,
        },
    )


def _not_yet_told(connection: Connection, late: Sequence[Undone], matter: Matter) -> list[Undone]:
    """Those of whom no manager was told yet."""
    buckets = {one.occurrence.bucket for one in late}
    query = select(FACT.c.occurrence, FACT.c.subject)
    query = query.where(FACT.c.kind == "escalated", FACT.c.bucket.in_(buckets))
    names = Names(matter.organisation)
    known = {(names.of(occurrence), subject) for occurrence, subject in connection.execute(query)}
    return [one for one in late if (one.occurrence.key, one.subject) not in known]


def _beside(entry: DutyEscalated, one: Undone) -> RowBeside:
    def row_of(recorded: Recorded) -> dict[str, object]:
        occurrence = one.occurrence
        row = {
            "seq": recorded.seq,
            "kind": "escalated",
            "occurrence": occurrence.key,
            "bucket": occurrence.bucket,
        }
        row |= {"subject": one.subject, "day": entry.due, "is_late": True, "digest": entry.digest}
        row |= {"evidence": "[]", "reason": "", "by": entry.to, "at": plain_of(recorded.body)["at"]}
        return row

    return RowBeside(table=FACT, row=row_of, about=entry.subject)
