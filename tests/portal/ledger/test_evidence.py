"""Identities, kept texts, keys, anchors and the audit: what stands behind an entry, and what finds a change."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from portal.database import database_address, open_database
from portal.ledger.anchors import anchors_in, compare, keep_anchor, missing_from, read_anchor
from portal.ledger.audit import MOST_PROBLEMS, Verification, verify_database, verify_ledger
from portal.ledger.entries import SubjectErased
from portal.ledger.files import Files
from portal.ledger.identities import Identities, Identity, erase, forget_old_pages
from portal.ledger.keys import identity_key, public_key_file, signing_key
from portal.ledger.ledger import Ledger, reading
from portal.ledger.notes import SigningKey
from portal.ledger.refusals import (
    AnchorContradicts,
    AnchorUnreadable,
    IdentityUnreadable,
    LedgerBehindAnchor,
    LedgerDamaged,
    NothingToAnchor,
    SigningKeyExposed,
    SigningKeyMissing,
    SigningKeyUnreadable,
    TextMissing,
)
from portal.ledger.tables import IDENTITY_SNAPSHOT
from tests.portal.ledger.ledgers import ANNA, BORIS, CHEN, HandClock, a_ledger, an_acknowledgement, fill
from tests.portal.ledger.tampering import administrator, make_consistent

ANNA_NOW = Identity(name="安娜", staff_number="0027", department="市场部", roles=("市场部经理",))
KEY = SigningKey("example.com/other", bytes(32))


def commit(ledger: Ledger, identity: Identity = ANNA_NOW) -> str:
    return ledger.sequencer.write(
        lambda connection: ledger.identities.commit(connection, ANNA, identity)
    ).result()


def audit(ledger: Ledger, *anchors: str) -> Verification:
    with reading(ledger.engine) as connection:
        return verify_ledger(
            connection,
            key=ledger.key,
            anchors=[read_anchor(anchor, ledger.key) for anchor in anchors],
            files=ledger.files,
            identities=ledger.identities,
        )


def codes(verification: Verification) -> set[str]:
    return {problem.code for problem in verification.problems}


# --- identities ---------------------------------------------------------------------------------------------


def test_identity_is_sealed_once_and_opened_again(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        first = commit(ledger)
        assert commit(ledger) == first
        moved = commit(ledger, Identity(name="安娜", staff_number="0027", department="客服部"))
        assert moved != first
        with reading(ledger.engine) as connection:
            assert ledger.identities.open(connection, first) == ANNA_NOW
            assert ledger.identities.known(connection, ANNA, ANNA_NOW) is None
            snapshot = ledger.identities.snapshot(connection, first)
            assert ledger.identities.open(connection, "f" * 64) is None
        assert snapshot is not None
        assert hashlib.sha256(snapshot).hexdigest() == first
        assert len(json.loads(snapshot)["salt"]) == 32


def test_erased_person_is_gone_and_every_proof_holds(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        commitment = commit(ledger)
        recorded = ledger.sequencer.record(an_acknowledgement(1, identity=commitment))
        fill(ledger, 5, first=2)
        proof = ledger.proof(recorded.seq)
        erased = SubjectErased(
            key="erase-anna", subject=ANNA, reason="retention-over", asked_by=BORIS, agreed_by=CHEN
        )
        ledger.sequencer.record(erased, alongside=lambda connection, _recorded: _erase(connection))
        forget_old_pages(ledger.engine)
        with reading(ledger.engine) as connection:
            assert ledger.identities.open(connection, commitment) is None
        assert ledger.proof(recorded.seq).index == proof.index
        assert audit(ledger).passed
    if address is None:
        for path in home.glob("records.sqlite*"):
            assert "安娜".encode() not in path.read_bytes()


def _erase(connection: object) -> None:
    assert erase(connection, ANNA)  # type: ignore[arg-type]


def test_nothing_personal_lies_in_the_database_in_the_clear(home: Path) -> None:
    with a_ledger(home) as ledger:
        ledger.sequencer.record(an_acknowledgement(1, identity=commit(ledger)))
    for path in home.glob("records.sqlite*"):
        content = path.read_bytes()
        assert "安娜".encode() not in content
        assert b"0027" not in content


def test_exchanged_or_altered_snapshot_is_noticed(ledger: Ledger) -> None:
    commitment = commit(ledger)
    engine = ledger.engine
    for change in (
        "UPDATE identity_snapshot SET sealed = zeroblob(80)",
        "UPDATE identity_snapshot SET sealed = zeroblob(3)",
        "UPDATE identity_key SET wrapped = zeroblob(60)",
    ):
        with engine.connect().execution_options(writing=True) as connection:
            connection.execute(text(change))
            with pytest.raises(IdentityUnreadable):
                ledger.identities.open(connection, commitment)
            assert codes(verify_ledger(connection, key=ledger.key, identities=ledger.identities)) == {
                "identity-altered"
            }
            connection.rollback()


def test_snapshot_under_another_commitment_is_noticed(ledger: Ledger) -> None:
    commit(ledger)
    with ledger.engine.connect().execution_options(writing=True) as connection:
        connection.execute(text("UPDATE identity_snapshot SET commitment = :other"), {"other": "f" * 64})
        with pytest.raises(IdentityUnreadable):
            ledger.identities.open(connection, "f" * 64)
        connection.rollback()


def test_other_wrapping_key_opens_nobody(ledger: Ledger) -> None:
    commitment = commit(ledger)
    other = Identities(bytes(32), clock=HandClock())
    with reading(ledger.engine) as connection, pytest.raises(IdentityUnreadable):
        other.open(connection, commitment)


# --- texts and keys -----------------------------------------------------------------------------------------


def test_text_that_was_shown_is_kept_under_its_digest(home: Path) -> None:
    files = Files(home)
    digest = files.keep("制度全文".encode())
    assert files.keep("制度全文".encode()) == digest == hashlib.sha256("制度全文".encode()).hexdigest()
    assert digest in files
    assert files.read(digest).decode() == "制度全文"
    assert list(files.damaged()) == []


def test_altered_or_missing_text_is_not_handed_out(home: Path) -> None:
    files = Files(home)
    digest = files.keep(b"as it was")
    path = home / "files" / digest[:2] / digest[2:]
    path.chmod(0o644)
    path.write_bytes(b"as it should have been")
    assert list(files.damaged()) == [f"files/{digest[:2]}/{digest[2:]}"]
    for wanted in (digest, "f" * 64, "../../keys/ledger.key"):
        with pytest.raises(TextMissing):
            files.read(wanted)
    assert "../../keys/ledger.key" not in files


def test_keys_are_their_owners_alone_and_stay(home: Path) -> None:
    made = signing_key(home, may_create=True)
    assert signing_key(home, may_create=True).verifier == made.verifier
    assert signing_key(home, may_create=False).verifier.text == public_key_file(home).read_text().strip()
    assert identity_key(home, may_create=True) == identity_key(home, may_create=False)
    assert {path.name: path.stat().st_mode & 0o777 for path in (home / "keys").iterdir()} == {
        "ledger.key": 0o600, "ledger.vkey": 0o644, "identity.key": 0o600,
    }  # fmt: skip


def test_missing_exposed_or_damaged_key_is_refused(home: Path) -> None:
    with pytest.raises(SigningKeyMissing):
        signing_key(home, may_create=False)
    signing_key(home, may_create=True)
    identity_key(home, may_create=True)
    for name, ask in (("ledger.key", signing_key), ("identity.key", identity_key)):
        path = home / "keys" / name
        content = path.read_bytes()
        path.chmod(0o640)
        with pytest.raises(SigningKeyExposed):
            ask(home, may_create=False)
        path.chmod(0o600)
        for damaged in (b"", b"ab", b"\xff", content[:20]):
            path.write_bytes(damaged)
            with pytest.raises(SigningKeyUnreadable):
                ask(home, may_create=False)
        path.write_bytes(content)


def test_lost_signing_key_is_never_replaced_by_itself(home: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 1)
    (home / "keys" / "ledger.key").unlink()
    with pytest.raises(SigningKeyMissing), a_ledger(home):
        pass


# --- anchors ------------------------------------------------------------------------------------------------


def test_checkpoint_kept_outside_is_an_anchor(home: Path, tmp_path: Path, address: str | None) -> None:
    outside = tmp_path / "audit"
    with a_ledger(home, address) as ledger:
        with pytest.raises(NothingToAnchor):
            ledger.anchor(outside)
        fill(ledger, 20)
        signed, path = ledger.anchor(outside)
        assert ledger.anchor(outside) == (signed, path)
        fill(ledger, 20, first=21)
        ledger.anchor(outside)
        (outside / "other.checkpoint").write_text("another ledger's")
        found = anchors_in(outside, ledger.key)
        assert [anchor.size for anchor in found] == [20, 40]
        with reading(ledger.engine) as connection:
            assert compare(connection, found) == 40
        verification = audit(ledger, str(path), signed.checkpoint.short_code)
        assert (verification.passed, verification.anchored, verification.signed) == (True, 20, 40)
    with a_ledger(home, address, anchors=outside):
        pass


def test_ledger_put_back_from_an_old_copy_is_not_written_to(home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "audit"
    with a_ledger(home) as ledger:
        fill(ledger, 20)
    old = (home / "records.sqlite").read_bytes()
    with a_ledger(home) as ledger:
        fill(ledger, 20, first=21)
        ledger.anchor(outside)
        key = ledger.key
    for path in home.glob("records.sqlite*"):
        path.unlink()
    (home / "records.sqlite").write_bytes(old)
    with pytest.raises(LedgerBehindAnchor) as refused, a_ledger(home, anchors=outside):
        pass
    assert (refused.value.values["size"], refused.value.values["entries"]) == (40, 20)
    assert list(missing_from(20, anchors_in(outside, key))) == [(21, 40)]


def test_other_history_contradicts_the_anchor(home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "audit"
    with a_ledger(home) as ledger:
        fill(ledger, 20)
        signed, path = ledger.anchor(outside)
        with pytest.raises(AnchorContradicts):
            keep_anchor(
                outside, signed.checkpoint.__class__(ledger.key.name, 20, bytes(32)), "", key=ledger.key
            )
        key = ledger.sequencer._key
    with administrator(home) as connection:
        connection.execute("UPDATE ledger_entry SET body = replace(body, '1.1', '1.0') WHERE seq = 3")
        make_consistent(connection, key)
    with a_ledger(home) as ledger:
        assert audit(ledger).passed  # whoever holds the key can make it look right from inside
        assert codes(audit(ledger, str(path))) == codes(audit(ledger, signed.checkpoint.short_code))
        assert codes(audit(ledger, str(path))) == {"anchor-contradicts"}
        assert audit(ledger, str(path)).anchored == 0
        with pytest.raises(AnchorContradicts):
            ledger.anchor(outside)
    with pytest.raises(AnchorContradicts), a_ledger(home, anchors=outside):
        pass


def test_what_is_no_anchor_of_this_ledger_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger, 3)
    note = ledger.checkpoint().note
    damaged = tmp_path / "damaged.checkpoint"
    damaged.write_text(note.replace("\n3\n", "\n4\n"))
    for source in (str(damaged), "D3-AAAA", "nonsense", str(tmp_path / "none"), "x" * 5000):
        with pytest.raises(AnchorUnreadable):
            read_anchor(source, ledger.key)
    with pytest.raises(AnchorUnreadable):
        anchors_in(tmp_path, ledger.key)
    with pytest.raises(AnchorUnreadable):
        read_anchor(str(damaged), KEY.verifier)


# --- the audit ----------------------------------------------------------------------------------------------


def test_sound_ledger_passes(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        assert audit(ledger).passed
        commit(ledger)
        fill(ledger, 600)
        verification = audit(ledger)
        assert verification.problems == []
        assert (verification.size, verification.signed, verification.anchored) == (600, 512, 0)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE ledger_entry SET body = replace(body, '1.1', '1.0') WHERE seq = 7", "entry-altered"),
        ("UPDATE ledger_entry SET leaf = zeroblob(32) WHERE seq = 7", "entry-altered"),
        ("UPDATE ledger_entry SET body = body || ' ' WHERE seq = 7", "entry-not-canonical"),
        ("UPDATE ledger_entry SET body = CAST(x'ff' AS TEXT) WHERE seq = 7", "entry-not-canonical"),
        ("UPDATE ledger_entry SET idempotency_key = 'other-key' WHERE seq = 7", "key-altered"),
        ("DELETE FROM ledger_entry WHERE seq = 7", "entry-missing"),
        ("DELETE FROM ledger_entry WHERE seq > 500", "checkpoint-beyond"),
        ("UPDATE ledger_node SET hash = zeroblob(32)", "node-altered"),
        ("INSERT INTO ledger_node VALUES (8, 77, zeroblob(32))", "node-unfounded"),
        ("DELETE FROM ledger_node", "node-altered"),
        ("UPDATE ledger_checkpoint SET note = replace(note, '—', '-') WHERE size = 256", "checkpoint-unsigned"),
        ("UPDATE ledger_checkpoint SET size = 255 WHERE size = 256", "checkpoint-unsigned"),
        ("UPDATE ledger_entry SET seq = 'seven' WHERE seq = 7", "unreadable"),
        ("UPDATE ledger_entry SET leaf = 'text' WHERE seq = 7", "unreadable"),
    ],
)  # fmt: skip
def test_every_change_is_found(home: Path, change: str, found: str) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 600)
    with administrator(home) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        try:
            connection.execute(change)
        except sqlite3.Error:
            assert found == "unreadable"
            return
    with opened_to_read(home) as verification:
        assert found in codes(verification)


class opened_to_read:  # noqa: N801 - reads as a sentence
    """An audit beside whoever may be writing."""

    def __init__(self, home: Path) -> None:
        self._engine = open_database(database_address(home))
        self._key = signing_key(home, may_create=False).verifier

    def __enter__(self) -> Verification:
        return verify_database(self._engine, key=self._key)

    def __exit__(self, *_reason: object) -> None:
        self._engine.dispose()


def test_doubled_entry_is_found_even_where_the_index_was_removed(home: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 6)
        key = ledger.sequencer._key
    with administrator(home) as connection:
        connection.execute("ALTER TABLE ledger_entry RENAME TO old")
        connection.execute(
            "CREATE TABLE ledger_entry (seq INTEGER PRIMARY KEY, idempotency_key TEXT, body TEXT, leaf BLOB)"
        )
        connection.execute("INSERT INTO ledger_entry SELECT * FROM old")
        connection.execute(
            "INSERT INTO ledger_entry SELECT 7, idempotency_key, body, leaf FROM old WHERE seq = 2"
        )
        connection.execute("DROP TABLE old")
        make_consistent(connection, key)
    with opened_to_read(home) as verification:
        assert codes(verification) == {"entry-doubled"}


@pytest.mark.parametrize("weakened", [False, True])
def test_missing_or_weakened_guards_are_found(home: Path, address: str | None, *, weakened: bool) -> None:
    if address is None:
        gone = "DROP TRIGGER ledger_entry_keeps"
        weaker = "CREATE TRIGGER ledger_entry_keeps BEFORE DELETE ON ledger_entry BEGIN SELECT 1; END"
    else:
        gone = "DROP TRIGGER ledger_entry_stays ON ledger_entry"
        weaker = "ALTER TABLE ledger_checkpoint DISABLE TRIGGER ledger_checkpoint_stays"
    with a_ledger(home, address) as ledger:
        fill(ledger, 6)
        with ledger.engine.connect().execution_options(writing=True) as connection, connection.begin():
            for sentence in (gone, weaker) if weakened else (gone,):
                connection.execute(text(sentence))
        assert codes(audit(ledger)) == {"guards-altered"}


def test_altered_text_is_found(ledger: Ledger) -> None:
    digest = ledger.files.keep(b"as it was")
    path = ledger.files._path(digest)
    path.chmod(0o600)
    path.write_bytes(b"changed")
    assert codes(audit(ledger)) == {"file-altered"}


def test_damage_from_end_to_end_does_not_fill_the_memory() -> None:
    verification = Verification()
    for number in range(MOST_PROBLEMS + 50):
        verification.found("entry-altered", number)
    assert len(verification.problems) == MOST_PROBLEMS


def test_file_that_is_no_database_is_a_finding(home: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 600)
    content = bytearray((home / "records.sqlite").read_bytes())
    content[4096 : len(content) // 2] = bytes(len(content) // 2 - 4096)
    for path in home.glob("records.sqlite*"):
        path.unlink()
    (home / "records.sqlite").write_bytes(content)
    with opened_to_read(home) as verification:
        assert not verification.passed


def test_no_proof_is_given_that_would_not_hold(home: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 5)
        ledger.checkpoint()
    with administrator(home) as connection:
        connection.execute("UPDATE ledger_entry SET body = replace(body, '1.1', '1.0') WHERE seq = 3")
    with a_ledger(home) as ledger:
        with pytest.raises(LedgerDamaged):
            ledger.proof(3)
        assert ledger.proof(4).index == 3


def test_snapshot_without_key_row_counts_as_erased(ledger: Ledger) -> None:
    row = {"commitment": "f" * 64, "subject": BORIS, "sealed": b"x", "sealed_at": "x"}
    ledger.sequencer.write(
        lambda connection: connection.execute(insert(IDENTITY_SNAPSHOT), row).rowcount
    ).result()
    assert audit(ledger).passed
