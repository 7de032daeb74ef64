"""The matrix of a large company: 2,000 people × 300 documents, every cell reckoned, in CPU seconds.

The bar is one second of CPU for all obligations of a day, from facts as they are read from the database: who was
where, whom each release reached, what they had confirmed.
"""

import argparse
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from portal.obligations.presence import presence_on
from portal.obligations.reckoning import Facts, obligations_on
from portal.obligations.values import Confirmation
from portal.releases.terms import Terms
from tests.portal.obligations.companies import Company, a_release

PEOPLE, DOCUMENTS, ROLES, DEPARTMENTS = 2_000, 300, 120, 40
BAR = 1.0


def a_large_company(seed: int = 7) -> Company:
    """Eight units; every third document asks everybody, the others departments and roles; three releases each."""
    chance = random.Random(seed)
    company = Company()
    for number in range(PEOPLE):
        unit = f"u{number % 8}"
        department = f"{unit}/department/d{chance.randrange(DEPARTMENTS // 8)}"
        roles = {f"{unit}/role/r{chance.randrange(ROLES // 8)}" for _ in range(1 + number % 3)}
        company.employs(f"p{number}", *roles, unit=unit, department=department, joined=-chance.randrange(900))
    for number in range(DOCUMENTS):
        document, unit = f"u{number % 8}/policy/p{number}", f"u{number % 8}"
        by = (
            ("u0/everyone",)
            if number % 3 == 0
            else (f"{unit}/role/r{number % 15}", f"{unit}/department/d{number % 5}")
        )
        changes = ("first", "minor", "material")
        for step, change in enumerate(changes):
            concerns = (f"{unit}/role/r{number % 15}",) if change == "material" and number % 2 else None
            terms = Terms(by=by, concerns=concerns)
            seq = number * 3 + step + 1
            company.releases.append(a_release(seq, step * 40, document=document, change=change, terms=terms))
    _confirm(company, chance)
    return company


def _confirm(company: Company, chance: random.Random) -> None:
    parents = {f"u{number}": "u0" for number in range(1, 8)}
    company.organisation = type(company.organisation)(parents=parents)
    for obligation in obligations_on(company.facts(200)):
        if chance.random() < 0.9:
            made = company.confirmed.setdefault((obligation.subject, obligation.document), [])
            made.append((150, Confirmation(obligation.asked, 10_000 + len(company.confirmed))))


def cpu_seconds(company: Company, facts: Facts) -> tuple[float, int]:
    """The CPU time of one matrix, and how many of its cells ask somebody for something."""
    began = time.process_time()
    presence = presence_on(
        facts.day,
        facts.people,
        assignments=company.assignments,
        postings=company.postings,
        organisation=facts.organisation,
    )
    found = obligations_on(replace(facts, presence=presence))
    return time.process_time() - began, len(found)


def main() -> None:
    """Measure, print, and write the row for the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    company = a_large_company()
    facts = company.facts(200)
    taken, cells = min(cpu_seconds(company, facts) for _ in range(3))
    print(f"{PEOPLE} people × {DOCUMENTS} documents: {cells} obligations in {taken:.2f} s CPU")
    row = {"what": "matrix 2,000 × 300 / its bar", "ours": taken, "rival": BAR, "unit": "s CPU", "bar": 1.0}
    target = parser.parse_args().json
    if target is not None:
        target.write_text(json.dumps({"rows": [row]}), encoding="utf-8")


if __name__ == "__main__":
    main()
