"""Answers 凭据: what somebody gives with an item. Words and numbers are kept as a file, as are the files themselves."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.attachments.service import Received
from portal.checklists.refusals import EvidenceMissing, NumberNeeded
from portal.checklists.text import Entry, words_of
from portal.ledger.canonical import canonical_json
from portal.ledger.files import Files

SCHEME: Final = "dutybook/check-item/v1"
LONGEST: Final = 4000
_DIGIT: Final = re.compile(r"\d")
_WITH_FILES: Final = frozenset({"file", "photo", "form"})
_WITH_WORDS: Final = frozenset({"number", "text", "form"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was given, by the place of the evidence in the item; ``note`` is a remark nobody asked for."""

    words: Mapping[int, str] = field(default_factory=dict)
    ticked: frozenset[int] = frozenset()
    files: Mapping[int, Sequence[Received]] = field(default_factory=dict)
    note: str = ""

    def check(self, entry: Entry) -> None:
        """Whether everything is there that the item asks for. EvidenceMissing, NumberNeeded."""
        counts = {place: len(given) for place, given in self.files.items()}
        require(entry, words=self.words, ticked=self.ticked, files=counts)

    @property
    def received(self) -> tuple[Received, ...]:
        """All files, in order."""
        return tuple(one for place in sorted(self.files) for one in self.files[place])


def require(
    entry: Entry, *, words: Mapping[int, str], ticked: Collection[int], files: Mapping[int, int]
) -> None:
    """Whether everything is there that the item asks for; of files their number. EvidenceMissing, NumberNeeded.

    Asked before any file is taken, so that none is kept for nothing.
    """
    for place, asked in enumerate(entry.evidence):
        said, handed_in = words.get(place, "").strip(), files.get(place, 0)
        given = {
            "signature": place in ticked,
            "form": bool(said or handed_in),
            "file": bool(handed_in),
            "photo": bool(handed_in),
        }.get(asked.kind, bool(said))
        if not given:
            raise EvidenceMissing(what=words_of(asked.label) or asked.kind)
        if asked.kind == "number" and not _DIGIT.search(said):
            raise NumberNeeded(what=words_of(asked.label))


def kept(files: Files, entry: Entry, answers: Answers) -> str | None:
    """What was written, as a kept file named by its digest; nothing where there is nothing to say."""
    given = [
        said
        for place, asked in enumerate(entry.evidence)
        if (said := _said(place, asked.kind, words_of(asked.label), asked.form or "", answers))
    ]
    note = answers.note.strip()[:LONGEST]
    if not given and not note:
        return None
    content: dict[str, Any] = {"scheme": SCHEME, "check_item": entry.id, "evidence": given}
    return files.keep(canonical_json(content | ({"note": note} if note else {})))


def read_note(content: bytes) -> Mapping[str, Any]:
    """What :func:`kept` wrote down."""
    found: Mapping[str, Any] = json.loads(content)
    return found


def _said(place: int, kind: str, label: str, form: str, answers: Answers) -> dict[str, Any]:
    words = answers.words.get(place, "").strip()[:LONGEST] if kind in _WITH_WORDS else ""
    files = answers.files.get(place, ()) if kind in _WITH_FILES else ()
    said: dict[str, Any] = {"kind": kind}
    if label:
        said["label"] = label
    if form:
        said["form"] = form
    if words:
        said["words"] = words
    if kind == "signature":
        said["signed"] = place in answers.ticked
    if files:
        said["files"] = [
            {"sha256": one.digest, "name": one.name, "kind": one.kind, "size": one.size} for one in files
        ]
    return said
