"""Principals: who asks, and the guards a route declares.

Every route carries one guard: :func:`open_to_all`, :func:`reader`, :func:`signed_in`, :func:`may` or
:func:`token_for`. What changes something carries :func:`csrf` as well. A test walks all routes.
"""

import datetime
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Protocol

from fastapi import Depends, Request

from portal.access.permissions import Permission, PortalRole, permissions_of
from portal.access.refusals import FormExpired, NotAllowed, SignInNeeded
from portal.bookshelf import Rights
from portal.errors import Unavailable
from portal.ledger.names import SubjectId
from portal.web.protection import from_here

__all__ = [
    "Gatekeeper",
    "Guard",
    "Permission",
    "PortalRole",
    "Principal",
    "Reader",
    "SignedIn",
    "csrf",
    "may",
    "open_to_all",
    "reader",
    "signed_in",
]


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who is signed in, as of this request."""

    subject: SubjectId
    name: str
    language: str
    portal_roles: frozenset[PortalRole]
    method: str
    signed_in_at: datetime.datetime
    session: str
    csrf: str
    unit: str = ""
    department: str | None = None
    roles: tuple[str, ...] = ()
    owned: frozenset[str] = frozenset()
    team: frozenset[SubjectId] = frozenset()

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything this person may do."""
        return permissions_of(self.portal_roles)

    @cached_property
    def rights(self) -> Rights:
        """Which restricted documents this person may read."""
        places = {*self.roles, self.unit, self.department or ""} - {""}
        return Rights(places=frozenset(places))

    def may(self, permission: Permission) -> bool:
        """Whether this person may do one thing."""
        return permission in self.permissions


class Gatekeeper(Protocol):
    """Who knows people by their session; the app is assembled with one (``app.state.gatekeeper``)."""

    async def principal(self, request: Request) -> Principal | None:
        """Whoever sends this request; nobody if there is no living session."""
        ...

    def pass_of(self, request: Request) -> Principal | None:
        """Who reads while the records cannot be reached: somebody without any permission, or nobody."""
        ...

    async def proves(self, request: Request, principal: Principal, password: str) -> bool:
        """Whether the person at the keyboard is still the one who signed in (throttled). For strict signatures."""
        ...


Guard = Callable[[Request], Awaitable[Principal | None]]


async def open_to_all(request: Request) -> None:
    """A rule of its own: no sign-in is needed here."""
    request.state.principal = None


async def _principal(request: Request) -> Principal | None:
    """Looked up once a request, however many guards and changes ask."""
    known: Principal | None = getattr(request.state, "known_by_session", None)
    if known is not None:
        return known
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    principal = await gatekeeper.principal(request)
    request.state.principal = request.state.known_by_session = principal
    return principal


async def signed_in(request: Request) -> Principal:
    """Whoever is signed in. SignInNeeded."""
    principal = await _principal(request)
    if principal is None:
        raise SignInNeeded
    return principal


async def reader(request: Request) -> Principal | None:
    """Whoever reads: anybody where reading is open to everyone, else only who is signed in. SignInNeeded."""
    if request.app.state.settings.reading == "everyone":
        return await _public_reader(request)
    try:
        return await signed_in(request)
    except Unavailable:
        gatekeeper: Gatekeeper = request.app.state.gatekeeper
        request.state.principal = known = gatekeeper.pass_of(request)
        if known is None:
            raise
        return known


async def _public_reader(request: Request) -> Principal | None:
    """Whoever is signed in may find more; that this cannot be known stops nobody from reading."""
    try:
        return await _principal(request)
    except Unavailable:
        return None


class may:  # noqa: N801 - reads as a verb in Depends(may(Permission.AUDIT))
    """A guard: whoever is signed in and has one of these permissions. SignInNeeded, NotAllowed."""

    def __init__(self, *permissions: Permission) -> None:
        self.permissions = frozenset(permissions)

    async def __call__(self, request: Request) -> Principal:
        """One request."""
        principal = await signed_in(request)
        if not self.permissions & principal.permissions:
            raise NotAllowed
        return principal


async def csrf(request: Request) -> None:
    """A change comes from a page of ours that was made for this very sign-in. FromElsewhere, FormExpired.

    Forms send the field ``csrf``, scripts the header ``x-csrf-token``; the value is ``principal.csrf``.
    """
    from_here(request)
    principal = await signed_in(request)
    given = request.headers.get("x-csrf-token")
    if given is None:
        given = str((await request.form()).get("csrf", ""))
    if not hmac.compare_digest(given.encode(), principal.csrf.encode()):
        raise FormExpired


SignedIn = Annotated[Principal, Depends(signed_in)]
Reader = Annotated[Principal | None, Depends(reader)]
