"""Runs the repository's own checks and prints every offender: `python -m tests.checks [NAME ...]`."""

import sys
from collections.abc import Mapping

from tests.checks import budgets, hygiene, languages, licences, links, lock
from tests.checks.tree import ROOT, Check

CHECKS: Mapping[str, Check] = {
    "budgets": budgets.offenders,
    "languages": languages.offenders,
    "lock": lock.offenders,
    "hygiene": hygiene.offenders,
    "licences": licences.offenders,
    "links": links.offenders,
}


def run(names: list[str]) -> int:
    """Run the checks of these names, all by default; 1 where something offends."""
    failed = False
    for name in names or CHECKS:
        found = CHECKS[name](ROOT)
        failed = failed or bool(found)
        print(f"{name}: {f'{len(found)} to mend' if found else 'good'}")
        for line in found:
            print(f"  {line}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
