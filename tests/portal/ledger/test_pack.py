"""The evidence pack proves itself: verify.py alone, the standard library, a key and an anchor from elsewhere."""

import contextlib
import hashlib
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.ledger import verify
from portal.ledger.anchors import read_anchor
from portal.ledger.identities import Identity, erase
from portal.ledger.ledger import Ledger
from portal.ledger.merkle import proves_consistency, proves_inclusion
from portal.ledger.notes import SigningKey
from portal.ledger.refusals import AnchorContradicts, LedgerBehindAnchor
from portal.ledger.scope import Scope
from tests.portal.ledger.ledgers import ANNA, BORIS, TEXT, a_ledger, an_acknowledgement, fill
from tests.portal.ledger.tampering import administrator, make_consistent
from tests.portal.ledger.test_merkle import MANY, SIZES

SCRIPT = Path(verify.__file__)


def verified(pack: Path, key: str, *anchors: str) -> tuple[int, str]:
    """What the script says, alone: isolated, without site packages, in an empty environment."""
    asked = [argument for anchor in anchors for argument in ("--anchor", anchor)]
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(pack), "--key", key, *asked],
        capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"}, cwd="/",
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def judged(pack: Path, key: str, *anchors: str) -> tuple[int, str]:
    """The same without a process of its own, where many packs are judged."""
    try:
        return 0, verify.check(str(pack), key, list(anchors))
    except Exception as error:  # noqa: BLE001 - main() turns each into a refusal
        return 1, f"NOT PROVED: {error}"


def rewritten(pack: Path, change: Callable[[dict[str, bytes]], object], name: str = "changed.zip") -> Path:
    """The pack as a forger passes it on."""
    with zipfile.ZipFile(pack) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    change(files)
    target = pack.with_name(name)
    with zipfile.ZipFile(target, "w") as archive:
        for entry, content in files.items():
            archive.writestr(entry, content)
    return target


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """300 confirmations by Anna, whose identity is sealed, with the text they were shown."""
    ledger.files.keep(TEXT)
    identity = ledger.sequencer.write(
        lambda connection: ledger.identities.commit(
            connection, ANNA, Identity(name="安娜 <b>", staff_number="0027")
        )
    ).result()
    waiting = [
        ledger.sequencer.submit(an_acknowledgement(number, identity=identity)) for number in range(1, 301)
    ]
    assert [future.result().seq for future in waiting][-1] == 300
    return ledger


def test_script_is_short_and_needs_nothing() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert source.count("\n") < 150
    imported = {
        line.split()[1].partition(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported <= sys.stdlib_module_names


def test_auditor_is_told_what_is_anchored_and_what_is_only_signed(filled: Ledger, tmp_path: Path) -> None:
    signed, anchor = filled.anchor(tmp_path / "audit")
    fill(filled, 50, first=301)
    pack, _ = filled.export(tmp_path / "pack.zip", Scope(), by="server-command")
    assert (pack.records, pack.texts, pack.absent) == (351, 1, 0)
    for given in (str(anchor), signed.checkpoint.short_code, signed.checkpoint.short_code.lower()):
        code, said = verified(pack.path, filled.key.text, given)
        assert code == 0, said
        assert "351 of 351 entries, all proved" in said
        assert "外部锚点覆盖（至第 300 号）300 条" in said
        assert "自上次外部锚点后，仅由签名证明 51 条" in said
    code, said = verified(pack.path, filled.key.text)
    assert (code, "仅由签名证明 351 条" in said) == (0, True)


def test_pack_holds_what_was_asked_for_and_reads_well(filled: Ledger, tmp_path: Path) -> None:
    scope = Scope(
        document="auto/policy/p-3",
        kinds=("acknowledgement:recorded",),
        since="2026-01-01",
        until="9999-12-31",
    )
    pack, signed = filled.export(tmp_path / "pack.zip", scope, by=BORIS)
    assert pack.records == 43
    with zipfile.ZipFile(pack.path) as archive:
        names = set(archive.namelist())
        bodies = [json.loads(archive.read(name)) for name in names if name.startswith("records/")]
        chinese = archive.read("report.zh-Hans.html").decode()
        english = archive.read("report.en.html").decode()
        assert archive.read("verify.py") == SCRIPT.read_bytes()
    assert {body["document"] for body in bodies} == {"auto/policy/p-3"}
    assert signed.checkpoint.short_code in chinese
    assert "阅读确认" in chinese
    assert "安娜 &lt;b&gt;" in chinese
    assert "Acknowledgement" in english
    assert f"texts/{hashlib.sha256(TEXT).hexdigest()}" in names
    assert verified(pack.path, filled.key.text)[0] == 0
    taken = filled.export(tmp_path / "2.zip", Scope(kinds=("export:read",), last=9999), by=BORIS)[0]
    with zipfile.ZipFile(taken.path) as archive:
        entry = json.loads(archive.read("records/301.json"))
    assert entry["scope"] == {
        "document": "auto/policy/p-3", "kinds": "acknowledgement:recorded", "since": "2026-01-01", "until": "9999-12-31",
    }  # fmt: skip
    nobody = filled.export(tmp_path / "3.zip", Scope(subject=BORIS, document="auto/policy/p-3"), by=BORIS)[0]
    assert (nobody.records, verified(nobody.path, filled.key.text)[0]) == (0, 0)


def test_erased_person_and_missing_text_are_left_out_and_the_rest_is_proved(
    filled: Ledger, tmp_path: Path
) -> None:
    fill(filled, 1, first=999)
    filled.sequencer.record(an_acknowledgement(1000, digest="f" * 64))
    filled.sequencer.write(lambda connection: erase(connection, ANNA)).result()
    pack, _ = filled.export(tmp_path / "pack.zip", Scope(), by="server-command")
    assert pack.absent == 1
    with zipfile.ZipFile(pack.path) as archive:
        assert not [name for name in archive.namelist() if name.startswith("identities/")]
    code, said = verified(pack.path, filled.key.text)
    assert (code, "包内未附原文 1 份" in said) == (0, True)
    anonymous, _ = filled.export(tmp_path / "2.zip", Scope(), by="server-command", with_identities=False)
    assert verified(anonymous.path, filled.key.text)[0] == 0


def test_every_forged_pack_is_refused(filled: Ledger, tmp_path: Path) -> None:
    signed, _ = filled.anchor(tmp_path / "audit")
    code = signed.checkpoint.short_code
    fill(filled, 20, first=301)
    pack = filled.export(tmp_path / "pack.zip", Scope(), by="server-command")[0].path
    other = SigningKey("dutybook.local/ledger/other", bytes(32))

    def put(name: str, content: bytes) -> Callable[[dict[str, bytes]], object]:
        return lambda files: files.update({name: content})

    def edit(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
        return lambda files: files.update({name: files[name].replace(old, new, 1)})

    identity = next(name for name in zipfile.ZipFile(pack).namelist() if name.startswith("identities/"))
    text = f"texts/{hashlib.sha256(TEXT).hexdigest()}"
    forgeries = [
        edit("records/7.json", b'"revision":"1.1"', b'"revision":"1.2"'),
        put("records/7.json", b"{}"),
        lambda files: files.update({"records/7.json": files["records/8.json"]}),
        lambda files: files.update({"proofs/7.tlog-proof": files["proofs/8.tlog-proof"]}),
        edit("proofs/7.tlog-proof", b"index 6", b"index 5"),
        edit("proofs/7.tlog-proof", b"tlog-proof@v1", b"tlog-proof@v2"),
        edit("proofs/7.tlog-proof", b"\n321\n", b"\n322\n"),
        put("records/999.json", b"{}"),
        put("records/0.json", b"{}"),
        put("records/-1.json", b"{}"),
        put("records/x.json", b"{}"),
        lambda files: files.pop("proofs/7.tlog-proof"),
        lambda files: files.pop("checkpoint"),
        edit("checkpoint", b"\n321\n", b"\n322\n"),
        edit("checkpoint", b"dutybook.local", b"dutybook.other"),
        put("checkpoint", b"nothing"),
        put(text, b"another text"),
        put(identity, b'{"name":"Boris"}'),
        lambda files: files.pop("anchors/300.growth"),
        put("anchors/300.growth", b""),
        lambda files: files.pop("anchors/300.checkpoint"),
        lambda files: files.update({"anchors/300.checkpoint": files["checkpoint"]}),
    ]  # fmt: skip
    for number, change in enumerate(forgeries):
        found, said = judged(rewritten(pack, change, f"{number}.zip"), filled.key.text, code)
        assert (found, "NOT PROVED" in said) == (1, True), (number, said)
    assert judged(pack, other.verifier.text, code)[0] == 1
    for anchor in ("D300-AAAA", "D9-" + code.partition("-")[2], "nonsense", "", str(pack)):
        assert judged(pack, filled.key.text, anchor)[0] == 1
    for key in ("", "x+y", filled.key.text.replace("+", "-")):
        assert judged(pack, key, code)[0] == 1
    assert judged(pack, filled.key.text, code)[0] == 0
    for wrong in (
        (pack, "/etc/hostname"),
        (tmp_path / "none.zip", filled.key.text),
        (tmp_path / "0.zip", filled.key.text),
    ):
        found, said = verified(*wrong)
        assert (found, "NOT PROVED" in said) == (1, True)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_stand_twice_are_refused(filled: Ledger, tmp_path: Path) -> None:
    pack = filled.export(tmp_path / "pack.zip", Scope(), by="server-command")[0].path
    with zipfile.ZipFile(pack, "a") as archive:
        archive.writestr("records/7.json", b"{}")
    assert verified(pack, filled.key.text)[0] == 1


def test_no_flipped_bit_of_a_pack_ends_in_a_traceback_or_another_record(
    filled: Ledger, tmp_path: Path
) -> None:
    pack = filled.export(tmp_path / "pack.zip", Scope(document="auto/policy/p-3"), by="server-command")[
        0
    ].path
    content = pack.read_bytes()
    said = verify.check(str(pack), filled.key.text, [])
    changed = tmp_path / "changed.zip"
    chance = random.Random(7)
    for _ in range(120):
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        changed.write_bytes(flipped)
        code, found = judged(changed, filled.key.text)
        assert code == 1 or found == said


def test_key_holder_who_rewrites_the_anchored_past_is_found(home: Path, tmp_path: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 40)
        signed, anchor = ledger.anchor(tmp_path / "audit")
        fill(ledger, 40, first=41)
        key = ledger.sequencer._key
    with administrator(home) as connection:
        connection.execute("UPDATE ledger_entry SET body = replace(body, '1.1', '1.0') WHERE seq = 3")
        make_consistent(connection, key)
    with a_ledger(home) as ledger:
        pack = ledger.export(tmp_path / "pack.zip", Scope(), by="server-command")[0].path
        assert verified(pack, ledger.key.text)[0] == 0
        for given in (str(anchor), signed.checkpoint.short_code):
            assert verified(pack, ledger.key.text, given)[0] == 1
            with pytest.raises(AnchorContradicts):
                ledger.export(
                    tmp_path / "2.zip", Scope(), by="server-command", anchors=[read_anchor(given, ledger.key)]
                )


def test_anchor_beyond_the_ledger_is_refused(home: Path, tmp_path: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 5)
        pack = ledger.export(tmp_path / "pack.zip", Scope(), by="server-command")[0].path
        fill(ledger, 5, first=6)
        _, anchor = ledger.anchor(tmp_path / "audit")
        assert verified(pack, ledger.key.text, str(anchor))[0] == 1
        code = ledger.checkpoint().checkpoint.short_code
    for path in home.glob("records.sqlite*"):
        path.unlink()
    with a_ledger(home) as ledger, pytest.raises(LedgerBehindAnchor):
        ledger.export(
            tmp_path / "2.zip", Scope(), by="server-command", anchors=[read_anchor(code, ledger.key)]
        )


def test_finished_pack_is_never_overwritten(filled: Ledger, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        filled.export(tmp_path / "pack.zip", Scope(), by="server-command")
    assert (tmp_path / "pack.zip").read_bytes() == b"mine"
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_signatures_are_judged_as_the_library_judges_them() -> None:
    chance = random.Random(1)
    for _ in range(8):
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(200))
        signature = key.sign(message)
        assert verify.signed(public, message, signature)
        assert not verify.signed(public, message + b"x", signature)
        s = (int.from_bytes(signature[32:], "little") + verify.L).to_bytes(32, "little")
        for wrong in (signature[:63], signature[:32] + s, bytes([signature[0] ^ 1]) + signature[1:]):
            with contextlib.suppress(ValueError):  # not even a point of the curve
                assert not verify.signed(public, message, wrong)
    with pytest.raises(ValueError, match="curve"):
        verify.recover(b"\xff" * 32)
    with pytest.raises(ValueError, match="curve"):
        verify.recover((1 | 1 << 255).to_bytes(32, "little"))


def test_trees_are_judged_as_the_ledger_judges_them() -> None:
    from portal.ledger.merkle import consistency_proof, inclusion_proof, root_at

    roots = {size: root_at(size, MANY) for size in SIZES}
    for new in SIZES:
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, MANY)
            assert verify.grew((old, roots[old]), (new, roots[new]), list(proof))
            wrong = ((old, roots[new]), (new, roots[old]), [*proof, roots[1]])
            ours = proves_consistency(old, new, old_root=wrong[0][1], new_root=wrong[1][1], proof=wrong[2])
            assert verify.grew(wrong[0], wrong[1], wrong[2]) in {ours, old == new}
        for index in range(new):
            path = inclusion_proof(index, new, MANY)
            assert verify.climb(index, new - 1, MANY.leaves[index], list(path))[1] == roots[new]
            other = verify.climb(index, new - 1, roots[new], list(path))[1] == roots[new]
            assert other == proves_inclusion(roots[new], index, new, root=roots[new], proof=path)


@pytest.mark.slow
def test_ten_thousand_records_are_verified_within_a_minute(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger, 9_999)
    _, anchor = ledger.anchor(tmp_path / "audit")
    pack = ledger.export(tmp_path / "pack.zip", Scope(), by="server-command")[0].path
    began = time.monotonic()
    code, said = verified(pack, ledger.key.text, str(anchor))
    assert (code, "10000 of 10000" in said) == (0, True)
    assert time.monotonic() - began < 60
