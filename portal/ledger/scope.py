"""Which entries somebody asks for: of a document, of a person, of some kinds, within some days or numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from portal.ledger.canonical import NotCanonical, plain_of
from portal.ledger.store import StoredEntry, entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A part of the ledger. Days are those of UTC, as in the entries; ``last`` bounds the numbers."""

    document: str | None = None
    subject: str | None = None
    kinds: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    last: int | None = None

    def stated(self) -> dict[str, str]:
        """What was asked for, in words an entry may keep."""
        words = {"document": self.document, "subject": self.subject, "since": self.since, "until": self.until}
        return {name: value for name, value in words.items() if value} | (
            {"kinds": " ".join(self.kinds)} if self.kinds else {}
        )

    def covers(self, claims: dict[str, Any]) -> bool:
        """Whether an entry with these claims is asked for."""
        day = str(claims.get("at", ""))[:10]
        return (
            (self.document is None or self.document in {claims.get("document"), claims.get("checklist")})
            and (self.subject is None or self.subject in {claims.get("subject"), claims.get("by")})
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
    wanted = [word.encode() for word in (scope.document, scope.subject) if word]
    for stored in entries_of(connection, last=scope.last):
        if all(word in stored.body for word in wanted):
            try:
                claims = plain_of(stored.body)
            except NotCanonical:
                continue
            if scope.covers(claims):
                yield FoundEntry(stored, claims)
