"""Coverage 覆盖情况: obligations counted by unit, department, role, document, or department and document together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeVar

from portal.obligations.values import Obligation
from portal.reports.picture import Picture

Key = TypeVar("Key")
Dimension = Literal["unit", "department", "role", "document"]

LOW = 85
"""Below this part of a hundred a group is listed as an exception."""

TARGET = 95


class Counts(NamedTuple):
    """How many obligations there are, and how they stand. Whoever has a waiver is not asked.

    ``earlier`` counts those still to be met by people who had confirmed an earlier text.
    """

    asked: int = 0
    met: int = 0
    late: int = 0
    waived: int = 0
    earlier: int = 0

    @property
    def open(self) -> int:
        """Still in time."""
        return self.asked - self.met - self.late

    @property
    def percent(self) -> int | None:
        """How many of a hundred have confirmed, rounded down; nothing where nobody is asked."""
        return 100 * self.met // self.asked if self.asked else None

    @property
    def exact(self) -> float | None:
        """The same with one decimal, rounded down: 100 only where nobody is missing."""
        return 1000 * self.met // self.asked / 10 if self.asked else None

    @property
    def is_low(self) -> bool:
        """Whether this is an exception: too few, and somebody late."""
        return self.percent is not None and self.percent < LOW and self.late > 0

    @property
    def tone(self) -> int:
        """Which of the five tones of ink it stands on."""
        percent = self.percent or 0
        return 1 + sum(percent >= limit for limit in (80, 90, 95, 100))


def total(picture: Picture) -> Counts:
    """Everything counted."""
    return _counted(picture, lambda _: ("",)).get("", Counts())


def by(picture: Picture, dimension: Dimension) -> Mapping[str, Counts]:
    """Counts by id of one dimension, those who are furthest behind first."""
    keys: Mapping[Dimension, Callable[[Obligation], Iterable[str]]] = {
        "unit": lambda one: (picture.unit_of(picture.person(one.subject)),),
        "department": lambda one: (picture.department_of(picture.person(one.subject)),),
        "role": lambda one: one.roles,
        "document": lambda one: (one.document,),
    }
    return dict(sorted(_counted(picture, keys[dimension]).items(), key=_furthest_behind))


def grid(picture: Picture) -> Mapping[str, Mapping[str, Counts]]:
    """Counts by department, then by document."""
    departments = _departments(picture)
    tallied = _counted(picture, lambda one: ((departments[one.subject], one.document),))
    found: dict[str, dict[str, Counts]] = defaultdict(dict)
    for (department, document), counts in tallied.items():
        found[department][document] = counts
    return found


def people_in(picture: Picture) -> Mapping[str, int]:
    """How many people are asked for something, by department."""
    departments = _departments(picture)
    found: dict[str, int] = defaultdict(int)
    for department in departments.values():
        found[department] += 1
    return found


def _departments(picture: Picture) -> dict[str, str]:
    subjects = {one.subject for one in picture.obligations}
    return {subject: picture.department_of(picture.person(subject)) for subject in subjects}


def _counted(picture: Picture, keys: Callable[[Obligation], Iterable[Key]]) -> dict[Key, Counts]:
    found: dict[Key, list[int]] = {}
    for one in picture.obligations:
        state = one.state
        earlier = state != "waived" and picture.has_earlier(one)
        for key in keys(one):
            tally = found.get(key)
            if tally is None:
                tally = found[key] = [0, 0, 0, 0, 0]
            tally[0] += state != "waived"
            tally[1] += state == "met"
            tally[2] += state == "late"
            tally[3] += state == "waived"
            tally[4] += earlier
    return {key: Counts(*tally) for key, tally in found.items()}


def _furthest_behind(entry: tuple[str, Counts]) -> tuple[float, int, str]:
    name, counts = entry
    return (101.0 if counts.exact is None else counts.exact, -counts.late, name)
