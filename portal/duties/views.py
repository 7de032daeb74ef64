"""What the pages of duties show: lines, periods and evidence in the reader's language, ready for the templates."""

import datetime
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portal.acknowledgements.views import page_of, title_of
from portal.duties.rates import Counts, of_tasks
from portal.duties.recurrence import Day
from portal.duties.service import given_in, label_of
from portal.duties.standing import Task
from portal.duties.work import in_language, place_of, sentence_of
from portal.ledger.files import Files
from portal.ledger.refusals import TextMissing
from portal.releases.texts import Texts
from portal.web.languages import Language
from portal.web.texts import texts
from portal.workdays.calendar import WorkCalendar


class Field(NamedTuple):
    """One piece of evidence that the content asks for: its kind, its name, what was filled in."""

    kind: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One duty in one period as a list shows it. ``key`` is that of the form that settles it."""

    task: Task
    sentence: str
    role: str
    code: str
    page: str
    period: str
    due: str
    days: int
    place: str
    key: str
    digest: str

    @property
    def state(self) -> str:
        """How it stands."""
        return self.task.state

    @property
    def needs_evidence(self) -> bool:
        """Whether something has to be filled in first."""
        return bool(self.task.occurrence.words.evidence)


class Rate(NamedTuple):
    """One duty of one's own with its figures."""

    sentence: str
    role: str
    counts: Counts


def line_of(task: Task, found: Texts, language: Language, *, today: Day) -> Line:
    """One task as a line."""
    occurrence, role = task.occurrence, task.occurrence.id.role
    digests = occurrence.text.release.digests
    time = occurrence.words.rule.time
    return Line(
        task=task,
        sentence=sentence_of(task, language),
        role=title_of(found, role, language),
        code=occurrence.words.label,
        page=f"{page_of(found, role, language)}#{occurrence.id.duty}",
        period=period_in_words(occurrence.words.rule.every, occurrence.period, language),
        due=f"{occurrence.day.isoformat()} {time}" if time else occurrence.day.isoformat(),
        days=(occurrence.day - today).days,
        place=place_of(task),
        key=secrets.token_hex(16),
        digest=digests.get(language) or next(iter(digests.values())),
    )


def period_in_words(every: str, period: str, language: Language) -> str:
    """What people call a period."""
    year, _, rest = period.partition("-")
    words = texts(language)
    if every in ("day", "workday"):
        return period
    number = rest.lstrip("wqh").lstrip("0")
    return words.say(f"duty.period-{every.replace('_', '-')}", year=year, n=number)


def fields_of(task: Task, language: Language, given: Sequence[str] = ()) -> tuple[Field, ...]:
    """What has to be filled in before a duty counts as done."""
    asked = task.occurrence.words.evidence
    values = [*given, *("" for _ in asked)]
    return tuple(
        Field(str(one["kind"]), label_of(one, language), value)
        for one, value in zip(asked, values, strict=False)
    )


def shown_of(task: Task, files: Files) -> tuple[Field, ...]:
    """What was filled in, read back from its files; nothing where a file is gone."""
    found = []
    for one in () if task.fact is None else task.fact.evidence:
        try:
            value = given_in(files.read(one.digest))
        except TextMissing:
            value = ""
        found.append(Field(one.kind, one.label, value))
    return tuple(found)


def rates(tasks: Iterable[Task], found: Texts, language: Language) -> list[Rate]:
    """One's own figures by duty, the poorest first."""
    by_duty: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        by_duty.setdefault(task.occurrence.id, []).append(task)
    listed = [
        Rate(
            in_language(theirs[-1].occurrence.words.do, language),
            title_of(found, theirs[-1].occurrence.id.role, language),
            of_tasks(theirs),
        )
        for theirs in by_duty.values()
    ]
    counted = [one for one in listed if one.counts.percent is not None]
    return sorted(counted, key=lambda one: (one.counts.exact or 0.0, one.sentence))


class Cell(NamedTuple):
    """One day of a month: what falls due on it, and whether it is worked; ``holiday`` is its name, if it has one."""

    day: Day
    is_here: bool
    is_worked: bool
    is_shifted: bool
    holiday: str
    lines: tuple[Line, ...]


def month_of(
    first: Day, listed: Iterable[Line], calendar: WorkCalendar, language: Language
) -> list[list[Cell]]:
    """The weeks of a month, Monday first, whole weeks."""
    by_day: dict[Day, list[Line]] = {}
    for line in listed:
        by_day.setdefault(line.task.occurrence.day, []).append(line)
    day = first - datetime.timedelta(days=first.weekday())
    weeks: list[list[Cell]] = []
    while day <= last_of(first):
        week = [day + datetime.timedelta(days=number) for number in range(7)]
        weeks.append([_cell(one, first, by_day, calendar, language) for one in week])
        day += datetime.timedelta(days=7)
    return weeks


def last_of(first: Day) -> Day:
    """The last day of the month that begins on a day."""
    return (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


def _cell(
    day: Day, first: Day, by_day: Mapping[Day, list[Line]], calendar: WorkCalendar, language: Language
) -> Cell:
    is_here = day.month == first.month
    return Cell(
        day=day,
        is_here=is_here,
        is_worked=calendar.is_worked(day),
        is_shifted=calendar.is_shifted(day),
        holiday=calendar.holiday(day, language),
        lines=tuple(by_day.get(day, ())) if is_here else (),
    )
