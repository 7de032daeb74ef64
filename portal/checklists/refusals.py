"""What running checklists refuse, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class ChecklistUnknown(PortalError):
    """There is no such running checklist, or not for this person."""

    status, code = 404, "checklist-unknown"


class CheckItemUnknown(PortalError):
    """The list has no such item that somebody could tick."""

    status, code = 404, "check-item-unknown"


class ChecklistClosed(PortalError):
    """The list is completed or was stopped."""

    status, code = 409, "checklist-closed"


class NotYoursToDo(PortalError):
    """Somebody else is to do this item."""

    status, code = 403, "not-yours-to-do"


class NotYoursToVerify(PortalError):
    """Somebody else is to verify this item."""

    status, code = 403, "not-yours-to-verify"


class DoerDoesNotVerify(PortalError):
    """Whoever did it cannot be the one who verifies it."""

    status, code = 403, "doer-does-not-verify"


class AlreadyDone(PortalError):
    """The item is done already; recording twice is success, and the route says so."""

    status, code = 409, "already-done"


class NotDoneYet(PortalError):
    """What is to be verified or reopened was not done, or no longer is."""

    status, code = 409, "not-done-yet"


class PartsNotDone(PortalError):
    """The items below are not done yet."""

    status, code = 409, "parts-not-done"


class EvidenceMissing(PortalError):
    """What the item asks for as evidence is not there; ``what`` names it."""

    status, code = 422, "evidence-missing"


class NumberNeeded(PortalError):
    """A number is asked for; ``what`` names it."""

    status, code = 422, "number-needed"


class NotReadYet(PortalError):
    """The document of this item is confirmed on its own page; that confirmation ticks the item."""

    status, code = 409, "not-read-yet"


class NotYoursToStart(PortalError):
    """This checklist is started by somebody else, or not by hand."""

    status, code = 403, "not-yours-to-start"


class ChecklistNotInForce(PortalError):
    """The checklist is not in force."""

    status, code = 409, "checklist-not-in-force"
