"""Refusals: why a Word file is not made."""

from portal.errors import PortalError


class NothingChosen(PortalError):
    """No document was chosen, or none that this person may read."""

    status, code = 422, "nothing-chosen"


class TooMuchChosen(PortalError):
    """More documents than one file takes."""

    status, code = 422, "too-much-chosen"


class TemplateRefused(PortalError):
    """A company's own template cannot be used; ``sentence`` is what the generator says."""

    status, code = 422, "template-refused"


class OfficeMissing(PortalError):
    """PDF or page numbers were asked for on a machine without LibreOffice."""

    status, code = 422, "office-missing"


class AlreadyMaking(PortalError):
    """Somebody has a file under way and asks for another one."""

    status, code = 409, "already-making"


class WorkshopBusy(PortalError):
    """As many files are being made or wait as there may be."""

    status, code = 503, "workshop-busy"


class StatusNotAllowed(PortalError):
    """Who has confirmed what is not for this person to see."""

    status, code = 403, "status-not-allowed"
