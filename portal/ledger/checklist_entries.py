"""Entries of running checklists 检查表: started, done, verified by somebody else, reopened, completed, stopped.

``case`` is the running list; ``digest`` is of the exact text it has followed since it was started.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portal.ledger.entry import EntryBase
from portal.ledger.names import (
    Actor,
    Anchor,
    Day,
    Digest,
    DocumentId,
    Reference,
    Revision,
    Subject,
    Word,
)


class _ChecklistEntry(EntryBase):
    case: Reference
    checklist: DocumentId
    digest: Digest
    by: Actor
    subject: Subject | None = None
    """Whose list it is; nobody's where it belongs to a role."""


class _ByAPerson(_ChecklistEntry):
    identity: Digest


class ChecklistStarted(_ChecklistEntry):
    """A checklist began to run 检查表启动: because somebody came, moved or goes, by hand, by date, by a step."""

    kind: Literal["checklist:started"] = "checklist:started"
    version: Literal[1] = 1
    revision: Revision
    event: Literal["joining", "moving", "leaving", "date", "manual", "step"]
    since: Day
    due: Day | None = None
    reference: Reference | None = None
    """The case whose step started it."""

    identity: Digest | None = None


class ChecklistItemCompleted(_ByAPerson):
    """A check item is done 检查项完成."""

    kind: Literal["checklist-item:completed"] = "checklist-item:completed"
    version: Literal[1] = 1
    check_item: Anchor
    evidence: tuple[Digest, ...] = ()
    """What was written about it, then the files handed in."""

    quiz: tuple[Anchor, ...] = ()


class ChecklistItemVerified(_ByAPerson):
    """Somebody else saw that a check item is done 检查项核实: which entry, and whose it is."""

    kind: Literal["checklist-item:verified"] = "checklist-item:verified"
    version: Literal[1] = 1
    check_item: Anchor
    completed: Annotated[int, Field(ge=1)] | None = None
    completed_by: Actor | None = None

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.by == self.completed_by:
            raise ValueError("a check item is verified by somebody else")
        return self


class ChecklistItemReopened(_ByAPerson):
    """A check item was not done after all 检查项退回."""

    kind: Literal["checklist-item:reopened"] = "checklist-item:reopened"
    version: Literal[1] = 1
    check_item: Anchor
    reason: Word
    note: Digest | None = None


class ChecklistCompleted(_ChecklistEntry):
    """All check items of a case are done 检查表完成."""

    kind: Literal["checklist:completed"] = "checklist:completed"
    version: Literal[1] = 1
    identity: Digest | None = None


class ChecklistStopped(_ChecklistEntry):
    """A running checklist is not gone on with 检查表终止; what was done in it stays.

    Said by a person, or by the portal where the step that started it was withdrawn.
    """

    kind: Literal["checklist:stopped"] = "checklist:stopped"
    version: Literal[1] = 1
    identity: Digest | None = None
    reason: Word
    note: Digest | None = None


ChecklistEntry = (
    ChecklistStarted
    | ChecklistItemCompleted
    | ChecklistItemVerified
    | ChecklistItemReopened
    | ChecklistCompleted
    | ChecklistStopped
)
