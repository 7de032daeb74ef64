"""Entries of recurring duties 周期职责: done, waived or escalated, each bound to the text of the role followed."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portal.ledger.entry import EntryBase
from portal.ledger.names import Actor, Anchor, Day, Digest, DocumentId, Reference, Revision, Subject, Word


class _DutyEntry(EntryBase):
    """Whose duty of which text in which period; ``due`` is the day it was due."""

    subject: Subject
    document: DocumentId
    revision: Revision
    digest: Digest
    duty: Anchor
    period: Reference
    due: Day


class DutyDone(_DutyEntry):
    """A person did a recurring duty in a period 周期职责办妥, in time or late; ``evidence`` names what shows it."""

    kind: Literal["duty:done"] = "duty:done"
    version: Literal[1] = 1
    identity: Digest
    late: bool = False
    stands_in: bool = False
    evidence: tuple[Digest, ...] = ()
    sign_in: Word


class DutyWaived(_DutyEntry):
    """Somebody need not do a recurring duty in one period 周期职责免办, on the word of another person."""

    kind: Literal["duty:waived"] = "duty:waived"
    version: Literal[1] = 1
    reason: Word
    note: Digest | None = None
    by: Actor

    @model_validator(mode="after")
    def _not_oneself(self) -> Self:
        if self.by == self.subject:
            raise ValueError("nobody waives their own duty")
        return self


class DutyVerified(_DutyEntry):
    """Somebody else saw that a duty was done 周期职责核实: by which entry it was."""

    kind: Literal["duty:verified"] = "duty:verified"
    version: Literal[1] = 1
    done: Annotated[int, Field(ge=1)]
    by: Actor
    identity: Digest

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.by == self.subject:
            raise ValueError("a duty is verified by somebody else")
        return self


class DutyEscalated(_DutyEntry):
    """A duty stayed undone for so long that somebody's manager was told 周期职责升级."""

    kind: Literal["duty:escalated"] = "duty:escalated"
    version: Literal[1] = 1
    to: Subject
    by: Actor
