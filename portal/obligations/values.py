"""What obligations are made of: values only."""

import datetime
from typing import Literal, NamedTuple

Cause = Literal["first", "joined", "moved", "material-change"]
State = Literal["open", "due-soon", "late", "met", "waived", "ended"]

SOON = datetime.timedelta(days=3)
"""How long before its last day an obligation is called due soon."""


class Obligation(NamedTuple):
    """Obligation 应办事项: one person has to confirm one document by a day, and how that stands.

    ``asked`` is the number of the release that asks, ``release`` of the one in force, whose text is confirmed. It is
    met by any confirmation of ``asked`` or what came after. ``stands_in`` marks whoever is asked for a vacant role.
    """

    subject: str
    document: str
    revision: str
    release: int
    asked: int
    roles: tuple[str, ...]
    since: datetime.date
    due: datetime.date
    cause: Cause
    clauses: tuple[str, ...]
    state: State
    met_by: int | None
    stands_in: bool

    @property
    def id(self) -> str:
        """The name under which entries refer to it: the same for as long as the same release asks."""
        return f"{self.asked}:{self.subject}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in ("open", "due-soon", "late")


class Confirmation(NamedTuple):
    """One recorded confirmation: of which release, by which entry. Corrected ones are left out."""

    release: int
    seq: int


class Gap(NamedTuple):
    """Nobody could be found who would confirm for a vacant role."""

    document: str
    role: str
