"""The matrix of a large company: 2,000 people × 300 documents, every cell reckoned, in CPU seconds.

The bar is one second of CPU for all obligations of a day, reading the database included: who was where, whom each
release reached, what they had confirmed.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, Table, insert

from portal.clock import utc_text
from portal.database import database_address
from portal.ledger.ledger import prepared, reading
from portal.obligations.facts import facts_on
from portal.obligations.reckoning import obligations_on
from portal.obligations.tables import CONFIRMED
from portal.obligations.values import Confirmation
from portal.people.facts import Person
from portal.people.tables import ASSIGNMENT, PERSON, POSTING
from portal.releases.facts import Release
from portal.releases.organisation import organisation_json
from portal.releases.tables import ORGANISATION, RELEASE
from portal.releases.terms import Terms, terms_json
from tests.portal.obligations.companies import Company, a_release, day

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


def put(company: Company, engine: Engine) -> None:
    """The company as the portal would have recorded it, in the tables that obligations are reckoned from."""
    tables: dict[Table, Iterator[dict[str, Any]]] = {
        PERSON: map(_person, company.people.values()),
        POSTING: (
            {"subject": one.subject, "began": f"{one.began}", "unit": one.unit, "department": one.department}
            for one in company.postings
        ),
        ASSIGNMENT: (
            {"number": f"{at:08}", "subject": one.subject, "role": one.role, "unit": one.unit}
            | {"department": one.department, "began": f"{one.began}", "ended": None, "backup": False}
            for at, one in enumerate(company.assignments)
        ),
        RELEASE: map(_release, company.releases),
        CONFIRMED: _confirmations(company),
    }
    structure = {"edition": "e", "noted_at": utc_text(company.releases[0].at)}
    structure["facts"] = organisation_json(company.organisation)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(insert(ORGANISATION), {"number": 1, **structure})
        for table, rows in tables.items():
            connection.execute(insert(table), list(rows))


def _person(person: Person) -> dict[str, Any]:
    named = {name: getattr(person, name) for name in ("subject", "staff_number", "name", "email", "language")}
    return named | {"joined": f"{person.joined}", "left_on": None, "is_external": False}


def _release(release: Release) -> dict[str, Any]:
    assert release.terms is not None
    said = {
        "seq": release.seq,
        "document": release.document,
        "kind": "released",
        "revision": release.revision,
    }
    said |= {"change": release.change, "changed": "[]", "digests": json.dumps(dict(release.digests))}
    said |= {"edition": "e", "effective": None, "terms": terms_json(release.terms).decode()}
    return said | {"at": utc_text(release.at)}


def _confirmations(company: Company) -> Iterator[dict[str, Any]]:
    at = utc_text(company.releases[-1].at)
    numbers = count(10_000)
    for (subject, document), made in company.confirmed.items():
        for _, one in made:
            row = {"seq": next(numbers), "subject": subject, "document": document, "release": one.release}
            row |= {"revision": "1", "digest": "d", "language": "zh-Hans", "on_behalf": False}
            yield row | {"obligation": f"{one.release}:{subject}", "at": at}


def cpu_seconds(engine: Engine, today: date) -> tuple[float, int]:
    """The CPU time of one matrix, and how many of its cells ask somebody for something."""
    began = time.process_time()
    with reading(engine) as connection:
        found = obligations_on(facts_on(connection, today))
    return time.process_time() - began, len(found)


def main() -> None:
    """Measure, print, and write the row for the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    company = a_large_company()
    with tempfile.TemporaryDirectory() as folder:
        engine = prepared(database_address(Path(folder)))
        put(company, engine)
        taken, cells = min(cpu_seconds(engine, day(200)) for _ in range(5))
        engine.dispose()
    assert cells == len(obligations_on(company.facts(200)))
    print(
        f"{PEOPLE} people × {DOCUMENTS} documents: {cells} obligations in {taken:.2f} s CPU, database included"
    )
    row = {"what": "matrix 2,000 × 300 / its bar", "ours": taken, "rival": BAR, "unit": "s CPU", "bar": 1.0}
    target = parser.parse_args().json
    if target is not None:
        target.write_text(json.dumps({"rows": [row]}), encoding="utf-8")


if __name__ == "__main__":
    main()
