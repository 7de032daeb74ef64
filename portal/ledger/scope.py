"""Which entries somebody asks for: of a document, a person, a running case or list, some kinds, days or numbers.

A correction goes with what it corrects: without it, an entry that no longer counts would look as if it did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from portal.ledger.canonical import NotCanonical, plain_of
from portal.ledger.store import StoredEntry, entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A part of the ledger. Days are those of UTC, as in the entries; ``last`` bounds the numbers.

    ``case`` is the number of a running procedure or checklist, with the lists that its steps started.
    """

    document: str | None = None
    subject: str | None = None
    case: str | None = None
    kinds: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    last: int | None = None

    def stated(self) -> dict[str, str]:
        """What was asked for, in words an entry may keep."""
        asked = ("document", "subject", "case", "since", "until")
        words = {name: getattr(self, name) for name in asked}
        return {name: value for name, value in words.items() if value} | (
            {"kinds": " ".join(self.kinds)} if self.kinds else {}
        )

    def covers(self, claims: dict[str, Any]) -> bool:
        """Whether an entry with these claims is asked for."""
        day = str(claims.get("at", ""))[:10]
        return (
            (self.document is None or self.document in {claims.get("document"), claims.get("checklist")})
            and (self.subject is None or self.subject in {claims.get("subject"), claims.get("by")})
            and (self.case is None or self.case in {claims.get("case"), claims.get("reference")})
            and (not self.kinds or claims.get("kind") in self.kinds)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry of a scope, its body read."""

    stored: StoredEntry
    claims: dict[str, Any]


def entries_in(connection: Connection, scope: Scope) -> Iterator[FoundEntry]:
    """The entries of a scope, in order. A body that is damaged is passed over: verify reports it."""
    # Most entries are not asked for; their bytes say so without being read as JSON.
    wanted = [word.encode() for word in (scope.document, scope.subject, scope.case) if word]
    found: set[int] = set()
    for stored in entries_of(connection, last=scope.last):
        if _CORRECTION in stored.body or all(word in stored.body for word in wanted):
            try:
                claims = plain_of(stored.body)
            except NotCanonical:
                continue
            if scope.covers(claims) or _corrected_in(claims) in found:
                found.add(stored.seq)
                yield FoundEntry(stored, claims)


def _corrected_in(claims: dict[str, Any]) -> int:
    """The number of the entry that one corrects; 0 for one that corrects none."""
    number = claims.get("entry")
    return number if claims.get("kind") == "entry:corrected" and isinstance(number, int) else 0


_CORRECTION = b'"kind":"entry:corrected"'
