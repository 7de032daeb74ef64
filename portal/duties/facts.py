"""What was recorded of duties, read back: by person, or of everybody for some days."""

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from portal.clock import moment_of
from portal.duties.tables import FACT
from portal.obligations.collector import undisturbed
from portal.releases.organisation import Organisation

Settling = Literal["done", "late", "waived"]

_COUNTS: ColumnElement[bool] = FACT.c.corrected_by.is_(None)
_SETTLES: ColumnElement[bool] = and_(FACT.c.kind.in_(("done", "waived")), _COUNTS)
_SAYS: ColumnElement[bool] = and_(FACT.c.kind.in_(("done", "waived", "verified")), _COUNTS)


class Shown(NamedTuple):
    """One piece of evidence: what was asked for, and the file that holds what was given."""

    kind: str
    label: str
    digest: str


class Verified(NamedTuple):
    """Somebody else saw that a duty was done."""

    seq: int
    at: datetime.datetime
    by: str


class Correction(NamedTuple):
    """What was recorded of a duty counts no longer: by which entry, whose word, and why; ``entry`` is the one meant."""

    seq: int
    entry: int
    at: datetime.datetime
    by: str
    reason: str
    note: str


class Fact(NamedTuple):
    """Somebody did a duty in a period, or was let off."""

    seq: int
    kind: Literal["done", "waived"]
    subject: str
    is_late: bool
    at: datetime.datetime
    by: str
    reason: str
    evidence: tuple[Shown, ...]
    verified: Verified | None = None

    @property
    def settles(self) -> Settling:
        """How the duty is settled by it."""
        return "waived" if self.kind == "waived" else "late" if self.is_late else "done"


class Settled(NamedTuple):
    """Who did a duty in a period in time, who late, who was let off."""

    done: set[str]
    late: set[str]
    waived: set[str]


def facts_of(
    connection: Connection, subject: str, buckets: Collection[str], organisation: Organisation
) -> Mapping[str, Fact]:
    """What one person has settled of what is filed in some buckets, by the occurrence's name of today."""
    return facts_of_many(connection, [subject], buckets, organisation).get(subject, {})


def facts_of_many(
    connection: Connection, subjects: Collection[str], buckets: Collection[str], organisation: Organisation
) -> Mapping[str, Mapping[str, Fact]]:
    """The same of several people, with one question."""
    said = FACT.c
    query = select(FACT).where(said.subject.in_(subjects), said.bucket.in_(buckets), _SAYS)
    names = Names(organisation)
    found: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    for row in connection.execute(query.order_by(said.seq)):
        name, theirs = names.of(row.occurrence), found[row.subject]
        if row.kind != "verified":
            theirs[name] = _fact(row)
        elif name in theirs:
            theirs[name] = theirs[name]._replace(verified=Verified(row.seq, moment_of(row.at), row.by))
    return found


def corrections_of(
    connection: Connection, subject: str, occurrences: Collection[str], bucket: str
) -> tuple[Correction, ...]:
    """What no longer counts of somebody's duty in a period; ``occurrences`` are the names it had."""
    said, meant = FACT.c, FACT.alias()
    query = select(FACT, meant.c.seq).join(
        meant, and_(meant.c.corrected_by == said.seq, meant.c.kind.in_(("done", "waived")))
    )
    query = query.where(said.kind == "corrected", said.subject == subject, said.bucket == bucket)
    rows = connection.execute(query.where(said.occurrence.in_(occurrences)).order_by(said.seq))
    return tuple(
        Correction(row.seq, row[-1], moment_of(row.at), row.by, row.reason, _note_in(row.evidence))
        for row in rows
    )


def shown_as(shown: Iterable[Shown]) -> str:
    """Pieces of evidence as the table keeps them."""
    return json.dumps([one._asdict() for one in shown], ensure_ascii=False)


def _note_in(evidence: str) -> str:
    """The digest of the kept reason."""
    return next((str(one["digest"]) for one in json.loads(evidence)), "")


def settled_in(
    connection: Connection, buckets: Collection[str], organisation: Organisation
) -> Mapping[str, Settled]:
    """What everybody settled of what is filed in some buckets, by the occurrence's name of today."""
    said = FACT.c
    query = select(said.occurrence, said.subject, said.kind, said.is_late)
    query = query.where(said.bucket.in_(buckets), _SETTLES)
    found: defaultdict[str, Settled] = defaultdict(lambda: Settled(set(), set(), set()))
    with undisturbed():
        for occurrence, subject, kind, is_late in connection.execute(query):
            known = found[occurrence]
            (known[2] if kind == "waived" else known[1] if is_late else known[0]).add(subject)
    return _today(found, Names(organisation))


class Names:
    """The names occurrences have today, after roles were renamed."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation

    def of(self, occurrence: str) -> str:
        """Today's name of an occurrence."""
        if not self._organisation.moved:
            return occurrence
        role, _, rest = occurrence.partition("@")
        return f"{self._organisation.today_name(role)}@{rest}"


def _today(found: Mapping[str, Settled], names: Names) -> Mapping[str, Settled]:
    now: dict[str, Settled] = {}
    for occurrence, settled in found.items():
        name = names.of(occurrence)
        known = now.get(name)
        now[name] = (
            settled if known is None else Settled(*(a | b for a, b in zip(known, settled, strict=True)))
        )
    return now


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        seq=row.seq,
        kind=row.kind,
        subject=row.subject,
        is_late=row.is_late,
        at=moment_of(row.at),
        by=row.by,
        reason=row.reason,
        evidence=tuple(Shown(**one) for one in json.loads(row.evidence)),
    )
