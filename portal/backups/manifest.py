"""The manifest 清单 of a backup: every part with its size and SHA-256, signed with the ledger's key.

The signature shows that the parts belong together and are whole. Since a backup holds that very key, it is an anchor
from outside, not the signature, that shows against whoever could make one.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.backups.refusals import BackupUnreadable
from portal.ledger.canonical import canonical_json
from portal.ledger.notes import NotANote, SigningKey, VerifierKey, open_note, sign_note

SCHEME: Final = "dutybook/backup/v1"
MANIFEST: Final = "manifest.json"
NOTE: Final = "manifest.note"
SQLITE: Final = "records.sqlite"
LARGEST: Final = 256 * 1024 * 1024
"""Of a manifest: more parts than that are no backup of ours."""

_DIGEST = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_NAMES: Final = re.compile(
    r"records\.sqlite|tables/[a-z][a-z_]{0,62}\.jsonl|keys/(ledger\.key|ledger\.vkey|identity\.key)"
    r"|files/[0-9a-f]{2}/[0-9a-f]{62}|anchors/[0-9]{1,15}\.checkpoint|checkpoint|demonstration\.json"
)


class Part(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    size: Annotated[int, Field(ge=0)]
    sha256: _DIGEST


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    scheme: Literal["dutybook/backup/v1"] = SCHEME
    ledger: str
    made_at: str
    program: str
    entries: Annotated[int, Field(ge=0)]
    root: _DIGEST
    records: Literal["sqlite", "tables"]
    tables: str
    parts: Mapping[str, Part]

    @property
    def total(self) -> int:
        """How many bytes all parts have."""
        return sum(part.size for part in self.parts.values())

    def text(self) -> bytes:
        """The bytes that are written and signed."""
        return canonical_json(self.model_dump(mode="json"))


def signed(text: bytes, key: SigningKey) -> bytes:
    """The note beside a manifest. Its first line keeps it from being taken for a checkpoint."""
    return sign_note(f"{SCHEME}\n{hashlib.sha256(text).hexdigest()}\n", key).encode()


def open_manifest(text: bytes, note: bytes, key: VerifierKey) -> Manifest:
    """The manifest that a key signed. BackupUnreadable."""
    try:
        said = open_note(note.decode(), [key])
        manifest = Manifest.model_validate(json.loads(text))
    except (NotANote, ValueError, ValidationError) as error:
        raise BackupUnreadable(part=NOTE if isinstance(error, NotANote) else MANIFEST) from error
    if said != f"{SCHEME}\n{hashlib.sha256(text).hexdigest()}\n" or manifest.ledger != key.name:
        raise BackupUnreadable(part=NOTE)
    for name in manifest.parts:
        if not _NAMES.fullmatch(name):
            raise BackupUnreadable(part=name[:100])
    return manifest
