"""The matrix 人员与文件: one line a person, one cell a document, told by shape and word before colour."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.obligations.values import Obligation
from portal.people.facts import Person
from portal.reports.exceptions import days_late
from portal.reports.picture import Picture

PEOPLE_AT_ONCE = 50
DOCUMENTS_AT_ONCE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person and what they are asked for, by document."""

    person: Person
    department: str
    cells: Mapping[str, Obligation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of the matrix: some people, some documents, which part it is and of how many."""

    lines: Sequence[Line]
    documents: Sequence[str]
    people: int
    all_documents: int
    page: int
    pages: int
    part: int
    parts: int


def matrix(picture: Picture, *, documents: Sequence[str], page: int = 1, part: int = 1) -> Page:
    """One page of people and one part of the documents they are asked for; numbers out of range are the nearest.

    Documents that most of these people are asked for come first, then in the order given.
    """
    people = people_of(picture)
    pages = max(1, -(-len(people) // PEOPLE_AT_ONCE))
    page = min(max(page, 1), pages)
    here = people[(page - 1) * PEOPLE_AT_ONCE :][:PEOPLE_AT_ONCE]
    subjects = {person.subject for person in here}
    asked = Counter(one.document for one in picture.obligations if one.subject in subjects)
    ordered = sorted((one for one in documents if asked[one]), key=lambda one: -asked[one])
    parts = max(1, -(-len(ordered) // DOCUMENTS_AT_ONCE))
    part = min(max(part, 1), parts)
    columns = ordered[(part - 1) * DOCUMENTS_AT_ONCE :][:DOCUMENTS_AT_ONCE]
    return Page(
        lines=lines_of(picture, here, columns),
        documents=columns,
        people=len(people),
        all_documents=len(documents),
        page=page,
        pages=pages,
        part=part,
        parts=parts,
    )


def people_of(picture: Picture) -> list[Person]:
    """Everybody who is asked for something, by unit, department and staff number."""
    found = {one.subject: picture.person(one.subject) for one in picture.obligations}
    return sorted(
        found.values(),
        key=lambda person: (
            picture.unit_of(person),
            picture.department_of(person),
            person.staff_number,
            person.subject,
        ),
    )


def lines_of(picture: Picture, people: Iterable[Person], documents: Sequence[str]) -> list[Line]:
    """The lines of some people over some documents."""
    wanted, columns = {person.subject for person in people}, set(documents)
    cells: dict[str, dict[str, Obligation]] = {subject: {} for subject in wanted}
    for one in picture.obligations:
        if one.subject in wanted and one.document in columns:
            cells[one.subject][one.document] = one
    return [
        Line(person=person, department=picture.department_of(person), cells=cells[person.subject])
        for person in people
    ]


def behind(picture: Picture, one: Obligation) -> int:
    """How many days late, nought for what is not."""
    return days_late(one, picture.day) if one.state == "late" else 0
