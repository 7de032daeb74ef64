"""Proofs on paper and in files: one entry is in the ledger (C2SP tlog-proof), and the ledger only grew."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.ledger.checkpoints import Checkpoint, open_checkpoint
from portal.ledger.merkle import consistency_proof, inclusion_proof, leaf_hash, proves_inclusion
from portal.ledger.notes import NotANote, VerifierKey, decoded_base64
from portal.ledger.refusals import LedgerDamaged
from portal.ledger.store import StoredEntry, StoredNodes

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_DEEPEST = 63


@dataclass(frozen=True, slots=True)
class EntryProof:
    """Where an entry stands, the hashes from its leaf to the root, and the signed checkpoint with that root."""

    index: int
    hashes: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    @property
    def text(self) -> str:
        """The proof as a file."""
        extra = [f"extra {base64.b64encode(self.extra).decode()}"] if self.extra else []
        hashes = [base64.b64encode(found).decode() for found in self.hashes]
        return "\n".join([_FIRST_LINE, *extra, f"index {self.index}", *hashes, "", self.note])


class ProofMaker:
    """Makes many proofs over one connection, reading each part of the tree once."""

    def __init__(self, connection: Connection) -> None:
        self._nodes = StoredNodes(connection)

    def entry(self, entry: StoredEntry, checkpoint: Checkpoint, note: str) -> EntryProof:
        """The proof that an entry, as its body stands, is in the tree of a checkpoint.

        LedgerDamaged if it is not: no proof is handed out that would not hold.
        """
        index, size = entry.seq - 1, checkpoint.size
        hashes = inclusion_proof(index, size, self._nodes)
        if not proves_inclusion(leaf_hash(entry.body), index, size, root=checkpoint.root, proof=hashes):
            raise LedgerDamaged(entry=entry.seq)
        return EntryProof(index, hashes, note)

    def growth(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the tree of *new* entries begins with that of *old*."""
        return consistency_proof(old, new, self._nodes)


def parse_proof(text: str) -> EntryProof:
    """The proof that a file spells. NotANote if it spells none."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != _FIRST_LINE or not lines:
        raise NotANote("no proof")
    extra = b""
    if lines[0].startswith("extra "):
        extra = decoded_base64(lines.pop(0).removeprefix("extra "))
    index = lines.pop(0).removeprefix("index ") if lines and lines[0].startswith("index ") else ""
    if not (index.isascii() and index.isdigit()) or str(int(index)) != index:
        raise NotANote("no proof")
    hashes = tuple(map(decoded_base64, lines))
    if len(hashes) > _DEEPEST or any(len(found) != 32 for found in hashes):
        raise NotANote("no proof")
    return EntryProof(int(index), hashes, note, extra)


def checked_proof(text: str, leaf: bytes, keys: Sequence[VerifierKey]) -> tuple[EntryProof, Checkpoint]:
    """A proof file that holds for this leaf under one of these keys. NotANote if it does not."""
    proof = parse_proof(text)
    checkpoint = open_checkpoint(proof.note, keys)
    if not proves_inclusion(leaf, proof.index, checkpoint.size, root=checkpoint.root, proof=proof.hashes):
        raise NotANote("the proof does not lead to the checkpoint")
    return proof, checkpoint


def growth_text(hashes: Sequence[bytes]) -> str:
    """A proof of growth as a file: one hash a line."""
    return "".join(f"{base64.b64encode(found).decode()}\n" for found in hashes)
