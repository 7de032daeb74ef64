"""Refusals of the portal. Each has a status and a code; what it says comes from the locale by its code.

JSON answers have one shape: ``{"error": {"code": "...", "message": "..."}}``; people get a page that says what
happened, what is not lost, and what to do next.
"""

from collections.abc import Mapping
from types import MappingProxyType


class PortalError(Exception):
    """A refusal with a status, a code and the values of its sentence."""

    status = 500
    code = "internal-error"
    headers: Mapping[str, str] = MappingProxyType({})
    is_of_the_server = False
    """Whether its sentence names files or programs of the server: only who runs commands there is told."""

    def __init__(self, **values: str | int) -> None:
        super().__init__(self.code, values)
        self.values = values


class PageNotFound(PortalError):
    """There is nothing at this address."""

    status, code = 404, "not-found"


class MethodNotAllowed(PortalError):
    """The address exists, but not for this method."""

    status, code = 405, "method-not-allowed"
    headers = MappingProxyType({"allow": "GET, HEAD"})


class HostNotAllowed(PortalError):
    """The request came under a name that is not this machine's, as in DNS rebinding."""

    status, code = 421, "host-not-allowed"


class FromElsewhere(PortalError):
    """A request that changes something was started by a page that is not ours."""

    status, code = 403, "from-elsewhere"


class InvalidParameter(PortalError):
    """A parameter of the address has no meaning here; ``reason`` is the code of its sentence."""

    status, code = 422, "invalid-parameter"


class RequestRefused(PortalError):
    """The request breaks a rule of the protocol; ``status`` says which."""

    code = "request-refused"

    def __init__(self, status: int) -> None:
        super().__init__(status=status)
        self.status = status


class RequestTooLarge(PortalError):
    """More was sent than is taken at once, ``limit`` MB; nothing of it was kept."""

    status, code = 413, "request-too-large"


class InternalError(PortalError):
    """A defect of ours. ``reference`` is the word to find it by in the log."""


class Unavailable(PortalError):
    """Something the answer needs is not there at this moment."""

    status = 503
    headers = MappingProxyType({"retry-after": "10"})


class NoEdition(Unavailable):
    """Nothing has been published yet."""

    code = "no-edition"


class EditionUnreadable(Unavailable):
    """The current edition cannot be read as it was published."""

    code = "edition-unreadable"


class SearchUnavailable(Unavailable):
    """The edition can be read, its search index cannot."""

    code = "search-unavailable"
