"""Erasing somebody who acted in cases: their words, forms and files go, their name in titles, and every proof holds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from portal.attachments.service import attachments_about
from portal.cases.erasing import forget_drafts, strike_out
from portal.cases.notes import read_note
from portal.cases.rounds import CaseRounds
from portal.ledger.audit import verify_database
from portal.ledger.ledger import reading
from portal.ledger.refusals import TextMissing
from portal.notices.tables import NOTICE
from portal.people.tables import ERASURE
from portal.retention.leavers import leaver_of
from portal.retention.leavings import remove_leavings
from portal.retention.periods import Periods
from tests.portal.attachments.files import PDF
from tests.portal.cases.desks import NOTE_FORM, PLAN_FORM, Desk, a_desk
from tests.portal.offices import Visitor


@pytest.fixture
def desk(home: Path, address: str | None) -> Iterator[Desk]:
    with a_desk(home, database=address) as opened:
        yield opened


@pytest.fixture
def clerk(desk: Desk) -> Visitor:
    return desk.hire("张三丰", "auto/role/clerk")


def erase(desk: Desk, subject: str) -> None:
    """What erasing does in cases; the whole of it is tested with the people it concerns."""
    row = {"number": "e1", "subject": subject, "reason": "own-request", "asked_by": "x", "state": "done"}
    write = desk.office.records.ledger.sequencer.write
    write(lambda connection: strike_out(connection, subject)).result()
    write(lambda c: c.execute(insert(ERASURE), row | {"asked_at": "2026-05-03T08:00:00.000000Z"})).result()
    for _ in range(2):
        remove_leavings(desk.office.records)


def test_what_somebody_wrote_goes_and_what_others_wrote_stays(desk: Desk, clerk: Visitor) -> None:
    boss = desk.hire("boss", "auto/role/boss")
    desk.hire("second", "auto/role/clerk")
    desk.starts(clerk, "张三丰请假，电话 13800138000")
    address = f"/cases/task/{desk.waits()['draft'].key}/"
    desk.fills(clerk, "draft", "plan", **{"f-focus": "家中有事", "f-cost": "1"})
    clerk.upload(address, name=f"file-{PLAN_FORM}", content=PDF, form={"text": "见附件"})
    desk.does(clerk, "in-plan", branch="2", records={NOTE_FORM: "N-1"})
    desk.does(boss, "approve-group.1", outcome="refused", text="再想想")
    state = desk.office.app.state
    CaseRounds(state.cases, state.bookshelf, state.checklists)()
    files, done = desk.office.records.ledger.files, [task for task in desk.tasks() if task.state == "done"]
    record = desk.entries("task:done")[0].evidence[0]  # type: ignore[union-attr]
    with reading(desk.office.records.ledger.engine) as connection:
        before = leaver_of(connection, desk.office.staff(), Periods(), desk.people["张三丰"]).kinds
    assert "confirmation" in before  # kept as long as whoever confirmed something

    erase(desk, desk.people["张三丰"])

    assert desk.case().title == "…请假，电话 …"
    assert read_note(files, done[0].note).text == ""
    assert read_note(files, done[2].note).text == "再想想"
    with pytest.raises(TextMissing):
        files.read(record)
    with reading(desk.office.records.ledger.engine) as connection:
        (file,) = attachments_about(connection, f"case:{desk.case().key}")
        told = [json.loads(one) for one in connection.execute(select(NOTICE.c["values"])).scalars()]
    assert file.name == ""
    assert not any("张三丰" in one.get("case", "") for one in told)
    page = boss.get(f"/cases/case/{desk.case().key}/")
    assert page.status_code == 200
    assert "家中有事" not in page.text
    ledger = desk.office.records.ledger
    assert verify_database(ledger.engine, key=ledger.key).problems == []


def test_a_draft_that_is_never_handed_in_goes_once_its_task_is_over(desk: Desk, clerk: Visitor) -> None:
    desk.starts(clerk)
    task = desk.waits()["draft"].key
    clerk.upload(f"/cases/task/{task}/", name=f"file-{PLAN_FORM}", content=PDF, form={"text": "长" * 5000})
    desk.fills(clerk, "draft", "plan", **{"f-focus": "草稿", "f-cost": "1"})
    forget_drafts(desk.office.records)
    assert "草稿" in clerk.get(f"/cases/task/{task}/form/auto/plan/").text  # its task still waits
    (file,) = kept(desk)
    clerk.post(f"/cases/case/{desk.case().key}/cancel/", {"reason": "不办了"})
    forget_drafts(desk.office.records)
    assert kept(desk) == []
    with pytest.raises(TextMissing):
        desk.office.records.ledger.files.read(file)


def kept(desk: Desk) -> list[str]:
    with reading(desk.office.records.ledger.engine) as connection:
        return [one.digest for one in attachments_about(connection, f"case:{desk.case().key}")]
