"""Evidence 凭据 of duties: what the content asks for, what somebody gave, and how that is kept."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.attachments.service import Received
from portal.duties.facts import Shown
from portal.duties.refusals import EvidenceMissing
from portal.duties.standing import Task
from portal.ledger.canonical import canonical_json
from portal.ledger.files import Files

SCHEME: Final = "dutybook/duty-evidence/v1"
LONGEST: Final = 2000
WITH_FILES: Final = frozenset({"file", "photo", "form"})
"""Kinds that are handed in as files; of a form its number will do."""
_WITH_WORDS: Final = frozenset({"number", "text", "form"})
_DIGIT: Final = re.compile(r"\d")

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the form says: which text was on the screen, under which key, and what shows that it is done.

    What is ``given`` is in the order in which the content asks, ``ticked`` and ``files`` are by that place. ``salt``
    keeps anybody from guessing what was given by its digest; the key serves where none is named.
    """

    key: str
    digest: str
    given: Sequence[str] = ()
    ticked: frozenset[int] = frozenset()
    files: Mapping[int, Sequence[Received]] = field(default_factory=dict)
    salt: str = ""

    @property
    def received(self) -> tuple[Received, ...]:
        """All files, in order."""
        return tuple(one for place in sorted(self.files) for one in self.files[place])


def require(
    task: Task, *, given: Sequence[str], ticked: Collection[int], files: Mapping[int, int], language: str
) -> None:
    """Whether everything is there that the duty asks for; of files their number. EvidenceMissing.

    Asked before any file is taken, so that none is kept for nothing.
    """
    for place, asked in enumerate(task.occurrence.words.evidence):
        kind, words = str(asked["kind"]), _words(given, place)
        has_file = bool(files.get(place))
        is_there = {
            "signature": place in ticked,
            "file": has_file,
            "photo": has_file,
            "form": has_file or bool(words),
            "number": bool(_DIGIT.search(words)),
        }.get(kind, bool(words))
        if not is_there or len(words) > LONGEST:
            raise EvidenceMissing(label=label_of(asked, language) or kind)


def keep_evidence(files: Files, task: Task, said: Said) -> tuple[Shown, ...]:
    """Puts what somebody gave in safety, one file each, in the order the content asks. EvidenceMissing."""
    counts = {place: len(some) for place, some in said.files.items()}
    require(task, given=said.given, ticked=said.ticked, files=counts, language="zh-Hans")
    found: list[Shown] = []
    for place, asked in enumerate(task.occurrence.words.evidence):
        content = _content(asked, place, said)
        found.append(Shown(content["kind"], content["label"], files.keep(canonical_json(content))))
    return tuple(found)


def label_of(evidence: Plain, language: str = "zh-Hans") -> str:
    """What a piece of evidence is called; that of a form is the form's id."""
    label = evidence.get("label") or evidence.get("form") or ""
    if isinstance(label, Mapping):
        return str(label.get(language) or next(iter(label.values()), ""))
    return str(label)


def note_of(key: str, words: str) -> bytes:
    """A reason as it is kept; the entry's key keeps anybody from guessing it by its digest."""
    return canonical_json({"scheme": SCHEME, "salt": key, "note": words})


def given_in(content: bytes) -> str:
    """What somebody wrote as evidence, or as a reason, from its kept file."""
    said = json.loads(content)
    return str(said.get("given") or said.get("note") or "")


def files_in(content: bytes) -> frozenset[str]:
    """The digests of the files that were handed in, from its kept file."""
    return frozenset(str(one["sha256"]) for one in json.loads(content).get("files", ()))


def is_signed(content: bytes) -> bool:
    """Whether somebody signed with a tick, from its kept file."""
    return bool(json.loads(content).get("signed"))


def _content(asked: Plain, place: int, said: Said) -> dict[str, Any]:
    kind = str(asked["kind"])
    content: dict[str, Any] = {"scheme": SCHEME, "salt": said.salt or said.key, "kind": kind}
    content |= {"label": label_of(asked)}
    words = _words(said.given, place) if kind in _WITH_WORDS else ""
    if words:
        content["given"] = words
    if kind == "signature":
        content["signed"] = True
    handed_in = said.files.get(place, ()) if kind in WITH_FILES else ()
    if handed_in:
        content["files"] = [
            {"sha256": one.digest, "name": one.name, "kind": one.kind, "size": one.size} for one in handed_in
        ]
    return content


def _words(given: Sequence[str], place: int) -> str:
    return given[place].strip() if place < len(given) else ""
