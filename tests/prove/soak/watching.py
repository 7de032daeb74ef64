"""Watching a process from outside: memory, open files, threads, and how its files grow."""

import asyncio
import csv
import os
import time
from dataclasses import astuple, dataclass, fields
from pathlib import Path

_KIB = 1024


@dataclass(frozen=True, slots=True)
class Look:
    """One look. Memory in MiB, of the server alone and with its helpers; files in MiB."""

    at: float
    memory: float
    with_helpers: float
    files: int
    threads: int
    seconds_of_cpu: float
    log: float
    records: float


def look_at(pid: int, home: Path) -> Look:
    """How a server is doing."""
    status = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
        if ":" in line
    )
    spent = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    own = memory_of(pid)
    return Look(
        at=time.time(),
        memory=own,
        with_helpers=own + sum(memory_of(one) for one in children_of(pid)),
        files=len(os.listdir(f"/proc/{pid}/fd")),  # noqa: PTH208 - only how many
        threads=int(status["Threads"]),
        seconds_of_cpu=(int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK"),
        log=_size(home / "records.sqlite-wal"),
        records=_size(home / "records.sqlite"),
    )


def memory_of(pid: int) -> float:
    """The resident memory of a process; none if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / _KIB


def children_of(pid: int) -> list[int]:
    """The helpers a process started, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += [int(one) for one in (task / "children").read_text("ascii").split()]
        except OSError:
            continue
    return found + [one for child in found for one in children_of(child)] if found else []


def _size(path: Path) -> float:
    return path.stat().st_size / _KIB**2 if path.exists() else 0.0


async def watch(pid: int, home: Path, looks: list[Look], *, every: float, paper: Path) -> None:
    """Looks again and again, and keeps what it saw in a table beside."""
    with paper.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([one.name for one in fields(Look)])
        while True:
            looks.append(look_at(pid, home))
            table.writerow(astuple(looks[-1]))
            file.flush()
            await asyncio.sleep(every)


def slope(looks: list[Look], since: float) -> float:
    """How much the memory of the server grows, in MiB an hour: a straight line through all looks after a moment."""
    points = [((one.at - since) / 3600, one.memory) for one in looks if one.at >= since]
    if len(points) < 3:
        return 0.0
    middle = sum(x for x, _ in points) / len(points)
    height = sum(y for _, y in points) / len(points)
    spread = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * (y - height) for x, y in points) / spread if spread else 0.0
