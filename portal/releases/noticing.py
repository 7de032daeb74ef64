"""Noticing 待发布: what a new edition says that is not in force, and what would be proposed for it."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generators.model.difference import NodeChange, proposed_class
from portal.ledger.files import Files
from portal.ledger.refusals import TextMissing
from portal.releases.facts import RANK, Change, Release
from portal.releases.texts import Plain, Texts, differences

WHOLE = "document"
"""Stands among changed clauses for the document as a whole."""

_ANCHOR = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_REVISION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
_OUT_OF_FORCE = ("superseded", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A document whose text in the edition is not what is in force, or that should no longer be in force.

    ``change`` and ``changed`` are proposed: as the author declared them, else as the difference suggests;
    ``computed`` is what the difference alone suggests.
    """

    document: str
    revision: str
    digests: Mapping[str, str]
    in_force: Release | None
    change: Change
    changed: tuple[str, ...] = ()
    computed: Change = "first"
    note: Mapping[str, str] | str = ""
    withdraws: bool = False

    @property
    def releases_itself(self) -> bool:
        """Whether it is editorial beyond doubt: the author says so, or only labels and order differ."""
        binds = RANK[self.computed] >= RANK["material"]
        return not self.withdraws and self.change == "editorial" and not binds


def pending_in(texts: Texts, in_force: Mapping[str, Release], files: Files) -> Iterator[Pending]:
    """Everything in an edition that differs from what is in force, by document."""
    known = {texts.organisation.today_name(key): release for key, release in in_force.items()}
    for document, listed in sorted(texts.effective.items()):
        if (
            document not in texts.documents
        ):  # the edition's catalogue says more than it holds: nothing to release
            continue
        release = known.get(document)
        if release is None or dict(release.digests) != dict(listed.digests) or release.document != document:
            yield pending_of(texts, document, release, files)
    for document, release in sorted(known.items()):
        listed_now = texts.listed.get(document)
        if listed_now is None or listed_now.status in _OUT_OF_FORCE:
            yield Pending(
                document=document,
                revision=release.revision,
                digests=release.digests,
                in_force=release,
                change="material",
                withdraws=True,
            )


def pending_of(texts: Texts, document: str, release: Release | None, files: Files) -> Pending:
    """What one document of an edition would be released as."""
    listed, plain = texts.listed[document], texts.documents[document]
    found = Pending(
        document=document,
        revision=spelled(listed.revision),
        digests=listed.digests,
        in_force=release,
        change="first",
    )
    if release is None:
        return found
    computed, changed = _suggested(_changes(texts, document, release, files))
    declared = _declared(plain)
    if declared is None or release.revision == found.revision:
        return replace(found, change=computed, changed=changed, computed=computed)
    clauses = tuple(anchor for anchor in declared.get("clauses", ()) if _ANCHOR.fullmatch(anchor))
    return replace(
        found,
        change=declared["change"],
        changed=clauses or changed,
        computed=computed,
        note=declared.get("note", ""),
    )


def spelled(revision: str) -> str:
    """A revision as entries may name it: Latin letters, figures, points and hyphens."""
    if _REVISION.fullmatch(revision):
        return revision
    return f"r-{hashlib.sha256(revision.encode()).hexdigest()[:8]}" if revision else "1"


def _changes(texts: Texts, document: str, release: Release, files: Files) -> list[NodeChange] | None:
    """Every change in every language; None where the text in force cannot be read any more."""
    try:
        before = {language: files.read(digest) for language, digest in release.digests.items()}
    except TextMissing:
        return None
    after: dict[str, bytes] = dict(texts.content(document))
    return [change for changes in differences(before, after).values() for change in changes]


def _suggested(changes: Iterable[NodeChange] | None) -> tuple[Change, tuple[str, ...]]:
    if changes is None:
        return "material", (WHOLE,)
    listed = list(changes)
    anchors = dict.fromkeys(change.anchor or WHOLE for change in listed)
    return proposed_class(listed), tuple(anchor for anchor in anchors if _ANCHOR.fullmatch(anchor))


def _declared(plain: Plain) -> Plain | None:
    """The author's own line about the current revision."""
    control = plain["control"]
    lines = (line for line in control.get("revisions", ()) if line["revision"] == control.get("revision"))
    return next(lines, None)
