"""What retention refuses, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class StillEmployed(PortalError):
    """Nobody is erased who belongs to the company."""

    status, code = 409, "still-employed"


class RetentionRuns(PortalError):
    """Records of this person must be kept until a day: ``until``."""

    status, code = 409, "retention-runs"


class OnHold(PortalError):
    """A legal hold keeps this person's records."""

    status, code = 409, "on-hold"


class ErasureUnknown(PortalError):
    """There is no such request, or it is settled already."""

    status, code = 404, "erasure-unknown"


class ErasureAsked(PortalError):
    """Somebody has asked for this already."""

    status, code = 409, "erasure-asked"


class HoldUnknown(PortalError):
    """There is no such hold, or it is lifted already."""

    status, code = 404, "hold-unknown"


class SecondPersonNeeded(PortalError):
    """Whoever began it cannot be the one who agrees, nor can the person it is about."""

    status, code = 409, "second-person-needed"
