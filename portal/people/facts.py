"""What is known about people 人员: values, and the whole staff of one day.

Everything is dated, so that any past day can be told from what is recorded. A period holds its first day and not its
last one: whoever ``left`` on a day is no longer here on it. Days are days of the company's time zone.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from sqlalchemy import Connection, Row, select

from portal.ledger.names import SubjectId
from portal.people.tables import ASSIGNMENT, DELEGATION, PERSON, POSTING, WAIVER
from portal.renames import today_name

Day = datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as of a day. External people (auditors, administrators of a contractor) are asked for nothing."""

    subject: SubjectId
    staff_number: str
    name: str
    email: str
    language: str
    unit: str
    department: str | None
    manager: SubjectId | None
    joined: Day
    left: Day | None = None
    is_external: bool = False

    def is_active(self, day: Day) -> bool:
        """Whether the person belongs to the company on that day."""
        return self.joined <= day and (self.left is None or day < self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A role somebody holds 任职, or stands in for where ``backup``. Roles by full id: ``auto/role/sales``."""

    subject: SubjectId
    role: str
    unit: str
    department: str | None
    began: Day
    ended: Day | None = None
    backup: bool = False
    number: str = ""

    def covers(self, day: Day) -> bool:
        """Whether it holds on that day."""
        return self.began <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """One person acts for another for some days 委托."""

    giver: SubjectId
    taker: SubjectId
    began: Day
    ended: Day
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A person need not confirm a document 豁免, for a reason, until a day that is itself no longer waived."""

    subject: SubjectId
    document: str
    reason: str
    granted_by: str
    began: Day
    until: Day
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The people of one day, and what they hold on it."""

    day: Day
    people: Mapping[SubjectId, Person]
    assignments: tuple[Assignment, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def person(self, subject: str) -> Person | None:
        """Somebody by pseudonym, also who is no longer, or not yet, here."""
        return self.people.get(SubjectId(subject))

    def is_active(self, subject: str) -> bool:
        """Whether somebody belongs to the company on this day."""
        found = self.person(subject)
        return found is not None and found.is_active(self.day)

    @cached_property
    def active(self) -> tuple[Person, ...]:
        """Everybody employed on this day, by staff number; external people are not."""
        here = (one for one in self.people.values() if one.is_active(self.day) and not one.is_external)
        return tuple(sorted(here, key=lambda one: (one.staff_number, one.subject)))

    def holders(self, role_id: str) -> tuple[Person, ...]:
        """Who holds a role on this day; nobody if it is vacant."""
        return self._holding.get((role_id, False), ())

    def backups(self, role_id: str) -> tuple[Person, ...]:
        """Who stands in for a role on this day."""
        return self._holding.get((role_id, True), ())

    def roles_of(self, subject: str) -> tuple[str, ...]:
        """The roles somebody holds on this day, sorted; those they only stand in for are left out."""
        return tuple(sorted({one.role for one in self.assignments_of(subject) if not one.backup}))

    def assignments_of(self, subject: str) -> tuple[Assignment, ...]:
        """What somebody holds or stands in for on this day."""
        return self._by_subject.get(SubjectId(subject), ())

    def team_of(self, manager: str) -> tuple[Person, ...]:
        """Who reports directly to somebody on this day."""
        return self._teams.get(SubjectId(manager), ())

    def waiver_of(self, subject: str, document: str) -> Waiver | None:
        """The waiver that holds for somebody and a document on this day."""
        return self._waived.get((SubjectId(subject), document))

    def givers_to(self, taker: str) -> tuple[SubjectId, ...]:
        """For whom somebody acts on this day."""
        return tuple(one.giver for one in self.delegations if one.taker == taker)

    @cached_property
    def _by_subject(self) -> Mapping[SubjectId, tuple[Assignment, ...]]:
        held: dict[SubjectId, list[Assignment]] = defaultdict(list)
        for one in self.assignments:
            if self.is_active(one.subject):
                held[one.subject].append(one)
        return {subject: tuple(theirs) for subject, theirs in held.items()}

    @cached_property
    def _holding(self) -> Mapping[tuple[str, bool], tuple[Person, ...]]:
        holding: dict[tuple[str, bool], dict[SubjectId, Person]] = defaultdict(dict)
        for person in self.active:
            for one in self.assignments_of(person.subject):
                holding[one.role, one.backup][person.subject] = person
        return {place: tuple(people.values()) for place, people in holding.items()}

    @cached_property
    def _teams(self) -> Mapping[SubjectId, tuple[Person, ...]]:
        teams: dict[SubjectId, list[Person]] = defaultdict(list)
        for person in self.active:
            if person.manager is not None:
                teams[person.manager].append(person)
        return {manager: tuple(team) for manager, team in teams.items()}

    @cached_property
    def _waived(self) -> Mapping[tuple[SubjectId, str], Waiver]:
        return {(one.subject, one.document): one for one in self.waivers}


def staff_on(connection: Connection, day: Day, *, moved: Mapping[str, str] | None = None) -> Staff:
    """The staff of one day, from what is recorded: five queries, whatever the number of people.

    ``moved`` (the edition's: old id → new id) gives roles, units and departments that were renamed since their
    present names.
    """
    today = day.isoformat()
    held = select(ASSIGNMENT).where(ASSIGNMENT.c.began <= today)
    held = held.where(ASSIGNMENT.c.ended.is_(None) | (ASSIGNMENT.c.ended > today))
    given = select(DELEGATION).where(DELEGATION.c.began <= today, DELEGATION.c.ended > today)
    waived = select(WAIVER).where(WAIVER.c.began <= today, WAIVER.c.until > today)
    now_called = {old: today_name(moved, old) for old in moved} if moved else {}
    return Staff(
        day=day,
        people=_people(connection, day, now_called),
        assignments=_assignments(connection.execute(held.order_by(ASSIGNMENT.c.number)), now_called),
        delegations=tuple(
            delegation_of(row) for row in connection.execute(given.order_by(DELEGATION.c.number))
        ),
        waivers=tuple(waiver_of(row) for row in connection.execute(waived.order_by(WAIVER.c.number))),
    )


def assignments_ever(
    connection: Connection, subject: str | None = None, *, moved: Mapping[str, str] | None = None
) -> tuple[Assignment, ...]:
    """Every assignment there was, is and will be, of one person or of all, oldest first."""
    query = select(ASSIGNMENT).order_by(ASSIGNMENT.c.began, ASSIGNMENT.c.number)
    if subject is not None:
        query = query.where(ASSIGNMENT.c.subject == subject)
    now_called = {old: today_name(moved, old) for old in moved} if moved else {}
    return _assignments(connection.execute(query), now_called)


def _people(connection: Connection, day: Day, now_called: Mapping[str, str]) -> Mapping[SubjectId, Person]:
    postings: dict[str, Row[tuple[str, str, str, str | None, str | None]]] = {}
    today = day.isoformat()
    for row in connection.execute(select(POSTING).order_by(POSTING.c.subject, POSTING.c.began)):
        if row.began <= today or row.subject not in postings:
            postings[row.subject] = row
    rows = connection.execute(select(PERSON).order_by(PERSON.c.subject))
    return {row.subject: person_of(row, postings.get(row.subject), now_called) for row in rows}


def person_of(
    row: Row[*tuple[object, ...]],
    posting: Row[*tuple[object, ...]] | None,
    now_called: Mapping[str, str] = MappingProxyType({}),
) -> Person:
    """A person from a row, where they worked from another; a person without a posting works nowhere."""
    return Person(
        subject=row.subject,
        staff_number=row.staff_number or "",
        name=row.name,
        email=row.email,
        language=row.language,
        unit="" if posting is None else now_called.get(posting.unit, posting.unit),
        department=None if posting is None else now_called.get(posting.department, posting.department),
        manager=None if posting is None else posting.manager,
        joined=_day(row.joined),
        left=None if row.left_on is None else _day(row.left_on),
        is_external=row.is_external,
    )


def _assignments(
    rows: Iterable[Row[*tuple[object, ...]]], now_called: Mapping[str, str]
) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(
            subject=row.subject,
            role=now_called.get(row.role, row.role),
            unit=now_called.get(row.unit, row.unit),
            department=now_called.get(row.department, row.department),
            began=_day(row.began),
            ended=None if row.ended is None else _day(row.ended),
            backup=row.backup,
            number=row.number,
        )
        for row in rows
    )


def delegation_of(row: Row[*tuple[object, ...]]) -> Delegation:
    """A delegation from its row."""
    return Delegation(
        giver=row.giver, taker=row.taker, began=_day(row.began), ended=_day(row.ended), number=row.number
    )


def waiver_of(row: Row[*tuple[object, ...]]) -> Waiver:
    """A waiver from its row."""
    return Waiver(
        subject=row.subject,
        document=row.document,
        reason=row.reason,
        granted_by=row.granted_by,
        began=_day(row.began),
        until=_day(row.until),
        number=row.number,
    )


def _day(text: str) -> Day:
    return datetime.date.fromisoformat(text)
