"""The book of duties: which recurring duties the roles had when, by the releases of their documents.

Each period is ruled by one text. It is the one in force on the day the duty is due; where a new text comes before that
day, the new one decides. What is new with a text is not asked for a day before it; what a text moves to a day already
past is asked for on the day the text before it had named.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from portal.releases.facts import Courses, Release
from portal.releases.organisation import Organisation
from portal.workdays.calendar import WorkCalendar
from portal.workdays.recurrence import Day, Rule, dues, rule_of, until

Plain = Mapping[str, Any]


class DutyId(NamedTuple):
    """A duty by its role's id and its anchor there."""

    role: str
    duty: str

    @property
    def document(self) -> str:
        """The id of the document that asks for it: the role's."""
        return self.role


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a text says of a duty, as plain data: its number, its sentence, what shows it, who verifies it."""

    rule: Rule
    label: str
    do: Any
    evidence: tuple[Plain, ...]
    verify: str = ""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text of a role in force: from a day on, until the next one or for good (``ends`` is no longer its own).

    ``newest`` is the newest release of the role, or its withdrawal, that was known when this was read.
    """

    release: Release
    begins: Day
    ends: Day
    newest: int
    duties: Mapping[str, Words]


class Occurrence(NamedTuple):
    """A duty in one period: by which day, until which moment it is in time, ruled by which text."""

    id: DutyId
    period: str
    day: Day
    until: datetime.datetime
    text: Text

    @property
    def key(self) -> str:
        """The name under which it is recorded, without the person."""
        return key_of(self.id, self.period)

    @property
    def about(self) -> str:
        """The name under which files refer to it."""
        return f"duty:{self.key}"

    @property
    def bucket(self) -> str:
        """Where it is filed: under its period, or under the month of a period that is a day."""
        return f"d{self.period[:7]}" if len(self.period) == len("2026-03-05") else self.period

    @property
    def words(self) -> Words:
        """What the text that rules it says."""
        return self.text.duties[self.id.duty]


def key_of(duty: DutyId, period: str) -> str:
    """The name of a duty in a period: ``auto/role/clerk@daily/2026-03-05``."""
    return f"{duty.role}@{duty.duty}/{period}"


@dataclass(frozen=True, kw_only=True)
class Book:
    """The texts of all roles by day, the calendar their days are counted on, and since when by frequency."""

    texts: Mapping[str, Sequence[Text]]
    calendar: WorkCalendar
    counted_from: Mapping[str, Day] = field(default_factory=dict)
    _found: dict[tuple[DutyId, Day, Day], tuple[Occurrence, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def duties(self) -> Mapping[str, tuple[DutyId, ...]]:
        """Every recurring duty that a role has or ever had, in the order of its texts."""
        return {
            role: tuple(
                DutyId(role, duty) for duty in dict.fromkeys(key for text in texts for key in text.duties)
            )
            for role, texts in self.texts.items()
        }

    @cached_property
    def verified(self) -> Mapping[DutyId, frozenset[str]]:
        """The duties that somebody else verifies, by any text, with the roles that do."""
        found = {
            duty: frozenset(
                text.duties[duty.duty].verify
                for text in self.texts[role]
                if duty.duty in text.duties and text.duties[duty.duty].verify
            )
            for role, duties in self.duties.items()
            for duty in duties
        }
        return {duty: roles for duty, roles in found.items() if roles}

    def is_same(self, other: "Book") -> bool:
        """Whether another book says the same, so that what was reckoned of this one stays."""
        same_days = self.calendar is other.calendar and self.counted_from == other.counted_from
        return self.texts is other.texts and same_days

    def occurrences(self, duty: DutyId, first: Day, last: Day) -> tuple[Occurrence, ...]:
        """Everything due from the first day to the last, both included, in the order of periods."""
        asked = (duty, first, last)
        found = self._found.get(asked)
        if found is None:
            if len(self._found) > _MOST_KEPT:
                self._found.clear()
            found = self._found[asked] = tuple(sorted(self._reckon(duty, first, last), key=_day))
        return found

    def _reckon(self, duty: DutyId, first: Day, last: Day) -> Iterator[Occurrence]:
        texts = [text for text in self.texts.get(duty.role, ()) if duty.duty in text.duties]
        frequencies = dict.fromkeys(text.duties[duty.duty].rule.every for text in texts)
        for every in frequencies:
            yield from self._of_frequency(duty, every, first, last)

    def _of_frequency(self, duty: DutyId, every: str, first: Day, last: Day) -> Iterator[Occurrence]:
        """Asks each text for the periods around these days; of each period the text that rules it is taken."""
        first = max(first, self.counted_from.get(every, first))
        if first > last:
            return
        said: dict[str, list[tuple[Text, Day]]] = {}
        wide = datetime.timedelta(days=_WIDE[every])
        for text in self.texts[duty.role]:
            words = text.duties.get(duty.duty)
            if words is None or words.rule.every != every:
                continue
            for due in dues(words.rule, self.calendar, first - wide, last + wide):
                said.setdefault(due.period, []).append((text, due.day))
        for period, days in sorted(said.items()):
            ruled = _ruled(days, self.texts[duty.role])
            if ruled is not None and first <= ruled[1] <= last:
                text, day = ruled
                rule = text.duties[duty.duty].rule
                yield Occurrence(duty, period, day, until(rule, self.calendar, day), text)


def _ruled(days: Sequence[tuple[Text, Day]], course: Sequence[Text]) -> tuple[Text, Day] | None:
    """The text that rules a period and its day there; nothing where none asks for it."""
    by_text = {id(text): day for text, day in days}
    before: Day | None = None
    for text in course:
        day = by_text.get(id(text))
        if day is None:
            before = None
            continue
        if day < text.begins:
            if before is None:
                continue
            day = before
        if day < text.ends:
            return text, day
        before = day
    return None


def _day(occurrence: Occurrence) -> Day:
    return occurrence.day


_MOST_KEPT = 20_000
_WIDE: Mapping[str, int] = {
    "day": 0, "workday": 0, "week": 7, "month": 40, "quarter": 100, "half_year": 190, "year": 370,
}  # fmt: skip


def texts_by_day(
    courses: Courses, organisation: Organisation, said: Mapping[str, Plain]
) -> dict[str, list[Text]]:
    """The texts of every role document in their order; ``said`` gives the plain text of a release by its digest."""
    found: dict[str, list[Text]] = {}
    for document, course in courses.items():
        if "/role/" in document:
            found[document] = list(_texts(course, organisation, said))
    return found


def day_of(release: Release, organisation: Organisation) -> Day:
    """The first day on which a release holds."""
    released = organisation.day_of(release.at)
    return max(released, release.effective or released)


def _texts(
    course: Sequence[Release], organisation: Organisation, said: Mapping[str, Plain]
) -> Iterator[Text]:
    days = [day_of(release, organisation) for release in course]
    for place, release in enumerate(course):
        ends = min(days[place + 1 :], default=Day.max)
        if release.withdrawn or ends <= days[place]:
            continue
        plain = next((said[digest] for digest in release.digests.values() if digest in said), None)
        duties = {} if plain is None else dict(_duties(plain.get("duties", ())))
        yield Text(release=release, begins=days[place], ends=ends, newest=course[-1].seq, duties=duties)


def _duties(listed: Sequence[Plain]) -> Iterator[tuple[str, Words]]:
    """Every duty with a recurring deadline, parts of duties as well."""
    for duty in listed:
        if duty.get("recurs"):
            yield (
                duty["id"],
                Words(
                    rule=rule_of(duty["recurs"]),
                    label=duty.get("label", ""),
                    do=duty["do"],
                    evidence=tuple(duty.get("evidence", ())),
                    verify=duty.get("verify") or "",
                ),
            )
        yield from _duties(duty.get("parts", ()))
