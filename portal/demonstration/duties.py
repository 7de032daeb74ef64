"""Duties of the story 履职: people do what falls due, most of them in time, some later, a few not at all."""

import datetime
import heapq
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sqlalchemy import insert

from portal.attachments.service import Received
from portal.demonstration.careers import Day
from portal.demonstration.dice import Dice
from portal.demonstration.handed_in import duty_paper
from portal.demonstration.office import Office
from portal.demonstration.words import proofs, waived_duties
from portal.duties.book import Occurrence
from portal.duties.desk import DutyDesk, Matter
from portal.duties.evidence import Said
from portal.duties.facts import Fact
from portal.duties.refusals import DutySettled, DutyVerified
from portal.duties.service import prepare, waive
from portal.duties.standing import Task
from portal.duties.tables import START
from portal.duties.verifying import to_verify, verify
from portal.duties.views import last_of
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import reading
from portal.people.service import identity_of
from portal.workdays.calendars import Calendars
from portal.workdays.recurrence import SHORT

_ON_TIME, _LATER = 0.94, 0.975
_CARELESS: Final = 0.12
"""Of some people every fourth duty is late or left."""
_WAIVED: Final = 0.004
_LEFT_TO_VISITORS: Final = datetime.timedelta(days=4)
_FRIDAY: Final = 4
_PAPERS: Final = 4
_SEEN_BY_VISITORS: Final = datetime.timedelta(days=24)
_DAILY_SINCE: Final = datetime.timedelta(days=14)
_SALT: Final = "demonstration"
"""What people filled in is invented, so the same words are kept once."""
_MORNING: Final = "12:00"
_WRITTEN: Final = frozenset({"number", "text", "form"})


class Meant(NamedTuple):
    """On that day somebody will do a duty that fell due before."""

    day: Day
    key: str
    occurrence: Occurrence
    subject: str


@dataclass
class Diligence:
    """Everybody's duties, day by day. ``left`` are people whose newest duties are left to visitors."""

    office: Office
    since: Day
    left: frozenset[str] = frozenset()
    _later: list[Meant] = field(default_factory=list)
    _papers: dict[tuple[str, int], Received] = field(default_factory=dict)
    _sealed: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    _spans: tuple[object, Day, dict[Day, list[Occurrence]]] | None = None
    _desk: DutyDesk | None = None
    _known: Matter | None = None

    def begin(self) -> None:
        """Daily duties were taken into the portal some weeks ago, all others with their texts."""
        since = (self.office.company.window.today - _DAILY_SINCE).isoformat()
        rows = [{"every": every, "day": since} for every in sorted(SHORT)]
        self.office.records.ledger.sequencer.write(lambda c: c.execute(insert(START), rows)).result()

    def morning(self, day: Day) -> None:
        """What has to be done before noon, as far as it was known the day before."""
        if self._known is not None:
            self._sit(
                self._known, day, [one for one in self._due(self._known, day) if _is_early(one)], hour=7
            )

    def rest(self, day: Day) -> None:
        """The rest, before people turn to their reading, and what was left lying; nothing before the first text."""
        if day < self.since:
            return
        matter = self._known = self._matter()
        self._sit(matter, day, [one for one in self._due(matter, day) if not _is_early(one)], hour=9)
        if day.weekday() == _FRIDAY and day < self.office.company.window.today - _LEFT_TO_VISITORS:
            self._verify(matter, day)

    def _sit(self, matter: Matter, day: Day, due: list[Occurrence], *, hour: int) -> None:
        if not due and (hour < 9 or not self._later):
            return
        self.office.clock.begin(day, hour)
        done = [(one, subject) for one in due for subject in self._who(matter, one)]
        waiting = [
            self._do(matter, one, subject) for one, subject in done if self._does(matter, day, one, subject)
        ]
        if hour == 9:
            waiting += [self._do(matter, one, subject) for one, subject in self._made_up(matter, day)]
        for future in waiting:
            with suppress(DutySettled):
                future.result()

    def _verify(self, matter: Matter, day: Day) -> None:
        """On Fridays people look at what others did that week and at what they were to see."""
        records, here = self.office.records, [str(one) for one in matter.people]
        self.office.clock.begin(day, 16)
        with reading(records.ledger.engine) as connection:
            waiting = to_verify(connection, matter, here, at=records.now())
        for person, tasks in waiting.items():
            for task in tasks:
                if task.subject in self.left and day >= self.office.company.window.today - _SEEN_BY_VISITORS:
                    continue
                by = matter.people[person]
                identity = identity_of(by, self.office.staff.roles_of(by.subject))
                with suppress(DutyVerified):
                    verify(records.ledger, matter, task, by=by.subject, identity=identity, today=day)

    def _does(self, matter: Matter, day: Day, one: Occurrence, subject: str) -> bool:
        """Whether it is done today; else perhaps later, or somebody lets them off."""
        dice, name = self.office.company.dice, (subject, one.key)
        if subject in self.left and day >= self.office.company.window.today - _LEFT_TO_VISITORS:
            return False
        worse = 4 if dice.happens(_CARELESS, "careless", subject) else 1
        fate = 1 - (1 - dice.fraction("duty", *name)) / worse
        if fate < _ON_TIME:
            return True
        is_short = one.words.rule.every in SHORT
        if fate < _LATER:
            wait = 1 if is_short else dice.between(1, 9, "duty-wait", *name)
            heapq.heappush(self._later, Meant(day + datetime.timedelta(days=wait), f"{name}", one, subject))
        elif not is_short and dice.happens(_WAIVED * 40, "duty-waived", *name):
            self._let_off(matter, one, subject)
        return False

    def _who(self, matter: Matter, one: Occurrence) -> Iterator[str]:
        yield from sorted(matter.seats.asked(one.id.role, one.day).people)

    def _made_up(self, matter: Matter, day: Day) -> Iterator[tuple[Occurrence, str]]:
        """What was meant to be done by now, in the text that rules it today."""
        while self._later and self._later[0].day <= day:
            one = heapq.heappop(self._later)
            span = matter.book.occurrences(one.occurrence.id, one.occurrence.day, one.occurrence.day)
            found = next((again for again in span if again.period == one.occurrence.period), None)
            if found is not None and self.office.staff.is_active(one.subject):
                yield found, one.subject

    def _do(self, matter: Matter, one: Occurrence, subject: str) -> "Future[Recorded]":
        records = self.office.records
        key = _key(self.office.company.dice, one, subject)
        number, kinds = int(key[:6], 16), [str(asked["kind"]) for asked in one.words.evidence]
        files = {
            place: (self._paper(kind, number % _PAPERS),)
            for place, kind in enumerate(kinds)
            if kind in ("file", "photo")
        }
        digest = one.text.release.digests.get("zh-Hans") or next(iter(one.text.release.digests.values()))
        ready = prepare(
            records.ledger.files,
            _task(matter, one, subject),
            Said(
                key=key,
                digest=digest,
                given=[proofs(kind, number) if kind in _WRITTEN else "" for kind in kinds],
                ticked=frozenset(place for place, kind in enumerate(kinds) if kind == "signature"),
                files=files,
                salt=_SALT,
            ),
            identity=self._identity(matter, subject),
            sign_in="password",
            organisation=matter.organisation,
            now=records.now(),
        )
        return records.ledger.sequencer.submit(ready.entry, check=ready.check, alongside=ready.beside)

    def _paper(self, kind: str, variant: int) -> Received:
        """A file that shows it: few different ones, since nobody reads them all."""
        known = self._papers.get((kind, variant))
        if known is None:
            known = self._papers[kind, variant] = duty_paper(self.office, kind, variant)
        return known

    def _let_off(self, matter: Matter, one: Occurrence, subject: str) -> None:
        dice = self.office.company.dice
        by = matter.people[subject].manager
        if by is None or not self.office.staff.is_active(by):
            return
        reason, note = dice.one_of(sorted(waived_duties().items()), "why-waived", subject, one.key)
        waive(
            self.office.records.ledger, _task(matter, one, subject), key=_key(dice, one, subject), reason=reason,
            note=note, by=by, organisation=matter.organisation, now=self.office.records.now(),
        )  # fmt: skip

    def _identity(self, matter: Matter, subject: str) -> str:
        """Who somebody is, sealed once for as long as their roles stay the same."""
        roles = self.office.staff.roles_of(subject)
        known = self._sealed.get((subject, roles))
        if known is None:
            ledger, identity = self.office.records.ledger, identity_of(matter.people[subject], roles)
            work = ledger.sequencer.write(
                lambda c: ledger.identities.commit(c, matter.people[subject].subject, identity)
            )
            known = self._sealed[subject, roles] = work.result()
        return known

    def _matter(self) -> Matter:
        if self._desk is None:
            self._desk = DutyDesk(self.office.records, Calendars(None))
        with reading(self.office.records.ledger.engine) as connection:
            return self._desk.matter(connection, self.office.texts.edition.library)

    def _due(self, matter: Matter, day: Day) -> list[Occurrence]:
        """Everything due on a day; a month is reckoned at once, until a text changes."""
        book, first = matter.book, day.replace(day=1)
        if self._spans is None or self._spans[0] is not book or self._spans[1] != first:
            found: dict[Day, list[Occurrence]] = {}
            for duties in book.duties.values():
                for duty in duties:
                    for one in book.occurrences(duty, first, last_of(first)):
                        found.setdefault(one.day, []).append(one)
            self._spans = (book, first, found)
        return self._spans[2].get(day, [])


def _is_early(one: Occurrence) -> bool:
    time = one.words.rule.time
    return time is not None and time <= _MORNING


def _task(matter: Matter, one: Occurrence, subject: str) -> Task:
    nothing: Fact | None = None
    return Task(one, subject, matter.seats.asked(one.id.role, one.day).stands_in, "open", nothing)


def _key(dice: Dice, one: Occurrence, subject: str) -> str:
    return f"{int(dice.fraction('duty-key', subject, one.key) * (1 << 56)):014x}".rjust(32, "0")
