"""The ledger against how records are usually written, and its own promises about time and memory.

Writing: 32 threads record acknowledgements. The rival does what web applications do: one ORM transaction a record on
the same database with the same settings, an audit row with the hash of the one before. Verifying: a million entries
are recomputed in a process of its own; the bars are the promised seconds of CPU and mebibytes.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.clock import SystemClock
from portal.database import open_database
from portal.ledger.checkpoints import Checkpoint, sign_checkpoint
from portal.ledger.entry import body_of
from portal.ledger.ledger import Ledger
from portal.ledger.merkle import Frontier, Node, leaf_hash
from portal.ledger.scope import Scope
from portal.ledger.store import StoredEntry, add_checkpoint, add_entries, add_nodes
from tests.portal.ledger.ledgers import a_ledger, an_acknowledgement, fill

THREADS = 32
_VERIFY = """
import json, resource, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from portal.database import database_address, open_database
from portal.ledger.audit import verify_database
from portal.ledger.keys import signing_key
home = Path({home!r})
found = verify_database(open_database(database_address(home)), key=signing_key(home, may_create=False).verifier)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([found.size, found.passed, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


class Base(DeclarativeBase):
    """The rival's tables."""


class Row(Base):
    """The rival's record, chained to the one before."""

    __tablename__ = "acknowledgement"
    seq: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]
    before: Mapped[str]
    digest: Mapped[str]


def at_once(count: int, record: Callable[[int], object]) -> float:
    """Milliseconds a record, when so many threads record at the same time."""
    with ThreadPoolExecutor(THREADS) as pool:
        began = time.perf_counter()
        list(pool.map(record, range(1, count + 1)))
        return (time.perf_counter() - began) / count * 1000


def ours(folder: Path, count: int) -> float:
    """Through the sequencer."""
    with a_ledger(folder / "ours") as ledger:
        return at_once(count, lambda number: ledger.sequencer.record(an_acknowledgement(number)))


def rival(folder: Path, count: int) -> float:
    """One ORM transaction a record; a lock in the process spares it from spinning on the database's."""
    engine, lock = open_database(f"sqlite:///{folder / 'rival.sqlite'}"), threading.Lock()
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        Base.metadata.create_all(connection)
    writing = engine.execution_options(writing=True)

    def record(number: int) -> None:
        entry = an_acknowledgement(number)
        with lock, Session(writing) as session, session.begin():
            _add(session, entry.key, body_of(entry, at=SystemClock().now()).decode())

    spent = at_once(count, record)
    engine.dispose()
    return spent


def _add(session: Session, key: str, body: str) -> None:
    if session.scalars(select(Row).where(Row.key == key)).first() is None:
        before = session.scalars(select(Row.digest).order_by(Row.seq.desc()).limit(1)).first() or ""
        digest = hashlib.sha256((before + body).encode()).hexdigest()
        session.add(Row(key=key, body=body, before=before, digest=digest))


def fill_fast(ledger: Ledger, engine: Engine, count: int) -> None:
    """So many entries, written in large transactions: what they are is the same, only sooner."""
    frontier, template = Frontier(), body_of(an_acknowledgement(0), at=SystemClock().now()).decode()
    key = ledger.sequencer._key
    for start in range(1, count + 1, 25_600):
        entries, nodes, notes = list[StoredEntry](), list[Node](), list[tuple[int, str]]()
        for seq in range(start, min(start + 25_600, count + 1)):
            body = template.replace("test-key-00000000", f"test-key-{seq:08}").encode()
            entries.append(StoredEntry(seq, f"test-key-{seq:08}", body, leaf_hash(body)))
            nodes += frontier.append(entries[-1].leaf)
            if seq % 256 == 0:
                checkpoint = Checkpoint(key.verifier.name, seq, frontier.root())
                notes.append((seq, sign_checkpoint(checkpoint, key)))
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            add_entries(connection, entries)
            add_nodes(connection, nodes)
            for size, note in notes:
                add_checkpoint(connection, size=size, note=note, signed_at="")


def verify(folder: Path, count: int) -> tuple[float, float]:
    """Seconds of CPU and mebibytes it takes to recompute everything."""
    home = folder / "large"
    with a_ledger(home) as ledger:
        fill_fast(ledger, ledger.engine, count)
    script = _VERIFY.format(root=str(ROOT), home=str(home))
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    size, passed, seconds, mebibytes = json.loads(done.stdout)
    assert (size, passed) == (count, True)
    return float(seconds), float(mebibytes)


def verify_pack(folder: Path, count: int) -> tuple[float, float]:
    """Seconds to write a pack of so many records, and to verify it with its own script."""
    with a_ledger(folder / "packed") as ledger:
        fill(ledger, count - 1)
        began = time.perf_counter()
        ledger.export(folder / "pack.zip", Scope(), by="server-command")
        written = time.perf_counter() - began
        key = ledger.key.text
    script = ROOT / "portal" / "ledger" / "verify.py"
    began = time.perf_counter()
    asked = [sys.executable, "-I", str(script), str(folder / "pack.zip"), "--key", key]
    subprocess.run(asked, check=True, capture_output=True)
    return written, time.perf_counter() - began


def main() -> None:
    """Prints the figures, and writes them where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=4_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written, usual = ours(folder, wanted.records), rival(folder, wanted.records)
        seconds, mebibytes = verify(folder, wanted.entries)
        packed, judged = verify_pack(folder, 10_000)
    share = wanted.entries / 1_000_000
    rows: list[dict[str, Any]] = [
        _row("ledger, one record of 32 at once", written, usual, "ms", 1 / 3),
        _row("ledger, verify a million entries (promised)", seconds, 60 * share, "s CPU", 1),
        _row("ledger, memory of that (promised)", mebibytes, 500, "MiB", 1),
        _row("ledger, write a pack of 10,000", packed, 10, "s", None),
        _row("ledger, verify a pack of 10,000 (promised)", judged, 10, "s", 1),
    ]
    for row in rows:
        print(f"{row['what']:46} {row['ours']:10.3f} {row['rival']:10.3f} {row['unit']}")
    if wanted.json:
        wanted.json.write_text(json.dumps({"rows": rows}, indent=1), "utf-8")


def _row(what: str, our: float, other: float, unit: str, bar: float | None) -> dict[str, Any]:
    return {"what": what, "ours": our, "rival": other, "unit": unit, "bar": bar}


if __name__ == "__main__":
    main()
