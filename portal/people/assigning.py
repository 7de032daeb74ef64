"""Assigning 任职: the beginnings and ends of roles as steps, each an entry of the ledger with its row beside it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, update

from portal.ledger.entries import AssignmentChanged
from portal.ledger.jobs import Recorded
from portal.ledger.names import SubjectId
from portal.people.changes import Begins, Change, Ends, Leaves
from portal.people.facts import Assignment, Day, Person
from portal.people.refusals import AssignmentUnknown, PeriodImpossible, PersonUnknown
from portal.people.tables import ASSIGNMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One beginning or end of a role, with the row it writes."""

    change: str
    assignment: Assignment
    on: Day
    identity: str

    def entry(self, by: str) -> AssignmentChanged:
        """What the ledger says of it; asked for twice, it is recorded once."""
        held = self.assignment
        return AssignmentChanged.model_validate(
            {
                "key": f"assignment:{held.number}:{self.change}",
                "subject": held.subject,
                "identity": self.identity,
                "change": self.change,
                "role": held.role,
                "unit": held.unit,
                "department": held.department,
                "since": self.on.isoformat(),
                "by": by,
            }
        )

    def write(self, connection: Connection, _recorded: Recorded) -> None:
        """Beside the entry."""
        if self.change == "began":
            connection.execute(insert(ASSIGNMENT), _row(self.assignment))
            return
        ended = update(ASSIGNMENT).where(ASSIGNMENT.c.number == self.assignment.number)
        connection.execute(ended.values(ended=self.on.isoformat()))


def steps_of(
    change: Change, people: Mapping[SubjectId, Person], held: dict[SubjectId, list[Assignment]]
) -> Iterable[Step]:
    """The steps of one change; ``held`` is kept as if they had been taken."""
    if isinstance(change, Begins | Ends | Leaves) and change.subject not in people:
        raise PersonUnknown
    if isinstance(change, Begins):
        return _beginning(change, people[change.subject], held[change.subject])
    if isinstance(change, Ends):
        return _ending(change, held[change.subject])
    if isinstance(change, Leaves):
        still = [one for one in held[change.subject] if one.ended is None or one.ended > change.on]
        return [_ended(one, change.on, held[change.subject]) for one in still]
    return ()


def _beginning(change: Begins, person: Person, held: list[Assignment]) -> Iterable[Step]:
    same = [one for one in held if (one.role, one.backup) == (change.role, change.backup)]
    if any(one.covers(change.on) for one in same):
        return ()  # it is held already: asking twice changes nothing
    if change.on < person.joined or (person.left is not None and change.on >= person.left):
        raise PeriodImpossible
    begun = Assignment(
        subject=change.subject,
        role=change.role,
        unit=person.unit or change.role.partition("/")[0],
        department=person.department,
        began=change.on,
        backup=change.backup,
        number=_number(change, len(same)),
    )
    held.append(begun)
    return [Step(change="began", assignment=begun, on=change.on, identity="")]


def _ending(change: Ends, held: list[Assignment]) -> Iterable[Step]:
    same = [one for one in held if (one.role, one.backup) == (change.role, change.backup)]
    open_ones = [one for one in same if one.ended is None]
    if not open_ones:
        if any(one.ended == change.on for one in same):
            return ()
        raise AssignmentUnknown
    if change.on < open_ones[-1].began:
        raise PeriodImpossible
    return [_ended(one, change.on, held) for one in open_ones]


def _ended(one: Assignment, on: Day, held: list[Assignment]) -> Step:
    """Ends a role; one that was still to begin ends on the day it would have begun."""
    ended = replace(one, ended=max(on, one.began))
    held[held.index(one)] = ended
    return Step(change="ended", assignment=ended, on=max(on, one.began), identity="")


def _number(change: Begins, earlier: int) -> str:
    """The same beginning has the same number however often it is asked for."""
    said = f"{change.subject}\0{change.role}\0{change.on}\0{change.backup}\0{earlier}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _row(held: Assignment) -> dict[str, object]:
    return {
        "number": held.number,
        "subject": held.subject,
        "role": held.role,
        "unit": held.unit,
        "department": held.department,
        "began": held.began.isoformat(),
        "ended": None,
        "backup": held.backup,
    }
