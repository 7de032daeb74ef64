"""Changes to people 人员变动: what may happen to somebody, as values. The service carries them out."""

from dataclasses import dataclass
from datetime import date

from portal.ledger.names import SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Where somebody works and under whom."""

    unit: str
    department: str | None = None
    manager: SubjectId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """Somebody new 入职."""

    subject: SubjectId
    staff_number: str
    name: str
    email: str = ""
    language: str = "zh-Hans"
    joined: date
    posting: Posting
    is_external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amends:
    """A name, number, address or language is no longer what it was."""

    subject: SubjectId
    staff_number: str
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Another unit, department or superior 调动, from a day on."""

    subject: SubjectId
    posting: Posting
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Begins:
    """A role begins 任职, as holder or as backup."""

    subject: SubjectId
    role: str
    on: date
    backup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """A role ends 卸任: ``on`` is the first day it is no longer held."""

    subject: SubjectId
    role: str
    on: date
    backup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaves:
    """Somebody leaves 离职: ``on`` is the first day they no longer belong here. All roles end with it."""

    subject: SubjectId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """Somebody who left is here again, from a day on."""

    subject: SubjectId
    on: date


Change = Joins | Amends | Moves | Begins | Ends | Leaves | Returns
