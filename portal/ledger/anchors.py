"""Anchors 锚点: checkpoints kept where the ledger's administrators have no hand in them.

An anchor comes back as a file or as the short code that was printed, and is compared with the ledger as it is now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from portal.ledger.checkpoints import Checkpoint, ShortCode, open_checkpoint, parse_short_code
from portal.ledger.durable import keep_file
from portal.ledger.merkle import root_at
from portal.ledger.notes import NotANote, VerifierKey
from portal.ledger.refusals import AnchorContradicts, AnchorUnreadable, LedgerBehindAnchor
from portal.ledger.store import StoredNodes, size_of

SUFFIX = ".checkpoint"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A checkpoint that came back from outside: where from, and what it said."""

    source: str
    said: Checkpoint | ShortCode

    @property
    def size(self) -> int:
        """How many entries it covers."""
        return self.said.size

    def stands_for(self, root: bytes) -> bool:
        """Whether the tree of its size, with this root, is the one it was made of."""
        if isinstance(self.said, ShortCode):
            return self.said.stands_for(self.size, root)
        return self.said.root == root


def read_anchor(text: str, key: VerifierKey) -> Anchor:
    """The anchor that somebody names: a file with a checkpoint, or a short code. AnchorUnreadable if neither."""
    path = Path(text)
    try:
        if path.is_file():
            return _from_file(path, key)
        return Anchor(text, parse_short_code(text))
    except (NotANote, OSError, ValueError) as error:
        raise AnchorUnreadable(source=text) from error


def anchors_in(folder: Path, key: VerifierKey) -> tuple[Anchor, ...]:
    """All checkpoints of this ledger that a folder keeps, by size; other ledgers' are passed over."""
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            found.append(_from_file(path, key))
        except (NotANote, OSError, ValueError) as error:
            if key.name in path.read_text(encoding="utf-8", errors="replace"):
                raise AnchorUnreadable(source=str(path)) from error
    return tuple(sorted(found, key=lambda anchor: anchor.size))


def keep_anchor(folder: Path, checkpoint: Checkpoint, note: str, *, key: VerifierKey) -> Path:
    """Puts a checkpoint into a folder outside, beside those before; none is ever overwritten.

    AnchorContradicts if the folder has another checkpoint of this size.
    """
    path = folder / f"{checkpoint.origin.replace('/', '-')}-{checkpoint.size:09}{SUFFIX}"
    if not keep_file(path, note.encode(), mode=0o444):
        anchor = read_anchor(str(path), key)
        if not anchor.stands_for(checkpoint.root) or anchor.size != checkpoint.size:
            raise AnchorContradicts(source=str(path), size=checkpoint.size)
    return path


def compare(connection: Connection, anchors: Sequence[Anchor]) -> int:
    """How many entries the anchors cover, all of them borne out by the ledger.

    LedgerBehindAnchor if one covers more than there is, AnchorContradicts if one is of another history.
    """
    size = size_of(connection)
    nodes = StoredNodes(connection)
    for anchor in anchors:
        if anchor.size > size:
            raise LedgerBehindAnchor(source=anchor.source, size=anchor.size, entries=size)
        if not anchor.stands_for(root_at(anchor.size, nodes)):
            raise AnchorContradicts(source=anchor.source, size=anchor.size)
    return max((anchor.size for anchor in anchors), default=0)


def missing_from(size: int, anchors: Sequence[Anchor]) -> Iterator[tuple[int, int]]:
    """What a restored ledger of *size* entries lacks: for each anchor beyond it, the first and last entry missing."""
    for anchor in anchors:
        if anchor.size > size:
            yield size + 1, anchor.size


def _from_file(path: Path, key: VerifierKey) -> Anchor:
    checkpoint = open_checkpoint(path.read_text(encoding="utf-8"), [key])
    if checkpoint.origin != key.name:
        raise NotANote("a checkpoint of another ledger")
    return Anchor(str(path), checkpoint)
