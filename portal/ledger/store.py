"""The stored ledger, read and extended over a connection. Only the sequencer extends it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BLOB, ColumnElement, Connection, LargeBinary, Row, cast, func, insert, select

from portal.database import is_sqlite
from portal.ledger.merkle import Node, node_hash
from portal.ledger.tables import ANCHOR, CHECKPOINT, ENTRY, NODE
from portal.questions import Question, filled, one_of, room_for, rows_into

TILE_LEVELS = 8
"""Nodes of levels 8 and 16 are stored; those between are made from at most 256 of the next stored level below."""

_STORED_LEVELS = (0, TILE_LEVELS, 2 * TILE_LEVELS)
_MOST_TILES = 1024

_READ_AT_ONCE = 4096

_SIZE = Question(select(func.coalesce(func.max(ENTRY.c.seq), 0)))
_ENTRIES, _NODES = rows_into(ENTRY), rows_into(NODE)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One row of the ledger."""

    seq: int
    key: str
    body: bytes
    leaf: bytes


def size_of(connection: Connection) -> int:
    """How many entries there are."""
    return int(_SIZE.all(connection, {})[0][0])


def entry_at(connection: Connection, seq: int) -> StoredEntry | None:
    """The entry of this number."""
    row = connection.execute(select(ENTRY).where(ENTRY.c.seq == seq)).one_or_none()
    return None if row is None else _entry(row)


def entries_by_key(connection: Connection, keys: Sequence[str]) -> Mapping[str, StoredEntry]:
    """The entries recorded under these idempotency keys."""
    room = room_for(len(keys))
    rows = _by_key(room).all(connection, filled("key", keys, room)) if keys else ()
    return {key: StoredEntry(seq, key, body.encode(), bytes(leaf)) for seq, key, body, leaf in rows}


def entries_of(connection: Connection, *, first: int = 1, last: int | None = None) -> Iterator[StoredEntry]:
    """Entries in order, a few thousand in memory at a time; bytes as they stand, even where they are no text.

    What cannot be such a row at all (damage) comes out as it is; the reader judges.
    """
    query = select(
        ENTRY.c.seq, ENTRY.c.idempotency_key, _bytes_of_body(connection).label(name="body"), ENTRY.c.leaf
    )
    query = query.where(ENTRY.c.seq >= first).order_by(ENTRY.c.seq)
    if last is not None:
        query = query.where(ENTRY.c.seq <= last)
    result = connection.execution_options(yield_per=_READ_AT_ONCE).execute(query)
    for chunk in result.partitions():
        yield from (StoredEntry(row[0], row[1], bytes(row[2]), bytes(row[3])) for row in chunk)


def add_entries(connection: Connection, entries: Sequence[StoredEntry]) -> None:
    """Appends rows; the database itself refuses a number that is not the next."""
    rows = [
        {"seq": e.seq, "idempotency_key": e.key, "body": e.body.decode(), "leaf": e.leaf} for e in entries
    ]
    _ENTRIES.put(connection, rows)


def add_nodes(connection: Connection, nodes: Iterable[Node]) -> None:
    """Keeps those of the completed nodes that are stored at all."""
    rows = [
        {"level": node.level, "position": node.position, "hash": node.hash}
        for node in nodes
        if node.level in _STORED_LEVELS
    ]
    _NODES.put(connection, rows)


def add_checkpoint(connection: Connection, *, size: int, note: str, signed_at: str) -> None:
    """Keeps a signed checkpoint."""
    connection.execute(insert(CHECKPOINT), {"size": size, "note": note, "signed_at": signed_at})


def checkpoint_notes(connection: Connection) -> Iterator[tuple[int, str]]:
    """All checkpoints that were signed, by size."""
    for row in connection.execute(select(CHECKPOINT.c.size, CHECKPOINT.c.note).order_by(CHECKPOINT.c.size)):
        yield row.size, row.note


def newest_checkpoint(connection: Connection) -> tuple[int, str, str] | None:
    """The checkpoint that covers most: its size, the signed note, when it was signed."""
    query = select(CHECKPOINT.c.size, CHECKPOINT.c.note, CHECKPOINT.c.signed_at)
    row = connection.execute(query.order_by(CHECKPOINT.c.size.desc()).limit(1)).one_or_none()
    return None if row is None else (row.size, row.note, row.signed_at)


def checkpoint_note(connection: Connection, size: int) -> str | None:
    """The signed checkpoint of exactly this size."""
    return connection.execute(select(CHECKPOINT.c.note).where(CHECKPOINT.c.size == size)).scalar_one_or_none()


def add_anchor(connection: Connection, *, size: int, place: str, kept_at: str) -> None:
    """Notes that the checkpoint of this size is now kept somewhere outside."""
    number = connection.execute(select(func.coalesce(func.max(ANCHOR.c.number), 0) + 1)).scalar_one()
    connection.execute(insert(ANCHOR), {"number": number, "size": size, "place": place, "kept_at": kept_at})


def anchor_sizes(connection: Connection) -> tuple[int, ...]:
    """The sizes of all checkpoints that were put outside."""
    return tuple(connection.execute(select(ANCHOR.c.size).distinct().order_by(ANCHOR.c.size)).scalars())


@cache
def _by_key(room: int) -> Question:
    query = select(ENTRY.c.seq, ENTRY.c.idempotency_key, ENTRY.c.body, ENTRY.c.leaf)
    return Question(query.where(one_of(ENTRY.c.idempotency_key, "key", room)))


class StoredNodes:
    """The tree as stored: gives the hash of any full subtree, reading a few tiles of at most 256 hashes.

    Use one within a transaction; it keeps what it read.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tiles: dict[tuple[int, int], list[list[bytes]]] = {}

    def __call__(self, level: int, position: int) -> bytes:
        """The hash of a full subtree. IndexError if not all its leaves are there."""
        base = max(stored for stored in _STORED_LEVELS if stored <= level)
        above = level - base
        if above > TILE_LEVELS:
            return node_hash(self(level - 1, 2 * position), self(level - 1, 2 * position + 1))
        width = TILE_LEVELS - above
        return self._tile(base, position >> width)[above][position & ((1 << width) - 1)]

    def _tile(self, base: int, number: int) -> list[list[bytes]]:
        found = self._tiles.get((base, number))
        if found is None:
            if len(self._tiles) >= _MOST_TILES:
                self._tiles.clear()
            found = self._tiles[base, number] = _levels(self._read(base, number))
        return found

    def _read(self, base: int, number: int) -> list[bytes]:
        first = number << TILE_LEVELS
        last = first + (1 << TILE_LEVELS)
        if base == 0:
            query = select(ENTRY.c.leaf).where(ENTRY.c.seq > first, ENTRY.c.seq <= last).order_by(ENTRY.c.seq)
        else:
            here = (NODE.c.level == base, NODE.c.position >= first, NODE.c.position < last)
            query = select(NODE.c.hash).where(*here).order_by(NODE.c.position)
        return [bytes(found) for found in self._connection.execute(query).scalars()]


def _levels(hashes: list[bytes]) -> list[list[bytes]]:
    """A tile's hashes and the full subtrees above them, level by level."""
    levels = [hashes]
    for _ in range(TILE_LEVELS):
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return levels


def _entry(row: Row[tuple[int, str, str, bytes]]) -> StoredEntry:
    return StoredEntry(row.seq, row.idempotency_key, row.body.encode(), bytes(row.leaf))


def _bytes_of_body(connection: Connection) -> ColumnElement[bytes]:
    """The body as bytes, so that a damaged one can be read at all."""
    if is_sqlite(connection):
        return cast(ENTRY.c.body, BLOB)
    return func.convert_to(ENTRY.c.body, "UTF8", type_=LargeBinary)
