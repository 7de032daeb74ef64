"""What was released and withdrawn, as recorded, up to any day."""

import datetime
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, select

from portal.clock import moment_of
from portal.releases.organisation import Organisation, read_organisation
from portal.releases.tables import ORGANISATION, RELEASE
from portal.releases.terms import Terms, read_terms

Change = Literal["first", "editorial", "minor", "material"]
RANK: Mapping[str, int] = {"editorial": 0, "minor": 1, "material": 2, "first": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One revision that came into force, or, where ``withdrawn``, that its document no longer is."""

    seq: int
    document: str
    revision: str
    at: datetime.datetime
    withdrawn: bool = False
    change: Change = "first"
    changed: tuple[str, ...] = ()
    digests: Mapping[str, str]
    edition: str = ""
    effective: datetime.date | None = None
    terms: Terms | None = None

    @property
    def asks(self) -> bool:
        """Whether its change is one that people have to confirm."""
        return self.terms is not None and RANK[self.change] >= RANK[self.terms.when_changed]


Courses = Mapping[str, tuple[Release, ...]]
"""By document, everything released and withdrawn, in order."""


def courses_until(connection: Connection, bound: str | None = None) -> Courses:
    """The releases of all documents, recorded before a moment (as records spell it) or ever."""
    query = select(RELEASE).order_by(RELEASE.c.seq)
    found: dict[str, list[Release]] = defaultdict(list)
    for row in connection.execute(query if bound is None else query.where(RELEASE.c.at < bound)):
        found[row.document].append(_release(row))
    return {document: tuple(course) for document, course in found.items()}


def course_of(connection: Connection, document: str) -> tuple[Release, ...]:
    """The releases of one document, in order."""
    rows = connection.execute(_of(document).order_by(RELEASE.c.seq))
    return tuple(_release(row) for row in rows)


def in_force(connection: Connection, document: str) -> Release | None:
    """What is in force of a document now; nothing if it never was or no longer is."""
    row = connection.execute(_of(document).order_by(RELEASE.c.seq.desc()).limit(1)).one_or_none()
    release = None if row is None else _release(row)
    return None if release is None or release.withdrawn else release


def all_in_force(connection: Connection) -> Mapping[str, Release]:
    """What is in force of every document now."""
    newest = {document: course[-1] for document, course in courses_until(connection).items()}
    return {document: release for document, release in newest.items() if not release.withdrawn}


def organisation_at(connection: Connection, bound: str | None = None) -> Organisation:
    """The organisation as noted before a moment; as first noted where that was later, else an empty one."""
    newest_first = select(ORGANISATION.c.facts).order_by(ORGANISATION.c.number.desc()).limit(1)
    query = newest_first if bound is None else newest_first.where(ORGANISATION.c.noted_at < bound)
    facts = connection.execute(query).scalar_one_or_none()
    if facts is None and bound is not None:
        first = select(ORGANISATION.c.facts).order_by(ORGANISATION.c.number).limit(1)
        facts = connection.execute(first).scalar_one_or_none()
    return Organisation() if facts is None else read_organisation(facts)


def _of(document: str) -> Select[Any]:
    return select(RELEASE).where(RELEASE.c.document == document)


def _release(row: Row[Any]) -> Release:
    return Release(
        seq=row.seq,
        document=row.document,
        revision=row.revision,
        at=moment_of(row.at),
        withdrawn=row.kind == "withdrawn",
        change=row.change,
        changed=tuple(json.loads(row.changed)),
        digests=json.loads(row.digests),
        edition=row.edition,
        effective=None if row.effective is None else datetime.date.fromisoformat(row.effective),
        terms=None if row.terms is None else read_terms(row.terms),
    )
