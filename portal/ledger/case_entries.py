"""Case entries 流程实例条目: what the ledger says of running procedures, step by step.

Every entry names the case, the procedure and the digest of the text that is followed, who acted and as what. What
somebody wrote (a reason, the numbers of records) is a kept file that ``note`` names; forms filled in are ``evidence``.
"""

from typing import Literal

from portal.ledger.entry import EntryBase
from portal.ledger.names import (
    Actor,
    Anchor,
    Digest,
    DocumentId,
    Moment,
    Place,
    Reference,
    Revision,
    Subject,
    Word,
)


class _CaseEntry(EntryBase):
    case: Reference
    document: DocumentId
    revision: Revision
    digest: Digest
    by: Actor
    identity: Digest | None = None
    note: Digest | None = None


class CaseStarted(_CaseEntry):
    """A case of a procedure began 立案: its gates were met, its model is kept."""

    kind: Literal["case:started"] = "case:started"
    version: Literal[1] = 1
    model: Digest
    standing: Word
    gates: tuple[Anchor, ...] = ()
    follows: Reference | None = None
    """The case that handed over to it."""


class _TaskEntry(_CaseEntry):
    task: Reference
    step: Anchor
    role: Place | None = None
    standing: Word
    evidence: tuple[Digest, ...] = ()
    hands_to: tuple[DocumentId, ...] = ()
    completes: bool = False
    """Whether the case was over with it."""


class TaskDone(_TaskEntry):
    """A step of a case is done 步骤办结; at a decision ``branch`` is the number of the branch chosen."""

    kind: Literal["task:done"] = "task:done"
    version: Literal[1] = 1
    branch: Anchor | None = None


class ApprovalGiven(_TaskEntry):
    """Somebody approved 同意."""

    kind: Literal["approval:given"] = "approval:given"
    version: Literal[1] = 1


class ApprovalRefused(_TaskEntry):
    """Somebody did not approve 退回, and said why; the case goes back to a step, or ends."""

    kind: Literal["approval:refused"] = "approval:refused"
    version: Literal[1] = 1
    back_to: Anchor | None = None


class TaskAssigned(_CaseEntry):
    """A task was taken or given to somebody 领取、改派; without ``to`` it was given back to all who may take it."""

    kind: Literal["task:assigned"] = "task:assigned"
    version: Literal[1] = 1
    task: Reference
    step: Anchor
    to: Subject | None = None


class _LimitPassed(_CaseEntry):
    """The limit of a step passed: its span and last moment, whose turn it was, and who was told (``to``)."""

    task: Reference
    step: Anchor
    role: Place | None = None
    span: Reference
    limit: Moment
    to: tuple[Subject, ...]


class TaskHandedOver(_LimitPassed):
    """A step passed its limit: backups and relays were told that it is theirs as well 超时交接."""

    kind: Literal["task:handed-over"] = "task:handed-over"
    version: Literal[1] = 1


class TaskEscalated(_LimitPassed):
    """A step passed the limit of its escalation: those above were told that it is theirs as well 超时升级."""

    kind: Literal["task:escalated"] = "task:escalated"
    version: Literal[1] = 1


class CaseSuspended(_CaseEntry):
    """A case rests for a time 暂停."""

    kind: Literal["case:suspended"] = "case:suspended"
    version: Literal[1] = 1


class CaseResumed(_CaseEntry):
    """A case that rested goes on 恢复."""

    kind: Literal["case:resumed"] = "case:resumed"
    version: Literal[1] = 1


class CaseCancelled(_CaseEntry):
    """A case was given up 撤销, for a reason."""

    kind: Literal["case:cancelled"] = "case:cancelled"
    version: Literal[1] = 1


CaseEntry = (
    CaseStarted
    | TaskDone
    | ApprovalGiven
    | ApprovalRefused
    | TaskAssigned
    | TaskHandedOver
    | TaskEscalated
    | CaseSuspended
    | CaseResumed
    | CaseCancelled
)
