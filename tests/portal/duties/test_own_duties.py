"""A clerk and their recurring duties: seen, done once, late or made up, in both databases and after restarts."""

import datetime
import json
import re
from pathlib import Path

from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entry_at
from portal.people.changes import Begins, Leaves
from tests.portal.documents import publish_documents
from tests.portal.duties.shops import LEADS, PACK, a_clerk_role, at, employ, release, settle, work
from tests.portal.offices import Office, an_office


def test_the_day_begins_with_what_is_due_and_ends_with_it_recorded(office: Office, helper: SubjectId) -> None:
    visitor = office.visitor(helper)
    assert work(office, helper) == {"leads/2026-02-02": "02-02 17:30"}
    page = visitor.get("/my/duties/").text
    assert "汇总当日来店来电" in page
    assert settle(visitor, "/my/duties/auto/helper/leads/2026-02-02/") == 303
    assert work(office, helper) == {}
    shown = visitor.get("/en/my/duties/auto/helper/leads/2026-02-02/").text
    assert "done" in shown
    assert "Entry" in shown


def test_what_is_recorded_is_bound_to_the_text_and_names_nobody(office: Office, helper: SubjectId) -> None:
    at(office, "2026-02-26")
    visitor, place = office.visitor(helper), "/my/duties/auto/helper/pack/2026-03/"
    assert settle(visitor, place, {"words-0": "SF 1024"}) == 303
    with reading(office.records.ledger.engine) as connection:
        stored = next(
            found
            for seq in range(1, 30)
            if (found := entry_at(connection, seq)) and b"duty:done" in found.body
        )
    said = json.loads(stored.body)
    release = office.app.state.bookshelf.current().documents["auto/role/helper"]
    assert (said["document"], said["duty"], said["period"], said["due"]) == (
        "auto/role/helper",
        "pack",
        "2026-03",
        "2026-02-28",
    )
    assert said["digest"] == release.digests["zh-Hans"]
    assert "late" not in said
    assert "SF 1024" not in stored.body.decode()
    assert "SF 1024" in office.records.ledger.files.read(said["evidence"][0]).decode()
    assert "SF 1024" in visitor.get(place).text
    assert json.loads(visitor.get(f"/my/duties/record/{stored.seq}.json").body) == said


def test_without_the_evidence_that_is_asked_for_nothing_is_recorded(
    office: Office, helper: SubjectId
) -> None:
    at(office, "2026-02-26")
    visitor, place = office.visitor(helper), "/my/duties/auto/helper/pack/2026-03/"
    assert settle(visitor, place, {"words-0": "  "}) == 422
    assert "pack/2026-03" in work(office, helper)
    assert settle(visitor, place, {"words-0": "x" * 2001}) == 422
    assert "pack/2026-03" in work(office, helper)


def test_a_double_click_a_second_tab_and_a_retry_make_one_record(office: Office, helper: SubjectId) -> None:
    visitor, place = office.visitor(helper), "/my/duties/auto/helper/leads/2026-02-02/"
    tabs = [
        dict(re.findall(r'name="(key|digest)" value="([0-9a-f]+)"', visitor.get(place).text))
        for _ in range(2)
    ]
    answers = [visitor.post(place, form).status_code for form in (tabs[0], tabs[0], tabs[1])]
    assert answers == [303, 303, 303]
    with reading(office.records.ledger.engine) as connection:
        bodies = [found.body for seq in range(1, 30) if (found := entry_at(connection, seq))]
    assert sum(b"duty:done" in body for body in bodies) == 1


def test_late_is_recorded_as_late_and_yesterday_gives_way_to_today(office: Office, helper: SubjectId) -> None:
    at(office, "2026-02-03", 18)
    visitor = office.visitor(helper)
    assert work(office, helper) == {"leads/2026-02-03": "02-03 17:30"}
    page = visitor.get("/my/duties/").text
    assert "漏办 1 次" in page
    assert settle(visitor, "/my/duties/auto/helper/leads/2026-02-03/") == 303
    assert settle(visitor, "/my/duties/auto/helper/leads/2026-02-02/") == 303
    assert "逾期补办" in visitor.get("/my/duties/auto/helper/leads/2026-02-02/").text


def test_the_festival_asks_for_nothing_and_the_shifted_saturday_does(
    office: Office, helper: SubjectId
) -> None:
    for day in ("2026-02-14", "2026-02-24"):
        at(office, day)
        assert f"leads/{day}" in work(office, helper), day
    at(office, "2026-02-18")
    assert "leads/2026-02-18" not in work(office, helper)
    assert office.visitor(helper).get("/my/duties/auto/helper/leads/2026-02-18/").status_code == 404


def test_it_is_too_early_for_the_month_after_next(office: Office, helper: SubjectId) -> None:
    visitor, place = office.visitor(helper), "/my/duties/auto/helper/pack/2026-05/"
    page = visitor.get(place)
    digest = office.app.state.bookshelf.current().documents["auto/role/helper"].digests["zh-Hans"]
    assert "前一期还没有到期" in page.text
    assert visitor.post(place, {"key": "0" * 32, "digest": digest, "words-0": "1"}).status_code == 409


def test_nobody_does_the_duty_of_another_or_of_a_role_they_do_not_hold(
    office: Office, helper: SubjectId
) -> None:
    other = employ(office, "E2", roles=("auto/role/seller",))
    visitor, place = office.visitor(other), "/my/duties/auto/helper/leads/2026-02-02/"
    assert visitor.get(place).status_code == 404
    assert visitor.post(place, {"key": "0" * 32, "digest": "0" * 64}).status_code == 404
    assert work(office, helper) == {"leads/2026-02-02": "02-02 17:30"}


def test_joiners_leavers_and_several_holders_each_have_their_own(office: Office, helper: SubjectId) -> None:
    second = employ(office, "E3", joined=datetime.date(2026, 2, 4))
    office.change(Begins(subject=second, role="auto/role/helper", on=datetime.date(2026, 2, 5)))
    at(office, "2026-02-05")
    assert set(work(office, helper)) == {"leads/2026-02-04", "leads/2026-02-05"}
    assert set(work(office, second)) == {"leads/2026-02-05"}
    office.change(Leaves(subject=helper, on=datetime.date(2026, 2, 6)))
    at(office, "2026-02-06")
    assert work(office, helper) == {}
    assert set(work(office, second)) == {"leads/2026-02-05", "leads/2026-02-06"}


def test_while_a_role_is_vacant_its_superior_is_asked_and_marked(office: Office, helper: SubjectId) -> None:
    boss = employ(office, "B1", roles=("auto/role/boss",))
    assert work(office, boss) == {}
    office.change(Leaves(subject=helper, on=datetime.date(2026, 2, 3)))
    at(office, "2026-02-03")
    assert set(work(office, boss)) == {"leads/2026-02-03"}
    assert "岗位空缺" in office.visitor(boss).get("/my/duties/").text


def test_a_new_text_rules_from_its_day_on_and_stales_open_pages(
    office: Office, home: Path, helper: SubjectId
) -> None:
    visitor, place = office.visitor(helper), "/my/duties/auto/helper/leads/2026-02-02/"
    form = dict(re.findall(r'name="(key|digest)" value="([0-9a-f]+)"', visitor.get(place).text))
    changed = a_clerk_role(PACK, LEADS | {"recurs": {"every": "workday", "time": "16:00"}}, revision="2.0")
    edition = publish_documents(home, changed)
    release(office, edition)
    assert visitor.post(place, form).status_code == 409
    assert work(office, helper) == {"leads/2026-02-02": "02-02 16:00"}
    assert settle(visitor, place) == 303


def test_restarts_and_a_clock_that_jumps_neither_double_nor_lose_anything(
    office: Office, home: Path, address: str | None, helper: SubjectId
) -> None:
    assert settle(office.visitor(helper), "/my/duties/auto/helper/leads/2026-02-02/") == 303
    at(office, "2026-02-04", 12)
    before = work(office, helper)
    office.records.close()
    with an_office(home, **({} if address is None else {"database": address})) as again:
        at(again, "2026-02-04", 12)
        assert work(again, helper) == before
        at(again, "2026-02-02", 12)  # the clock goes back: what was recorded stays recorded
        assert work(again, helper) == {}
        at(again, "2026-02-04", 12)
        assert work(again, helper) == before
