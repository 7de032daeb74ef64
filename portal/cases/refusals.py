"""Refusals of running procedures."""

from portal.errors import PortalError, Unavailable


class ModelUnusable(Unavailable):
    """The model of the procedure cannot be run."""

    code = "case-model-unusable"


class ModelNotAtHand(PortalError):
    """The edition already shows the next revision, and the one in force never ran: its model was not kept."""

    status, code = 409, "case-model-not-at-hand"


class CaseUnknown(PortalError):
    """There is no such case or task, or none that this person may see."""

    status, code = 404, "case-unknown"


class NotRunnable(PortalError):
    """The document is no procedure in force with steps."""

    status, code = 409, "case-not-runnable"


class NotYours(PortalError):
    """The next step is not this person's: ``role`` may."""

    status, code = 403, "case-not-yours"


class AlreadyFollowed(PortalError):
    """Somebody has started the case that follows; it is ``number``."""

    status, code = 409, "case-already-followed"


class GateClosed(PortalError):
    """A condition for starting is not met: ``condition`` says which. No project approval, no start."""

    status, code = 422, "case-gate-closed"


class TitleMissing(PortalError):
    """A case needs a few words that say what it is about."""

    status, code = 422, "case-title-missing"


class RecordMissing(PortalError):
    """A record that the step asks for is missing: ``form`` says which."""

    status, code = 422, "case-record-missing"


class BranchMissing(PortalError):
    """A decision without one of its answers."""

    status, code = 422, "case-branch-missing"


class ReasonMissing(PortalError):
    """Who refuses, returns, suspends, cancels or reassigns says why."""

    status, code = 422, "case-reason-missing"


class WordsTooLong(PortalError):
    """More was written than fits: ``limit`` characters."""

    status, code = 422, "case-words-too-long"


class TaskTaken(PortalError):
    """Somebody else has the task: ``name``."""

    status, code = 409, "case-task-taken"


class TaskOver(PortalError):
    """The task was done meanwhile, or the case took another way."""

    status, code = 409, "case-task-over"


class CaseAtRest(PortalError):
    """The case is suspended, over or given up."""

    status, code = 409, "case-at-rest"


class CaseMovedOn(PortalError):
    """Something else happened to the case at the same moment; nothing was recorded."""

    status, code = 409, "case-moved-on"


class PersonNotFit(PortalError):
    """The person named is not here, or nobody is called so."""

    status, code = 422, "case-person-not-fit"


class FormFaulty(PortalError):
    """A form was not filled in as it asks: ``faults`` says how many places."""

    status, code = 422, "case-form-faulty"
