"""Entrances 入口: which pages a person may go to from here, by what they may do. The menu of everybody signed in."""

from dataclasses import dataclass
from typing import Final

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.web.languages import Language, root_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """One page to go to: the code of its name, its address, whether one is there already."""

    code: str
    address: str
    is_here: bool = False


_P = Permission
_DOORS: Final[tuple[tuple[str, str, frozenset[Permission]], ...]] = (
    ("home", "my/", frozenset({_P.READ})),
    ("work", "my/work/", frozenset({_P.SEE_OWN_RECORDS})),
    ("documents", "my/documents/", frozenset({_P.SEE_OWN_RECORDS})),
    ("duties", "my/duties/", frozenset({_P.COMPLETE_OWN})),
    ("cases", "cases/", frozenset({_P.COMPLETE_OWN, _P.AUDIT})),
    ("team", "my/team/", frozenset({_P.SEE_TEAM})),
    ("team-duties", "my/team/duties/", frozenset({_P.SEE_TEAM})),
    ("team-work", "my/team/work/", frozenset({_P.SEE_TEAM})),
    ("owned", "my/owned/", frozenset({_P.RELEASE})),
    ("case-boards", "reports/cases/", frozenset({_P.SEE_COUNTS})),
    ("open", "reports/open/", frozenset({_P.REMIND})),
    ("sign-off", "reports/sign-off/", frozenset({_P.EXPORT_SIGN_OFF})),
    ("checklists", "reports/checklists/", frozenset({_P.AUDIT, _P.MANAGE_PEOPLE})),
    ("handbooks", "handbooks/", frozenset({_P.EXPORT_SIGN_OFF, _P.RELEASE, _P.SEE_TEAM})),
    ("coverage", "reports/coverage/", frozenset({_P.AUDIT})),
    ("matrix", "reports/matrix/", frozenset({_P.AUDIT})),
    ("exceptions", "reports/exceptions/", frozenset({_P.AUDIT})),
    ("records", "reports/records/", frozenset({_P.AUDIT})),
    ("evidence", "reports/evidence/", frozenset({_P.EXPORT_EVIDENCE})),
    ("looks", "reports/looks/", frozenset({_P.READ_SECURITY_LOG})),
    ("duty-board", "reports/duties/", frozenset({_P.SEE_PEOPLE})),
    ("releases", "releases/", frozenset({_P.RELEASE, _P.APPROVE_RELEASE})),
    ("paper", "paper/", frozenset({_P.RECORD_ON_BEHALF})),
    ("people", "people/", frozenset({_P.SEE_PEOPLE})),
    ("administration", "administration/", frozenset({_P.CONFIGURE})),
    ("access", "access/", frozenset({_P.GRANT_ROLES})),
    ("log", "access/log/", frozenset({_P.READ_SECURITY_LOG})),
    ("account", "account/", frozenset({_P.OWN_ACCOUNT})),
)


def entrances(principal: Principal, path: str, language: Language) -> tuple[Entrance, ...]:
    """The pages this person may go to, in order."""
    found = []
    for code, address, needed in _DOORS:
        if needed & principal.permissions:
            full = f"/{root_of(language)}{address}"
            is_here = path == full or (code not in ("home", "team", "access") and path.startswith(full))
            found.append(Entrance(code=f"report.to-{code}", address=full, is_here=is_here))
    return tuple(found)
