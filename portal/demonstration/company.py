"""The company 示范公司: its people, and day by day what changes about them, as the services understand changes."""

import base64
import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.demonstration.careers import TWO_YEARS, Day, Stint, Window, careers
from portal.demonstration.dice import Dice
from portal.demonstration.names import invented_names
from portal.demonstration.seats import RENAMED, Seat, seats_of
from portal.ledger.names import SubjectId
from portal.people.changes import Begins, Change, Ends, Joins, Leaves, Moves, Posting

SEED: Final = "hengchuan"
PREFIXES: Final = {
    "auto": "QC", "brand": "GG", "construction": "JS", "devices": "ZD", "estate": "ZY", "headquarters": "HC",
    "manufacturing": "ZZ", "software": "RJ",
}  # fmt: skip
_FIRST_NUMBER = 10001
_BACKUPS = 0.5
_IN_ENGLISH = 0.03
_LONGEST_LINE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One invented person, by the number of their coming."""

    number: int
    subject: SubjectId
    staff_number: str
    name: str
    language: str
    joined: Day


@dataclass(frozen=True, slots=True)
class Place:
    """What holds for a member on a day: the seat they sit in, under whom, and which roles come with it."""

    posting: Posting
    roles: frozenset[tuple[str, bool]]


@dataclass(frozen=True, kw_only=True)
class Company:
    """Two years of an invented company."""

    window: Window
    dice: Dice
    members: tuple[Member, ...]
    stints: tuple[Stint, ...]

    def sitting(self, day: Day) -> Mapping[int, Stint]:
        """Who sits where on a day, by member."""
        return {
            one.member: one
            for one in self.stints
            if one.began <= day and (one.ended is None or day < one.ended)
        }

    def holder(self, role: str, *, number: int = 0) -> Member | None:
        """Who sits in a seat today."""
        seated = self.sitting(self.window.today).items()
        found = (one for one, stint in seated if (stint.seat.role, stint.seat.number) == (role, number))
        member = next(found, None)
        return None if member is None else self.members[member]

    def changes(self) -> Iterator[tuple[Day, list[Change]]]:
        """Every day on which something changes, in order, with the changes; the first is the opening."""
        before: dict[int, Place] = {}
        for day in self._days():
            seated = self.sitting(day)
            lines = _Lines(seated)
            now = {number: self._place(stint, lines) for number, stint in seated.items()}
            changed = [
                *self._arrivals(day, seated, before, now),
                *self._departures(day, before, now),
                *self._shifts(day, before, now),
            ]
            if changed:
                yield day, changed
            before = now

    def _days(self) -> Sequence[Day]:
        opening, today = self.window.opening, self.window.today
        marks = {day for one in self.stints for day in (one.began, one.ended) if day is not None}
        return [opening, *sorted(day for day in marks if opening < day <= today)]

    def _place(self, stint: Stint, lines: "_Lines") -> Place:
        seat = stint.seat
        superior = lines.superior(seat, stint.member)
        manager = None if superior is None else self.members[superior].subject
        role = RENAMED.get(seat.role, seat.role) if stint.began < self.window.opening else seat.role
        stood_in = {
            (other, True)
            for other in seat.stands_in_for
            if self.dice.happens(_BACKUPS, "backup", seat.role, other)
        }
        return Place(
            Posting(unit=seat.unit, department=seat.department, manager=manager),
            frozenset({(role, False), *((hat, False) for hat in seat.hats), *stood_in}),
        )

    def _arrivals(
        self, day: Day, seated: Mapping[int, Stint], before: Mapping[int, Place], now: Mapping[int, Place]
    ) -> Iterator[Change]:
        fresh = [number for number in sorted(now) if number not in before]
        for number in fresh:
            member = self.members[number]
            yield Joins(
                subject=member.subject,
                staff_number=member.staff_number,
                name=member.name,
                email=f"{member.staff_number.lower()}@hengchuan.example",
                language=member.language,
                joined=member.joined,
                posting=now[number].posting,
            )
        for number in fresh:
            began = min(day, seated[number].began)
            yield from _begun(self.members[number], now[number].roles, began)

    def _departures(
        self, day: Day, before: Mapping[int, Place], now: Mapping[int, Place]
    ) -> Iterator[Change]:
        for number in sorted(set(before) - set(now)):
            yield Leaves(subject=self.members[number].subject, on=day)

    def _shifts(self, day: Day, before: Mapping[int, Place], now: Mapping[int, Place]) -> Iterator[Change]:
        for number in sorted(set(before) & set(now)):
            member, was, place = self.members[number], before[number], now[number]
            for role, backup in sorted(was.roles - place.roles):
                yield Ends(subject=member.subject, role=role, on=day, backup=backup)
            if was.posting != place.posting:
                yield Moves(subject=member.subject, posting=place.posting, on=day)
            yield from _begun(member, place.roles - was.roles, day)


def a_company(
    roles: Mapping[str, Mapping[str, Any]], today: datetime.date, *, seed: str = SEED, days: int = TWO_YEARS
) -> Company:
    """The company of a library (its roles by id, as plain data) up to a day; always the same for the same."""
    window, dice = Window(today, days), Dice(seed)
    stints = careers(seats_of(roles), window, dice)
    return Company(window=window, dice=dice, members=tuple(_members(stints, dice)), stints=stints)


def _members(stints: Sequence[Stint], dice: Dice) -> Iterator[Member]:
    """Numbers, names and pseudonyms; staff numbers go by the day of joining and keep the first unit's letters."""
    first: dict[int, Stint] = {}
    for one in stints:
        first.setdefault(one.member, one)
    by_day = sorted(first.values(), key=lambda one: (one.began, one.member))
    ranks = {one.member: rank for rank, one in enumerate(by_day)}
    for number, name in zip(sorted(first), invented_names(dice), strict=False):
        stint = first[number]
        yield Member(
            number=number,
            subject=_pseudonym(dice, number),
            staff_number=f"{PREFIXES.get(stint.seat.unit, 'HC')}{_FIRST_NUMBER + ranks[number]}",
            name=name,
            language="en" if dice.happens(_IN_ENGLISH, "english", number) else "zh-Hans",
            joined=stint.began,
        )


def _pseudonym(dice: Dice, number: int) -> SubjectId:
    said = hashlib.sha256(f"{dice.seed}\0subject\0{number}".encode()).digest()[:16]
    return SubjectId("s-" + base64.b32encode(said).decode().rstrip("=").lower())


class _Lines:
    """Who reports to whom on a day: of several holders of a role one by turns; up the line while nobody is there."""

    def __init__(self, seated: Mapping[int, Stint]) -> None:
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._above: dict[str, str] = {}
        for member, stint in sorted(seated.items()):
            self._holders[stint.seat.role].append(member)
            self._above.setdefault(stint.seat.role, stint.seat.superior)

    def superior(self, seat: Seat, number: int) -> int | None:
        """The member somebody in a seat reports to; nobody at the top."""
        role = seat.superior
        for _ in range(_LONGEST_LINE):
            there = [one for one in self._holders.get(role, ()) if one != number]
            if there:
                return there[seat.number % len(there)]
            if not role:
                break
            role = self._above.get(role, "")
        return None


def _begun(member: Member, roles: frozenset[tuple[str, bool]], on: Day) -> Iterator[Change]:
    for role, backup in sorted(roles):
        yield Begins(subject=member.subject, role=role, on=on, backup=backup)
