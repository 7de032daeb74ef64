"""When the last backup was made: noted in the home, so that whoever looks after it sees that none has been for long."""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE: Final = "last-backup.json"


class LastBackup(BaseModel):
    """The newest backup of a home: when, how much it covers, under which name it was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    file: str
    entries: Annotated[int, Field(ge=0)]
    root: str


def note_backup(home: Path, backup: LastBackup) -> None:
    """Notes a backup. That it cannot be noted (a read-only disk) does not unmake it."""
    with contextlib.suppress(OSError):
        descriptor, aside = tempfile.mkstemp(dir=home, prefix=".new-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(backup.model_dump(), stream, ensure_ascii=False)
        Path(aside).replace(home / FILE)


def last_backup(home: Path) -> LastBackup | None:
    """The newest backup that was noted; nothing if there is none, or the note cannot be read."""
    try:
        return LastBackup.model_validate(json.loads((home / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
