"""Leavers 离职人员: what is kept of whom, until when, and what stands in the way of erasing it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select, union

from portal.access.tables import GRANT
from portal.cases.tables import CASE, TASK
from portal.cases.tables import EVENT as STEERED
from portal.checklists.tables import RECORD
from portal.obligations.tables import CONFIRMED
from portal.people.facts import Person, Staff
from portal.people.refusals import PersonUnknown
from portal.people.tables import ERASURE, HOLD
from portal.retention.periods import Periods, RecordClass
from portal.retention.refusals import OnHold, RetentionRuns, StillEmployed

REASONS = ("retention-over", "own-request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody asked to erase somebody."""

    number: str
    subject: str
    reason: str
    asked_by: str
    state: str
    closed_by: str | None
    closed_at: str | None
    seq: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold. It holds from the word of the first until that of the second who lifts it."""

    number: str
    subject: str
    reason: str
    placed_by: str
    agreed_by: str | None
    lift_by: str | None
    lifted_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """Somebody with what is kept of them; ``until`` is empty for who is still here."""

    person: Person
    kinds: tuple[RecordClass, ...]
    until: datetime.date | None
    holds: tuple[Hold, ...]
    requests: tuple[Request, ...]

    @property
    def is_erased(self) -> bool:
        """Whether nobody can say any more who this was."""
        return any(request.state == "done" for request in self.requests)

    @property
    def asked(self) -> Request | None:
        """What somebody asked for and nobody has settled."""
        return next((request for request in self.requests if request.state == "open"), None)

    def check(self, today: datetime.date) -> None:
        """Whether this person may be erased today. StillEmployed, RetentionRuns, OnHold."""
        if self.person.is_active(today) or self.until is None:
            raise StillEmployed
        if today < self.until:
            raise RetentionRuns(until=self.until.isoformat())
        if self.holds:
            raise OnHold

    def may_be_erased(self, today: datetime.date) -> bool:
        """The same as a question."""
        try:
            self.check(today)
        except (StillEmployed, RetentionRuns, OnHold):
            return False
        return not self.is_erased


def leavers(connection: Connection, staff: Staff, periods: Periods) -> tuple[Leaver, ...]:
    """Everybody who has left, whose time ends first foremost; and whoever is on hold."""
    facts = _Facts.read(connection)
    concerned = [
        person
        for person in staff.people.values()
        if (person.left is not None and person.left <= staff.day) or person.subject in facts.holds
    ]
    found = (facts.leaver(person, periods) for person in concerned)
    return tuple(sorted(found, key=lambda one: (one.until or datetime.date.max, one.person.subject)))


def leaver_of(connection: Connection, staff: Staff, periods: Periods, subject: str) -> Leaver:
    """One person. PersonUnknown."""
    person = staff.person(subject)
    if person is None:
        raise PersonUnknown
    return _Facts.read(connection, subject).leaver(person, periods)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    confirmed: frozenset[str]
    granted: frozenset[str]
    holds: Mapping[str, Sequence[Hold]]
    requests: Mapping[str, Sequence[Request]]

    @classmethod
    def read(cls, connection: Connection, subject: str | None = None) -> "_Facts":
        confirmed, ticked = select(CONFIRMED.c.subject), select(RECORD.c.by)
        acted = union(select(TASK.c.by), select(CASE.c.started_by), select(STEERED.c.by)).subquery()
        in_cases = select(acted.c.by).where(acted.c.by.is_not(None))
        granted = select(GRANT.c.subject).distinct()
        held = select(HOLD).where(HOLD.c.lifted_by.is_(None)).order_by(HOLD.c.placed_at)
        asked = select(ERASURE).where(ERASURE.c.state != "dropped").order_by(ERASURE.c.asked_at)
        if subject is not None:
            confirmed, ticked = (
                confirmed.where(CONFIRMED.c.subject == subject),
                ticked.where(RECORD.c.by == subject),
            )
            in_cases = in_cases.where(acted.c.by == subject)
            granted = granted.where(GRANT.c.subject == subject)
            held, asked = held.where(HOLD.c.subject == subject), asked.where(ERASURE.c.subject == subject)
        holds: dict[str, list[Hold]] = {}
        requests: dict[str, list[Request]] = {}
        for row in connection.execute(held):
            holds.setdefault(row.subject, []).append(_hold(row))
        for row in connection.execute(asked):
            requests.setdefault(row.subject, []).append(_request(row))
        return cls(
            confirmed=frozenset(connection.execute(union(confirmed, ticked, in_cases)).scalars()),
            granted=frozenset(connection.execute(granted).scalars()),
            holds=holds,
            requests=requests,
        )

    def leaver(self, person: Person, periods: Periods) -> Leaver:
        kinds: list[RecordClass] = ["external" if person.is_external else "employment"]
        if person.subject in self.confirmed:
            kinds.append("confirmation")
        if person.subject in self.granted:
            kinds.append("grant")
        return Leaver(
            person=person,
            kinds=tuple(kinds),
            until=None if person.left is None else periods.ends(person.left, kinds),
            holds=tuple(self.holds.get(person.subject, ())),
            requests=tuple(self.requests.get(person.subject, ())),
        )


def _hold(row: Row[*tuple[object, ...]]) -> Hold:
    return Hold(
        number=row.number,
        subject=row.subject,
        reason=row.reason,
        placed_by=row.placed_by,
        agreed_by=row.agreed_by,
        lift_by=row.lift_by,
        lifted_by=row.lifted_by,
    )


def _request(row: Row[*tuple[object, ...]]) -> Request:
    return Request(
        number=row.number,
        subject=row.subject,
        reason=row.reason,
        asked_by=row.asked_by,
        state=row.state,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        seq=row.seq,
    )
