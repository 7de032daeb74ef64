"""What every entry has in common, and the bytes it becomes."""

import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from portal.clock import utc_text
from portal.ledger.canonical import canonical_json, plain_of
from portal.ledger.names import Key


class Value(BaseModel):
    """A part of an entry."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class EntryBase(Value):
    """What every entry has: its kind, its schema's version and the key that makes recording it twice harmless."""

    kind: str
    version: int
    key: Key

    def claims(self) -> dict[str, Any]:
        """The entry as plain data, without the time it was recorded."""
        stated = {"kind": self.kind, "version": self.version}
        return self.model_dump(mode="json", exclude_defaults=True) | stated


def body_of(entry: EntryBase, *, at: datetime.datetime | str) -> bytes:
    """The bytes that go into the ledger: the entry and the server's time (or its text in UTC), as canonical JSON."""
    return canonical_json(entry.claims() | {"at": at if isinstance(at, str) else utc_text(at)})


def same_claims(body: bytes, entry: EntryBase) -> bool:
    """Whether a recorded body says what *entry* says, whenever it was recorded."""
    recorded = plain_of(body)
    recorded.pop("at", None)
    return canonical_json(recorded) == canonical_json(entry.claims())
