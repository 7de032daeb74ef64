"""The picture of one day 当日情况: every obligation as it stood at its end, narrowed to what is asked for."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from urllib.parse import urlencode

from sqlalchemy import Connection

from portal.obligations.facts import facts_on
from portal.obligations.reckoning import Facts, obligations_on
from portal.obligations.values import Obligation
from portal.people.facts import Person
from portal.releases.facts import Release

Day = datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which part of the company is asked for; blank means all of it. Places and documents by full id."""

    unit: str = ""
    department: str = ""
    role: str = ""
    kind: str = ""
    document: str = ""
    subject: str = ""

    def stated(self) -> dict[str, str]:
        """What was asked for, by name; what is blank is left out."""
        said = {part.name: str(getattr(self, part.name)) for part in fields(self)}
        return {name: value for name, value in said.items() if value}

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.stated()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The obligations of a day that a selection leaves, and the facts they come from."""

    facts: Facts
    selection: Selection = field(default_factory=Selection)
    obligations: Sequence[Obligation]

    @property
    def day(self) -> Day:
        """The day whose end is shown."""
        return self.facts.day

    def person(self, subject: str) -> Person:
        """Somebody as they were that day."""
        return self.facts.people[subject]

    def unit_of(self, person: Person) -> str:
        """Where somebody worked, by the name the unit has now."""
        return self.facts.organisation.today_name(person.unit)

    def department_of(self, person: Person) -> str:
        """The department somebody worked in; the unit for those without one."""
        return self.facts.organisation.today_name(person.department or person.unit)

    def release(self, document: str) -> Release | None:
        """What was in force of a document, or was withdrawn last."""
        course = self.facts.courses.get(document, ())
        return course[-1] if course else None

    def has_earlier(self, one: Obligation) -> bool:
        """Whether somebody who still has to confirm had confirmed an earlier text of it."""
        return one.met_by is None and bool(self.facts.confirmations.get((one.subject, one.document)))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Who is asked for what: person and document."""
        return frozenset((one.subject, one.document) for one in self.obligations)

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The documents somebody is asked to confirm."""
        return tuple(dict.fromkeys(one.document for one in self.obligations))


def picture_of(
    connection: Connection, day: Day, selection: Selection, *, hidden: Collection[str] = ()
) -> Picture:
    """The picture of a day; ``hidden`` documents are left out of it altogether."""
    return narrowed(facts_on(connection, day), selection, hidden=hidden)


def narrowed(facts: Facts, selection: Selection, *, hidden: Collection[str] = ()) -> Picture:
    """What a selection leaves of the obligations that follow from facts."""
    documents = _documents(facts, selection, hidden)
    found: Sequence[Obligation] = obligations_on(facts, documents=documents)
    whole = Picture(facts=facts, selection=selection, obligations=found)
    if selection.unit or selection.department or selection.role or selection.subject:
        found = [one for one in found if _includes(whole, one)]
    return Picture(facts=facts, selection=selection, obligations=found)


def query(day: Day, selection: Selection, **more: object) -> str:
    """The part of an address after ``?`` that leads to the same day and selection."""
    said = (
        {"day": day.isoformat()} | selection.stated() | {key: value for key, value in more.items() if value}
    )
    return urlencode(said)


def _documents(facts: Facts, selection: Selection, hidden: Collection[str]) -> Iterator[str]:
    for document in facts.courses:
        is_asked_for = selection.document in ("", document)
        if is_asked_for and document not in hidden and selection.kind in ("", kind_of(document)):
            yield document


def kind_of(document: str) -> str:
    """The kind that a document's id says."""
    parts = document.split("/")
    return parts[1] if len(parts) == 3 else ""


def _includes(picture: Picture, one: Obligation) -> bool:
    asked = picture.selection
    person = picture.person(one.subject)
    if asked.subject and one.subject != asked.subject:
        return False
    if asked.role and asked.role not in one.roles:
        return False
    if asked.unit and picture.unit_of(person) != asked.unit:
        return False
    return not asked.department or asked.department in _line(picture, person)


def _line(picture: Picture, person: Person) -> Mapping[str, None]:
    """The department somebody works in and those it is a part of."""
    line = picture.facts.organisation.line_of(picture.department_of(person))
    return dict.fromkeys(line)
