"""Notes 办理说明: what somebody wrote with a step. Kept as a file that the entry names, never inside the entry."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.cases.refusals import WordsTooLong
from portal.ledger.canonical import canonical_json
from portal.ledger.files import Files
from portal.ledger.refusals import TextMissing

SCHEME: Final = "dutybook/case-note/v1"
RECORD_SCHEME: Final = "dutybook/form-record/v1"
MOST: Final = 4000
MOST_IN_LINE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words of one's own, numbers and files of records by form, answers to the conditions for starting."""

    text: str = ""
    title: str = ""
    records: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.text or self.title or self.records or self.gates or self.files)


def written(text: str, *, most: int = MOST) -> str:
    """What somebody wrote, tidied. WordsTooLong."""
    said = "".join(one for one in text.replace("\r\n", "\n").strip() if one.isprintable() or one == "\n")
    if len(said) > most:
        raise WordsTooLong(limit=most)
    return said


def keep_note(files: Files, note: Note) -> str | None:
    """The digest under which a note is safe on disk; nothing where it says nothing."""
    if not note.says_something:
        return None
    said: dict[str, Any] = {
        "text": note.text,
        "title": note.title,
        "records": dict(note.records),
        "gates": dict(note.gates),
    }
    said["files"] = {form: list(map(dict, files)) for form, files in note.files.items()}
    return files.keep(canonical_json({"scheme": SCHEME, **{key: part for key, part in said.items() if part}}))


def read_note(files: Files, digest: str) -> Note:
    """What a note says; an empty one where it is gone."""
    try:
        said = json.loads(files.read(digest)) if digest else {}
    except TextMissing:
        said = {}
    return Note(
        text=said.get("text", ""),
        title=said.get("title", ""),
        records=said.get("records", {}),
        gates=said.get("gates", {}),
        files=said.get("files", {}),
    )


def keep_record(files: Files, *, form: str, digest: str, filled: Mapping[str, Any]) -> str:
    """The digest of a form as it was filled in, and of the text of the form it was filled in to."""
    said = {"scheme": RECORD_SCHEME, "form": form, "digest": digest, "filled": dict(filled)}
    return files.keep(canonical_json(said))
