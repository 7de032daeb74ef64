"""Runs every benchmark and prints the ratios: `python -m tests.benchmarks.run [NAME ...]`.

A benchmark is a module `bench_<name>.py` here. It measures the product and the way a user would otherwise do the
same work, in one run on one machine, prints what it measured, and writes `--json FILE`:
`{"rows": [{"what": …, "ours": 1.2, "rival": 3.4, "unit": "ms", "bar": 0.5}]}`. Less is better; the ratio is
ours / rival, and `bar` is the most it may be. A ratio above its bar ends the run with 1.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

Row = dict[str, Any]


def measure(bench: Path, *, folder: Path) -> list[Row]:
    """Run one benchmark in a process of its own; what it prints passes through."""
    report = folder / f"{bench.stem}.json"
    print(f"--- {bench.stem}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, str(bench), "--json", str(report)], check=True, cwd=ROOT, env=environment)
    rows: list[Row] = json.loads(report.read_text(encoding="utf-8")).get("rows", [])
    if not rows:
        print(f"{bench.stem} wrote no rows, so it is not in the table")
    return rows


def ratio(row: Row) -> float:
    """How much of the rival's cost is ours."""
    return float(row["ours"]) / float(row["rival"])


def within(row: Row) -> bool:
    """Whether the ratio is no more than its bar; a row without a bar only informs."""
    return row.get("bar") is None or ratio(row) <= row["bar"]


def line(row: Row) -> str:
    """One line of the table."""
    bar = "" if row.get("bar") is None else f"at most {row['bar']:g}, {'kept' if within(row) else 'MISSED'}"
    return (
        f"{row['what']:46} {row['ours']:10.3f} {row['rival']:10.3f} {row['unit']:6} {ratio(row):8.3f}  {bar}"
    )


def main(names: list[str]) -> int:
    """Measure the benchmarks of these names, all by default; 1 where a bar is missed."""
    benches = [bench for bench in sorted(HERE.glob("bench_*.py")) if not names or bench.stem[6:] in names]
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for bench in benches for row in measure(bench, folder=Path(folder))]
    print(f"\n{'what':46} {'ours':>10} {'rival':>10} {'unit':6} {'ratio':>8}  bar")
    for row in rows:
        print(line(row))
    return int(not all(map(within, rows)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
