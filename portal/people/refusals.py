"""What people refuse, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class PersonUnknown(PortalError):
    """Nobody of this pseudonym or staff number."""

    status, code = 404, "person-unknown"


class StaffNumberTaken(PortalError):
    """Somebody else has this staff number."""

    status, code = 409, "staff-number-taken"


class PeriodImpossible(PortalError):
    """The days do not fit: an end before its beginning, a role before joining or after leaving."""

    status, code = 422, "period-impossible"


class AssignmentUnknown(PortalError):
    """There is no such assignment, or it has ended already."""

    status, code = 404, "assignment-unknown"


class PlaceUnknown(PortalError):
    """No unit, department or role of this id or name is in the library."""

    status, code = 422, "place-unknown"


class RosterUnreadable(PortalError):
    """A staff list is no CSV text this program can read; ``reason`` is the code of its sentence."""

    status, code = 422, "roster-unreadable"


class RosterFaulty(PortalError):
    """A staff list has rows with errors; nothing of it was applied."""

    status, code = 422, "roster-faulty"


class PersonErased(PortalError):
    """This person's identity was erased; whoever comes back is a new person here."""

    status, code = 409, "person-erased"


class WishUnclear(PortalError):
    """A command asks the running portal for something this portal does not know: they are of two releases."""

    status, code = 422, "wish-unclear"
