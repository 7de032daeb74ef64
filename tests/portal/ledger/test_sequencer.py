"""One writer: what is reported as recorded is recorded, once, in one order, whatever else happens."""

import asyncio
import itertools
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from portal.clock import SystemClock
from portal.database import database_address, open_database
from portal.errors import PortalError
from portal.ledger import batch, sequencer
from portal.ledger.checkpoints import open_checkpoint
from portal.ledger.entries import entry_of
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import Ledger, reading
from portal.ledger.merkle import Frontier, leaf_hash
from portal.ledger.refusals import (
    EntryUnknown,
    KeyReused,
    LedgerBusy,
    LedgerClosed,
    LedgerDamaged,
    LedgerHeld,
    LedgerUnavailable,
)
from portal.ledger.sequencer import Sequencer
from portal.ledger.store import checkpoint_notes, entries_of, size_of
from portal.ledger.tables import ENTRY, IDENTITY_KEY
from tests.loops import run_apart
from tests.portal.ledger.ledgers import ANNA, HandClock, a_ledger, an_acknowledgement, fill


class Stale(PortalError):
    """What a later layer refuses with."""

    status, code = 409, "stale-digest"


def count(ledger: Ledger) -> int:
    with reading(ledger.engine) as connection:
        return size_of(connection)


def refuse(_connection: Connection) -> PortalError:
    return Stale()


def fail(_connection: Connection, *_more: object) -> Any:
    raise RuntimeError("a defect of the caller")


def test_entries_are_numbered_without_a_gap(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        recorded = fill(ledger, 150)
        assert [record.seq for record in recorded] == list(range(1, 151))
        with reading(ledger.engine) as connection:
            stored = list(entries_of(connection))
        assert [entry.body for entry in stored] == [record.body for record in recorded]
        assert all(leaf_hash(entry.body) == entry.leaf for entry in stored)


def test_double_click_is_one_record(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        waiting = [ledger.sequencer.submit(an_acknowledgement(1)) for _ in range(20)]
        answers = [future.result() for future in waiting]
        later = ledger.sequencer.record(an_acknowledgement(1))
        assert {answer.seq for answer in [*answers, later]} == {1}
        assert [answer.repeated for answer in answers].count(False) == 1
        assert later.repeated
        assert later.body == answers[0].body
        assert count(ledger) == 1


def test_same_key_with_another_body_is_refused(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        first = ledger.sequencer.submit(an_acknowledgement(1))
        other = ledger.sequencer.submit(an_acknowledgement(1, revision="1.2"))
        assert first.result().seq == 1
        with pytest.raises(KeyReused) as refused:
            other.result()
        assert (refused.value.status, refused.value.values) == (409, {"entry": 1})
        with pytest.raises(KeyReused):
            ledger.sequencer.record(an_acknowledgement(1, revision="1.3"))
        assert count(ledger) == 1


def test_refusal_records_nothing_and_others_go_on(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        good = ledger.sequencer.submit(an_acknowledgement(1), check=lambda _connection: None)
        stale = ledger.sequencer.submit(an_acknowledgement(2), check=refuse)
        last = ledger.sequencer.submit(an_acknowledgement(3))
        assert (good.result().seq, last.result().seq) == (1, 2)
        with pytest.raises(Stale):
            stale.result()
        assert ledger.sequencer.record(an_acknowledgement(2)).seq == 3


def test_check_sees_what_was_recorded_before_it_in_the_same_transaction(
    home: Path, address: str | None
) -> None:
    sizes: list[int] = []

    def look(connection: Connection) -> None:
        sizes.append(connection.execute(select(func.count()).select_from(ENTRY)).scalar_one())

    with a_ledger(home, address) as ledger:
        waiting = [ledger.sequencer.submit(an_acknowledgement(number), check=look) for number in range(1, 31)]
        [future.result() for future in waiting]
    assert sizes == list(range(30))


def test_defect_of_one_caller_is_that_callers_alone(home: Path, address: str | None) -> None:
    def ask_nonsense(connection: Connection) -> None:
        connection.execute(text("SELECT * FROM no_such_table"))

    def write_twice(connection: Connection, recorded: Recorded) -> None:
        connection.execute(insert(IDENTITY_KEY), {"subject": f"x{recorded.seq}", "wrapped": b"1"})
        connection.execute(insert(IDENTITY_KEY), {"subject": f"x{recorded.seq}", "wrapped": b"2"})

    with a_ledger(home, address) as ledger:
        submit = ledger.sequencer.submit
        waiting: list[Future[Any]] = [
            submit(an_acknowledgement(1)),
            submit(an_acknowledgement(2), check=fail),
            submit(an_acknowledgement(3), alongside=fail),
            submit(an_acknowledgement(4), alongside=write_twice),
            ledger.sequencer.write(fail),
            submit(an_acknowledgement(5)),
        ]
        assert [waiting[0].result().seq, waiting[5].result().seq] == [1, 2]
        for future in (waiting[1], waiting[2], waiting[4]):
            with pytest.raises(RuntimeError):
                future.result()
        with pytest.raises(IntegrityError):
            waiting[3].result()
        if address is not None:
            with pytest.raises(Exception, match="no_such_table"):
                submit(an_acknowledgement(6), check=ask_nonsense).result()
        assert submit(an_acknowledgement(7)).result().seq == 3
        assert_tree_is_sound(ledger)
        with reading(ledger.engine) as connection:
            assert connection.execute(select(func.count()).select_from(IDENTITY_KEY)).scalar_one() == 0


def assert_tree_is_sound(ledger: Ledger) -> None:
    signed = ledger.checkpoint()
    frontier = Frontier()
    with reading(ledger.engine) as connection:
        for entry in entries_of(connection):
            frontier.append(leaf_hash(entry.body))
    assert (frontier.size, frontier.root()) == (signed.checkpoint.size, signed.checkpoint.root)


def test_what_belongs_to_an_entry_happens_with_it(home: Path, address: str | None) -> None:
    def note(connection: Connection, recorded: Recorded) -> None:
        connection.execute(insert(IDENTITY_KEY), {"subject": f"entry-{recorded.seq}", "wrapped": b""})

    with a_ledger(home, address) as ledger:
        ledger.sequencer.record(an_acknowledgement(1), alongside=note)
        ledger.sequencer.record(an_acknowledgement(1), alongside=note)
        written = ledger.sequencer.write(
            lambda connection: connection.execute(select(IDENTITY_KEY.c.subject)).scalars().all()
        )
        assert written.result() == ["entry-1"]


def test_current_revision_and_record_never_part(home: Path, address: str | None) -> None:
    """A publisher and many readers race; who confirms what is no longer current is refused."""
    released = itertools.count(1)
    current = [0]

    def release(connection: Connection, _recorded: Recorded) -> None:
        current[0] = next(released)

    def confirm(shown: int) -> object:
        entry = an_acknowledgement(next(numbers), revision=str(shown))
        return ledger.sequencer.submit(
            entry, check=lambda _connection: None if current[0] == shown else Stale()
        )

    numbers = itertools.count(1)
    with a_ledger(home, address) as ledger, ThreadPoolExecutor(8) as pool:
        waiting = []
        for number in range(400):
            if number % 20 == 0:
                ledger.sequencer.submit(an_acknowledgement(10_000 + number, revision="r"), alongside=release)
            waiting.append(pool.submit(confirm, current[0]))
        answers = [future.result() for future in waiting]
        for answer in answers:
            answer.exception()  # type: ignore[attr-defined]
        now = 0
        with reading(ledger.engine) as connection:
            for entry in entries_of(connection):
                revision = getattr(entry_of(entry.body), "revision", "")
                now, wrong = (now + 1, False) if revision == "r" else (now, revision != str(now))
                assert not wrong


async def many(ledger: Ledger) -> list[object]:
    asked = [ledger.sequencer.recorded(an_acknowledgement(number)) for number in range(1, 101)]
    stale = ledger.sequencer.recorded(an_acknowledgement(101), check=refuse)
    return await asyncio.gather(*asked, stale, return_exceptions=True)


def test_event_loop_waits_without_a_thread_each(ledger: Ledger) -> None:
    answers = run_apart(many(ledger))
    assert [getattr(answer, "seq", None) for answer in answers] == [*range(1, 101), None]
    assert isinstance(answers[-1], Stale)


def test_loop_that_went_away_disturbs_nobody(ledger: Ledger) -> None:
    async def leave() -> None:
        task = asyncio.create_task(ledger.sequencer.recorded(an_acknowledgement(1)))
        await asyncio.sleep(0)
        task.cancel()

    run_apart(leave())
    assert ledger.sequencer.record(an_acknowledgement(2)).seq in {1, 2}


def test_second_writer_is_refused_by_the_name_of_the_first(home: Path, address: str | None) -> None:
    other_home = home if address is None else home.with_name("elsewhere")
    with a_ledger(home, address) as ledger:
        fill(ledger, 1)
        other_home.mkdir(exist_ok=True)
        if address is not None:
            (other_home / "keys").symlink_to(home / "keys")
        with pytest.raises(LedgerHeld) as refused, a_ledger(other_home, address):
            pass
    named = str(refused.value.values["holder"])
    assert ("pid" in named) if address is None else named.startswith("dutybook @ 127.0.0.1")
    with a_ledger(other_home, address) as ledger:
        assert count(ledger) == 1


def test_writer_in_another_process_is_named(home: Path) -> None:
    fill_one = "import sys; from tests.portal.ledger.ledgers import *; from pathlib import Path\n"
    fill_one += "with a_ledger(Path(sys.argv[1])) as ledger:\n    fill(ledger, 1); print('ready', flush=True); sys.stdin.read()"
    writer = subprocess.Popen(
        [sys.executable, "-c", fill_one, str(home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    with writer:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == "ready\n"
        with pytest.raises(LedgerHeld) as refused, a_ledger(home):
            pass
        assert f"(pid {writer.pid})" in str(refused.value.values["holder"])
        writer.stdin.close()
    with a_ledger(home) as ledger:
        assert count(ledger) == 1


def test_ledger_goes_on_where_it_ended(home: Path, address: str | None) -> None:
    for first in (1, 301, 601):
        with a_ledger(home, address) as ledger:
            assert [record.seq for record in fill(ledger, 300, first=first)] == list(
                range(first, first + 300)
            )
            assert_tree_is_sound(ledger)


def test_checkpoint_comes_every_256_entries(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        fill(ledger, 1000)
        with reading(ledger.engine) as connection:
            sizes = [size for size, _ in checkpoint_notes(connection)]
            notes = [open_checkpoint(note, [ledger.key]).size for _, note in checkpoint_notes(connection)]
        assert sizes == notes == [256, 512, 768]
        assert ledger.checkpoint().checkpoint.size == 1000
        assert ledger.checkpoint() == ledger.checkpoint()


def test_checkpoint_comes_by_itself_after_a_while(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "CHECKPOINT_SECONDS", 0.05)
    with a_ledger(home) as ledger:
        fill(ledger, 3)
        deadline = time.monotonic() + 60
        sizes: list[int] = []
        while not sizes and time.monotonic() < deadline:
            time.sleep(0.02)
            with reading(ledger.engine) as connection:
                sizes = [size for size, _ in checkpoint_notes(connection)]
        assert sizes == [3]


def test_clock_set_back_is_written_down_and_order_stays(home: Path) -> None:
    clock = HandClock()
    with a_ledger(home, clock=clock) as ledger:
        fill(ledger, 2)
        clock.move(hours=-1)
        fill(ledger, 2, first=3)
        clock.move(hours=3)
        fill(ledger, 1, first=5)
    clock.move(days=-1)
    with a_ledger(home, clock=clock) as ledger:
        fill(ledger, 1, first=6)
        with reading(ledger.engine) as connection:
            kinds = [entry_of(entry.body).kind for entry in entries_of(connection)]
        assert_tree_is_sound(ledger)
    warned, recorded = "clock:warned", "acknowledgement:recorded"
    assert kinds == [recorded, recorded, warned, recorded, recorded, recorded, warned, recorded]


def test_closing_finishes_what_waits_and_takes_no_more(home: Path) -> None:
    with a_ledger(home) as ledger:
        waiting = [ledger.sequencer.submit(an_acknowledgement(number)) for number in range(1, 501)]
        ledger.sequencer.close()
        ledger.sequencer.close()
        assert [future.result().seq for future in waiting] == list(range(1, 501))
        with pytest.raises(LedgerClosed):
            ledger.sequencer.submit(an_acknowledgement(999))


def test_who_comes_when_too_many_wait_is_told_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "MOST_WAITING", 4)
    gate = threading.Event()
    with a_ledger(home) as ledger:
        held = ledger.sequencer.write(lambda _connection: gate.wait(20))
        while ledger.sequencer._waiting.qsize():
            time.sleep(0.01)
        waiting = [ledger.sequencer.submit(an_acknowledgement(number)) for number in range(1, 5)]
        with pytest.raises(LedgerBusy):
            ledger.sequencer.submit(an_acknowledgement(5))
        gate.set()
        assert held.result()
        assert [future.result().seq for future in waiting] == [1, 2, 3, 4]


def test_failing_commit_reports_nothing_as_recorded_and_loses_nothing(
    home: Path, address: str | None
) -> None:
    broken = [False]

    def break_commit(_connection: Connection) -> None:
        if broken[0]:
            raise OSError(28, "No space left on device")

    with a_ledger(home, address) as ledger:
        event.listen(ledger.engine, "commit", break_commit)
        fill(ledger, 3)
        broken[0] = True
        waiting = [ledger.sequencer.submit(an_acknowledgement(number)) for number in range(4, 10)]
        for future in waiting:
            with pytest.raises(LedgerUnavailable) as refused:
                future.result()
            assert refused.value.status == 503
        broken[0] = False
        assert count(ledger) == 3
        assert [record.seq for record in fill(ledger, 6, first=4)] == list(range(4, 10))
        assert_tree_is_sound(ledger)


@pytest.mark.parametrize(
    ("trouble", "relief"),
    [
        ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"),
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    ],
)
def test_full_or_read_only_disk_is_a_refusal_and_reading_goes_on(
    home: Path, trouble: str, relief: str
) -> None:
    pragma = [relief]

    def prepare(connection: Any, _record: object) -> None:
        connection.execute(pragma[0]).fetchall()

    with a_ledger(home) as ledger:
        event.listen(ledger.engine, "connect", prepare)  # before anything beside the writer connects, too
        fill(ledger, 50)
        pragma[0] = trouble
        ledger.sequencer._disconnect()
        ledger.engine.dispose()  # whatever connection comes next meets the trouble
        outcomes = {_outcome(ledger, number) for number in range(51, 120)}
        assert "LedgerUnavailable" in outcomes
        assert outcomes <= {"LedgerUnavailable", "recorded"}
        assert count(ledger) >= 50
        pragma[0] = relief
        ledger.sequencer._disconnect()
        ledger.engine.dispose()
        assert sorted(record.seq for record in fill(ledger, 69, first=51)) == list(range(51, 120))
        assert_tree_is_sound(ledger)


def test_lost_connection_comes_back_by_itself(home: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 3)
        assert ledger.sequencer._connection is not None
        ledger.sequencer._connection.connection.driver_connection.close()  # type: ignore[union-attr]
        answers = [_outcome(ledger, number) for number in range(4, 8)]
        assert answers[-1] == "recorded"
        assert sorted(record.seq for record in fill(ledger, 4, first=4)) == [4, 5, 6, 7]


def _outcome(ledger: Ledger, number: int) -> str:
    try:
        ledger.sequencer.record(an_acknowledgement(number))
    except (LedgerUnavailable, Exception) as problem:  # noqa: BLE001 - any refusal will do, silence would not
        return type(problem).__name__
    return "recorded"


def test_entry_somebody_else_appended_is_taken_into_account(home: Path) -> None:
    """Nobody should, but a program with the database open can; the tree must not fork over it."""
    with a_ledger(home) as ledger:
        fill(ledger, 3)
        with ledger.engine.connect().execution_options(writing=True) as connection, connection.begin():
            row = {"seq": 4, "idempotency_key": "foreign-key", "body": '{"key":"foreign-key"}'}
            connection.execute(insert(ENTRY), row | {"leaf": leaf_hash(row["body"].encode())})  # type: ignore[attr-defined]
        assert [record.seq for record in fill(ledger, 2, first=5)] == [5, 6]
        assert_tree_is_sound(ledger)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger_entry SET leaf = zeroblob(32) WHERE seq = 258",
        "DELETE FROM ledger_entry WHERE seq > 250",
        "UPDATE ledger_checkpoint SET note = replace(note, '260', '259')",
        "UPDATE ledger_checkpoint SET size = 259 WHERE size = 260",
        "UPDATE ledger_entry SET body = '{}' WHERE seq = 260",
        "UPDATE ledger_entry SET body = '{', leaf = x'021B25CFDD0E9B3C5E4D5A5F6A2D1B9CAF3A1C9E5B0A4D9AA2C1F0E1D2C3B4A5' WHERE seq = 260",
        "DELETE FROM ledger_node",
    ],
)
def test_ledger_that_is_not_what_was_signed_is_not_written_to(home: Path, damage: str) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 260)
        ledger.checkpoint()
    engine = open_database(database_address(home))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for trigger in (
            connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(damage))
    engine.dispose()
    with pytest.raises(LedgerDamaged), a_ledger(home):
        pass


def test_database_that_is_not_there_is_a_refusal(home: Path) -> None:
    with (
        pytest.raises(LedgerUnavailable),
        a_ledger(home, f"sqlite:///{home / 'no' / 'such' / 'folder.sqlite'}"),
    ):
        pass
    home.mkdir(exist_ok=True)
    engine = open_database(f"sqlite:///{home / 'none' / 'x.sqlite'}")
    with a_ledger(home.with_name("other")) as ledger:
        key = ledger.sequencer._key
    with pytest.raises(LedgerUnavailable):
        Sequencer(home, engine, clock=SystemClock(), key=key)


def test_proof_of_a_record_is_there_at_once(ledger: Ledger) -> None:
    fill(ledger, 10)
    assert ledger.proof(3).index == 2
    assert open_checkpoint(ledger.proof(10).note, [ledger.key]).size == 10
    for unknown in (0, 11):
        with pytest.raises(EntryUnknown):
            ledger.proof(unknown)


def test_time_of_an_odd_body_is_none() -> None:
    assert batch.time_of({"at": "yesterday"}) is None
    assert ANNA.startswith("s-")
