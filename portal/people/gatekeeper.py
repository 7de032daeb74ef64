"""The gatekeeper: turns a session into a principal, as people, content and grants are at this moment.

What it has read is remembered until something about people changes, so an ordinary request asks the database nothing.
"""

import datetime
import logging
from collections import OrderedDict
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Connection, or_, select
from starlette.concurrency import run_in_threadpool

from portal.access.freshness import generation
from portal.access.grants import roles_granted
from portal.access.permissions import PortalRole
from portal.access.principals import Principal
from portal.access.records import Records
from portal.accounts import service, sessions
from portal.accounts.cookies import address_of, pass_in, token_of
from portal.accounts.passes import holder_of, make_pass, pass_key
from portal.accounts.sessions import Session, csrf_of, hash_of
from portal.accounts.throttle import Throttle
from portal.bookshelf import Bookshelf
from portal.errors import PortalError
from portal.ledger.keys import identity_key
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.people.tables import ASSIGNMENT, PERSON, POSTING
from portal.renames import today_name

_MOST_REMEMBERED = 10_000
_TOUCH = datetime.timedelta(minutes=1)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Known:
    generation: int
    day: datetime.date
    edition: str
    session: Session
    principal: Principal
    seen_at: datetime.datetime
    written_at: datetime.datetime


class StaffGatekeeper:
    """Knows people by their session. A session ends when idle, when old, and when its person is no longer here."""

    def __init__(
        self,
        records: Records,
        bookshelf: Bookshelf,
        *,
        throttle: Throttle,
        idle: datetime.timedelta,
        absolute: datetime.timedelta,
    ) -> None:
        self._records = records
        self._bookshelf = bookshelf
        self._throttle = throttle
        self._idle = idle
        self._absolute = absolute
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def principal(self, request: Request) -> Principal | None:
        """Whoever sends this request; nobody without a living session. LedgerUnavailable."""
        token = token_of(request)
        if token is None:
            return None
        known = self._remembered(hash_of(token), self._pin(request))
        if known is None:
            known = await run_in_threadpool(self._look_up, token)
        if known is None or self._has_ended(known):
            return None
        self._note_presence(known)
        return known.principal

    def make_pass(self, token: str) -> str:
        """A reading pass for a session that has just begun; empty where no key can be read."""
        known, key = self._look_up(token), self._pass_key()
        if known is None or key is None:
            return ""
        return make_pass(key, known.principal.subject, until=known.session.signed_in_at + self._absolute)

    def pass_of(self, request: Request) -> Principal | None:
        """Who reads while the records cannot be reached; they may do nothing else."""
        key, now = self._pass_key(), self._records.now()
        subject = holder_of(key, pass_in(request), now=now) if key else None
        if subject is None:
            return None
        return Principal(
            subject=SubjectId(subject),
            name="",
            language="zh-Hans",
            portal_roles=frozenset(),
            method="pass",
            signed_in_at=now,
            session="",
            csrf="",
        )

    def _pass_key(self) -> bytes | None:
        try:
            return pass_key(identity_key(self._records.home, may_create=False))
        except PortalError:
            return None

    async def proves(self, request: Request, principal: Principal, password: str) -> bool:
        """Whether the person at the keyboard knows the password of who signed in. TooManyAttempts."""
        return await run_in_threadpool(
            service.proves,
            self._records,
            principal.subject,
            password,
            throttle=self._throttle,
            address=address_of(request),
        )

    def _pin(self, request: Request) -> str:
        """The edition this request is answered from, looked up once; empty where there is none."""
        try:
            request.state.edition = edition = self._bookshelf.current()
        except PortalError:
            return ""
        return edition.id

    def _remembered(self, token_hash: str, edition: str) -> _Known | None:
        known = self._known.get(token_hash)
        if known is None or known.generation != generation():
            return None
        if known.day != self._records.today() or known.edition != edition:
            return None
        return known

    def _look_up(self, token: str) -> _Known | None:
        """Reads everything anew; what was read before a change counts as read before it."""
        number, now, day, token_hash = (
            generation(),
            self._records.now(),
            self._records.today(),
            hash_of(token),
        )
        with reading(self._records.ledger.engine) as connection:
            session = sessions.find(connection, token_hash)
            principal = None if session is None else self._principal(connection, session, token, day)
        before = self._known.pop(token_hash, None)
        if session is None or principal is None:
            return None
        seen_at = max(session.seen_at, before.seen_at) if before else session.seen_at
        known = _Known(number, day, self._edition(), session, principal, seen_at, session.seen_at)
        if not self._has_ended(known, now=now):
            self._known[token_hash] = known
            if len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)
        return known

    def _has_ended(self, known: _Known, *, now: datetime.datetime | None = None) -> bool:
        moment = now or self._records.now()
        too_old = moment >= known.session.signed_in_at + self._absolute
        return too_old or moment >= known.seen_at + self._idle

    def _note_presence(self, known: _Known) -> None:
        """Remembers that somebody is there; the database hears of it once a minute and nobody waits for that."""
        known.seen_at = now = self._records.now()
        if now - known.written_at < _TOUCH:
            return
        known.written_at, token_hash = now, known.session.token_hash
        try:
            self._records.ledger.sequencer.write(
                lambda connection: sessions.touch(connection, token_hash, now=now), quiet=True
            )
        except PortalError:
            logger.warning("a session's last sign of life was not written")

    def _edition(self) -> str:
        """Which edition says who owns what; the newest opened one will do."""
        try:
            return self._bookshelf.current().id
        except PortalError:
            return ""

    def _principal(
        self, connection: Connection, session: Session, token: str, day: datetime.date
    ) -> Principal | None:
        """Who that is today; nobody if the account is over or the person is not here."""
        today = day.isoformat()
        query = select(PERSON).where(PERSON.c.subject == session.subject, PERSON.c.joined <= today)
        person = connection.execute(
            query.where(or_(PERSON.c.left_on.is_(None), PERSON.c.left_on > today))
        ).one_or_none()
        if person is None or (session.ends_on is not None and session.ends_on <= day):
            return None
        posting = connection.execute(
            select(POSTING)
            .where(POSTING.c.subject == session.subject, POSTING.c.began <= today)
            .order_by(POSTING.c.began.desc())
            .limit(1)
        ).one_or_none()
        roles = self._now_called(_roles_held(connection, session.subject, today))
        owned, team = self._owned(roles), _team(connection, session.subject, today)
        return Principal(
            subject=session.subject,
            name=person.name,
            language=person.language,
            portal_roles=roles_granted(connection, session.subject, day)
            | _following(is_external=person.is_external, owned=owned, team=team),
            method=session.method,
            signed_in_at=session.signed_in_at,
            session=session.token_hash,
            csrf=csrf_of(token),
            unit="" if posting is None else posting.unit,
            department=None if posting is None else posting.department,
            roles=roles,
            owned=owned,
            team=team,
        )

    def _now_called(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Roles by the names they have today; by those they were given under where no edition can be read."""
        try:
            moved = self._bookshelf.current().moved
        except PortalError:
            return roles
        return tuple(sorted({today_name(moved, role) for role in roles}))

    def _owned(self, roles: tuple[str, ...]) -> frozenset[str]:
        try:
            return self._bookshelf.current().owned_by(roles)
        except PortalError:
            return frozenset()


def _following(
    *, is_external: bool, owned: frozenset[str], team: frozenset[SubjectId]
) -> frozenset[PortalRole]:
    """The portal roles that nobody grants: they follow from people and content."""
    follows = {
        PortalRole.EMPLOYEE: not is_external,
        PortalRole.OWNER: bool(owned),
        PortalRole.MANAGER: bool(team),
    }
    return frozenset(role for role, is_so in follows.items() if is_so)


def _roles_held(connection: Connection, subject: str, today: str) -> tuple[str, ...]:
    held = select(ASSIGNMENT.c.role).distinct().where(ASSIGNMENT.c.subject == subject)
    held = held.where(ASSIGNMENT.c.began <= today, ASSIGNMENT.c.backup.is_(False))
    held = held.where(or_(ASSIGNMENT.c.ended.is_(None), ASSIGNMENT.c.ended > today))
    return tuple(connection.execute(held.order_by(ASSIGNMENT.c.role)).scalars())


def _team(connection: Connection, manager: str, today: str) -> frozenset[SubjectId]:
    """Who reports to somebody today: whose newest posting names them and who is here."""
    newer = POSTING.alias("newer")
    superseded = (
        select(newer.c.subject)
        .where(newer.c.subject == POSTING.c.subject, newer.c.began > POSTING.c.began, newer.c.began <= today)
        .exists()
    )
    query = (
        select(POSTING.c.subject)
        .join(PERSON, PERSON.c.subject == POSTING.c.subject)
        .where(POSTING.c.manager == manager, POSTING.c.began <= today, ~superseded)
        .where(PERSON.c.joined <= today, or_(PERSON.c.left_on.is_(None), PERSON.c.left_on > today))
        .where(PERSON.c.is_external.is_(False))
    )
    return frozenset(connection.execute(query).scalars())
