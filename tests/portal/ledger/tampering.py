"""What somebody with the database in their hands can do to it, guards or no guards."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.ledger.checkpoints import Checkpoint, sign_checkpoint
from portal.ledger.merkle import Frontier, leaf_hash
from portal.ledger.notes import SigningKey


@contextmanager
def administrator(home: Path) -> Iterator[sqlite3.Connection]:
    """A connection of somebody who takes the guards away first and puts them back afterwards."""
    connection = sqlite3.connect(home / "records.sqlite", isolation_level=None)
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN")
    yield connection
    connection.execute("COMMIT")
    for _, sql in guards:
        connection.execute(sql)
    connection.close()


def make_consistent(connection: sqlite3.Connection, key: SigningKey | None) -> None:
    """Recomputes leaves and nodes after a change and, with the key, signs all checkpoints anew."""
    sizes = [size for (size,) in connection.execute("SELECT size FROM ledger_checkpoint ORDER BY size")]
    signed_at = "2026-01-01T00:00:00.000000Z"
    rows = connection.execute("SELECT seq, body FROM ledger_entry ORDER BY seq").fetchall()
    connection.execute("DELETE FROM ledger_node")
    frontier = Frontier()
    notes: dict[int, str] = {}
    for seq, body in rows:
        leaf = leaf_hash(body.encode())
        connection.execute("UPDATE ledger_entry SET leaf = ? WHERE seq = ?", (leaf, seq))
        for node in frontier.append(leaf):
            if node.level in {8, 16}:
                row = (node.level, node.position, node.hash)
                connection.execute("INSERT INTO ledger_node VALUES (?, ?, ?)", row)
        if key is not None and (frontier.size in sizes or frontier.size == len(rows)):
            checkpoint = Checkpoint(key.verifier.name, frontier.size, frontier.root())
            notes[frontier.size] = sign_checkpoint(checkpoint, key)
    if key is not None:
        connection.execute("DELETE FROM ledger_checkpoint")
        connection.execute("DELETE FROM ledger_anchor WHERE size > ?", (len(rows),))
        for size, note in notes.items():
            connection.execute("INSERT INTO ledger_checkpoint VALUES (?, ?, ?)", (size, note, signed_at))


def renumber(connection: sqlite3.Connection) -> None:
    """Closes the gaps that deletions leave."""
    seqs = [seq for (seq,) in connection.execute("SELECT seq FROM ledger_entry ORDER BY seq")]
    for number, seq in enumerate(seqs, start=1):
        if seq != number:
            connection.execute("UPDATE ledger_entry SET seq = ? WHERE seq = ?", (number, seq))


def exchange(connection: sqlite3.Connection, one: int, other: int) -> None:
    """Two entries change places."""
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE ledger_entry SET seq = ? WHERE seq = ?", (new, old))
