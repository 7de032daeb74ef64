"""Small companies for tests: people, roles, releases and confirmations, each said in a few words."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from portal.ledger.names import SubjectId
from portal.obligations.presence import Posting, presence_on
from portal.obligations.reckoning import Facts, obligations_on
from portal.obligations.values import Confirmation, Obligation
from portal.people.facts import Assignment, Person
from portal.releases.facts import Change, Release
from portal.releases.organisation import Organisation
from portal.releases.terms import Terms

NEW_YEAR = datetime.date(2026, 1, 1)
DIGEST = "d" * 64


def day(number: int) -> datetime.date:
    """Day 0 is the first of January 2026."""
    return NEW_YEAR + datetime.timedelta(days=number)


def subject(name: str) -> SubjectId:
    return SubjectId(f"s-{name}")


def a_person(name: str, **changes: Any) -> Person:
    stated: dict[str, Any] = {
        "subject": subject(name), "staff_number": name, "name": name, "email": f"{name}@example.test",
        "language": "zh-Hans", "unit": "auto", "department": None, "manager": None, "joined": day(-1000),
    }  # fmt: skip
    return Person(**(stated | changes))


def a_release(
    seq: int, on: int, *, document: str = "auto/policy/p", change: str = "first", **more: Any
) -> Release:
    midday = datetime.datetime.combine(day(on), datetime.time(4), datetime.UTC)
    stated: dict[str, Any] = {
        "revision": f"1.{seq}",
        "digests": {"zh-Hans": DIGEST},
        "terms": Terms(by=("auto/role/a",)),
    }
    return Release(seq=seq, document=document, at=midday, change=cast(Change, change), **(stated | more))


@dataclass
class Company:
    """What is known; ask it for the obligations of any day."""

    organisation: Organisation = field(default_factory=Organisation)
    people: dict[str, Person] = field(default_factory=dict)
    assignments: list[Assignment] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    confirmed: dict[tuple[str, str], list[tuple[int, Confirmation]]] = field(default_factory=dict)
    waived: set[tuple[str, str]] = field(default_factory=set)

    def employs(
        self, name: str, *roles: str, joined: int = -1000, left: int | None = None, **more: Any
    ) -> None:
        gone = None if left is None else day(left)
        person = self.people[subject(name)] = a_person(name, joined=day(joined), left=gone, **more)
        self.postings.append(Posting(person.subject, person.joined, person.unit, person.department))
        for role in roles:
            self.assigns(name, role, since=joined)

    def assigns(
        self, name: str, role: str, *, since: int, until: int | None = None, backup: bool = False
    ) -> None:
        ended = None if until is None else day(until)
        unit = role.partition("/")[0]
        self.assignments.append(
            Assignment(subject=subject(name), role=role, unit=unit, department=None, began=day(since), ended=ended,
                       backup=backup)
        )  # fmt: skip

    def moves(self, name: str, role: str, *, on: int) -> None:
        """Whatever they held ends, and one role begins."""
        self.assignments = [
            Assignment(subject=one.subject, role=one.role, unit=one.unit, department=one.department, began=one.began,
                       ended=day(on), backup=one.backup)
            if one.subject == subject(name) and one.ended is None else one
            for one in self.assignments
        ]  # fmt: skip
        self.assigns(name, role, since=on)

    def confirms(self, name: str, release: int, *, on: int, document: str = "auto/policy/p") -> None:
        made = self.confirmed.setdefault((subject(name), document), [])
        made.append((on, Confirmation(release, 1000 + len(made))))

    def facts(self, on: int) -> Facts:
        today = day(on)
        courses: dict[str, tuple[Release, ...]] = {}
        for release in self.releases:
            if self.organisation.day_of(release.at) <= today:
                courses[release.document] = (*courses.get(release.document, ()), release)
        return Facts(
            day=today, courses=courses, people=self.people, organisation=self.organisation,
            presence=presence_on(today, self.people, assignments=self.assignments, postings=self.postings,
                                 organisation=self.organisation),
            confirmations=_until(self.confirmed, on), waived=frozenset(self.waived),
        )  # fmt: skip

    def asked(self, on: int) -> dict[str, Obligation]:
        """The obligations of a day for the only document, by name."""
        return {one.subject.removeprefix("s-"): one for one in obligations_on(self.facts(on))}


def _until(
    confirmed: Mapping[tuple[str, str], Iterable[tuple[int, Confirmation]]], on: int
) -> Mapping[tuple[str, str], Sequence[Confirmation]]:
    return {pair: [one for when, one in made if when <= on] for pair, made in confirmed.items()}
