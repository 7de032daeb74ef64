"""Branch coverage of the packages whose mistakes would be believed: `python -m tests.checks.branches REPORT.json`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGES = ("generators/model", "generators/source", "generators/edition", "portal/ledger")
BAR = 90.0


def branch_rate(files: Mapping[str, Any], package: str) -> float:
    """Per cent of the branches of *package* that some test takes; none where no test even imports it."""
    summaries = [entry["summary"] for name, entry in files.items() if name.startswith(f"{package}/")]
    if not summaries:
        return 0.0
    branches = sum(summary["num_branches"] for summary in summaries)
    covered = sum(summary["covered_branches"] for summary in summaries)
    return 100.0 * covered / branches if branches else 100.0


def untaken(files: Mapping[str, Any], package: str) -> list[str]:
    """The branches no test takes, as `file:from->to`."""
    return [
        f"{name}:{start}->{'exit' if end < 0 else end}"
        for name, entry in sorted(files.items())
        if name.startswith(f"{package}/")
        for start, end in entry["missing_branches"]
    ]


def judge(files: Mapping[str, Any]) -> int:
    """Print the rate of each package, and what is missing in those below the bar."""
    low = []
    for package in PACKAGES:
        rate = branch_rate(files, package)
        print(f"branch coverage of {package}: {rate:.1f} % (at least {BAR:g} %)")
        if rate < BAR:
            low.append(package)
    for package in low:
        print(*untaken(files, package), sep="\n")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(judge(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["files"]))
