"""Recurring duties of a large company: 10,000 people × 20 duties, in CPU time, the median of five.

``my work`` of one person, asked for as a page does; and the company's on-time report of a whole month with every fact
of it, about a million. The bars are 50 ms and 5 s.
"""

import argparse
import datetime
import gc
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, insert

from portal.access.records import Records
from portal.clock import utc_text
from portal.database import database_address
from portal.duties.board import month_board
from portal.duties.desk import DutyDesk, Matter
from portal.duties.tables import FACT
from portal.ledger.canonical import canonical_json
from portal.ledger.ledger import reading
from portal.people.tables import ASSIGNMENT, PERSON, POSTING
from portal.releases.organisation import Organisation, organisation_json
from portal.releases.tables import ORGANISATION, RELEASE
from portal.workdays.calendars import Calendars

PEOPLE, ROLES = 10_000, 500
NOW = datetime.datetime(2026, 4, 1, 8, 0, tzinfo=datetime.UTC)
FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
LIBRARY: dict[str, Any] = {"company": {"time_zone": "Asia/Shanghai"}}
RULES: list[dict[str, Any]] = [
    *[{"every": "day"}],
    *[{"every": "workday", "time": time} for time in ("17:30", "09:00")],
    *[{"every": "week", "weekday": day, "holiday": "later"} for day in ("mon", "wed", "fri", "fri")],
    *[{"every": "month", "before_day": day, "inclusive": True, "holiday": "earlier"} for day in (1, 5, 10, 15, 20, 25, 28)],
    *[{"every": "quarter", "month": month, "before_day": 20} for month in (1, 2, 3)],
    {"every": "half_year", "month": 3, "before_day": 10},
    *[{"every": "year", "month": month, "before_day": 15} for month in (3, 12)],
]  # fmt: skip
assert len(RULES) == 20


class _Clock:
    def now(self) -> datetime.datetime:
        """One morning in April."""
        return NOW


def put(records: Records) -> None:
    """People, roles and their texts, as the portal would have recorded them."""
    digests = [records.ledger.files.keep(_text(number)) for number in range(ROLES)]
    rows = {
        PERSON: [_person(number) for number in range(PEOPLE)],
        POSTING: [{"subject": _subject(n), "began": "2025-01-01", "unit": "u0"} for n in range(PEOPLE)],
        ASSIGNMENT: [
            {"number": f"{n:08}", "subject": _subject(n), "role": _role(n), "unit": "u0", "began": "2025-01-01",
             "backup": False}
            for n in range(PEOPLE)
        ],
        RELEASE: [_release(number, digest) for number, digest in enumerate(digests)],
        ORGANISATION: [
            {"number": 1, "edition": "e", "noted_at": utc_text(NOW), "facts": organisation_json(Organisation())}
        ],
    }  # fmt: skip
    _insert(records.ledger.engine, rows)


def put_facts(engine: Engine, matter: Matter) -> int:
    """Nine in ten of a month's duties are done, some of them late."""
    chance, seq = random.Random(7), 0
    rows: list[dict[str, Any]] = []
    for role, duties in matter.book.duties.items():
        for duty in duties:
            for one in matter.book.occurrences(duty, FIRST, LAST):
                for subject in sorted(matter.seats.asked(role, one.day).people):
                    if chance.random() < 0.92:
                        seq += 1
                        rows.append(_fact(seq, one, subject, is_late=chance.random() < 0.05))
        if len(rows) > 50_000:
            _insert(engine, {FACT: rows})
            rows = []
    _insert(engine, {FACT: rows})
    return seq


def median_cpu(work: Callable[[], object]) -> float:
    """The CPU seconds of one piece of work."""
    taken = []
    for _ in range(5):
        gc.collect()
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def _text(number: int) -> bytes:
    duties = [{"id": f"d{at}", "do": f"duty {at}", "recurs": rule} for at, rule in enumerate(RULES)]
    text = {"id": _role(number), "kind": "role", "title": f"role {number}", "duties": duties}
    return b"dutybook/document/v1\0" + canonical_json({"text": text})


def _subject(number: int) -> str:
    return f"s-{number}"


def _role(number: int) -> str:
    return f"u0/role/r{number % ROLES}"


def _person(number: int) -> dict[str, Any]:
    named = {"subject": _subject(number), "staff_number": str(number), "name": f"p{number}", "email": ""}
    return named | {"language": "zh-Hans", "joined": "2025-01-01", "is_external": False}


def _release(number: int, digest: str) -> dict[str, Any]:
    said = {
        "seq": number + 1,
        "document": _role(number),
        "kind": "released",
        "revision": "1",
        "change": "first",
    }
    said |= {"changed": "[]", "digests": json.dumps({"zh-Hans": digest}), "edition": "e"}
    return said | {"at": "2025-01-01T00:00:00.000000Z"}


def _fact(seq: int, one: Any, subject: str, *, is_late: bool) -> dict[str, Any]:
    said = {"seq": seq, "kind": "done", "occurrence": one.key, "bucket": one.bucket, "subject": subject}
    said |= {"day": one.day.isoformat(), "is_late": is_late, "digest": "d", "evidence": "[]", "reason": ""}
    return said | {"by": subject, "at": "2026-03-02T00:00:00.000000Z"}


def _insert(engine: Engine, rows: dict[Any, list[dict[str, Any]]]) -> None:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for table, listed in rows.items():
            for part in _parts(listed):
                connection.execute(insert(table), part)


def _parts(listed: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    yield from (listed[at : at + 10_000] for at in range(0, len(listed), 10_000))


def main() -> None:
    """Measure, print, and write the rows for the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        zone = Calendars(None).of(LIBRARY).zone
        records = Records(home, database_address(home), clock=_Clock(), zone=lambda: zone)
        records.open()
        put(records)
        desk, engine = DutyDesk(records, Calendars(home)), records.ledger.engine
        with reading(engine) as connection:
            matter = desk.matter(connection, LIBRARY)
        facts = put_facts(engine, matter)

        def work() -> object:
            with reading(engine) as connection:
                return desk.work(connection, LIBRARY, _subject(4711))

        def report() -> object:
            with reading(engine) as connection:
                return month_board(connection, desk.matter(connection, LIBRARY), FIRST, LAST, now=NOW)

        with reading(engine) as connection:
            counted = month_board(connection, matter, FIRST, LAST, now=NOW).total
        assert counted.on_time + counted.late == facts
        mine, month = median_cpu(work), median_cpu(report)
        records.close()
    print(f"{PEOPLE:,} people × {len(RULES)} duties, {facts:,} facts of a month: my work {mine * 1000:.1f} ms CPU, "
          f"a month's report {month:.2f} s CPU")  # fmt: skip
    rows = [
        {
            "what": "my duties, 10,000 × 20 / its bar",
            "ours": mine * 1000,
            "rival": 50.0,
            "unit": "ms CPU",
            "bar": 1.0,
        },
        {
            "what": "month of duties, 10,000 × 20 / its bar",
            "ours": month,
            "rival": 5.0,
            "unit": "s CPU",
            "bar": 1.0,
        },
    ]
    target = parser.parse_args().json
    if target is not None:
        target.write_text(json.dumps({"rows": rows}), encoding="utf-8")


if __name__ == "__main__":
    main()
