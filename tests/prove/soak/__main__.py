"""An hour of mixed load on the demonstration: `python -m tests.prove.soak --minutes 60 --users 50`, or `make soak`.

People of every role sign in to a portal served as `dutybook demo` serves it, read, search, confirm, tick, act and
report with pauses between, while the portal's own rounds run. Memory, files and threads are looked at every ten
seconds. Afterwards the records are verified, and compared with what people were told. Exit code 1: something is wrong.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.making import ROOT, dutybook, environment
from tests.prove.soak.crowd import Crowd
from tests.prove.soak.reporting import Outcome, in_short, say, so_far
from tests.prove.soak.settling import Body, confirmed_by, doubled, entries_in, lost
from tests.prove.soak.watching import Look, watch

Entries = list[tuple[int, Body]]


@contextmanager
def served(home: Path, port: int, log: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """`dutybook demo` over a home; its address, and the process."""
    command = [sys.executable, "-m", "portal.cli", "demo", "--port", str(port), "--home", str(home)]
    around = {**environment(), "DUTYBOOK_LOG_FORMAT": "json"}
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, env=around
        ) as process,
    ):
        try:
            assert process.stdout is not None
            found = next(
                filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)), None
            )
            assert found, "the demonstration did not say where it listens"
            yield found[0], process
        finally:
            process.terminate()


async def load(
    crowd: Crowd, pid: int, looks: list[Look], wanted: argparse.Namespace, paper: Path, entries: Entries
) -> float:
    """Fills the seats for as long as is wanted; the moment the crowd was there."""
    await crowd.employ(wanted.employees, confirmed_by(entries), wanted.asked)
    print(
        f"{len(crowd.employees)} employees have an account, {len(crowd.told.corrected)} texts are asked for again",
        flush=True,
    )
    crowd.samples.clear()
    began = time.time()
    watching = asyncio.create_task(watch(pid, crowd.home, looks, every=wanted.every, paper=paper))
    until = asyncio.get_running_loop().time() + wanted.minutes * 60
    shift = min(wanted.minutes * 30, 360)
    sitting = [crowd.sit(part, until=until, shift=shift) for part in crowd.seats(wanted.users)]
    telling = asyncio.create_task(_tell(crowd, began, looks, paper.parent))
    await asyncio.gather(*sitting)
    for task in (watching, telling):
        task.cancel()
    return began


async def _tell(crowd: Crowd, began: float, looks: list[Look], folder: Path) -> None:
    """A line a minute for whoever waits, and the table so far in a file."""
    while True:
        await asyncio.sleep(60)
        table = so_far(Outcome(began=began, samples=crowd.samples, looks=looks, told=crowd.told))
        (folder / "so-far.txt").write_text("\n".join(table) + "\n", encoding="utf-8")
        faults, memory = sum(bool(one.fault) for one in crowd.samples), looks[-1].memory if looks else 0.0
        minutes = (time.time() - began) / 60
        line = (
            f"{minutes:4.0f} min  {len(crowd.samples):7,} requests  {len(crowd.told.confirmed):5,} confirmed"
        )
        print(f"{line}  {faults} faults  {memory:6.0f} MiB", flush=True)


def run(wanted: argparse.Namespace, home: Path, folder: Path) -> Outcome:
    """One whole run over a home; everything that came of it."""
    looks: list[Look] = []
    entries = entries_in(home)
    before = entries[-1][0]
    with served(home, wanted.port, folder / "server.log") as (base, process):
        crowd = Crowd(base, home, wanted.think, random.Random(wanted.seed))
        began = asyncio.run(load(crowd, process.pid, looks, wanted, folder / "looks.csv", entries))
        process.terminate()
        ended = process.wait(timeout=60)
    verified = dutybook("evidence", "verify", home=home)
    entries = entries_in(home)
    return Outcome(
        began=began,
        samples=crowd.samples,
        looks=looks,
        told=crowd.told,
        entries=[body["kind"] for seq, body in entries if seq > before],
        lost=lost(crowd.told, entries),
        doubled=doubled(entries, before),
        ended=ended,
        verified=verified.returncode,
        said=(verified.stdout + verified.stderr).strip(),
        log=(folder / "server.log").read_text("utf-8"),
    )


def options() -> argparse.ArgumentParser:
    """What may be asked for."""
    parser = argparse.ArgumentParser(
        prog="soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--employees", type=int, default=120, help="who get an account besides the visitors")
    parser.add_argument("--asked", type=int, default=5, help="texts each of them is asked for once more")
    parser.add_argument("--think", type=float, default=8, help="seconds between two pages, on average")
    parser.add_argument("--every", type=float, default=10, help="seconds between two looks at the server")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument(
        "--home", type=Path, help="a demonstration to copy; else one is made, which takes minutes"
    )
    parser.add_argument("--folder", type=Path, help="where home, log and table of looks are kept")
    return parser


def main() -> None:
    """Prints the table."""
    wanted = options().parse_args()
    folder = wanted.folder or Path(tempfile.mkdtemp(prefix="dutybook-soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "var"
    if wanted.home:
        shutil.copytree(wanted.home, home, symlinks=True)
    else:
        made = dutybook("demo", "--no-serve", home=home)
        assert made.returncode == 0, made.stderr
    outcome = run(wanted, home, folder)
    (folder / "outcome.json").write_text(json.dumps(in_short(outcome)), encoding="utf-8")
    print("\n".join(say(outcome)))
    print(f"kept in {folder}")
    os._exit(0 if outcome.is_sound else 1)


if __name__ == "__main__":
    main()
