"""The directory 人员名录: what the pages of human resources show, gathered from the staff of a day and the edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from portal.accounts.tables import ACCOUNT
from portal.people.exceptions import delegations_of, waivers_of
from portal.people.facts import Assignment, Delegation, Person, Staff, Waiver, assignments_ever
from portal.people.places import Place, Places
from portal.people.refusals import PersonUnknown
from portal.people.tables import POSTING

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person in the list."""

    person: Person
    unit: str
    department: str
    roles: tuple[str, ...]
    manager: str
    manager_number: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Where somebody worked from a day on."""

    began: date
    unit: str
    department: str
    manager: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role somebody holds or held."""

    assignment: Assignment
    name: str
    is_open: bool
    is_retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Everything about one person."""

    line: Line
    stations: tuple[Station, ...]
    held: tuple[Held, ...]
    delegations: Sequence[Delegation]
    waivers: Sequence[Waiver]
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A role nobody holds, and who stands in for it."""

    role: Place
    unit: str
    department: str
    backups: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """Somebody holds a role the content no longer has; ``successor`` is what the content names instead."""

    person: Person
    role: str
    successor: str


def listed(staff: Staff, places: Places, *, words: str = "", state: str = "active") -> tuple[Line, ...]:
    """People by staff number: ``active``, ``left``, ``external`` or ``all``, whose line holds every word."""
    wanted = words.casefold().split()
    chosen = (person for person in staff.people.values() if _is(person, state, staff.day))
    lines = (_line(person, staff, places) for person in chosen)
    found = (line for line in lines if all(word in _text(line) for word in wanted))
    return tuple(sorted(found, key=lambda line: (line.person.staff_number, line.person.name)))


def file_of(connection: Connection, subject: str, staff: Staff, places: Places) -> File:
    """Everything about one person. PersonUnknown."""
    person = staff.person(subject)
    if person is None:
        raise PersonUnknown
    login = connection.execute(select(ACCOUNT.c.login).where(ACCOUNT.c.subject == subject))
    return File(
        line=_line(person, staff, places),
        stations=_stations(connection, subject, staff, places),
        held=tuple(
            Held(
                assignment=one,
                name=places.name(one.role),
                is_open=one.ended is None or one.ended > staff.day,
                is_retired=one.role not in places.by_id,
            )
            for one in reversed(assignments_ever(connection, subject, moved=places.moved))
        ),
        delegations=delegations_of(connection, subject),
        waivers=waivers_of(connection, subject),
        login=login.scalar_one_or_none() or "",
    )


def vacancies(staff: Staff, places: Places) -> tuple[Vacancy, ...]:
    """Roles of the content nobody holds."""
    return tuple(
        Vacancy(
            role=role,
            unit=places.name(role.unit),
            department=places.name(role.department) if role.department else "",
            backups=staff.backups(role.id),
        )
        for role in places.roles()
        if not staff.holders(role.id)
    )


def stranded(staff: Staff, places: Places) -> tuple[Stranded, ...]:
    """Who holds a role that was taken out of the content; their records stay, nothing new is asked for it."""
    return tuple(
        Stranded(person=person, role=role, successor=places.retired.get(role) or "")
        for person in staff.active
        for role in staff.roles_of(person.subject)
        if role not in places.by_id
    )


def _line(person: Person, staff: Staff, places: Places) -> Line:
    manager = staff.person(person.manager) if person.manager else None
    return Line(
        person=person,
        unit=places.name(person.unit) if person.unit else "",
        department=places.name(person.department) if person.department else "",
        roles=tuple(places.name(role) for role in staff.roles_of(person.subject)),
        manager=manager.name if manager else "",
        manager_number=manager.staff_number or manager.subject if manager else "",
        is_active=person.is_active(staff.day),
    )


def _stations(connection: Connection, subject: str, staff: Staff, places: Places) -> tuple[Station, ...]:
    rows = connection.execute(select(POSTING).where(POSTING.c.subject == subject).order_by(POSTING.c.began))
    return tuple(
        Station(
            began=date.fromisoformat(row.began),
            unit=places.name(row.unit) if row.unit else "",
            department=places.name(row.department) if row.department else "",
            manager=boss.name if row.manager and (boss := staff.person(row.manager)) else "",
        )
        for row in reversed(rows.all())
    )


def _is(person: Person, state: str, day: date) -> bool:
    here = person.is_active(day)
    return {
        "active": here and not person.is_external,
        "left": not here,
        "external": here and person.is_external,
    }.get(state, True)


def _text(line: Line) -> str:
    said = (line.person.staff_number, line.person.name, line.person.email, line.unit, line.department)
    return " ".join((*said, *line.roles)).casefold()
