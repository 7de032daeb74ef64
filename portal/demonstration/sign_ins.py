"""Sign-ins 演示账户: whom a visitor may sign in as, with a password made for this one home."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.accounts import service as accounts
from portal.demonstration.careers import NEW_HIRE
from portal.demonstration.office import HR, Office
from portal.demonstration.words import outsiders
from portal.ledger.names import SubjectId
from portal.people.inviting import invite, person_called

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look like another."""

EMPLOYED: Final = (
    ("new-hire", NEW_HIRE[0], 1),
    ("manager", "auto/role/marketing-manager", 0),
    ("hr", HR[0], 0),
    ("second-hr", HR[1], 0),
    ("owner", "construction/role/engineering-manager", 0),
    ("approver", "construction/role/general-manager", 0),
)
"""Who, in which role and seat."""

OUTSIDE: Final = (("auditor", "auditors", 1), ("administrator", "administrators", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One account for visitors: what they are, the name to sign in with, and whose it is."""

    part: str
    login: str
    name: str
    subject: str


def open_sign_ins(office: Office) -> tuple[str, tuple[SignIn, ...]]:
    """Accounts for visitors, each by invitation; their one password, and whose they are."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return password, tuple(_open(office, part, subject, password) for part, subject in _chosen(office))


def _chosen(office: Office) -> Iterator[tuple[str, SubjectId]]:
    for part, role, number in EMPLOYED:
        member = office.company.holder(role, number=number)
        if member is not None:
            yield part, member.subject
    for part, kind, number in OUTSIDE:
        person = person_called(office.records, outsiders(kind)[number])
        if person is not None:
            yield part, person.subject


def _open(office: Office, part: str, subject: SubjectId, password: str) -> SignIn:
    invited = invite(office.records, subject, by="server-command")
    accounts.choose_password(office.records, invited.token, password, address="127.0.0.1")
    accounts.sign_out_everywhere(office.records, subject)
    return SignIn(part=part, login=invited.login, name=invited.name, subject=subject)
