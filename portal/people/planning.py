"""Planning an import: what a staff list would change, worked out before anything is changed.

A row says how somebody is; the plan is what lies between that and what is recorded. So the same list applied twice
changes nothing the second time. Who is not in the list stays, unless leavers were asked for explicitly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from portal.ledger.names import SubjectId, new_subject
from portal.people.changes import Amends, Begins, Change, Ends, Joins, Leaves, Moves, Posting, Returns
from portal.people.facts import Person, Staff
from portal.people.places import Place, Places
from portal.people.roster import Roster, RosterFinding, RosterRow

MOST_LEAVERS: Final = 0.3
"""A list that would make more of the staff leave than this is taken for a part of the staff, not for all of it."""

_FEW: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do, and what is wrong with its list. With an error nothing of it is applied."""

    changes: tuple[Change, ...] = ()
    findings: tuple[RosterFinding, ...] = ()
    rows: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether it may be applied."""
        return not any(found.severity == "error" for found in self.findings)

    def counts(self) -> Mapping[str, int]:
        """How many changes of each kind."""
        kinds = (Joins, Amends, Moves, Begins, Ends, Leaves, Returns)
        return {
            kind.__name__.lower(): sum(isinstance(change, kind) for change in self.changes) for kind in kinds
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row whose places and superior were found."""

    said: RosterRow
    subject: SubjectId
    known: Person | None
    posting: Posting
    roles: frozenset[str] | None
    backups: frozenset[str] | None


def plan(roster: Roster, staff: Staff, places: Places, *, on: date, with_leavers: bool = False) -> Plan:
    """What a list would change on a day."""
    planner = _Planner(roster.rows, staff, places)
    rows = [planner.understood(row) for row in roster.rows]
    changes = [change for row in rows for change in _changes(row, staff, on)]
    leavers = _leavers(roster.rows, staff) if with_leavers else []
    findings = [*roster.findings, *planner.findings, *_too_many(leavers, staff)]
    joins = [change for change in changes if isinstance(change, Joins)]
    rest = [change for change in changes if not isinstance(change, Joins)]
    names: dict[str, str] = {person.subject: person.name for person in staff.people.values()}
    return Plan(
        changes=(*joins, *rest, *(Leaves(subject=person.subject, on=on) for person in leavers)),
        findings=tuple(sorted(findings, key=lambda found: (found.line, found.code))),
        rows=len(roster.rows),
        names=names | {str(change.subject): change.name for change in joins},
    )


class _Planner:
    """Finds what rows name; keeps what it could not find."""

    def __init__(self, rows: Sequence[RosterRow], staff: Staff, places: Places) -> None:
        self._places = places
        self.findings: list[RosterFinding] = []
        self._known = {person.staff_number: person for person in staff.people.values() if person.staff_number}
        self._subjects = {number: person.subject for number, person in self._known.items()}
        for row in rows:
            self._subjects.setdefault(row.staff_number, new_subject())

    def understood(self, row: RosterRow) -> _Row:
        """A row with ids for names."""
        known = self._known.get(row.staff_number)
        if known is not None and known.is_external:
            self._find(row, "external", "staff_number", row.staff_number)
        unit = self._place(row, "unit", row.unit)
        within = unit.id if unit else ""
        department = self._department(row, known, within)
        return _Row(
            said=row,
            subject=self._subjects[row.staff_number],
            known=known,
            posting=Posting(unit=within, department=department, manager=self._manager(row, known)),
            roles=self._roles(row, "roles", row.roles, within, department),
            backups=self._roles(row, "backup_roles", row.backup_roles, within, department),
        )

    def _department(self, row: RosterRow, known: Person | None, unit: str) -> str | None:
        if row.department is None:
            return known.department if known else None
        if not row.department:
            return None
        found = self._place(row, "department", row.department, unit=unit)
        return found.id if found else None

    def _manager(self, row: RosterRow, known: Person | None) -> SubjectId | None:
        if row.manager is None:
            return known.manager if known else None
        if not row.manager:
            return None
        if row.manager == row.staff_number or row.manager not in self._subjects:
            self._find(row, "manager", "manager", row.manager)
            return None
        return self._subjects[row.manager]

    def _roles(
        self, row: RosterRow, column: str, said: tuple[str, ...] | None, unit: str, department: str | None
    ) -> frozenset[str] | None:
        if said is None:
            return None
        found = (
            self._place(row, "role", name, column=column, unit=unit, department=department or "")
            for name in said
        )
        return frozenset(place.id for place in found if place)

    def _place(
        self, row: RosterRow, kind: str, said: str, *, column: str = "", unit: str = "", department: str = ""
    ) -> Place | None:
        found = self._places.find(kind, said, unit=unit, department=department)
        if found is None:
            code = "role-retired" if said in self._places.retired else f"{kind}-unknown"
            near = self._places.retired.get(said) or self._places.near(kind, said)
            self._find(row, code, column or kind, said, near=near)
        return found

    def _find(self, row: RosterRow, code: str, column: str, value: str, *, near: str = "") -> None:
        self.findings.append(
            RosterFinding(
                line=row.line, severity="error", code=code, column=column, value=value[:80], near=near
            )
        )


def _changes(row: _Row, staff: Staff, on: date) -> Iterator[Change]:
    """What lies between a row and what is recorded of its person."""
    said, known = row.said, row.known
    joined = said.joined or (known.joined if known else on)
    begins = max(on, joined) if known else joined
    if known is None:
        yield Joins(
            subject=row.subject,
            staff_number=said.staff_number,
            name=said.name,
            email=said.email or "",
            language=said.language or "zh-Hans",
            joined=joined,
            posting=row.posting,
        )
    else:
        yield from _amended(row, known, on)
    leaves = said.left is not None
    if not leaves:
        yield from _roles(row, staff, begins)
    elif known is None or known.left != said.left:
        yield from _roles(row, staff, begins) if known is None else ()
        yield Leaves(subject=row.subject, on=said.left or on)


def _amended(row: _Row, known: Person, on: date) -> Iterator[Change]:
    said = row.said
    if known.left is not None and said.left is None:
        yield Returns(subject=row.subject, on=on)
    email = known.email if said.email is None else said.email
    language = said.language or known.language
    if (said.name, email, language) != (known.name, known.email, known.language):
        yield Amends(
            subject=row.subject,
            staff_number=said.staff_number,
            name=said.name,
            email=email,
            language=language,
        )
    if row.posting != Posting(unit=known.unit, department=known.department, manager=known.manager):
        yield Moves(subject=row.subject, posting=row.posting, on=max(on, known.joined))


def _roles(row: _Row, staff: Staff, on: date) -> Iterator[Change]:
    for wanted, backup in ((row.roles, False), (row.backups, True)):
        if wanted is None:
            continue
        held = {
            one.role
            for one in staff.assignments_of(row.subject)
            if one.backup is backup and one.ended is None
        }
        for role in sorted(held - wanted):
            yield Ends(subject=row.subject, role=role, on=on, backup=backup)
        for role in sorted(wanted - held):
            yield Begins(subject=row.subject, role=role, on=on, backup=backup)


def _leavers(rows: Sequence[RosterRow], staff: Staff) -> list[Person]:
    listed = {row.staff_number for row in rows}
    return [person for person in staff.active if person.staff_number not in listed and person.left is None]


def _too_many(leavers: Sequence[Person], staff: Staff) -> Iterator[RosterFinding]:
    if len(leavers) > max(_FEW, MOST_LEAVERS * len(staff.active)):
        yield RosterFinding(line=1, severity="error", code="too-many-leavers", value=str(len(leavers)))
