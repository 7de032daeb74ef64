"""Seats 任职: who is asked for a duty that falls due on a day.

Every holder of the role does it for themselves. While nobody holds the role, its stand-ins are asked instead, as for
confirmations: people named as backups, else holders of its backup role, else of its superior, else of the document's
owner; they are marked as standing in.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from portal.people.facts import Assignment, Person
from portal.releases.organisation import Organisation

Day = datetime.date


class Seat(NamedTuple):
    """Somebody holds a role, or stands in for it, from a day on and until another that is no longer theirs."""

    subject: str
    began: Day
    ended: Day


class Asked(NamedTuple):
    """Who is asked on a day, and whether in place of holders that there are none of."""

    people: frozenset[str]
    stands_in: bool


NOBODY = Asked(frozenset(), stands_in=False)


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Everybody who ever held a role, and who stands in for whom. ``owners`` gives the owner of a role's document."""

    holders: Mapping[str, tuple[Seat, ...]]
    backups: Mapping[str, tuple[Seat, ...]]
    organisation: Organisation
    owners: Mapping[str, str] = field(default_factory=dict)
    _asked: dict[tuple[str, Day], Asked] = field(default_factory=dict, repr=False)

    def asked(self, role: str, day: Day) -> Asked:
        """Who is asked for the duties of a role that fall due on a day; nobody where it is vacant to the top."""
        found = self._asked.get((role, day))
        if found is None:
            if len(self._asked) > _MOST_KEPT:
                self._asked.clear()
            found = self._asked[role, day] = self._ask(role, day)
        return found

    def roles_of(self, subject: str) -> frozenset[str]:
        """The roles for whose duties somebody may be asked, ever: their own, and those they may stand in for."""
        own = self._roles_by_subject.get(subject, frozenset())
        found = set(own)
        for role in own:
            found.update(self._stood_in_by.get(role, ()))
        return frozenset(found) | self._backups_by_subject.get(subject, frozenset())

    def _ask(self, role: str, day: Day) -> Asked:
        people = _on(self.holders.get(role, ()), day)
        if people:
            return Asked(people, stands_in=False)
        lines = (self.backups.get(role, ()), *(self.holders.get(other, ()) for other in self._line(role)))
        instead = next((found for seats in lines if (found := _on(seats, day))), frozenset())
        return Asked(instead, stands_in=True) if instead else NOBODY

    def _line(self, role: str) -> tuple[str, ...]:
        owner = self.owners.get(role)
        return (*self.organisation.stand_ins.get(role, ()), *((owner,) if owner else ()))

    @cached_property
    def _roles_by_subject(self) -> Mapping[str, frozenset[str]]:
        return _by_subject(self.holders)

    @cached_property
    def _backups_by_subject(self) -> Mapping[str, frozenset[str]]:
        return _by_subject(self.backups)

    @cached_property
    def _stood_in_by(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for role in {*self.organisation.stand_ins, *self.owners}:
            for other in self._line(role):
                found[other].add(role)
        return {other: frozenset(roles) for other, roles in found.items()}


def seats_of(
    assignments: Iterable[Assignment],
    people: Mapping[str, Person],
    organisation: Organisation,
    *,
    owners: Mapping[str, str],
) -> Seats:
    """The seats there are, as far as their people belonged to the company then."""
    holders: dict[str, list[Seat]] = defaultdict(list)
    backups: dict[str, list[Seat]] = defaultdict(list)
    for one in assignments:
        person = people.get(one.subject)
        if person is None or person.is_external:
            continue
        began, ended = max(one.began, person.joined), min(one.ended or Day.max, person.left or Day.max)
        if began < ended:
            role = organisation.today_name(one.role)
            (backups if one.backup else holders)[role].append(Seat(one.subject, began, ended))
    return Seats(
        holders={role: tuple(seats) for role, seats in holders.items()},
        backups={role: tuple(seats) for role, seats in backups.items()},
        organisation=organisation,
        owners=owners,
    )


def _on(seats: Iterable[Seat], day: Day) -> frozenset[str]:
    return frozenset(seat.subject for seat in seats if seat.began <= day < seat.ended)


def _by_subject(seats: Mapping[str, Iterable[Seat]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for role, theirs in seats.items():
        for seat in theirs:
            found[seat.subject].add(role)
    return {subject: frozenset(roles) for subject, roles in found.items()}


_MOST_KEPT = 100_000
