"""Signed notes, checkpoints, codes and proofs, held against the published examples of their formats."""

import base64
import hashlib
from itertools import product

import pytest

from portal.ledger.checkpoints import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    parse_short_code,
    sign_checkpoint,
)
from portal.ledger.merkle import leaf_hash, node_hash
from portal.ledger.notes import NotANote, SigningKey, open_note, sign_note, verifier_key
from portal.ledger.proofs import EntryProof, checked_proof, growth_text, parse_proof

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
GO_NOTE = f"{GO_TEXT}\n{GO_SIGNATURE}"
PUBLISHED_CHECKPOINT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
KEY = SigningKey("example.com/ledger", bytes(range(32)))
LEAVES = [leaf_hash(b"one"), leaf_hash(b"two")]
ROOT = node_hash(*LEAVES)
HEAD = Checkpoint(KEY.verifier.name, 2, ROOT)


def test_our_signature_is_the_published_one() -> None:
    key = SigningKey.parse(GO_PRIVATE)
    assert sign_note(GO_TEXT, key) == GO_NOTE
    assert (key.verifier.text, key.file_text().strip()) == (GO_KEY, GO_PRIVATE)


def test_published_note_opens_with_its_key_alone() -> None:
    assert open_note(GO_NOTE, [KEY.verifier, verifier_key(GO_KEY)]) == GO_TEXT
    with pytest.raises(NotANote, match="not signed"):
        open_note(GO_NOTE, [KEY.verifier])


def test_further_signatures_are_welcome_and_a_wrong_one_is_not() -> None:
    both = GO_NOTE + sign_note(GO_TEXT, KEY).removeprefix(f"{GO_TEXT}\n")
    assert open_note(both, [KEY.verifier]) == open_note(both, [verifier_key(GO_KEY)]) == GO_TEXT
    with pytest.raises(NotANote, match="wrong"):
        open_note(GO_NOTE.replace("answer", "amswer"), [verifier_key(GO_KEY)])


@pytest.mark.parametrize(
    "note",
    [
        "", "\n\n", GO_TEXT, GO_TEXT + GO_SIGNATURE, GO_NOTE.removesuffix("\n"), GO_NOTE.replace("— ", "- "),
        GO_NOTE.replace("\n", "\r\n"), f"{GO_TEXT}\n— PeterNeumann x08go/ZJ\n", f"{GO_TEXT}\n— PeterNeumann ?\n",
        f"{GO_TEXT}\n— Peter Neumann {GO_SIGNATURE[15:]}", GO_NOTE + "\n", "x" * 100_001 + GO_NOTE,
        f"{GO_TEXT}\n— PeterNeumann x08g\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NotANote):
        open_note(note, [verifier_key(GO_KEY)])


@pytest.mark.parametrize("change", range(len(GO_KEY)))
def test_key_with_one_letter_changed_is_no_key(change: int) -> None:
    letter = "B" if GO_KEY[change] != "B" else "C"
    with pytest.raises(NotANote):
        verifier_key(GO_KEY[:change] + letter + GO_KEY[change + 1 :])


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY+", GO_KEY, GO_PRIVATE.replace("AYEK", "BYEK"), GO_PRIVATE[:-9]]
)
def test_file_without_a_private_key_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        SigningKey.parse(text)


def test_names_with_blanks_and_texts_without_end_are_not_signed() -> None:
    with pytest.raises(NotANote):
        SigningKey("two words", bytes(32))
    with pytest.raises(NotANote):
        sign_note("no line break", KEY)
    with pytest.raises(NotANote):
        sign_note("tab\t\n", KEY)


def test_published_checkpoint_is_understood() -> None:
    checkpoint = parse_checkpoint(PUBLISHED_CHECKPOINT)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == PUBLISHED_CHECKPOINT
    assert open_checkpoint(sign_checkpoint(HEAD, KEY), [KEY.verifier]) == HEAD


@pytest.mark.parametrize(
    "text",
    ["", "a\n1\n", "a\n01\nAA==\n", "a\n-1\nAA==\n", "a\n1\nAA==\n", "a\n١\nAA==\n", "a\n\n1\n", "a\n1\n?\n"],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        parse_checkpoint(text)


def test_short_code_comes_back_from_paper() -> None:
    code = HEAD.short_code
    for typed in (
        code,
        code.lower(),
        code.replace("-", " "),
        f"  {code} ",
        code.replace("O", "0").replace("I", "1"),
    ):
        assert parse_short_code(typed).stands_for(2, ROOT)
    assert not parse_short_code(code).stands_for(3, ROOT)
    assert not parse_short_code(code).stands_for(2, LEAVES[0])


def test_slips_of_the_pen_are_noticed() -> None:
    code = HEAD.short_code
    slips = 0
    for place, letter in product(range(1, len(code)), "AZ7"):
        if code[place] in {"-", letter}:
            continue
        slips += 1
        with pytest.raises(NotANote):
            parse_short_code(code[:place] + letter + code[place + 1 :])
    assert slips > 90


def test_proof_is_written_as_published() -> None:
    hashes = (hashlib.sha256(b"hash1").digest(), hashlib.sha256(b"hash2").digest())
    first, second = (base64.b64encode(found).decode() for found in hashes)
    plain = EntryProof(5, hashes, "test checkpoint\n")
    assert plain.text == f"c2sp.org/tlog-proof@v1\nindex 5\n{first}\n{second}\n\ntest checkpoint\n"
    extra = EntryProof(10, hashes[:1], "checkpoint data\n", b"extra information")
    head = "c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n"
    assert extra.text == f"{head}{first}\n\ncheckpoint data\n"
    alone = EntryProof(0, (), "checkpoint\n")
    assert alone.text == "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n"
    for proof in (plain, extra, alone):
        assert parse_proof(proof.text) == proof


@pytest.mark.parametrize(
    "text",
    [
        "", "c2sp.org/tlog-proof@v1\n\nnote\n", "c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\nnote\n", "c2sp.org/tlog-proof@v1\nindex -1\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nAA==\n\nnote\n", "c2sp.org/tlog-proof@v1\nindex 1\n?\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nextra AA==\n\nnote\n", "c2sp.org/tlog-proof@v1\nindex 1\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + f"{base64.b64encode(ROOT).decode()}\n" * 64 + "\nnote\n",
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        parse_proof(text)


def test_proof_holds_for_its_own_leaf_under_its_own_key() -> None:
    text = EntryProof(0, (LEAVES[1],), sign_checkpoint(HEAD, KEY)).text
    assert checked_proof(text, LEAVES[0], [KEY.verifier])[1] == HEAD
    with pytest.raises(NotANote, match="lead"):
        checked_proof(text, LEAVES[1], [KEY.verifier])
    with pytest.raises(NotANote, match="not signed"):
        checked_proof(text, LEAVES[0], [verifier_key(GO_KEY)])
    assert growth_text(LEAVES).count("\n") == 2
