"""Still true: asked inside the transaction that records, for all who are recorded together, in three questions.

Is this text in force, the person here, and the confirmation still owed? The obligation itself was reckoned from what
is in force; as long as that is the same release it is still theirs.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, or_, select

from portal.acknowledgements.refusals import AlreadyConfirmed, NoLongerInForce, NotHere, StaleText
from portal.acknowledgements.statement import Statement
from portal.errors import PortalError
from portal.obligations.tables import CONFIRMED
from portal.people.facts import Day
from portal.people.tables import PERSON
from portal.questions import Question, filled, one_of, room_for
from portal.releases.tables import RELEASE

_Newest = Mapping[str, tuple[str, int, str]]
_Done = Mapping[tuple[str, str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StillTrue:
    """What one confirmation takes for true: whose it is, which text, every id its document ever had."""

    subject: str
    statement: Statement
    digest: str
    names: Sequence[str]
    today: Day

    @property
    def about(self) -> str:
        """Whose confirmation of which document, under whatever id: those of others leave the answer alone."""
        return f"{self.subject} {min(self.names)}"

    def __call__(self, connection: Connection) -> PortalError | None:
        """Why it may not be recorded, or nothing."""
        return self.together(connection, [self])[0]

    @staticmethod
    def together(connection: Connection, checks: Sequence["StillTrue"]) -> list[PortalError | None]:
        """The same for several, in their order."""
        names = {name for check in checks for name in check.names}
        pairs = {(check.subject, name) for check in checks for name in check.names}
        newest, done = _newest(connection, names), _done(connection, pairs)
        days = {check.today for check in checks}
        here = {day: _here(connection, {c.subject for c in checks if c.today == day}, day) for day in days}
        return [check.judged(newest, here[check.today], done) for check in checks]

    def judged(self, newest: _Newest, here: Collection[str], done: _Done) -> PortalError | None:
        """Why it may not be recorded, as things are."""
        release = self.statement.release
        releases = [newest[name] for name in self.names if name in newest]
        kind, seq, digests = max(releases, key=lambda one: one[1], default=("withdrawn", 0, ""))
        if kind == "withdrawn":
            return NoLongerInForce()
        if self.subject not in here:
            return NotHere()
        known = self._confirmed_by(done)
        if known is not None:
            return AlreadyConfirmed(entry=known)
        if seq != release.seq or self.digest not in json.loads(digests).values():
            return StaleText(revision=release.revision)
        return None

    def _confirmed_by(self, done: _Done) -> int | None:
        """The first entry that met what is asked."""
        asked = self.statement.obligation.asked
        made = [one for name in self.names for one in done.get((self.subject, name), ())]
        return min((seq for release, seq in made if release >= asked), default=None)


def _newest(connection: Connection, names: Collection[str]) -> _Newest:
    """What stands last about each document: kind, number and digests of the release."""
    room = room_for(len(names))
    rows = _newest_of(room).all(connection, filled("name", names, room))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _here(connection: Connection, people: Collection[str], today: Day) -> frozenset[str]:
    """Who of them has joined and not left."""
    room = room_for(len(people))
    rows = _here_of(room).all(connection, filled("whose", people, room) | {"today": today.isoformat()})
    return frozenset(row[0] for row in rows)


def _done(connection: Connection, pairs: Collection[tuple[str, str]]) -> _Done:
    """What each of these people confirmed of each of these documents: release and entry."""
    room = room_for(len(pairs))
    given = filled("whose", [whose for whose, _ in pairs], room)
    given |= filled("name", [name for _, name in pairs], room)
    found: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for subject, document, release, seq in _done_of(room).all(connection, given):
        found[subject, document].append((release, seq))
    return found


@cache
def _newest_of(room: int) -> Question:
    later = RELEASE.alias("later")
    last = select(func.max(later.c.seq)).where(later.c.document == RELEASE.c.document).scalar_subquery()
    query = select(RELEASE.c.document, RELEASE.c.kind, RELEASE.c.seq, RELEASE.c.digests)
    return Question(query.where(one_of(RELEASE.c.document, "name", room), RELEASE.c.seq == last))


@cache
def _here_of(room: int) -> Question:
    today: BindParameter[str] = bindparam("today")
    query = select(PERSON.c.subject).where(one_of(PERSON.c.subject, "whose", room), PERSON.c.joined <= today)
    return Question(query.where(PERSON.c.left_on.is_(None) | (PERSON.c.left_on > today)))


@cache
def _done_of(room: int) -> Question:
    pairs = [
        and_(CONFIRMED.c.subject == bindparam(f"whose_{n}"), CONFIRMED.c.document == bindparam(f"name_{n}"))
        for n in range(room)
    ]
    query = select(CONFIRMED.c.subject, CONFIRMED.c.document, CONFIRMED.c.release, CONFIRMED.c.seq)
    return Question(query.where(or_(*pairs), CONFIRMED.c.corrected_at.is_(None)))
