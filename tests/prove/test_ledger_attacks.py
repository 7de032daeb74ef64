"""Whoever holds the database, and even the signing key, cannot change what an outside anchor covers unnoticed."""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.database import database_address, open_database
from portal.ledger import verify
from portal.ledger.anchors import Anchor, read_anchor
from portal.ledger.audit import Verification, verify_database
from portal.ledger.entry import body_of
from portal.ledger.notes import SigningKey
from portal.ledger.scope import Scope
from tests.portal.ledger.ledgers import HandClock, a_ledger, an_acknowledgement, fill
from tests.portal.ledger.tampering import administrator, exchange, make_consistent, renumber

Record = Callable[[str, str, str], None]
SIZE, ANCHORED = 420, 300
HOW = ("edit", "backdate", "delete", "delete-last", "exchange", "insert", "duplicate", "roll-back")
AFTERWARDS = ("leave", "recompute", "sign-anew")


@dataclass(frozen=True)
class Attack:
    """What is done, where, and how well it is covered up."""

    how: str
    at: int
    afterwards: str

    @property
    def touches_the_anchored(self) -> bool:
        return self.at <= ANCHORED


@dataclass(frozen=True)
class Original:
    """A ledger with an anchor outside, and the key in the hands of whoever attacks it."""

    home: Path
    key: SigningKey
    anchors: tuple[Anchor, Anchor]


@pytest.fixture
def original(tmp_path: Path) -> Original:
    home = tmp_path / "original"
    with a_ledger(home, clock=HandClock()) as ledger:
        fill(ledger, ANCHORED)
        signed, path = ledger.anchor(tmp_path / "audit")
        fill(ledger, SIZE - ANCHORED, first=ANCHORED + 1)
        ledger.checkpoint()
        key = ledger.sequencer._key
    anchors = (read_anchor(str(path), key.verifier), read_anchor(signed.checkpoint.short_code, key.verifier))
    return Original(home, key, anchors)


def commit(attack: Attack, connection: sqlite3.Connection, key: SigningKey) -> None:
    """Carries an attack out."""
    at, change = attack.at, connection.execute
    forged = body_of(an_acknowledgement(9_000_000 + at), at=HandClock().now()).decode()
    if attack.how == "edit":
        change("UPDATE ledger_entry SET body = replace(body, '\"1.1\"', '\"1.0\"') WHERE seq = ?", (at,))
    elif attack.how == "backdate":
        change("UPDATE ledger_entry SET body = replace(body, '2026-', '2025-') WHERE seq = ?", (at,))
    elif attack.how == "delete":
        change("DELETE FROM ledger_entry WHERE seq = ?", (at,))
    elif attack.how in {"delete-last", "roll-back"}:
        change("DELETE FROM ledger_entry WHERE seq >= ?", (at,))
    elif attack.how == "exchange":
        exchange(connection, at, at + 1)
    elif attack.how == "insert":
        change("UPDATE ledger_entry SET seq = -seq - 1 WHERE seq >= ?", (at,))
        change("UPDATE ledger_entry SET seq = -seq WHERE seq < 0")
        change(
            "INSERT INTO ledger_entry VALUES (?, ?, ?, zeroblob(32))",
            (at, f"test-key-{9_000_000 + at:08}", forged),
        )
    elif attack.how == "duplicate":
        body = change("SELECT body FROM ledger_entry WHERE seq = ?", (at + 1,)).fetchone()[0]
        change("UPDATE ledger_entry SET body = ? WHERE seq = ?", (body, at))
    if attack.afterwards != "leave":
        renumber(connection)
        make_consistent(connection, key if attack.afterwards == "sign-anew" else None)


def restore_to(home: Path, connection: sqlite3.Connection, key: SigningKey, at: int) -> None:
    """After a roll-back the attacker lets other entries come, as many as there were."""
    for seq in range(at, SIZE + 1):
        entry = an_acknowledgement(5_000_000 + seq)
        body = body_of(entry, at=HandClock().now()).decode()
        connection.execute("INSERT INTO ledger_entry VALUES (?, ?, ?, zeroblob(32))", (seq, entry.key, body))
    make_consistent(connection, key)
    assert home.is_dir()


def audited(home: Path, original: Original, anchor: Anchor) -> Verification:
    engine = open_database(database_address(home))
    try:
        return verify_database(engine, key=original.key.verifier, anchors=[anchor])
    finally:
        engine.dispose()


def a_copy(original: Original, home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(original.home, home)
    return home


def attacks(count: int) -> list[Attack]:
    """Every way at every degree of care, at places before and after the anchor, its edges included."""
    chance = random.Random(20261122)
    made = []
    for number in range(count):
        before = chance.randint(1, ANCHORED) if number % 10 else ANCHORED
        after = chance.randint(ANCHORED + 1, SIZE - 1) if number % 10 else ANCHORED + 1
        how = HOW[number % len(HOW)]
        afterwards = AFTERWARDS[number // len(HOW) % len(AFTERWARDS)]
        at = before if chance.random() < 0.75 else after
        made.append(Attack(how, at, "sign-anew" if how == "roll-back" else afterwards))
    return made


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_every_change_of_what_the_anchor_covers_is_found(
    original: Original, tmp_path: Path, proof: Record, *, full_size: bool
) -> None:
    found, missed, overstated = Counter[str](), [], 0
    made = attacks(1300 if full_size else 48)
    for number, attack in enumerate(made):
        home = a_copy(original, tmp_path / "attacked")
        with administrator(home) as connection:
            commit(attack, connection, original.key)
            if attack.how == "roll-back":
                restore_to(home, connection, original.key, attack.at)
        verification = audited(home, original, original.anchors[number % 2])
        overstated += verification.anchored > ANCHORED
        if attack.touches_the_anchored:
            found[attack.how] += not verification.passed
            overstated += verification.anchored > 0
            if verification.passed:
                missed.append(attack)
    count = sum(attack.touches_the_anchored for attack in made)
    proof(
        "changes of what an outside anchor covers",
        "all found",
        f"{sum(found.values())} of {count} ({len(made)} made)",
    )
    proof("entries called anchored that are not", "0", str(overstated))
    assert count >= len(made) // 2
    assert set(found) == set(HOW)
    assert (missed, overstated) == ([], 0)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_honest_ledger_raises_no_alarm(
    original: Original, tmp_path: Path, proof: Record, *, full_size: bool
) -> None:
    chance, alarms, runs = random.Random(3), 0, 100 if full_size else 6
    for _ in range(runs):
        home = a_copy(original, tmp_path / "honest")
        with a_ledger(home) as ledger:
            fill(ledger, chance.randint(0, 300), first=2_000)
            if chance.random() < 0.5:
                ledger.checkpoint()
        alarms += any(not audited(home, original, anchor).passed for anchor in original.anchors)
    proof("alarms about honest ledgers that went on", "0", f"{alarms} of {runs}")
    assert alarms == 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_pack_of_a_rewritten_past_is_refused_by_its_own_verifier(
    original: Original, tmp_path: Path, proof: Record, *, full_size: bool
) -> None:
    """The key holder exports from the rewritten ledger; the auditor brings key and anchor from elsewhere."""
    outside = next((tmp_path / "audit").iterdir())
    refused, passed, runs = 0, 0, 40 if full_size else 5
    for number in range(runs):
        touches = number % 5 != 4
        at = random.Random(number).randint(1, ANCHORED) if touches else SIZE - 3
        home = a_copy(original, tmp_path / "attacked")
        with administrator(home) as connection:
            commit(Attack("edit", at, "sign-anew"), connection, original.key)
        pack = tmp_path / f"{number}.zip"
        with a_ledger(home) as ledger:
            ledger.export(pack, Scope(), by="server-command")
        try:
            said = verify.check(str(pack), original.key.verifier.text, [str(outside)])
        except ValueError:
            refused += touches
        else:
            passed += touches or f"（至第 {ANCHORED} 号）{ANCHORED} 条" not in said
    proof(
        "packs of a rewritten past, judged by verify.py",
        "all refused",
        f"{refused} refused, {passed} misjudged of {runs}",
    )
    assert (refused, passed) == (runs - runs // 5, 0)
