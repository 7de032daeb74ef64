"""Entries 证据条目: what the ledger may say. One frozen class a kind, each with the version of its schema.

An entry names people by pseudonym only; who that was stands in an identity snapshot elsewhere, which the entry
commits to. Reasons are words of a closed list; what somebody wrote in full is a file the entry names by digest.
Fields at their default are left out of the body, so an optional new field leaves old bodies as they are.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from portal.ledger.canonical import canonical_json, plain_of
from portal.ledger.case_entries import CaseEntry
from portal.ledger.checklist_entries import ChecklistEntry
from portal.ledger.duty_entries import DutyDone, DutyEscalated, DutyVerified, DutyWaived
from portal.ledger.entry import EntryBase, Value
from portal.ledger.names import (
    Actor,
    Anchor,
    Day,
    Digest,
    DocumentId,
    Language,
    Place,
    Reference,
    Revision,
    Subject,
    Word,
)

ChangeClass = Literal["first", "editorial", "minor", "material"]


class DocumentReleased(EntryBase):
    """A revision came into force 发布."""

    kind: Literal["document:released"] = "document:released"
    version: Literal[1] = 1
    document: DocumentId
    revision: Revision
    digests: dict[Language, Digest]
    edition: Reference
    change: ChangeClass
    changed: tuple[Anchor, ...] = ()
    proposed_by: Actor
    released_by: Actor
    effective: Day | None = None
    terms: Digest | None = None
    """Of the kept text that says whom the release asks to confirm."""

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        by_installing = self.change == "first" and self.released_by == "server-command"
        if self.proposed_by == self.released_by and self.change != "editorial" and not by_installing:
            raise ValueError("a change is released by a second person")
        return self


class DocumentWithdrawn(EntryBase):
    """A document is no longer in force 废止."""

    kind: Literal["document:withdrawn"] = "document:withdrawn"
    version: Literal[1] = 1
    document: DocumentId
    revision: Revision
    reason: Word
    by: Actor
    approved_by: Actor

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.by == self.approved_by:
            raise ValueError("a document is withdrawn with a second person")
        return self


class ShownDifference(Value):
    """The difference a person saw before confirming: since which revision, and which clauses."""

    since: Revision
    clauses: tuple[Anchor, ...]


class _Acknowledged(EntryBase):
    subject: Subject
    identity: Digest
    document: DocumentId
    revision: Revision
    digest: Digest
    shown: Digest | None = None
    language: Language
    sentence: Annotated[str, Field(min_length=1, max_length=500)]
    difference: ShownDifference | None = None
    quiz: tuple[Anchor, ...] = ()
    obligation: Reference | None = None


class AcknowledgementRecorded(_Acknowledged):
    """A person confirmed having read exactly this text 阅读确认."""

    kind: Literal["acknowledgement:recorded"] = "acknowledgement:recorded"
    version: Literal[1] = 1
    sign_in: Word


class AcknowledgementRecordedOnBehalf(_Acknowledged):
    """A confirmation on paper, entered by one person and confirmed by another 代签."""

    kind: Literal["acknowledgement:recorded-on-behalf"] = "acknowledgement:recorded-on-behalf"
    version: Literal[1] = 1
    scan: Digest
    signed_on: Day
    entered_by: Subject
    confirmed_by: Subject

    @model_validator(mode="after")
    def _three_people(self) -> Self:
        if len({self.subject, self.entered_by, self.confirmed_by}) != 3:
            raise ValueError("whose it is, who entered it and who confirmed it are three people")
        return self


class AssignmentChanged(EntryBase):
    """A person began, left or changed a role 任职变动."""

    kind: Literal["assignment:changed"] = "assignment:changed"
    version: Literal[1] = 1
    subject: Subject
    identity: Digest
    change: Literal["began", "ended", "amended"]
    role: Place
    unit: Place
    department: Place | None = None
    since: Day
    by: Actor


class EntryCorrected(EntryBase):
    """An earlier entry was wrong 更正. It stays; this one says so."""

    kind: Literal["entry:corrected"] = "entry:corrected"
    version: Literal[1] = 1
    entry: Annotated[int, Field(ge=1)]
    leaf: Digest
    reason: Word
    note: Digest | None = None
    by: Actor


class SubjectErased(EntryBase):
    """A person's identity was erased on two people's word 身份删除. The proofs stay."""

    kind: Literal["subject:erased"] = "subject:erased"
    version: Literal[1] = 1
    subject: Subject
    reason: Word
    asked_by: Actor
    agreed_by: Actor

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.asked_by == self.agreed_by:
            raise ValueError("an erasure takes a second person")
        return self


class ClockWarned(EntryBase):
    """The clock of the server went back 时钟异常: times before and after do not compare."""

    kind: Literal["clock:warned"] = "clock:warned"
    version: Literal[1] = 1
    was: str
    reads: str


class LedgerRestored(EntryBase):
    """The ledger was put back from a backup 恢复, and how it compares with the newest checkpoint kept outside."""

    kind: Literal["ledger:restored"] = "ledger:restored"
    version: Literal[1] = 1
    size: Annotated[int, Field(ge=0)]
    anchor_size: Annotated[int, Field(ge=0)]
    anchor_root: Digest
    by: Actor


class RoleGranted(EntryBase):
    """A person may do more, or no longer 授权 (a portal role, such as auditor)."""

    kind: Literal["role:granted"] = "role:granted"
    version: Literal[1] = 1
    subject: Subject
    identity: Digest
    role: Word
    granted: bool
    granted_by: Actor
    agreed_by: Actor | None = None
    ends: Day | None = None


class ExportRead(EntryBase):
    """Somebody took evidence away 导出: which part of it, up to which size of the ledger."""

    kind: Literal["export:read"] = "export:read"
    version: Literal[1] = 1
    by: Actor
    what: Word
    scope: dict[Word, str]
    size: Annotated[int, Field(ge=0)]


Entry = Annotated[
    DocumentReleased
    | DocumentWithdrawn
    | AcknowledgementRecorded
    | AcknowledgementRecordedOnBehalf
    | ChecklistEntry
    | AssignmentChanged
    | EntryCorrected
    | SubjectErased
    | ClockWarned
    | LedgerRestored
    | RoleGranted
    | ExportRead
    | CaseEntry
    | DutyDone
    | DutyWaived
    | DutyVerified
    | DutyEscalated,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[Entry] = TypeAdapter(Entry)


def entry_of(body: bytes) -> Entry:
    """The entry that a body holds. ValueError if it holds none that this program knows."""
    claims = plain_of(body)
    claims.pop("at", None)
    return _ADAPTER.validate_json(canonical_json(claims))
