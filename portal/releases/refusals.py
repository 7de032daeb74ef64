"""What releasing refuses, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class NothingPending(PortalError):
    """There is no such proposal, or it has been released, replaced or dropped meanwhile."""

    status, code = 409, "nothing-pending"


class SecondPersonNeeded(PortalError):
    """Whoever proposed a change does not release it."""

    status, code = 403, "second-person-needed"


class ReleasedMeanwhile(PortalError):
    """What is in force has changed since this was proposed."""

    status, code = 409, "released-meanwhile"


class NotYours(PortalError):
    """Only the owner of a document proposes its release."""

    status, code = 403, "not-your-document"


class AlreadyInstalled(PortalError):
    """The first installation is done; from now on two people release."""

    status, code = 409, "already-installed"
