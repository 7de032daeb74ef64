"""What confirming refuses, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class StaleText(PortalError):
    """The text that was shown is no longer the one in force; nothing was recorded."""

    status, code = 409, "stale-text"


class NoLongerInForce(PortalError):
    """The document was withdrawn while it was read; nothing was recorded."""

    status, code = 409, "no-longer-in-force"


class NotAsked(PortalError):
    """This person has nothing to confirm about this document; nothing was recorded."""

    status, code = 409, "not-asked"


class NotHere(PortalError):
    """The person does not belong to the company today; nothing was recorded."""

    status, code = 409, "person-not-here"


class AlreadyConfirmed(PortalError):
    """It is confirmed already, by the entry ``entry``: recording twice is success, and the route says so."""

    status, code = 409, "already-confirmed"


class SentenceNotAgreed(PortalError):
    """The sentence was not ticked; nothing was recorded."""

    status, code = 422, "sentence-not-agreed"


class QuizNotPassed(PortalError):
    """Some question is not answered rightly yet; nothing was recorded."""

    status, code = 422, "quiz-not-passed"


class SignatureNeeded(PortalError):
    """A strict signature takes the password once more; nothing was recorded."""

    status, code = 403, "signature-needed"


class ScanUnusable(PortalError):
    """The file is no PDF, PNG or JPEG, or is too large; nothing was recorded."""

    status, code = 422, "scan-unusable"


class SignedOnImpossible(PortalError):
    """A day of signature that lies in the future, or before the text was in force."""

    status, code = 422, "signed-on-impossible"


class PaperClosed(PortalError):
    """This paper confirmation was recorded or returned meanwhile."""

    status, code = 409, "paper-closed"


class SomebodyElseNeeded(PortalError):
    """Who entered a paper confirmation, and whose it is, do not confirm it."""

    status, code = 403, "somebody-else-needed"


class AlreadyCorrected(PortalError):
    """This record has been corrected already."""

    status, code = 409, "already-corrected"
