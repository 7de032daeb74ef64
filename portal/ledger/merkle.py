"""Merkle tree hashing after RFC 6962: leaves, nodes, roots, proofs that an entry is in and that a log only grew.

A *node* is the root of a full subtree: at ``level`` it covers ``2 ** level`` leaves, beginning at leaf
``position * 2 ** level``. Nodes never change once their leaves are there, so proofs of any tree, past or present,
are made from them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeAt = Callable[[int, int], bytes]
"""The hash of the full subtree at a level and position."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry. The prefix keeps an entry from being passed off as a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Node:
    """A full subtree and its hash."""

    level: int
    position: int
    hash: bytes


class Frontier:
    """The right edge of a growing tree: the full subtrees of its size, largest first."""

    __slots__ = ("_roots", "size")

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if len(roots) != size.bit_count():
            raise ValueError(f"{size} leaves have {size.bit_count()} full subtrees, not {len(roots)}")
        self.size = size
        self._roots = list(roots)

    def append(self, leaf: bytes) -> list[Node]:
        """Takes in one leaf hash; the subtrees above it that it completed."""
        completed: list[Node] = []
        hashed, level, position = leaf, 0, self.size
        while position & 1:
            hashed = node_hash(self._roots.pop(), hashed)
            level, position = level + 1, position >> 1
            completed.append(Node(level, position, hashed))
        self._roots.append(hashed)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in self._roots[-2::-1]:
            root = node_hash(left, root)
        return root

    def copy(self) -> "Frontier":
        """The same edge, to grow on its own."""
        return Frontier(self.size, self._roots)


def frontier_at(size: int, node_at: NodeAt) -> Frontier:
    """The right edge of the tree of the first *size* leaves."""
    return Frontier(size, [node_at(level, start >> level) for start, level in _full_subtrees(0, size)])


def root_at(size: int, node_at: NodeAt) -> bytes:
    """The root of the tree of the first *size* leaves."""
    return frontier_at(size, node_at).root()


def inclusion_proof(index: int, size: int, node_at: NodeAt) -> tuple[bytes, ...]:
    """What proves leaf *index* to be in the tree of *size* leaves: hashes from the leaf's sibling upwards."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node_at))
            end = middle
        else:
            path.append(_range_root(start, middle, node_at))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, node_at: NodeAt) -> tuple[bytes, ...]:
    """What proves the tree of *new* leaves to begin with that of *old* leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    if old in {0, new}:
        return ()
    start, end, path = 0, new, []
    while old != end:
        middle = start + _largest_power_below(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, node_at))
            end = middle
        else:
            path.append(_range_root(start, middle, node_at))
            start = middle
    if start:
        path.append(_range_root(start, end, node_at))
    return tuple(reversed(path))


def proves_inclusion(leaf: bytes, index: int, size: int, *, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether *proof* shows the leaf at *index* of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, hashed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            hashed = node_hash(sibling, hashed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and hashed == root


def proves_consistency(
    old: int, new: int, *, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether *proof* shows that the tree of *new* leaves begins with that of *old* (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if not 0 < old < new or not proof:
        return False
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _largest_power_below(number: int) -> int:
    """The largest power of two smaller than *number*."""
    return 1 << (number - 1).bit_length() - 1


def _full_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The leaves from *start*, where a subtree begins, to *end* as full subtrees: (first leaf, level)."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield start, level
        start += 1 << level


def _range_root(start: int, end: int, node_at: NodeAt) -> bytes:
    hashes = [node_at(level, first >> level) for first, level in _full_subtrees(start, end)]
    root = hashes.pop()
    while hashes:
        root = node_hash(hashes.pop(), root)
    return root
