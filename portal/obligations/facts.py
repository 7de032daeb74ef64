"""The recorded facts of a day, read from the database as it stands at one moment."""

import datetime
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, or_, select

from portal.obligations.collector import undisturbed
from portal.obligations.presence import Posting, Presence, presence_on
from portal.obligations.reckoning import Facts
from portal.obligations.tables import CONFIRMED
from portal.obligations.values import Confirmation
from portal.people.facts import Person, assignments_ever, staff_on
from portal.people.tables import POSTING
from portal.releases.facts import Courses, Release, courses_until, organisation_at
from portal.releases.organisation import Organisation


def facts_on(connection: Connection, day: datetime.date, *, with_confirmations: bool = True) -> Facts:
    """What was recorded by the end of a day of the company's time zone."""
    organisation = organisation_at(connection)
    bound = organisation.end_of(day)
    organisation = organisation_at(connection, bound)
    staff = staff_on(connection, day)
    people: dict[str, Person] = {str(subject): person for subject, person in staff.people.items()}
    return Facts(
        day=day,
        courses=renamed(courses_until(connection, bound), organisation),
        people=people,
        presence=_presence(connection, day, people, organisation),
        organisation=organisation,
        confirmations=confirmations_until(connection, bound, organisation) if with_confirmations else {},
        waived=frozenset((one.subject, organisation.today_name(one.document)) for one in staff.waivers),
    )


def renamed(courses: Courses, organisation: Organisation) -> Courses:
    """The same releases by the names documents have now; a renamed document goes on where it was."""
    if not organisation.moved:
        return courses
    found: dict[str, list[Release]] = defaultdict(list)
    for document, course in courses.items():
        found[organisation.today_name(document)] += course
    return {document: tuple(sorted(course, key=_number)) for document, course in found.items()}


def _number(release: Release) -> int:
    return release.seq


def _presence(
    connection: Connection, day: datetime.date, people: Mapping[str, Person], organisation: Organisation
) -> Presence:
    rows = connection.execute(select(POSTING).where(POSTING.c.began <= day.isoformat()))
    return presence_on(
        day,
        people,
        assignments=assignments_ever(connection),
        postings=[
            Posting(row.subject, datetime.date.fromisoformat(row.began), row.unit, row.department)
            for row in rows
        ],
        organisation=organisation,
    )


def confirmations_until(
    connection: Connection, bound: str | None, organisation: Organisation
) -> Mapping[tuple[str, str], tuple[Confirmation, ...]]:
    """What was confirmed before a moment (or ever), without what had been corrected by then."""
    made = CONFIRMED.c
    query = select(made.subject, made.document, made.release, made.seq).order_by(made.seq)
    if bound is None:
        query = query.where(made.corrected_at.is_(None))
    else:
        query = query.where(made.at < bound, or_(made.corrected_at.is_(None), made.corrected_at >= bound))
    found: dict[tuple[str, str], tuple[Confirmation, ...]] = {}
    names: dict[str, str] = {}
    with undisturbed():
        for subject, document, release, seq in connection.execute(query).all():
            name = names.get(document)
            if name is None:
                name = names[document] = organisation.today_name(document)
            pair, made_now = (subject, name), (Confirmation(release, seq),)
            before = found.setdefault(pair, made_now)
            if before is not made_now:
                found[pair] = before + made_now
    return found
