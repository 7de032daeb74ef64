"""Records of the first form, at the number promised, become today's: the same root, and packs of before still verify."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from portal.backups.upgrading import upgrade_home
from portal.clock import SystemClock
from portal.ledger.scope import Scope
from tests.portal.backups.olden import forms, make_older
from tests.portal.ledger.ledgers import TEXT, a_ledger, fill

Record = Callable[[str, str, str], None]


def test_upgrade_from_the_first_form_keeps_the_root(tmp_path: Path, full_size: bool, proof: Record) -> None:
    entries = 100_000 if full_size else 1_000
    home, pack = tmp_path / "var", tmp_path / "pack.zip"
    with a_ledger(home) as ledger:
        ledger.files.keep(TEXT)
        fill(ledger, entries - 1)
        ledger.export(pack, Scope(), by="server-command")
        root = ledger.checkpoint().checkpoint.root
    make_older(home, forms()[0])
    began = time.monotonic()
    done = upgrade_home(home, clock=SystemClock())
    taken = time.monotonic() - began
    assert (done.entries, done.root) == (entries, root.hex())
    script = Path(__file__).parents[2] / "portal" / "ledger" / "verify.py"
    key = (home / "keys" / "ledger.vkey").read_text(encoding="utf-8").strip()
    checked = subprocess.run(
        [sys.executable, str(script), str(pack), "--key", key], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    said = f"{entries:,} entries, {done.before} to {done.after}, {taken:.1f} s"
    proof("upgrade keeps the root and old packs", "same root", said)
