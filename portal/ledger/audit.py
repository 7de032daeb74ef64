"""The audit: recomputes everything the ledger claims, from the stored bytes alone.

It trusts no stored hash: leaves come from bodies, the tree from leaves, and only then are the stored leaves, nodes,
checkpoints, and the anchors from outside compared with it. It reads in one pass and keeps no entries in memory.
"""

import hashlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from portal.database import is_sqlite
from portal.ledger import store
from portal.ledger.anchors import Anchor
from portal.ledger.canonical import NotCanonical, canonical_json, plain_of
from portal.ledger.checkpoints import open_checkpoint
from portal.ledger.files import Files
from portal.ledger.identities import Identities
from portal.ledger.merkle import Frontier, Node, leaf_hash
from portal.ledger.notes import NotANote, VerifierKey
from portal.ledger.refusals import IdentityUnreadable, LedgerUnavailable
from portal.ledger.tables import IDENTITY_SNAPSHOT, NODE

MOST_PROBLEMS = 1000
"""Enough to see what happened; a ledger damaged from end to end need not fill the memory."""

_SQLITE_GUARDS = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
_POSTGRESQL_GUARDS = (
    "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' ORDER BY tgname"
)
GUARDS = {
    "sqlite": "e8f5ff2f571a6c0a3456f3b60c36af3abc753bb48fe41f0d09299bd4af552039",
    "postgresql": "6adce85dfff7f99e1ac956c3d8a6dd183b54c6bae355cbc6a25bae68bd4c281b",
}
"""SHA-256 over the guards as the migrations make them: a guard that was weakened is as bad as one that is gone."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was: a code for its sentence, and which entry, checkpoint or file."""

    code: str
    where: str


@dataclass(slots=True)
class Verification:
    """What an audit found: how far the ledger reaches, how far anchors vouch for it, and all that is wrong."""

    size: int = 0
    root: bytes = b""
    signed: int = 0
    anchored: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def found(self, code: str, where: object) -> None:
        """Adds a problem."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code, str(where)))


def verify_database(
    engine: Engine,
    *,
    key: VerifierKey,
    anchors: Sequence[Anchor] = (),
    files: Files | None = None,
    identities: Identities | None = None,
) -> Verification:
    """Recomputes the whole ledger as it is at this moment, beside whoever writes; changes nothing.

    A file too damaged to be opened is a finding; a database that cannot be reached is LedgerUnavailable.
    """
    try:
        with engine.connect() as connection, connection.begin():
            return verify_ledger(connection, key=key, anchors=anchors, files=files, identities=identities)
    except OperationalError as error:
        raise LedgerUnavailable from error
    except (SQLAlchemyError, UnicodeError) as error:  # damage in the schema may come out as either
        verification = Verification()
        verification.found("unreadable", type(error).__name__)
        return verification


def verify_ledger(
    connection: Connection,
    *,
    key: VerifierKey,
    anchors: Sequence[Anchor] = (),
    files: Files | None = None,
    identities: Identities | None = None,
) -> Verification:
    """Recomputes the whole ledger as it is in this transaction."""
    verification = Verification()
    try:
        _Walk(connection, key=key, anchors=anchors, verification=verification).walk()
        _verify_database(connection, verification)
        if identities is not None:
            _verify_identities(connection, identities, verification)
    except (SQLAlchemyError, AttributeError, TypeError, ValueError) as error:
        # A damaged file may not even be readable as a database.
        verification.found("unreadable", type(error).__name__)
    for path in files.damaged() if files else ():
        verification.found("file-altered", path)
    return verification


class _Walk:
    """One pass over all entries."""

    def __init__(
        self,
        connection: Connection,
        *,
        key: VerifierKey,
        anchors: Sequence[Anchor],
        verification: Verification,
    ) -> None:
        self._connection = connection
        self._key = key
        self._anchors = sorted(anchors, key=lambda anchor: anchor.size)
        self._verification = verification
        self._frontier = Frontier()
        self._keys = array("Q")
        self._stored = _nodes_of(connection)

    def walk(self) -> None:
        """Reads every entry; at the sizes of checkpoints and anchors compares the root."""
        signed = dict(store.checkpoint_notes(self._connection))
        sizes = set(signed) | {anchor.size for anchor in self._anchors}
        roots: dict[int, bytes] = {0: self._frontier.root()}
        for entry in store.entries_of(self._connection):
            self._take(entry)
            if self._frontier.size in sizes:
                roots[self._frontier.size] = self._frontier.root()
        self._verification.size = self._frontier.size
        self._verification.root = self._frontier.root()
        self._compare_keys()
        for level, position in self._stored:
            self._verification.found("node-unfounded", f"{level}/{position}")
        self._compare_checkpoints(signed, roots)
        self._compare_anchors(roots)

    def _take(self, entry: store.StoredEntry) -> None:
        number = self._frontier.size + 1
        if entry.seq != number:
            self._verification.found("entry-missing", f"{number}–{entry.seq - 1}")
        self._verify_body(entry)
        leaf = leaf_hash(entry.body)
        if leaf != entry.leaf:
            self._verification.found("entry-altered", entry.seq)
        self._keys.append(int.from_bytes(hashlib.sha256(entry.key.encode()).digest()[:8], "big"))
        for node in self._frontier.append(leaf):
            self._compare_node(node)

    def _verify_body(self, entry: store.StoredEntry) -> None:
        try:
            claims = plain_of(entry.body)
        except NotCanonical:
            self._verification.found("entry-not-canonical", entry.seq)
            return
        if claims.get("key") != entry.key:
            self._verification.found("key-altered", entry.seq)

    def _compare_node(self, node: Node) -> None:
        if node.level not in {store.TILE_LEVELS, 2 * store.TILE_LEVELS}:
            return
        if self._stored.pop((node.level, node.position), None) != node.hash:
            self._verification.found("node-altered", f"{node.level}/{node.position}")

    def _compare_keys(self) -> None:
        ordered = sorted(self._keys)
        for one, next_one in pairwise(ordered):
            if one == next_one:
                self._verification.found("entry-doubled", f"{one:016x}")

    def _compare_checkpoints(self, signed: Mapping[int, str], roots: Mapping[int, bytes]) -> None:
        for size, note in signed.items():
            try:
                checkpoint = open_checkpoint(note, [self._key])
            except NotANote:
                self._verification.found("checkpoint-unsigned", size)
                continue
            if (checkpoint.origin, checkpoint.size) != (self._key.name, size):
                self._verification.found("checkpoint-unsigned", size)
            elif roots.get(size) != checkpoint.root:
                code = "checkpoint-beyond" if size > self._frontier.size else "checkpoint-contradicts"
                self._verification.found(code, size)
            else:
                self._verification.signed = max(self._verification.signed, size)

    def _compare_anchors(self, roots: Mapping[int, bytes]) -> None:
        """An anchor counts only if every smaller one holds, too."""
        sound = True
        for anchor in self._anchors:
            if anchor.size > self._frontier.size:
                self._verification.found("anchor-beyond", f"{anchor.source} ({anchor.size})")
            elif not anchor.stands_for(roots[anchor.size]):
                self._verification.found("anchor-contradicts", f"{anchor.source} ({anchor.size})")
            elif sound:
                self._verification.anchored = anchor.size
                continue
            sound = False


def _nodes_of(connection: Connection) -> dict[tuple[int, int], bytes]:
    return {(row.level, row.position): bytes(row.hash) for row in connection.execute(select(NODE))}


def _verify_database(connection: Connection, verification: Verification) -> None:
    """The database's own check, and whether its guards against rewriting are in place."""
    sqlite = is_sqlite(connection)
    if guards_digest(connection) != GUARDS["sqlite" if sqlite else "postgresql"]:
        verification.found("guards-altered", connection.dialect.name)
    for line in _integrity(connection) if sqlite else ():
        verification.found("database-damaged", line)


def guards_digest(connection: Connection) -> str:
    """SHA-256 over the triggers that are in place."""
    guards = connection.execute(text(_SQLITE_GUARDS if is_sqlite(connection) else _POSTGRESQL_GUARDS))
    return hashlib.sha256(canonical_json([list(guard) for guard in guards])).hexdigest()


def _integrity(connection: Connection) -> Iterator[str]:
    lines = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    yield from (str(line) for line in lines if line != "ok")


def _verify_identities(connection: Connection, identities: Identities, verification: Verification) -> None:
    for commitment in connection.execute(select(IDENTITY_SNAPSHOT.c.commitment)).scalars():
        try:
            identities.open(connection, commitment)
        except IdentityUnreadable:
            verification.found("identity-altered", commitment)
