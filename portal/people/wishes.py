"""Wishes 请求: what somebody who may run commands on the server wants done for one person, and what came of it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from portal.access.grants import SERVER
from portal.access.permissions import PortalRole
from portal.access.records import Records
from portal.people import inviting
from portal.people.refusals import PersonUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A link for somebody, perhaps with a portal role; or a portal role alone."""

    what: Literal["invite", "grant"]
    name: str
    role: PortalRole | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What came of a wish: for whom, which role came with it, and the token of the link where one was wanted."""

    name: str
    login: str = ""
    token: str = ""
    role: PortalRole | None = None


def carry_out_wish(records: Records, wish: Wish) -> Granted:
    """Does what is wished, in the name of the server. PersonUnknown, AccountExists, GrantNeedsEnd and their like."""
    known = inviting.person_called(records, wish.name)
    if wish.what == "grant":
        if known is None or wish.role is None:
            raise PersonUnknown
        inviting.grant_to(records, known.subject, wish.role, by=SERVER, ends=wish.until)
        return Granted(name=known.name, role=wish.role)
    if known is None:
        wanted = wish.role or PortalRole.ADMINISTRATOR
        made = inviting.invite_outsider(records, wish.name, role=wanted, ends=wish.until)
        return Granted(name=made.name, login=made.login, token=made.token, role=made.granted)
    made = inviting.invite(records, known.subject, by=SERVER)
    if wish.role is not None:
        inviting.grant_to(records, known.subject, wish.role, by=SERVER, ends=wish.until)
    return Granted(name=made.name, login=made.login, token=made.token)


def plain_of(said: Wish | Granted) -> dict[str, Any]:
    """As plain values, for the way through the hatch."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(said).items()
    }


def wish_of(plain: dict[str, Any]) -> Wish:
    """A wish that came through the hatch. KeyError, TypeError or ValueError if it is none."""
    what = plain["what"]
    if what not in ("invite", "grant") or not isinstance(plain["name"], str):
        raise ValueError(what)
    return Wish(what=what, name=plain["name"], role=_role(plain), until=_day(plain))


def granted_of(plain: dict[str, Any]) -> Granted:
    """What came of a wish, as it came back."""
    return Granted(name=plain["name"], login=plain["login"], token=plain["token"], role=_role(plain))


def _role(plain: dict[str, Any]) -> PortalRole | None:
    return PortalRole(plain["role"]) if plain["role"] else None


def _day(plain: dict[str, Any]) -> date | None:
    return date.fromisoformat(plain["until"]) if plain["until"] else None
