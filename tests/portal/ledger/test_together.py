"""Entries with a row beside each are written together; for whoever waits it is as if each had been alone."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError

from portal.errors import PortalError
from portal.ledger.audit import verify_database
from portal.ledger.jobs import Recorded, RowBeside
from portal.ledger.ledger import Ledger, reading
from portal.ledger.refusals import KeyReused
from portal.obligations.tables import CONFIRMED
from tests.portal.ledger.ledgers import a_ledger, an_acknowledgement


def row_for(who: str, document: str = "auto/policy/p", *, seq: int | None = None) -> RowBeside:
    def row(recorded: Recorded) -> Mapping[str, Any]:
        said = {
            "seq": recorded.seq if seq is None else seq,
            "subject": who,
            "document": document,
            "release": 1,
        }
        said |= {"revision": "1.0", "digest": "d", "language": "en", "obligation": None}
        return said | {"on_behalf": False, "at": "2026"}

    return RowBeside(table=CONFIRMED, row=row, about=who)


class Once:
    """A check that lets everybody confirm once."""

    def __init__(self, who: str) -> None:
        self.about = who

    def __call__(self, connection: Connection) -> PortalError | None:
        known = connection.execute(select(CONFIRMED.c.seq).where(CONFIRMED.c.subject == self.about)).first()
        return None if known is None else KeyReused(entry=known[0])


def at_once(ledger: Ledger, jobs: Sequence[tuple[int, RowBeside, Once | None]]) -> list[object]:
    """Everybody waits while something long is written, so that all are taken in one transaction."""
    gate: Future[None] = Future()
    ledger.sequencer.write(lambda _: gate.result())
    waiting = [
        ledger.sequencer.submit(an_acknowledgement(number), check=check, alongside=beside)
        for number, beside, check in jobs
    ]
    gate.set_result(None)
    return [one.exception() or one.result() for one in waiting]


def rows(ledger: Ledger, table: Table = CONFIRMED) -> list[tuple[int, str]]:
    with reading(ledger.engine) as connection:
        return [(row.seq, row.subject) for row in connection.execute(select(table).order_by(table.c.seq))]


def test_everybody_s_entry_has_its_row(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        answers = at_once(ledger, [(n, row_for(f"s{n}"), Once(f"s{n}")) for n in range(1, 51)])
        assert [one.seq for one in answers if isinstance(one, Recorded)] == list(range(1, 51))
        assert rows(ledger) == [(n, f"s{n}") for n in range(1, 51)]
        assert verify_database(ledger.engine, key=ledger.key).passed


def test_the_second_of_one_person_sees_the_first(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        jobs = [(n, row_for(who), Once(who)) for n, who in enumerate(["a", "b", "a", "c", "b", "a"], 1)]
        answers = at_once(ledger, jobs)
        assert [isinstance(one, Recorded) for one in answers] == [True, True, False, True, False, False]
        assert [who for _, who in rows(ledger)] == ["a", "b", "c"]
        assert answers[2].values == {"entry": 1}  # type: ignore[attr-defined]


def test_a_row_that_cannot_be_written_takes_only_its_own_entry_with_it(
    home: Path, address: str | None
) -> None:
    with a_ledger(home, address) as ledger:
        jobs: list[tuple[int, RowBeside, Once | None]] = [
            (1, row_for("a"), Once("a")),
            (2, row_for("b", seq=1), Once("b")),
            (3, row_for("c"), Once("c")),
        ]
        answers = at_once(ledger, jobs)
        assert isinstance(answers[1], IntegrityError)
        assert [one.seq for one in answers if isinstance(one, Recorded)] == [1, 2]
        assert rows(ledger) == [(1, "a"), (2, "c")]
        assert verify_database(ledger.engine, key=ledger.key).passed


def test_a_check_that_breaks_takes_only_its_own_entry_with_it(home: Path, address: str | None) -> None:
    class Broken(Once):
        def __call__(self, connection: Connection) -> PortalError | None:
            connection.exec_driver_sql("SELECT 1/0 WHERE nowhere")
            return None

    with a_ledger(home, address) as ledger:
        answers = at_once(
            ledger, [(1, row_for("a"), Once("a")), (2, row_for("b"), Broken("b")), (3, row_for("c"), None)]
        )
        assert [isinstance(one, Recorded) for one in answers] in ([True, False, True], [False, False, False])
        again = [
            ledger.sequencer.record(an_acknowledgement(n), alongside=row_for(w))
            for n, w in ((1, "a"), (3, "c"))
        ]
        assert sorted(who for _, who in rows(ledger)) == ["a", "c"]
        assert len({one.seq for one in again}) == 2


@pytest.mark.parametrize("count", [255, 256, 257, 600])
def test_checkpoints_fall_between_them(home: Path, count: int) -> None:
    with a_ledger(home) as ledger:
        answers = at_once(ledger, [(n, row_for(f"s{n}"), None) for n in range(1, count + 1)])
        assert all(isinstance(one, Recorded) for one in answers)
        assert len(rows(ledger)) == count
        assert verify_database(ledger.engine, key=ledger.key).passed


def test_the_same_key_twice_in_one_transaction_is_one_entry(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        answers = at_once(ledger, [(1, row_for("a"), Once("a")), (1, row_for("a"), Once("a"))])
        assert [(one.seq, one.repeated) for one in answers if isinstance(one, Recorded)] == [
            (1, False),
            (1, True),
        ]
        assert rows(ledger) == [(1, "a")]


class Asked(Once):
    """The same check for several at once; notes who was asked together."""

    asked: ClassVar[list[list[str]]] = []

    @staticmethod
    def together(connection: Connection, checks: "Sequence[Asked]") -> list[PortalError | None]:
        Asked.asked.append([check.about for check in checks])
        return [check(connection) for check in checks]


def test_who_waits_together_is_asked_together(home: Path, address: str | None) -> None:
    Asked.asked.clear()
    with a_ledger(home, address) as ledger:
        names = ["a", "b", "a", "c", "b", "d"]
        answers = at_once(ledger, [(n, row_for(who), Asked(who)) for n, who in enumerate(names, 1)])
    assert [isinstance(one, Recorded) for one in answers] == [True, True, False, True, False, True]
    assert Asked.asked == [["a", "b"], ["a", "c", "b", "d"]]


def test_who_comes_after_other_writing_is_asked_after_it(home: Path, address: str | None) -> None:
    Asked.asked.clear()
    with a_ledger(home, address) as ledger:
        gate: Future[None] = Future()
        ledger.sequencer.write(lambda _: gate.result())
        first = ledger.sequencer.submit(an_acknowledgement(1), check=Asked("a"), alongside=row_for("a"))
        other = ledger.sequencer.write(lambda c: row_for("b")(c, first_like(9)))
        second = ledger.sequencer.submit(an_acknowledgement(2), check=Asked("b"), alongside=row_for("b"))
        gate.set_result(None)
        other.result()
        assert isinstance(first.result(), Recorded)
        assert isinstance(second.exception(), KeyReused)
    assert Asked.asked == [["a"], ["b"]]


def first_like(seq: int) -> Recorded:
    """An entry of a number, for a row that stands beside none."""
    return Recorded(seq=seq, body=b"{}", leaf=b"", at="2026")
