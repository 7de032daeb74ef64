"""What recurring duties refuse, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class DutyUnknown(PortalError):
    """There is no such duty in this period, or it is not this person's."""

    status, code = 404, "duty-unknown"


class DutyNotYet(PortalError):
    """The period before this one is not over: it is too early to say that it is done."""

    status, code = 409, "duty-not-yet"


class DutyTextChanged(PortalError):
    """A new text of the role came into force while the page was open; nothing was recorded."""

    status, code = 409, "duty-text-changed"


class DutySettled(PortalError):
    """It is recorded already, by the entry ``entry``: recording twice is success, and the route says so."""

    status, code = 409, "duty-settled"


class EvidenceMissing(PortalError):
    """The content asks for evidence ``label`` that was not given, or is too long; nothing was recorded."""

    status, code = 422, "duty-evidence-missing"


class ReasonMissing(PortalError):
    """Whoever waives says why, in a word of the list and in a sentence; nothing was recorded."""

    status, code = 422, "duty-reason-missing"


class DutyNotDone(PortalError):
    """Nothing is recorded of it that could be verified or corrected."""

    status, code = 409, "duty-not-done"


class DutyVerified(PortalError):
    """Somebody verified it already: recording twice is success, and the route says so."""

    status, code = 409, "duty-verified"


class DoerDoesNotVerify(PortalError):
    """Nobody verifies what they did themselves."""

    status, code = 403, "duty-doer-does-not-verify"


class NotYoursToVerify(PortalError):
    """The text asks another role to verify it."""

    status, code = 403, "duty-not-yours-to-verify"


class DutyCorrected(PortalError):
    """It was corrected meanwhile: what was shown counts no longer."""

    status, code = 409, "duty-corrected"


class NotYoursToCorrect(PortalError):
    """Who did it corrects it on the same day, until it is verified; later their manager, its verifier, or HR."""

    status, code = 403, "duty-not-yours-to-correct"


class FeedUnknown(PortalError):
    """There is no calendar at this address, or no longer."""

    status, code = 404, "feed-unknown"
