"""Hashing and proofs, held against the published vectors of Certificate Transparency and RFC 6962's own definition."""

import hashlib
from itertools import pairwise

import pytest

from portal.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    frontier_at,
    inclusion_proof,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    root_at,
)

PUBLISHED_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
PUBLISHED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PUBLISHED_INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
PUBLISHED_CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
SIZES = range(1, 40)


class Tree:
    """Leaves in memory, and the tree as RFC 6962 defines it, without any of our shortcuts."""

    def __init__(self, entries: list[bytes]) -> None:
        self.leaves = [leaf_hash(entry) for entry in entries]

    def __call__(self, level: int, position: int) -> bytes:
        return defined_root(self.leaves[position << level : (position + 1) << level])


def defined_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(defined_root(leaves[:half]), defined_root(leaves[half:]))


PUBLISHED = Tree(PUBLISHED_LEAVES)
MANY = Tree([f"entry {number}".encode() for number in range(SIZES.stop)])


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    frontier = Frontier()
    for leaf in PUBLISHED.leaves[:size]:
        frontier.append(leaf)
    assert frontier.root().hex() == PUBLISHED_ROOTS[size] == root_at(size, PUBLISHED).hex()


@pytest.mark.parametrize(("index", "size"), PUBLISHED_INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int) -> None:
    proof = inclusion_proof(index, size, PUBLISHED)
    assert [found.hex() for found in proof] == PUBLISHED_INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), PUBLISHED_CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, new: int) -> None:
    assert [found.hex() for found in consistency_proof(old, new, PUBLISHED)] == PUBLISHED_CONSISTENCY[
        old, new
    ]


def test_every_entry_of_every_tree_is_proved() -> None:
    for size in SIZES:
        root = defined_root(MANY.leaves[:size])
        for index in range(size):
            proof = inclusion_proof(index, size, MANY)
            assert proves_inclusion(MANY.leaves[index], index, size, root=root, proof=proof)


def test_every_tree_is_proved_to_continue_every_smaller_one() -> None:
    for new in SIZES:
        for old in range(new + 1):
            roots = {
                "old_root": defined_root(MANY.leaves[:old]),
                "new_root": defined_root(MANY.leaves[:new]),
            }
            assert proves_consistency(old, new, **roots, proof=consistency_proof(old, new, MANY))


def test_no_proof_holds_for_another_place_entry_or_tree() -> None:
    size = 21
    root = defined_root(MANY.leaves[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, MANY)
        leaf = MANY.leaves[index]
        wrong = [
            (MANY.leaves[(index + 1) % size], index, size, proof),
            (leaf, (index + 1) % size, size, proof),
            (leaf, index, size, proof[:-1]),
            (leaf, index, size, (*proof, root)),
            (leaf, index, size, (*proof[:-1], root)),
            (leaf, -1, size, proof),
            (leaf, size, size, proof),
        ]
        for other_leaf, other_index, other_size, other_proof in wrong:
            assert not proves_inclusion(other_leaf, other_index, other_size, root=root, proof=other_proof)


def test_no_consistency_proof_holds_for_another_history() -> None:
    other = Tree([b"changed", *[f"entry {number}".encode() for number in range(1, SIZES.stop)]])
    for old, new in ((1, 2), (4, 9), (6, 21), (8, 8), (20, 21)):
        proof = consistency_proof(old, new, other)
        before, after = root_at(old, MANY), root_at(new, other)
        assert not proves_consistency(old, new, old_root=before, new_root=after, proof=proof)


def test_proofs_of_the_wrong_length_prove_nothing() -> None:
    before, after = root_at(6, MANY), root_at(21, MANY)
    proof = consistency_proof(6, 21, MANY)
    for wrong in ((), proof[:-1], (*proof, after), proof[1:]):
        assert not proves_consistency(6, 21, old_root=before, new_root=after, proof=wrong)
    assert not proves_consistency(0, 21, old_root=before, new_root=after, proof=())
    assert not proves_consistency(21, 6, old_root=after, new_root=before, proof=proof)
    assert not proves_consistency(21, 21, old_root=after, new_root=after, proof=proof)


def test_questions_about_no_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(3, 3, MANY)
    with pytest.raises(ValueError, match="does not begin"):
        consistency_proof(4, 3, MANY)
    with pytest.raises(ValueError, match="full subtrees"):
        Frontier(3, [EMPTY_ROOT])


def test_edge_goes_on_from_wherever_it_was_picked_up() -> None:
    for size, bigger in pairwise(SIZES):
        frontier = frontier_at(size, MANY)
        copy = frontier.copy()
        copy.append(MANY.leaves[size])
        assert (frontier.root(), copy.root()) == (root_at(size, MANY), root_at(bigger, MANY))
