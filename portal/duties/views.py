"""What the pages of duties show: lines, periods and evidence in the reader's language, ready for the templates."""

import datetime
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection

from portal.acknowledgements.views import page_of, title_of
from portal.attachments.service import Attachment, attachments_of
from portal.duties.evidence import files_in, given_in, is_signed, label_of
from portal.duties.facts import Correction
from portal.duties.rates import Counts, of_tasks
from portal.duties.standing import Task
from portal.duties.work import in_language, place_of, place_of_other, sentence_of
from portal.ledger.files import Files
from portal.ledger.refusals import TextMissing
from portal.people.facts import Person
from portal.releases.texts import Texts
from portal.web.languages import Language
from portal.web.texts import texts
from portal.workdays.calendar import WorkCalendar
from portal.workdays.recurrence import Day


class Field(NamedTuple):
    """One piece of evidence that the content asks for: its place and kind, its name, what was filled in."""

    place: int
    kind: str
    label: str
    value: str
    form_page: str = ""
    is_signed: bool = False
    is_gone: bool = False
    files: tuple[Attachment, ...] = ()


class CorrectedView(NamedTuple):
    """A correction with the words in which it says why; none where they are no longer kept."""

    correction: Correction
    words: str


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
    shown: tuple[Field, ...] = ()

    @property
    def state(self) -> str:
        """How it stands."""
        return self.task.state

    @property
    def place_for_others(self) -> str:
        """Its address for those who look after them."""
        return place_of_other(self.task)

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
        code=occurrence.words.label.rstrip(".、"),
        page=f"{page_of(found, role, language)}#{occurrence.id.duty}",
        period=period_in_words(occurrence.words.rule.every, occurrence.period, language),
        due=f"{occurrence.day.isoformat()} {time}" if time else occurrence.day.isoformat(),
        days=(occurrence.day - today).days,
        place=place_of(task),
        key=secrets.token_hex(16),
        digest=digests.get(language) or next(iter(digests.values())),
    )


def with_proof(
    connection: Connection, listed: Iterable[Line], kept: Files, found: Texts, language: Language
) -> list[Line]:
    """The same lines with what was given as evidence, and its files."""
    lines = list(listed)
    handed_in = attachments_of(connection, [one.task.fact.seq for one in lines if one.task.fact is not None])
    proved = []
    for one in lines:
        seq = 0 if one.task.fact is None else one.task.fact.seq
        shown = shown_of(one.task, kept, handed_in.get(seq, ()))
        named = (field._replace(label=title_of(found, field.label, language)) for field in shown)
        proved.append(replace(one, shown=tuple(named)))
    return proved


def period_in_words(every: str, period: str, language: Language) -> str:
    """What people call a period."""
    year, _, rest = period.partition("-")
    words = texts(language)
    if every in ("day", "workday"):
        return period
    number = rest.lstrip("wqh").lstrip("0")
    return words.say(f"duty.period-{every.replace('_', '-')}", year=year, n=number)


def fields_of(task: Task, found: Texts, language: Language, given: Sequence[str] = ()) -> tuple[Field, ...]:
    """What has to be filled in before a duty counts as done."""
    asked = task.occurrence.words.evidence
    return tuple(
        Field(
            place,
            str(one["kind"]),
            _label(one, found, language),
            given[place] if place < len(given) else "",
            page_of(found, one["form"], language) if one.get("form") else "",
        )
        for place, one in enumerate(asked)
    )


def shown_of(task: Task, kept: Files, handed_in: Sequence[Attachment] = ()) -> tuple[Field, ...]:
    """What was filled in, read back from its kept files, and what was handed in; nothing where a file is gone.

    A form goes by its id there.
    """
    found = []
    for place, one in enumerate(() if task.fact is None else task.fact.evidence):
        try:
            content = kept.read(one.digest)
        except TextMissing:
            found.append(Field(place, one.kind, one.label, "", is_gone=True))
            continue
        digests = files_in(content)
        files = tuple(file for file in handed_in if file.digest in digests and file.name)
        value, signed = given_in(content), is_signed(content)
        found.append(Field(place, one.kind, one.label, value, is_signed=signed, files=files))
    return tuple(found)


def _label(asked: Mapping[str, Any], found: Texts, language: Language) -> str:
    """What a piece of evidence is called; a form by its title."""
    if asked.get("form") and not asked.get("label"):
        return title_of(found, asked["form"], language)
    return label_of(asked, language)


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


def name_of(people: Mapping[str, Person], subject: str) -> str:
    """What somebody is called; the pseudonym for who was erased."""
    person = people.get(subject)
    return person.name if person is not None and person.name else subject[:8]


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
