"""What happens to people: join, move, take up and lay down roles, leave. The ledger hears of every assignment.

People and their postings are written first, in one transaction; then each beginning and end of a role is an entry with
its row beside it. If the machine stops in between, the same changes asked for again do only what is missing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, insert, select, update

from portal.access.freshness import changed
from portal.access.records import Records
from portal.accounts.service import end_account
from portal.ledger.identities import Identity
from portal.ledger.names import SubjectId
from portal.people.assigning import Step, steps_of
from portal.people.changes import Amends, Begins, Change, Ends, Joins, Leaves, Moves, Posting, Returns
from portal.people.facts import Assignment, Day, Person, assignments_ever, staff_on
from portal.people.refusals import PeriodImpossible, PersonErased, PersonUnknown, StaffNumberTaken
from portal.people.tables import ERASURE, PERSON, POSTING

_AT_ONCE = 2000


def carry_out(
    records: Records, changes: Sequence[Change], *, by: str, moved: Mapping[str, str] | None = None
) -> None:
    """Carries out changes in their order. A refusal leaves everything as it was.

    ``moved`` (the edition's: old id → new id) lets a role that was renamed be ended under its present name.

    PersonUnknown, PersonErased, StaffNumberTaken, PeriodImpossible, AssignmentUnknown.
    """
    sequencer = records.ledger.sequencer
    steps = sequencer.write(lambda connection: _prepare(connection, records, changes, moved)).result()
    changed()
    try:
        for first in range(0, len(steps), _AT_ONCE):
            together = steps[first : first + _AT_ONCE]
            waiting = [sequencer.submit(step.entry(by), alongside=step.write) for step in together]
            for future in waiting:
                future.result()
    finally:
        changed()


def identity_of(person: Person, roles: Iterable[str] = ()) -> Identity:
    """Who somebody is, as a record keeps it, sealed under that person's key."""
    return Identity(
        name=person.name,
        staff_number=person.staff_number,
        department=person.department or person.unit,
        roles=tuple(roles),
    )


def erased(connection: Connection) -> frozenset[str]:
    """Everybody whose identity was erased."""
    return frozenset(connection.execute(select(ERASURE.c.subject).where(ERASURE.c.state == "done")).scalars())


def _prepare(
    connection: Connection, records: Records, changes: Sequence[Change], moved: Mapping[str, str] | None
) -> list[Step]:
    """Writes what is no evidence, and says what the ledger must hear."""
    if erased(connection) & {change.subject for change in changes}:
        raise PersonErased
    for change in changes:
        _WRITERS[type(change)](connection, records, change)
    concerned = {change.subject for change in changes if isinstance(change, Begins | Ends | Leaves)}
    if not concerned:
        return []
    people = staff_on(connection, records.today()).people
    held = _held(connection, concerned, moved)
    drafts = [draft for change in changes for draft in steps_of(change, people, held)]
    sealed = {
        subject: records.ledger.identities.commit(
            connection, subject, identity_of(people[subject], _roles(held[subject]))
        )
        for subject in {draft.assignment.subject for draft in drafts}
    }
    return [replace(draft, identity=sealed[draft.assignment.subject]) for draft in drafts]


def _held(
    connection: Connection, subjects: set[SubjectId], moved: Mapping[str, str] | None
) -> dict[SubjectId, list[Assignment]]:
    """Every assignment of these people that has no end yet or one to come."""
    held: dict[SubjectId, list[Assignment]] = defaultdict(list)
    only = next(iter(subjects)) if len(subjects) == 1 else None
    for assignment in assignments_ever(connection, only, moved=moved):
        if assignment.subject in subjects:
            held[assignment.subject].append(assignment)
    return held


def _roles(held: Iterable[Assignment]) -> tuple[str, ...]:
    return tuple(sorted({one.role for one in held if one.ended is None and not one.backup}))


def _join(connection: Connection, _records: Records, change: Joins) -> None:
    if change.staff_number:
        _claim_number(connection, change.subject, change.staff_number)
    row = {
        "subject": change.subject,
        "staff_number": change.staff_number or None,
        "name": change.name,
        "email": change.email,
        "language": change.language,
        "joined": change.joined.isoformat(),
        "left_on": None,
        "is_external": change.is_external,
    }
    connection.execute(insert(PERSON), row)
    _post(connection, change.subject, change.posting, on=change.joined)


def _amend(connection: Connection, _records: Records, change: Amends) -> None:
    if change.staff_number:
        _claim_number(connection, change.subject, change.staff_number)
    values = {
        "staff_number": change.staff_number or None,
        "name": change.name,
        "email": change.email,
        "language": change.language,
    }
    _update_person(connection, change.subject, **values)


def _move(connection: Connection, _records: Records, change: Moves) -> None:
    joined = connection.execute(select(PERSON.c.joined).where(PERSON.c.subject == change.subject))
    since = joined.scalar_one_or_none()
    if since is None:
        raise PersonUnknown
    if change.on.isoformat() < since:
        raise PeriodImpossible
    _post(connection, change.subject, change.posting, on=change.on)


def _leave(connection: Connection, records: Records, change: Leaves) -> None:
    joined = connection.execute(select(PERSON.c.joined).where(PERSON.c.subject == change.subject))
    since = joined.scalar_one_or_none()
    if since is None:
        raise PersonUnknown
    if change.on.isoformat() < since:
        raise PeriodImpossible
    _update_person(connection, change.subject, left_on=change.on.isoformat())
    end_account(connection, change.subject, on=change.on, today=records.today())


def _return(connection: Connection, records: Records, change: Returns) -> None:
    _update_person(connection, change.subject, left_on=None)
    end_account(connection, change.subject, on=None, today=records.today())


def _nothing(_connection: Connection, _records: Records, _change: Begins | Ends) -> None:
    """Roles are written beside their entries."""


_WRITERS: Mapping[type, Callable[..., None]] = {
    Joins: _join,
    Amends: _amend,
    Moves: _move,
    Leaves: _leave,
    Returns: _return,
    Begins: _nothing,
    Ends: _nothing,
}


def _post(connection: Connection, subject: str, posting: Posting, *, on: Day) -> None:
    day = on.isoformat()
    known = select(POSTING.c.subject).where(POSTING.c.subject == subject, POSTING.c.began == day)
    values = {"unit": posting.unit, "department": posting.department, "manager": posting.manager}
    if connection.execute(known).first() is not None:
        here = update(POSTING).where(POSTING.c.subject == subject, POSTING.c.began == day)
        connection.execute(here.values(**values))
    else:
        connection.execute(insert(POSTING), {"subject": subject, "began": day} | values)


def _claim_number(connection: Connection, subject: str, staff_number: str) -> None:
    query = select(PERSON.c.subject).where(PERSON.c.staff_number == staff_number, PERSON.c.subject != subject)
    if connection.execute(query).first() is not None:
        raise StaffNumberTaken(number=staff_number)


def _update_person(connection: Connection, subject: str, **values: object) -> None:
    if connection.execute(update(PERSON).where(PERSON.c.subject == subject).values(**values)).rowcount == 0:
        raise PersonUnknown
