"""Many hands on the same work: one record of it however many click, and nobody ever verifies what they did.

What somebody saw is old by the time they click. The rig proves itself by a portal that judges by what was seen then.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.access.principals import Principal
from portal.checklists import recording
from portal.checklists.answers import Answers
from portal.checklists.recording import Act, act_of, complete_item, reopen_item, verify_item
from portal.checklists.refusals import DoerDoesNotVerify, NotDoneYet
from portal.checklists.runs import Run
from portal.checklists.starting import Occasion, start
from portal.duties import service
from portal.duties.book import DutyId
from portal.duties.desk import DutyDesk
from portal.duties.evidence import Said
from portal.duties.service import settle
from portal.duties.standing import Task
from portal.duties.verifying import verify
from portal.errors import PortalError
from portal.ledger.checklist_entries import (
    ChecklistItemCompleted,
    ChecklistItemReopened,
    ChecklistItemVerified,
)
from portal.ledger.duty_entries import DutyDone, DutyVerified
from portal.ledger.entries import Entry, entry_of
from portal.ledger.identities import Identity
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId, new_key
from portal.ledger.store import entries_of
from tests.conftest import Record
from tests.portal.checklists.lists import CLERK, ONBOARDING, Desk, a_checklist, a_desk
from tests.portal.documents import Plain, a_policy
from tests.portal.duties.shops import a_clerk_role
from tests.portal.ledger.clusters import Cluster
from tests.tools import find_postgresql

HANDS = 8
ANSWERS = {"recorded", "duty-settled", "duty-verified", "duty-doer-does-not-verify", "already-done"}
"""What somebody may be told who clicks as others do."""
HELPER = "auto/role/helper"


@dataclass
class Workshop:
    """Two clerks with one list between them, and a helper with duties of every day."""

    desk: Desk
    run: Run
    clerks: list[Principal]
    helper: SubjectId

    def act(self, item: str, who: Principal) -> Act:
        """An item as somebody sees it now."""
        with reading(self.desk.office.records.ledger.engine) as connection:
            return act_of(
                connection, self.desk.scene(), self.run.number, item, principal=who, language="zh-Hans"
            )

    def task(self, duty: str) -> Task:
        """A duty of the helper as they see it now."""
        duties: DutyDesk = self.desk.office.app.state.duties
        library, period = self.desk.texts.edition.library, self.desk.office.today.isoformat()
        with reading(self.desk.office.records.ledger.engine) as connection:
            found = duties.one(connection, library, self.helper, DutyId(HELPER, duty), period)
        assert found is not None
        return found

    def settle(self, task: Task, key: str) -> None:
        """The helper says that it is done."""
        records = self.desk.office.records
        settle(
            records.ledger,
            task,
            Said(key=key, digest=task.occurrence.text.release.digests["zh-Hans"]),
            identity=Identity(name="店员", staff_number="2002"),
            sign_in="password",
            organisation=self.desk.scene().facts.organisation,
            now=records.now(),
        )

    def verify(self, task: Task, by: SubjectId) -> None:
        """Somebody says that they saw it."""
        duties: DutyDesk = self.desk.office.app.state.duties
        records = self.desk.office.records
        with reading(records.ledger.engine) as connection:
            matter = duties.matter(connection, self.desk.texts.edition.library)
        identity, today = Identity(name="核实人", staff_number="2000"), self.desk.office.today
        verify(records.ledger, matter, task, by=by, identity=identity, today=today)

    def entries(self) -> list[tuple[int, Entry]]:
        """What the ledger says, with its numbers."""
        with reading(self.desk.office.records.ledger.engine) as connection:
            return [(stored.seq, entry_of(stored.body)) for stored in entries_of(connection)]


@contextmanager
def a_workshop(home: Path, size: int, address: str | None = None) -> Iterator[Workshop]:
    daily: Plain = {"recurs": {"every": "day"}, "verify": CLERK}
    duties: list[Plain] = [daily | {"id": f"d{at}", "do": f"日课{at}"} for at in range(size)]
    items: list[Plain] = [{"id": f"i{at}", "do": f"第{at}项", "verify": CLERK} for at in range(size)]
    items += [{"id": one, "do": "旧页面", "verify": CLERK} for one in ("old", "again")]
    listed = a_checklist(event="manual", items=items)
    with a_desk(home, a_policy(), a_clerk_role(*duties), listed, database=address) as desk:
        clerks = [_principal(desk, desk.hire(number, CLERK)) for number in ("2000", "2001")]
        helper = desk.hire("2002", HELPER)
        occasion = Occasion(name="race", checklist=ONBOARDING, event="manual", since=desk.office.today)
        yield Workshop(desk, start(desk.scene(), occasion), clerks, helper)


def _principal(desk: Desk, subject: SubjectId) -> Principal:
    return Principal(
        subject=subject,
        name="",
        language="zh-Hans",
        portal_roles=frozenset(),
        method="password",
        signed_in_at=desk.office.clock.now(),
        session="",
        csrf="",
        roles=(CLERK,),
    )


def at_once(clicks: Iterable[Callable[[], object]]) -> Counter[str]:
    """Everybody clicks at the same moment; what each was told."""
    listed = list(clicks)
    together = threading.Barrier(len(listed))

    def click(press: Callable[[], object]) -> str:
        together.wait()
        try:
            press()
        except PortalError as refusal:
            return refusal.code
        return "recorded"

    with ThreadPoolExecutor(len(listed)) as hands:
        return Counter(hands.map(click, listed))


def click_everything(shop: Workshop, size: int) -> Counter[str]:
    """Two sessions press twice in each of two tabs at every duty, and its doer and both clerks verify it at once; both
    clerks press four times at every item."""
    told: Counter[str] = Counter()
    for at in range(size):
        task, keys = shop.task(f"d{at}"), [new_key() for _ in range(HANDS // 2)] * 2
        told += at_once([lambda key=key, task=task: shop.settle(task, key) for key in keys])  # type: ignore[misc]
        done = shop.task(f"d{at}")
        hands = [shop.helper, *(who.subject for who in shop.clerks)] * 2
        told += at_once([lambda who=who, done=done: shop.verify(done, who) for who in hands])  # type: ignore[misc]
        acts = [shop.act(f"i{at}", who) for who in shop.clerks] * (HANDS // 2)
        told += at_once([lambda act=act: complete_item(act, Answers()) for act in acts])  # type: ignore[misc]
    return told


def quarrel(shop: Workshop, times: int) -> Counter[str]:
    """Both clerks, in two windows each, complete, verify and reopen one item by what they saw a moment ago."""
    told: Counter[str] = Counter()

    def hand(seed: int) -> None:
        chance, who = random.Random(seed), shop.clerks[seed % 2]
        deeds: dict[str, Callable[[Act], object]] = {
            "open": lambda act: complete_item(act, Answers()),
            "to-verify": verify_item,
            "done": lambda act: reopen_item(act, reason="by-mistake"),
        }
        for _ in range(times):
            act = shop.act("i0", who)
            time.sleep(chance.uniform(0, 0.004))
            try:
                fits = act.item.state if chance.random() < 0.7 else chance.choice(list(deeds))
                deeds[fits](act)
                told["recorded"] += 1
            except PortalError as refusal:
                told[refusal.code] += 1

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(hand, range(4)))
    return told


def verify_by_an_old_page(shop: Workshop) -> None:
    """One clerk looks at what the other did; it is reopened, the first does it, then verifies what they saw."""
    one, other = shop.clerks
    complete_item(shop.act("old", one), Answers())
    seen = shop.act("old", other)
    reopen_item(shop.act("old", one), reason="by-mistake")
    complete_item(shop.act("old", other), Answers())
    verify_item(seen)


def verify_what_was_done_before(shop: Workshop) -> None:
    """One clerk looks at what the other did; the other reopens it and does it again; the first verifies what they saw."""
    one, other = shop.clerks
    complete_item(shop.act("again", other), Answers())
    seen = shop.act("again", one)
    reopen_item(shop.act("again", other), reason="by-mistake")
    complete_item(shop.act("again", other), Answers())
    verify_item(seen)


def wrong_in(entries: Iterable[tuple[int, Entry]]) -> list[int]:
    """Entries that contradict those before them: done twice, verified by its doer or not as it stands."""
    done: dict[str, tuple[int, str]] = {}
    verified: set[str] = set()
    found: list[int] = []
    for seq, entry in entries:
        if isinstance(entry, ChecklistItemCompleted):
            if entry.check_item in done:
                found.append(seq)
            done[entry.check_item] = (seq, entry.by)
            verified.discard(entry.check_item)
        elif isinstance(entry, ChecklistItemVerified):
            number, by = done.get(entry.check_item, (0, entry.by))
            if by == entry.by or number != entry.completed or entry.check_item in verified:
                found.append(seq)
            verified.add(entry.check_item)
        elif isinstance(entry, ChecklistItemReopened):
            if done.pop(entry.check_item, None) is None:
                found.append(seq)
            verified.discard(entry.check_item)
    return found


def self_verified_in(entries: Iterable[tuple[int, Entry]]) -> int:
    """Duties verified by who did them, or more than once."""
    seen = [one for _, one in entries if isinstance(one, DutyVerified)]
    times = Counter(one.done for one in seen)
    return sum(one.by == one.subject for one in seen) + sum(count > 1 for count in times.values())


def doubled_in(entries: Iterable[tuple[int, Entry]]) -> int:
    """Duties done more than once."""
    done = Counter((one.subject, one.duty, one.period) for _, one in entries if isinstance(one, DutyDone))
    return sum(times > 1 for times in done.values())


def test_many_clicks_make_one_record_and_no_doer_verifies(
    tmp_path: Path, proof: Record, *, full_size: bool
) -> None:
    size, times = (100, 500) if full_size else (6, 20)
    _race(tmp_path / "lite", None, proof, size=size, times=times)
    if full_size and find_postgresql() is not None:
        cluster = Cluster()
        try:
            _race(tmp_path / "server", cluster.create("hands"), proof, size=size, times=times)
        finally:
            cluster.remove()


def _race(home: Path, address: str | None, proof: Record, *, size: int, times: int) -> None:
    with a_workshop(home, size, address) as shop:
        with pytest.raises((NotDoneYet, DoerDoesNotVerify)):
            verify_by_an_old_page(shop)
        with pytest.raises(NotDoneYet):
            verify_what_was_done_before(shop)
        told = click_everything(shop, size)
        clicked = shop.entries()
        quarrelled = quarrel(shop, times)
        entries, database = shop.entries(), shop.desk.office.records.ledger.engine.dialect.name
    ticked = sum(isinstance(one, ChecklistItemCompleted) for _, one in clicked)
    doubled, wrong = doubled_in(entries), len(wrong_in(entries)) + self_verified_in(entries)
    verified = sum(isinstance(one, DutyVerified) for _, one in entries)
    clicks, quarrels = told.total(), quarrelled.total()
    proof(
        f"{clicks:,} clicks on {2 * size} things to do ({database})",
        "one record each",
        f"{doubled} doubled, {sum(isinstance(one, DutyDone) for _, one in entries)} duties, {ticked} items",
    )
    proof(
        f"doer and verifier racing, {quarrels:,} attempts ({database})",
        "0 self-verified",
        f"{wrong} wrong, {quarrelled['recorded']:,} recorded",
    )
    assert set(told) <= ANSWERS, told
    assert (doubled, ticked, wrong) == (0, size + 4, 0)  # four of them by old pages
    assert sum(isinstance(one, DutyDone) for _, one in entries) == size
    assert verified == size
    assert clicks == size * (2 * HANDS + 6)
    assert any(isinstance(one, ChecklistItemVerified) for _, one in entries)
    assert 0 < quarrelled["recorded"] < quarrels  # else nothing raced


def test_a_portal_that_judges_by_what_was_seen_would_double_duties_and_let_doers_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judges_nothing(*_asked: object, **_more: object) -> Callable[[object], None]:
        return lambda _connection: None

    monkeypatch.setattr(service, "still_owed", judges_nothing)
    monkeypatch.setattr(recording, "_if", judges_nothing)
    with a_workshop(tmp_path / "var", 2) as shop:
        click_everything(shop, 1)
        verify_by_an_old_page(shop)
        verify_what_was_done_before(shop)
        entries = shop.entries()
    assert doubled_in(entries) == 1
    assert len(wrong_in(entries)) == 2
