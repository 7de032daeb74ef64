"""Confirming under load: the real route, its final write in three ways, one worker on loopback.

32 clients for throughput, 128 for the slowest of a hundred. The three are served at the same time and get short
bursts of load in turn, so that a slow second of the machine meets all of them; medians count. Afterwards each database
is asked whether what was answered is there.
Load comes from `tests.portal.acknowledgements.senders`, an asyncio client of ours with kept connections, in a process
of its own; each connection sends its next form once the last was answered.
"""

import argparse
import asyncio
import json
import pickle
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.portal.acknowledgements.crowds import Crowd, Form, assemble
from tests.portal.acknowledgements.senders import Sending, send

VARIANTS = ("ours", "usual", "none")
MANY, CROWDED = 32, 128
_WRITTEN = {
    "ours": "SELECT count(*) FROM acknowledgement JOIN ledger_entry USING (seq)",
    "usual": "SELECT count(*) FROM acknowledgement JOIN audit_row ON audit_row.seq + 1000000 = acknowledgement.seq",
    "none": "SELECT count(*) FROM acknowledgement",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of one variant measured."""

    per_second: float
    p50: float
    p99: float


@contextmanager
def served(home: Path, variant: str) -> Iterator[int]:
    """The port of the server in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("confirming_server.py")), str(home), variant]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def burst(port: int, forms: Iterator[Form], *, clients: int, seconds: float) -> tuple[Turn, int]:
    """So many clients for so long, and how many were answered."""
    known = asyncio.run(send(port, forms, clients=clients, seconds=seconds))
    answered, taken = checked(known), sorted(one.seconds for one in known.answered)
    spent = known.ended - known.began
    turn = Turn(len(taken) / spent, statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000)
    return turn, answered


def checked(sending: Sending) -> int:
    """How many were answered; each of them by leading to a receipt."""
    refused = [one.status for one in sending.answered if one.receipt is None]
    assert not refused, f"{len(refused)} were not recorded: {refused[:3]}"
    assert len(sending.answered) == len(sending.begun), "connections were dropped"
    return len(sending.answered)


def measure(template: Path, crowd: Crowd, bursts: int, *, seconds: float) -> Iterator[tuple[str, int, Turn]]:
    """One round: every variant on a fresh copy of the same home, and the bursts of each in turn."""
    homes = {variant: template.with_name(f"run-{variant}") for variant in VARIANTS}
    for home in homes.values():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home, symlinks=True)
    answered = dict.fromkeys(VARIANTS, 0)
    with ExitStack() as stack:
        ports = {variant: stack.enter_context(served(home, variant)) for variant, home in homes.items()}
        forms = {variant: iter(crowd.rest) for variant in VARIANTS}
        for variant, port in ports.items():
            answered[variant] += checked(asyncio.run(send(port, iter(crowd.first_of_each), clients=8)))
        for clients in (MANY, CROWDED):
            for number in range(bursts + 1):
                for variant in VARIANTS[number % 3 :] + VARIANTS[: number % 3]:
                    turn, count = burst(ports[variant], forms[variant], clients=clients, seconds=seconds)
                    answered[variant] += count
                    if number:  # the first of each warms up
                        yield variant, clients, turn
    for variant, home in homes.items():
        written = sqlite3.connect(home / "records.sqlite").execute(_WRITTEN[variant]).fetchone()[0]
        said = 0 if variant == "none" else answered[variant]
        assert written == said, f"{written} written of {said} answered"


Found = dict[tuple[str, int], list[Turn]]


def median(found: Found, variant: str, clients: int, name: str) -> float:
    """The median of one figure over all bursts."""
    return float(statistics.median(getattr(one, name) for one in found[variant, clients]))


def measured(wanted: argparse.Namespace) -> Found:
    """All bursts of all rounds, by variant and number of clients."""
    found: Found = {(variant, clients): [] for variant in VARIANTS for clients in (MANY, CROWDED)}
    with tempfile.TemporaryDirectory() as name:
        template = Path(name) / "home"
        size = f"{wanted.people}x{wanted.documents}"
        assembling = [sys.executable, __file__, "--assemble", str(template), size]
        subprocess.run(assembling, check=True, stderr=subprocess.DEVNULL)
        crowd: Crowd = pickle.loads(template.with_name("crowd").read_bytes())  # noqa: S301 - written just now
        for _ in range(wanted.rounds):
            for variant, clients, turn in measure(template, crowd, wanted.bursts, seconds=wanted.seconds):
                found[variant, clients].append(turn)
    return found


def rows_of(found: Found) -> list[dict[str, object]]:
    """The rows of the table; less is better, so throughput is told as milliseconds a confirmation."""
    each = {variant: 1000 / median(found, variant, MANY, "per_second") for variant in VARIANTS}
    slow = {variant: median(found, variant, CROWDED, "p99") for variant in VARIANTS}
    return [
        _row("confirming, 32 clients: ours / ORM", each["ours"], each["usual"], 1 / 3),
        _row("confirming, 32 clients: ours / no write", each["ours"], each["none"], 1 / 0.8),
        _row("confirming, p99 of 128 clients: ours / ORM", slow["ours"], slow["usual"], 0.4),
    ]


def _row(what: str, ours: float, rival: float, bar: float) -> dict[str, object]:
    return {"what": what, "ours": ours, "rival": rival, "unit": "ms", "bar": bar}


def told(found: Found) -> str:
    """What was measured, a line for each variant and number of clients."""
    lines = [
        "load: asyncio client (tests/portal/acknowledgements/senders.py), kept connections, loopback, one worker"
    ]
    for clients in (MANY, CROWDED):
        for variant in VARIANTS:
            figures = [median(found, variant, clients, name) for name in ("per_second", "p50", "p99")]
            said = "{:8.0f}/s   p50 {:7.1f} ms   p99 {:7.1f} ms".format(*figures)
            lines.append(f"{clients:4} clients  {variant:6} {said}")
    return "\n".join(lines)


def main() -> None:
    """Prints the figures, and writes them where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bursts", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=0.75)
    parser.add_argument("--people", type=int, default=256)
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--assemble", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.assemble:
        _assemble(Path(wanted.assemble[0]), wanted.assemble[1])
        return
    found = measured(wanted)
    print(told(found))
    if wanted.json:
        wanted.json.write_text(json.dumps({"rows": rows_of(found)}, indent=1), "utf-8")


def _assemble(home: Path, size: str) -> None:
    people, documents = map(int, size.split("x"))
    home.with_name("crowd").write_bytes(pickle.dumps(assemble(home, people=people, documents=documents)))


if __name__ == "__main__":
    main()
