"""A backup holds everything, is verified, and becomes the same ledger elsewhere; nothing goes over what is there."""

import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select

from portal.backups.archive import opened
from portal.backups.manifest import MANIFEST, NOTE
from portal.backups.refusals import (
    BackupOfFile,
    BackupTaken,
    BackupTooLarge,
    BackupUnreadable,
    BackupUnsound,
    DatabaseNotEmpty,
    HomeNotEmpty,
    NothingToBackUp,
)
from portal.backups.restoring import restore
from portal.backups.writing import Backup, back_up
from portal.clock import SystemClock
from portal.ledger.entries import LedgerRestored, entry_of
from portal.ledger.identities import Identity
from portal.ledger.ledger import Ledger, reading
from portal.ledger.notes import SigningKey
from portal.ledger.refusals import AnchorUnreadable, LedgerBehindAnchor
from portal.ledger.shortfall import shortfall_in
from portal.ledger.store import entries_of, size_of
from portal.people.tables import PERSON
from tests.portal.ledger.ledgers import ANNA, TEXT, a_ledger, an_acknowledgement, fill
from tests.portal.ledger.tampering import administrator

ANNA_NOW = Identity(name="安娜", staff_number="0027", department="市场部")
ROW = {"subject": ANNA, "staff_number": "0027", "name": "安娜", "email": "", "language": "zh-Hans",
       "joined": "2024-01-08", "left_on": None, "is_external": False}  # fmt: skip


def keep_some(ledger: Ledger, count: int = 300) -> str:
    """A person, a kept text and so many records; the commitment to who the person is."""
    ledger.files.keep(TEXT)
    ledger.sequencer.write(lambda connection: connection.execute(insert(PERSON), ROW)).result()
    commitment = ledger.sequencer.write(lambda c: ledger.identities.commit(c, ANNA, ANNA_NOW)).result()
    ledger.sequencer.record(an_acknowledgement(9_000_000, identity=commitment))
    fill(ledger, count - 1)
    return commitment


def bodies(ledger: Ledger) -> list[bytes]:
    with reading(ledger.engine) as connection:
        return [stored.body for stored in entries_of(connection)]


def made(home: Path, target: Path, address: str | None = None) -> Backup:
    return back_up(home, target, clock=SystemClock(), database=address)


@pytest.fixture
def kept(home: Path) -> Path:
    with a_ledger(home) as ledger:
        keep_some(ledger)
    return home


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    made(kept, tmp_path / "one.dutybook")
    return tmp_path / "one.dutybook"


@pytest.fixture
def elsewhere(address: str | None, request: pytest.FixtureRequest) -> str | None:
    """An empty database to restore into, of the kind the backup comes from."""
    return (
        None
        if address is None
        else str(request.getfixturevalue("cluster").create(f"back_{os.getpid()}_{len(address)}"))
    )


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith((".backup-", ".restore-"))]


# --- there and back -----------------------------------------------------------------------------------------


def test_restored_home_holds_the_same_ledger_people_texts_and_keys(
    home: Path, address: str | None, elsewhere: str | None, tmp_path: Path
) -> None:
    with a_ledger(home, address) as ledger:
        commitment = keep_some(ledger)
        signed, _ = ledger.anchor(tmp_path / "audit")
        before, key = bodies(ledger), ledger.key
        backup = made(home, tmp_path / "one.dutybook", address)  # beside whoever writes
    assert (backup.entries, backup.root) == (300, signed.checkpoint.root.hex())

    back = tmp_path / "back"
    restored = restore(
        tmp_path / "one.dutybook", back, clock=SystemClock(), database=elsewhere,
        anchors=[signed.checkpoint.short_code],
    )  # fmt: skip
    assert (restored.entries, restored.anchored, restored.shortfall) == (300, 300, None)
    with a_ledger(back, elsewhere) as ledger:
        assert ledger.key == key
        after = bodies(ledger)
        assert after[:300] == before
        said = entry_of(after[300])
        assert isinstance(said, LedgerRestored)
        assert (said.size, said.anchor_size, said.by) == (300, 300, "server-command")
        assert said.anchor_root.startswith(signed.checkpoint.root.hex()[:40])
        assert len(after) == 301
        with reading(ledger.engine) as connection:
            assert ledger.identities.open(connection, commitment) == ANNA_NOW
            assert connection.execute(select(PERSON.c.name)).scalar_one() == "安娜"
        assert ledger.files.read(next(iter(names(back)))) == TEXT
        fill(ledger, 3, first=5000)
        assert ledger.proof(304).index == 303
    assert left_over(tmp_path) == []


def names(home: Path) -> Iterator[str]:
    return (path.parent.name + path.name for path in (home / "files").glob("*/*"))


@pytest.mark.needs("postgresql")
def test_dump_of_a_server_goes_into_a_file_as_well(
    home: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    address = str(request.getfixturevalue("cluster").create(f"dump_{os.getpid()}"))
    with a_ledger(home, address) as ledger:
        keep_some(ledger)
        before = bodies(ledger)
        made(home, tmp_path / "one.dutybook", address)
    restore(tmp_path / "one.dutybook", tmp_path / "back", clock=SystemClock())
    with a_ledger(tmp_path / "back") as ledger:
        assert bodies(ledger)[:300] == before
    with pytest.raises(DatabaseNotEmpty):
        restore(tmp_path / "one.dutybook", tmp_path / "again", clock=SystemClock(), database=address)
    assert not (tmp_path / "again").exists()


def test_backup_beside_a_busy_writer_is_one_moment_of_it(home: Path, tmp_path: Path) -> None:
    done = threading.Event()
    with a_ledger(home) as ledger:
        keep_some(ledger)

        def write_on() -> None:
            number = 10_000
            while not done.is_set():
                fill(ledger, 20, first=number)
                number += 20

        writer = threading.Thread(target=write_on)
        writer.start()
        try:
            sizes = [made(home, tmp_path / f"{n}.dutybook").entries for n in range(3)]
        finally:
            done.set()
            writer.join()
        final = bodies(ledger)
    assert 300 <= sizes[0] < sizes[2] < len(final)
    restored = restore(tmp_path / "1.dutybook", tmp_path / "back", clock=SystemClock())
    with a_ledger(tmp_path / "back") as ledger:
        assert bodies(ledger)[: restored.entries] == final[: sizes[1]]


def test_nobody_else_may_read_a_backup_or_the_keys_it_brings_back(copy: Path, tmp_path: Path) -> None:
    restore(copy, tmp_path / "back", clock=SystemClock())
    assert copy.stat().st_mode & 0o077 == 0
    for name in ("keys", "keys/ledger.key", "keys/identity.key", "records.sqlite"):
        assert (tmp_path / "back" / name).stat().st_mode & 0o077 == 0


def test_demonstration_stays_one(kept: Path, tmp_path: Path) -> None:
    (kept / "demonstration.json").write_text("{}")
    made(kept, tmp_path / "demo.dutybook")
    restore(tmp_path / "demo.dutybook", tmp_path / "back", clock=SystemClock())
    assert (tmp_path / "back" / "demonstration.json").read_text() == "{}"


# --- anchors ------------------------------------------------------------------------------------------------


def lose_some(kept: Path, tmp_path: Path) -> tuple[Path, list[str]]:
    """A backup, then nine more entries with an anchor that vouches for them: backup, anchor file, its code."""
    made(kept, tmp_path / "old.dutybook")
    with a_ledger(kept) as ledger:
        fill(ledger, 9, first=700)
        signed, path = ledger.anchor(tmp_path / "audit")
    return tmp_path / "old.dutybook", [str(path), signed.checkpoint.short_code]


@pytest.mark.parametrize("which", [0, 1])
def test_ledger_shorter_than_its_anchor_is_read_and_not_written(
    kept: Path, tmp_path: Path, which: int
) -> None:
    backup, anchors = lose_some(kept, tmp_path)
    restored = restore(backup, tmp_path / "back", clock=SystemClock(), anchors=[anchors[which]])
    assert restored.shortfall is not None
    assert (restored.shortfall.entries, restored.shortfall.size) == (300, 309)
    for _ in range(2):  # also after a restart
        with a_ledger(tmp_path / "back") as ledger:
            with pytest.raises(LedgerBehindAnchor) as refused:
                ledger.sequencer.record(an_acknowledgement(1))
            assert (refused.value.values["entries"], refused.value.values["size"]) == (300, 309)
            with pytest.raises(LedgerBehindAnchor):
                ledger.sequencer.checkpoint()
            ledger.sequencer.write(
                lambda c: c.execute(
                    insert(PERSON), ROW | {"subject": str(os.urandom(4)), "staff_number": None}
                )
            ).result()
            with reading(ledger.engine) as connection:
                assert size_of(connection) == 300
    assert shortfall_in(tmp_path / "back") == restored.shortfall


def test_loss_that_is_accepted_is_written_down(kept: Path, tmp_path: Path) -> None:
    backup, (anchor, _) = lose_some(kept, tmp_path)
    restored = restore(backup, tmp_path / "back", clock=SystemClock(), anchors=[anchor], accept_missing=True)
    assert restored.shortfall is not None
    with a_ledger(tmp_path / "back") as ledger:
        said = entry_of(bodies(ledger)[300])
        assert isinstance(said, LedgerRestored)
        assert (said.size, said.anchor_size) == (300, 309)
        fill(ledger, 2, first=900)


def test_anchor_of_another_history_keeps_a_backup_out(copy: Path, tmp_path: Path) -> None:
    with a_ledger(tmp_path / "other") as ledger:
        fill(ledger, 200)
        code = ledger.checkpoint().checkpoint.short_code
        _, path = ledger.anchor(tmp_path / "audit")
    with pytest.raises(BackupUnsound, match="anchor-contradicts"):
        restore(copy, tmp_path / "back", clock=SystemClock(), anchors=[code])
    with pytest.raises(AnchorUnreadable):
        restore(copy, tmp_path / "back", clock=SystemClock(), anchors=[str(path)])
    assert not (tmp_path / "back").exists()
    assert left_over(tmp_path) == []


# --- nothing goes over what is there, nothing half-written stays ----------------------------------------------


def test_backup_overwrites_nothing(kept: Path, tmp_path: Path) -> None:
    target = tmp_path / "one.dutybook"
    target.write_bytes(b"mine")
    with pytest.raises(BackupTaken):
        made(kept, target)
    assert target.read_bytes() == b"mine"


def test_restore_goes_over_no_home(kept: Path, copy: Path, tmp_path: Path) -> None:
    before = (kept / "records.sqlite").read_bytes()
    with pytest.raises(HomeNotEmpty):
        restore(copy, kept, clock=SystemClock())
    assert (kept / "records.sqlite").read_bytes() == before
    (tmp_path / "empty").mkdir()
    restore(copy, tmp_path / "empty", clock=SystemClock())
    with pytest.raises(HomeNotEmpty):
        restore(copy, tmp_path / "empty", clock=SystemClock())


def test_home_without_records_makes_no_backup(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    with pytest.raises(NothingToBackUp):
        made(home, tmp_path / "one.dutybook")


def test_damaged_ledger_makes_no_backup(kept: Path, tmp_path: Path) -> None:
    with administrator(kept) as connection:
        connection.execute("UPDATE ledger_entry SET body = replace(body, '1.1', '1.0') WHERE seq = 3")
    with pytest.raises(BackupUnsound, match="entry-altered"):
        made(kept, tmp_path / "one.dutybook")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["var"]


def test_failure_while_writing_leaves_nothing(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portal.backups.writing._Writer._add_files", full)
    with pytest.raises(OSError, match="No space"):
        made(kept, tmp_path / "one.dutybook")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["var"]


def test_restore_asks_for_room_first(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.backups.archive.shutil.disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(BackupTooLarge):
        restore(copy, tmp_path / "back", clock=SystemClock())
    assert not (tmp_path / "back").exists()


def test_file_backup_goes_to_no_other_database(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupOfFile):
        restore(copy, tmp_path / "back", clock=SystemClock(), database="sqlite:////tmp/none.sqlite")


# --- hostile and damaged backups ------------------------------------------------------------------------------


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same zip with other contents."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    other = file.with_name("changed.dutybook")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return other


def bend_entry(parts: dict[str, bytes]) -> None:
    parts["records.sqlite"] = parts["records.sqlite"].replace(b'"revision":"1.1"', b'"revision":"1.0"', 1)


def add_escape(parts: dict[str, bytes]) -> None:
    parts["../../escaped"] = b"x"


def drop_text(parts: dict[str, bytes]) -> None:
    del parts[next(name for name in parts if name.startswith("files/"))]


def grow(parts: dict[str, bytes]) -> None:
    parts["keys/ledger.vkey"] += b"\n" * 10


def bend_manifest(parts: dict[str, bytes]) -> None:
    parts[MANIFEST] = parts[MANIFEST].replace(b'"entries":300', b'"entries":299')


def drop_note(parts: dict[str, bytes]) -> None:
    del parts[NOTE]


@pytest.mark.parametrize("change", [bend_entry, add_escape, drop_text, grow, bend_manifest, drop_note])
def test_changed_backup_is_refused_whole(
    copy: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    with pytest.raises(BackupUnreadable):
        restore(rewritten(copy, change), tmp_path / "back", clock=SystemClock())
    assert not (tmp_path / "back").exists()
    assert not (tmp_path.parent / "escaped").exists()
    assert left_over(tmp_path) == []


def signed_again(file: Path, key: SigningKey, name: str, content: bytes) -> Path:
    """What somebody can make who holds the key: a proper manifest over any parts."""
    from portal.backups.manifest import Manifest, Part, signed

    def change(parts: dict[str, bytes]) -> None:
        import hashlib

        parts[name] = content
        said = json.loads(parts[MANIFEST])
        said["parts"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest = Manifest.model_validate(
            {**said, "parts": {n: Part(**p) for n, p in said["parts"].items()}}
        )
        parts[MANIFEST] = manifest.text()
        parts[NOTE] = signed(manifest.text(), key)

    return rewritten(file, change)


@pytest.mark.parametrize(
    "name",
    ["../escaped", "/etc/escaped", "files/../../escaped", "keys/../x", "files/ab/cd", "editions/x", "tables/..jsonl"],
)  # fmt: skip
def test_names_outside_the_format_are_refused_even_when_signed(
    copy: Path, kept: Path, tmp_path: Path, name: str
) -> None:
    key = SigningKey.parse((kept / "keys/ledger.key").read_text())
    with pytest.raises(BackupUnreadable):
        restore(signed_again(copy, key, name, b"x"), tmp_path / "back", clock=SystemClock())
    assert not (tmp_path / "back").exists()


def test_records_changed_and_signed_again_are_found_by_recomputing(
    copy: Path, kept: Path, tmp_path: Path
) -> None:
    key = SigningKey.parse((kept / "keys/ledger.key").read_text())
    with zipfile.ZipFile(copy) as archive:
        content = archive.read("records.sqlite").replace(b'"revision":"1.1"', b'"revision":"1.0"', 1)
    with pytest.raises(BackupUnsound, match="entry-altered"):
        restore(signed_again(copy, key, "records.sqlite", content), tmp_path / "back", clock=SystemClock())


def test_backup_under_another_key_is_refused(copy: Path, tmp_path: Path) -> None:
    other = SigningKey("example.com/other", bytes(32)).verifier
    with pytest.raises(BackupUnreadable):
        restore(copy, tmp_path / "back", clock=SystemClock(), key=other)
    with opened(copy) as archive:
        mine = archive.key
    restore(copy, tmp_path / "back", clock=SystemClock(), key=mine)


@pytest.mark.parametrize("at", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_bit_rot_is_noticed(copy: Path, tmp_path: Path, at: float) -> None:
    content = bytearray(copy.read_bytes())
    first = int(at * (len(content) - 8))
    content[first : first + 8] = bytes(byte ^ 0xFF for byte in content[first : first + 8])
    copy.chmod(0o600)
    copy.write_bytes(content)
    with pytest.raises(BackupUnreadable):
        restore(copy, tmp_path / "back", clock=SystemClock())
    copy.write_bytes(content[: len(content) // 2])
    with pytest.raises(BackupUnreadable):
        restore(copy, tmp_path / "back", clock=SystemClock())
