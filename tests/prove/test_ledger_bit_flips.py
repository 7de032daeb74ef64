"""Bit rot: no flipped bit of the records file that changes what the ledger says passes verification."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from portal.clock import SystemClock
from portal.database import database_address, open_database
from portal.ledger.audit import verify_database
from portal.ledger.identities import Identities, Identity
from portal.ledger.keys import identity_key, signing_key
from portal.ledger.names import SubjectId
from tests.portal.ledger.ledgers import a_ledger, fill

SCANS = (
    "SELECT * FROM ledger_entry NOT INDEXED ORDER BY 1",
    "SELECT * FROM ledger_node NOT INDEXED ORDER BY 1, 2",
    "SELECT * FROM ledger_checkpoint NOT INDEXED ORDER BY 1",
    "SELECT * FROM ledger_anchor NOT INDEXED ORDER BY 1",
    "SELECT * FROM identity_snapshot NOT INDEXED ORDER BY 1",
    "SELECT * FROM identity_key NOT INDEXED ORDER BY 1",
)


def what_it_says(home: Path) -> object:
    """Everything a reader could learn from the file, by scanning and through its indexes."""
    try:
        connection = sqlite3.connect(home / "records.sqlite")
        connection.text_factory = bytes
        rows = [connection.execute(scan).fetchall() for scan in SCANS]
        found = [
            connection.execute(
                "SELECT seq FROM ledger_entry WHERE idempotency_key = ?", (row[1].decode(),)
            ).fetchall()
            for row in rows[0]
        ]
        guards = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
        ).fetchall()
        connection.close()
    except (sqlite3.Error, UnicodeDecodeError, AttributeError) as error:
        return type(error)
    return rows, found, guards


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_harmful_flip_passes(
    tmp_path: Path, proof: Callable[[str, str, str], None], *, full_size: bool
) -> None:
    home, clock = tmp_path / "var", SystemClock()
    with a_ledger(home) as ledger:
        for number in range(12):
            subject, who = SubjectId("s-" + "abcdefghijkl"[number] * 26), Identity(name=f"员工 {number}")
            ledger.sequencer.write(partial(ledger.identities.commit, subject=subject, identity=who)).result()
        fill(ledger, 300)
        ledger.note_anchor(ledger.checkpoint(), place="paper")
    key, identities = (
        signing_key(home, may_create=False).verifier,
        Identities(identity_key(home, may_create=False), clock=clock),
    )
    said, content = what_it_says(home), (home / "records.sqlite").read_bytes()
    chance, harmful, passed, noticed = random.Random(9), 0, [], 0
    for _ in range(900 if full_size else 60):
        shutil.copytree(home, tmp_path / "rotten", dirs_exist_ok=True)
        for left in (tmp_path / "rotten").glob("records.sqlite-*"):
            left.unlink()
        place, bit = chance.randrange(len(content)), chance.randrange(8)
        flipped = bytearray(content)
        flipped[place] ^= 1 << bit
        (tmp_path / "rotten" / "records.sqlite").write_bytes(flipped)
        harms = what_it_says(tmp_path / "rotten") != said
        engine = open_database(database_address(tmp_path / "rotten"))
        sound = verify_database(engine, key=key, identities=identities).passed
        engine.dispose()
        harmful += harms
        noticed += harms and not sound
        if harms and sound:
            passed.append((place, bit))
    proof("flipped bits that change what the ledger says", "all found", f"{noticed} of {harmful}")
    assert harmful > 10
    assert passed == []
