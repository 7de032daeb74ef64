"""A duty recorded wrongly is corrected, one that somebody else is to see is verified: never erased, never by the doer."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.access.permissions import PortalRole
from portal.access.tables import LOOKED_AT
from portal.duties.board import month_board
from portal.duties.feed import make_feed
from portal.duties.rates import Counts
from portal.duties.tables import FACT, FEED
from portal.ledger.audit import verify_database
from portal.ledger.canonical import plain_of
from portal.ledger.duty_entries import DutyDone, DutyVerified
from portal.ledger.entries import EntryCorrected, entry_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entries_of
from portal.people.changes import Ends, Leaves
from portal.releases import service
from portal.releases.texts import texts_of
from tests.portal.attachments.files import PDF
from tests.portal.checklists.lists import attachments_on
from tests.portal.documents import publish_documents
from tests.portal.duties.shops import a_clerk_role, at, employ, form_on, settle
from tests.portal.offices import Office, Visitor, an_office

COUNT = {"id": "count", "do": "清点礼品", "recurs": {"every": "day"}}
TILL = {
    "id": "till", "do": "对账", "recurs": {"every": "day"}, "verify": "auto/role/boss",
    "evidence": [{"kind": "file", "label": "对账单"}],
}  # fmt: skip
DAY = "2026-02-02"
OWN = "/my/duties/auto/helper/{}/" + DAY + "/"
SINCE = datetime.date(2026, 2, 2)


@dataclass
class Shop:
    office: Office
    boss: SubjectId
    second_boss: SubjectId
    helper: SubjectId
    hr: SubjectId

    def of_helper(self, duty: str) -> str:
        """The address of the helper's duty for others."""
        return f"/my/duties/of/{self.helper}/auto/helper/{duty}/{DAY}/"

    def visit(self, who: SubjectId) -> Visitor:
        return self.office.visitor(who)

    def hand_in(self) -> None:
        visitor, place = self.visit(self.helper), OWN.format("till")
        answer = visitor.upload(place, name="file-0", content=PDF, form=form_on(visitor, place))
        assert answer.status_code == 303

    def entries(self, kind: type[object]) -> list[object]:
        with reading(self.office.records.ledger.engine) as connection:
            found = [entry_of(stored.body) for stored in entries_of(connection)]
        return [one for one in found if isinstance(one, kind)]

    def counts(self) -> Counts:
        """The figures of the day's two duties."""
        with reading(self.office.records.ledger.engine) as connection:
            desk, library = self.office.app.state.duties, self.office.app.state.bookshelf.current().library
            matter, now = desk.matter(connection, library), self.office.clock.now()
            return month_board(connection, matter, SINCE, SINCE, now=now).total

    def to_verify(self, who: SubjectId) -> list[str]:
        found = self.office.app.state.duty_work.work_of(who, at=self.office.clock.now(), language="zh-Hans")
        return [one.title for one in found if one.state == "verify"]


@pytest.fixture
def shop(home: Path, address: str | None) -> Iterator[Shop]:
    edition = publish_documents(home, a_clerk_role(COUNT, TILL))
    with an_office(home, **({} if address is None else {"database": address})) as office:
        at(office, DAY)
        service.install(office.records.ledger, texts_of(edition), now=office.clock.now())
        boss = employ(office, "B1", "陈经理", roles=("auto/role/boss",), joined=SINCE)
        second = employ(office, "B2", "周经理", roles=("auto/role/boss",), joined=SINCE)
        helper = employ(office, "E1", "林小雨", roles=("auto/role/helper",), manager=boss, joined=SINCE)
        hr = employ(office, "H1", portal_role=PortalRole.HR, joined=SINCE)
        yield Shop(office, boss, second, helper, hr)


def test_the_doer_corrects_a_slip_on_the_same_day_and_does_it_again(shop: Shop) -> None:
    visitor, place = shop.visit(shop.helper), OWN.format("count")
    settle(visitor, place)
    assert shop.counts().on_time == 1
    refused = visitor.post(f"{place}correct/", {"reason": "by-mistake", "words": " "})
    assert refused.status_code == 422
    wrong = {"reason": "by-mistake", "words": "点错了"}
    assert [visitor.post(f"{place}correct/", wrong).status_code for _ in range(2)] == [303, 409]
    (entry,) = shop.entries(EntryCorrected)
    assert isinstance(entry, EntryCorrected)
    assert (entry.reason, entry.by) == ("by-mistake", shop.helper)
    assert shop.counts().on_time == 0
    page = visitor.get(place).text
    assert "已更正" in page
    assert "点错了" in page
    assert settle(visitor, place) == 303
    assert shop.counts().on_time == 1
    assert len(shop.entries(DutyDone)) == 2


def test_a_day_later_only_others_correct_it_with_a_reason(shop: Shop) -> None:
    settle(shop.visit(shop.helper), OWN.format("count"))
    at(shop.office, "2026-02-03")
    wrong = {"reason": "not-done", "words": "礼品没有清点"}
    assert shop.visit(shop.helper).post(f"{OWN.format('count')}correct/", wrong).status_code == 403
    colleague = shop.visit(employ(shop.office, "E2"))
    assert colleague.get(shop.of_helper("count")).status_code == 404
    assert colleague.post(f"{shop.of_helper('count')}correct/", wrong).status_code == 404
    assert shop.visit(shop.boss).post(f"{shop.of_helper('count')}correct/", wrong).status_code == 303
    assert (shop.counts().on_time, shop.counts().missed) == (0, 2)
    assert settle(shop.visit(shop.helper), OWN.format("count")) == 303  # made up, late
    assert shop.visit(shop.hr).post(f"{shop.of_helper('count')}correct/", wrong).status_code == 303
    assert len(shop.entries(EntryCorrected)) == 2
    assert "礼品没有清点" in shop.visit(shop.helper).get(OWN.format("count")).text


def test_an_auditor_sees_somebodys_duty_that_is_written_down_and_changes_nothing(shop: Shop) -> None:
    settle(shop.visit(shop.helper), OWN.format("count"))
    auditor = employ(shop.office, "A1", is_external=True, portal_role=PortalRole.AUDITOR)
    assert "林小雨" in shop.visit(auditor).get(f"/en{shop.of_helper('count')}").text
    wrong = {"reason": "not-done", "words": "x"}
    assert shop.visit(auditor).post(f"{shop.of_helper('count')}correct/", wrong).status_code == 403
    with reading(shop.office.records.ledger.engine) as connection:
        assert set(connection.execute(select(LOOKED_AT.c.page)).scalars()) == {"duty"}


def test_the_one_nearest_verifies_it_and_never_the_doer(shop: Shop) -> None:
    shop.hand_in()
    assert shop.to_verify(shop.boss) == ["请核实 林小雨：对账"]
    assert shop.to_verify(shop.second_boss) == []
    assert "请核实" in shop.visit(shop.boss).get("/my/work/").text
    assert "待核实" in shop.visit(shop.helper).get(OWN.format("till")).text
    page = shop.visit(shop.boss).get(shop.of_helper("till"))
    (address,) = attachments_on(page)
    assert shop.visit(shop.boss).get(address).content == PDF
    place = f"{shop.of_helper('till')}verify/"
    assert shop.visit(shop.helper).post(place).status_code == 404
    assert shop.visit(shop.second_boss).post(place).status_code == 404
    assert [shop.visit(shop.boss).post(place).status_code for _ in range(2)] == [303, 303]
    (entry,) = shop.entries(DutyVerified)
    assert isinstance(entry, DutyVerified)
    assert (entry.subject, entry.by, entry.duty) == (shop.helper, shop.boss, "till")
    assert shop.to_verify(shop.boss) == []
    assert "陈经理" in shop.visit(shop.helper).get(OWN.format("till")).text
    slip = {"reason": "by-mistake", "words": "再改"}  # once verified it is no longer the doer's to correct
    assert shop.visit(shop.helper).post(f"{OWN.format('till')}correct/", slip).status_code == 403


def test_who_verifies_sends_it_back_and_it_is_done_and_verified_anew(shop: Shop) -> None:
    shop.hand_in()
    back = {"reason": "evidence-insufficient", "words": "对账单缺第二页"}
    assert shop.visit(shop.boss).post(f"{shop.of_helper('till')}correct/", back).status_code == 303
    assert shop.to_verify(shop.boss) == []
    assert "对账单缺第二页" in shop.visit(shop.helper).get(OWN.format("till")).text
    shop.hand_in()
    assert shop.to_verify(shop.boss) != []
    shop.visit(shop.boss).post(f"{shop.of_helper('till')}verify/")
    shop.visit(shop.hr).post(f"{shop.of_helper('till')}correct/", back)
    with reading(shop.office.records.ledger.engine) as connection:
        standing = connection.execute(select(FACT.c.kind).where(FACT.c.corrected_by.is_(None)))
        assert sorted(standing.scalars()) == ["corrected", "corrected"]


def test_with_a_person_their_words_files_and_calendar_go_and_every_proof_still_holds(shop: Shop) -> None:
    office, files = shop.office, shop.office.records.ledger.files
    shop.hand_in()
    slip = {"reason": "by-mistake", "words": "传错了文件"}
    shop.visit(shop.helper).post(f"{OWN.format('till')}correct/", slip)
    make_feed(office.records, shop.helper, language="zh-Hans")
    let_off = {"subject": str(shop.helper), "role": "auto/role/helper", "duty": "count", "period": DAY}
    let_off |= {"reason": "absent", "note": "住院"}
    assert shop.visit(shop.hr).post("/reports/duties/person/waive/", let_off).status_code == 303
    assert "住院" in shop.visit(shop.helper).get(OWN.format("count")).text
    with reading(office.records.ledger.engine) as connection:
        bodies = [plain_of(stored.body) for stored in entries_of(connection)]
    named = [digest for body in bodies for digest in [*body.get("evidence", ()), body.get("note")] if digest]
    assert [digest in files for digest in named] == [True] * 4
    office.change(Leaves(subject=shop.helper, on=SINCE))
    second = employ(office, "H2", portal_role=PortalRole.HR, joined=SINCE)
    office.clock.move(days=3 * 366)
    page = shop.visit(shop.hr).post(f"/people/person/{shop.helper}/erasure/", {"reason": "retention-over"})
    assert page.status_code == 303
    number = shop.visit(second).get("/people/erasure/").text.split("/people/erasures/")[1].split("/")[0]
    assert shop.visit(second).post(f"/people/erasures/{number}/agree/").status_code == 303
    assert [digest in files for digest in named] == [False] * 4
    with reading(office.records.ledger.engine) as connection:
        assert connection.execute(select(FEED.c.subject)).all() == []
    assert verify_database(office.records.ledger.engine, key=office.records.ledger.key).problems == []


def test_where_the_role_is_vacant_the_doers_manager_verifies(shop: Shop) -> None:
    tomorrow = SINCE + datetime.timedelta(days=1)
    shop.office.change(Leaves(subject=shop.second_boss, on=tomorrow))
    shop.office.change(Ends(subject=shop.boss, role="auto/role/boss", on=tomorrow))
    shop.hand_in()
    at(shop.office, "2026-02-03")
    assert shop.to_verify(shop.boss) != []
    assert shop.visit(shop.boss).post(f"{shop.of_helper('till')}verify/").status_code == 303
