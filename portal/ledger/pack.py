"""Evidence packs 证据包: one zip that proves records to somebody who has neither our server nor our word.

It holds the records as they are in the ledger, a proof for each, the texts that were shown, the identities that were
not erased, one checkpoint, earlier anchors with proofs of growth, a report for people, and ``verify.py``.
"""

import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from portal.ledger import store
from portal.ledger.anchors import Anchor
from portal.ledger.batch import SignedCheckpoint
from portal.ledger.checkpoints import Checkpoint
from portal.ledger.files import Files
from portal.ledger.identities import Identities
from portal.ledger.notes import VerifierKey
from portal.ledger.proofs import ProofMaker, growth_text
from portal.ledger.refusals import IdentityUnreadable, TextMissing
from portal.ledger.report import ReportRow, report
from portal.ledger.scope import FoundEntry, Scope, entries_in
from portal.web.languages import LANGUAGES

_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)
_TEXT_FIELDS = ("digest", "shown", "scan", "note", "terms", "model")


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished pack: where it lies, how many records and texts it holds, how many texts it had to leave out."""

    path: Path
    records: int
    texts: int
    absent: int


class PackWriter:
    """Writes a pack over one connection, so that everything in it is of one moment."""

    def __init__(
        self,
        connection: Connection,
        *,
        signed: SignedCheckpoint,
        key: VerifierKey,
        files: Files,
        identities: Identities | None,
    ) -> None:
        self._connection = connection
        self._signed = signed
        self._key = key
        self._files = files
        self._identities = identities
        self._proofs = ProofMaker(connection)
        self._texts: dict[str, bool] = {}
        self._names: dict[str, str] = {}

    def write(self, target: Path, scope: Scope, *, anchors: Sequence[Anchor] = ()) -> Packed:
        """Puts the pack in place whole, or not at all. FileExistsError if the name is taken."""
        aside = target.with_name(f".{target.name}.part")
        size = self._signed.checkpoint.size
        bounded = replace(scope, last=size if scope.last is None else min(size, scope.last))
        try:
            with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                found = entries_in(self._connection, bounded)
                rows = [self._add_record(archive, entry) for entry in found]
                self._add_frame(archive, rows, anchors)
            _sync(aside)
            os.link(aside, target)
        finally:
            aside.unlink(missing_ok=True)
        kept = sum(self._texts.values())
        return Packed(target, len(rows), kept, len(self._texts) - kept)

    def _add_record(self, archive: zipfile.ZipFile, found: FoundEntry) -> ReportRow:
        seq = found.stored.seq
        proof = self._proofs.entry(found.stored, self._signed.checkpoint, self._signed.note)
        _add(archive, f"records/{seq}.json", found.stored.body)
        _add(archive, f"proofs/{seq}.tlog-proof", proof.text.encode())
        for digest in _texts_of(found.claims):
            if digest not in self._texts:
                self._texts[digest] = self._add_text(archive, digest)
        return ReportRow(seq, found.claims, self._name_of(archive, found.claims.get("identity")))

    def _add_text(self, archive: zipfile.ZipFile, digest: str) -> bool:
        try:
            _add(archive, f"texts/{digest}", self._files.read(digest))
        except TextMissing:
            return False
        return True

    def _name_of(self, archive: zipfile.ZipFile, commitment: object) -> str:
        """The name behind a commitment, its snapshot added to the pack; blank if erased or not to be shown."""
        if self._identities is None or not isinstance(commitment, str):
            return ""
        if commitment not in self._names:
            self._names[commitment] = ""
            try:
                snapshot = self._identities.snapshot(self._connection, commitment)
                identity = self._identities.open(self._connection, commitment)
            except IdentityUnreadable:
                return ""
            if snapshot is not None and identity is not None:
                _add(archive, f"identities/{commitment}.json", snapshot)
                self._names[commitment] = identity.name
        return self._names[commitment]

    def _add_frame(
        self, archive: zipfile.ZipFile, rows: Sequence[ReportRow], anchors: Sequence[Anchor]
    ) -> None:
        _add(archive, "checkpoint", self._signed.note.encode())
        _add(archive, "ledger.vkey", f"{self._key.text}\n".encode())
        for size, note in self._anchor_notes(anchors):
            _add(archive, f"anchors/{size}.checkpoint", note.encode())
            growth = self._proofs.growth(size, self._signed.checkpoint.size)
            _add(archive, f"anchors/{size}.growth", growth_text(growth).encode())
        for language in LANGUAGES:
            page = report(rows, self._signed.checkpoint, language)
            _add(archive, f"report.{language}.html", page.encode())
        verifier = resources.files("portal.ledger").joinpath("verify.py").read_bytes()
        _add(archive, "verify.py", verifier)

    def _anchor_notes(self, anchors: Sequence[Anchor]) -> Iterator[tuple[int, str]]:
        """The checkpoints that went outside earlier, and those that somebody brings back now."""
        brought = {anchor.size for anchor in anchors}
        for size in sorted({*store.anchor_sizes(self._connection), *brought}):
            note = store.checkpoint_note(self._connection, size)
            if note is not None and 0 < size <= self._signed.checkpoint.size:
                yield size, note


def pack_name(checkpoint: Checkpoint) -> str:
    """A name for the pack of a checkpoint."""
    return f"evidence-{checkpoint.size:09}.zip"


def _texts_of(claims: dict[str, Any]) -> list[str]:
    named = [claims.get(name) for name in _TEXT_FIELDS] + list(claims.get("evidence", ()))
    return [digest for digest in named if isinstance(digest, str)]


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """A file without a time of its own: the same records give the same pack."""
    info = zipfile.ZipInfo(name, _BEGINNING_OF_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
