"""Who may do what: the closed list of permissions, and what each portal role brings.

Audit and administration take accounts of their own: whoever audits writes nothing at all, and whoever administers
confirms nothing, even if the same person were granted more.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class PortalRole(StrEnum):
    """What somebody is to the portal. Three follow from people and content, three are granted."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    HR = "hr"
    OWNER = "owner"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


GRANTED: Final = frozenset({PortalRole.HR, PortalRole.AUDITOR, PortalRole.ADMINISTRATOR})
"""Roles that take two administrators, or whoever may run commands on the server.

Administration itself is among them: else one administrator could make a second one and agree as that one.
"""

NEEDS_END: Final = frozenset({PortalRole.AUDITOR})
"""Granted roles that are given up to a day only."""


class Permission(StrEnum):
    """One thing to be allowed."""

    READ = "read"
    OWN_ACCOUNT = "own-account"
    CONFIRM_OWN = "confirm-own"
    COMPLETE_OWN = "complete-own"
    SEE_OWN_RECORDS = "see-own-records"
    SEE_TEAM = "see-team"
    REMIND_TEAM = "remind-team"
    VERIFY_ITEMS = "verify-items"
    SEE_PEOPLE = "see-people"
    MANAGE_PEOPLE = "manage-people"
    REMIND = "remind"
    RECORD_ON_BEHALF = "record-on-behalf"
    EXPORT_SIGN_OFF = "export-sign-off"
    START_ERASURE = "start-erasure"
    SEE_COUNTS = "see-counts"
    RELEASE = "release"
    APPROVE_RELEASE = "approve-release"
    AUDIT = "audit"
    EXPORT_EVIDENCE = "export-evidence"
    READ_SECURITY_LOG = "read-security-log"
    CONFIGURE = "configure"
    MANAGE_ACCOUNTS = "manage-accounts"
    GRANT_ROLES = "grant-roles"
    MANAGE_TOKENS = "manage-tokens"


_P = Permission
_EVERYBODY: Final = frozenset({_P.READ, _P.OWN_ACCOUNT})

PERMISSIONS: Final[Mapping[PortalRole, frozenset[Permission]]] = {
    PortalRole.EMPLOYEE: _EVERYBODY | {_P.CONFIRM_OWN, _P.COMPLETE_OWN, _P.SEE_OWN_RECORDS},
    PortalRole.MANAGER: _EVERYBODY | {_P.SEE_TEAM, _P.REMIND_TEAM, _P.VERIFY_ITEMS},
    PortalRole.HR: _EVERYBODY
    | {
        _P.SEE_PEOPLE,
        _P.MANAGE_PEOPLE,
        _P.REMIND,
        _P.RECORD_ON_BEHALF,
        _P.EXPORT_SIGN_OFF,
        _P.START_ERASURE,
        _P.APPROVE_RELEASE,
    },
    PortalRole.OWNER: _EVERYBODY | {_P.SEE_COUNTS, _P.RELEASE, _P.APPROVE_RELEASE},
    PortalRole.AUDITOR: _EVERYBODY
    | {_P.AUDIT, _P.EXPORT_EVIDENCE, _P.READ_SECURITY_LOG, _P.SEE_PEOPLE, _P.SEE_COUNTS},
    PortalRole.ADMINISTRATOR: _EVERYBODY
    | {_P.CONFIGURE, _P.MANAGE_ACCOUNTS, _P.GRANT_ROLES, _P.MANAGE_TOKENS, _P.READ_SECURITY_LOG},
}

_ALONE: Final = (PortalRole.AUDITOR, PortalRole.ADMINISTRATOR)


def permissions_of(roles: Iterable[PortalRole]) -> frozenset[Permission]:
    """What a set of portal roles allows; audit, then administration, stand alone."""
    held = frozenset(roles)
    for role in _ALONE:
        if role in held:
            return PERMISSIONS[role]
    return frozenset().union(*(PERMISSIONS[role] for role in held))
