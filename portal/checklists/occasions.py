"""Occasions 启动时机: what starts lists by itself, found from people's roles and the calendar. Pure but for reading.

``joining``: somebody takes up a role with which they come; ``moving``: a role taken up later; ``leaving``: a role
that ends, as soon as its end is known; ``date``: a period of the calendar begins. Whatever happened before the
checklist came into force, or long ago, starts nothing.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from portal.checklists.closing import finish
from portal.checklists.office import Scene
from portal.checklists.runs import Event, occasions, open_runs
from portal.checklists.starting import Occasion, start
from portal.ledger.ledger import reading
from portal.people.facts import Assignment, Day, assignments_ever
from portal.workdays.recurrence import begun, rule_of

Plain = Mapping[str, Any]
LOOKED_BACK: Final = datetime.timedelta(days=62)
"""How far back something may have happened that starts a list: a portal that stood still catches up."""


def start_due(scene: Scene) -> int:
    """Starts whatever is due and was not started yet, once each; how many began."""
    with reading(scene.ledger.engine) as connection:
        known = occasions(connection)
        due = [one for one in occasions_on(connection, scene) if one.name not in known]
    for one in due:
        start(scene, one)
    return len(due)


def complete_done(scene: Scene) -> int:
    """Lists that are done to the last item are completed; how many were.

    That is so where the last item was a document to confirm, and where the machine stopped between two entries.
    """
    with reading(scene.ledger.engine) as connection:
        runs = {one.number: one for one in open_runs(connection)}
        standing = scene.standings(connection, runs, "zh-Hans")
    return sum(finish(scene, number) is not None for number, one in standing.items() if one.is_complete)


def occasions_on(connection: Connection, scene: Scene) -> Iterator[Occasion]:
    """Everything that starts a list by the scene's day."""
    held: dict[str, list[Assignment]] = defaultdict(list)
    for one in assignments_ever(connection, moved=scene.facts.organisation.moved):
        if not one.backup:
            held[one.subject].append(one)
    by_role: dict[str, list[tuple[str, Plain, Day]]] = defaultdict(list)
    for key, plain, came in _in_force(scene):
        if plain["start"]["event"] == "date":
            yield from _by_date(scene, key, plain, came)
        for role in plain.get("for_roles", ()):
            by_role[role].append((key, plain, came))
    earliest = scene.facts.day - LOOKED_BACK
    for theirs in held.values():
        for one in theirs:
            for key, plain, came in by_role.get(one.role, ()):
                found = _by_person(scene, one, theirs, plain["start"]["event"], since=max(came, earliest))
                if found is not None:
                    event, since = found
                    name = f"{event}:{one.number}:{key}"
                    yield Occasion(name=name, checklist=key, event=event, since=since, subject=one.subject)


def _in_force(scene: Scene) -> Iterator[tuple[str, Plain, Day]]:
    """The checklists in force, with the day since which they are."""
    for key, plain in scene.texts.documents.items():
        course = scene.facts.courses.get(key, ())
        if plain["kind"] == "checklist" and course and not course[-1].withdrawn:
            first = next(one for one in course if not one.withdrawn)
            yield key, plain, scene.facts.organisation.day_of(first.at)


def _by_date(scene: Scene, key: str, plain: Plain, came: Day) -> Iterator[Occasion]:
    said = plain["start"].get("recurs")
    if said is None:
        return
    since = max(came, scene.facts.day - LOOKED_BACK)
    for begins, due in begun(rule_of(said), scene.calendar, since=since, until=scene.facts.day):
        if due >= came:
            name = f"date:{key}:{begins.isoformat()}"
            yield Occasion(name=name, checklist=key, event="date", since=begins, due=due)


def _by_person(
    scene: Scene, one: Assignment, theirs: Sequence[Assignment], event: str, *, since: Day
) -> tuple[Event, Day] | None:
    """Whether a role that began or ends is what a list waits for, and the day from which its time counts."""
    person, today = scene.facts.people.get(one.subject), scene.facts.day
    if person is None or person.is_external or one.ended == one.began:
        return None
    found: tuple[Event, Day] | None = None
    if event == "leaving" and one.ended is not None and one.ended >= since:
        found = "leaving", min(one.ended, today)
    elif event in ("joining", "moving") and since <= one.began <= today and person.is_active(today):
        comes = one.began <= max(person.joined, min(other.began for other in theirs))
        if comes == (event == "joining"):
            found = ("joining" if comes else "moving"), one.began
    return None if found is None or _is_kept_on(one, theirs, found[0]) else found


def _is_kept_on(one: Assignment, theirs: Iterable[Assignment], event: Event) -> bool:
    """Whether the same role only went on under another assignment."""
    same = [other for other in theirs if other.role == one.role and other is not one]
    if event == "leaving":
        return any(other.began <= (one.ended or Day.max) < (other.ended or Day.max) for other in same)
    return any(other.began < one.began <= (other.ended or Day.max) for other in same)
