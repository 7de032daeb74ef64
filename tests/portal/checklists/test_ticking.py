"""Ticking off: by whoever is to do it, with what is asked for, verified by somebody else, each once."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from portal.access.permissions import PortalRole
from portal.access.principals import Principal
from portal.checklists.answers import read_note
from portal.checklists.recording import act_of, verify_item
from portal.checklists.refusals import DoerDoesNotVerify
from portal.checklists.tables import RECORD
from portal.ledger.checklist_entries import (
    ChecklistCompleted,
    ChecklistItemCompleted,
    ChecklistItemReopened,
    ChecklistItemVerified,
)
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from tests.portal.acknowledgements.reading_rooms import LEAVE, confirm
from tests.portal.attachments.files import JPEG, PDF, a_bomb
from tests.portal.cases.desks import a_form
from tests.portal.checklists.lists import (
    BOSS,
    CLERK,
    SELLER,
    Desk,
    a_checklist,
    a_desk,
    attachments_on,
    hand_in,
    tick,
)
from tests.portal.documents import a_policy


class Case:
    """A clerk who has just joined, with a list of their own, and the boss who leads them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lin: SubjectId = desk.hire("2000", CLERK)
        (self.run,) = desk.round()
        self.clerk, self.boss = desk.visitor(self.lin), desk.visitor(desk.boss)
        self.address = f"/my/checklists/{self.run.number}/"

    def state(self, item: str) -> str:
        return self.desk.states(self.run)[item]

    def completed(self) -> list[ChecklistItemCompleted]:
        found = self.desk.entries("checklist-item:completed")
        return [one for one in found if isinstance(one, ChecklistItemCompleted)]


@pytest.fixture
def case(home: Path) -> Iterator[Case]:
    with a_desk(home) as desk:
        yield Case(desk)


def test_an_item_is_ticked_once_however_often_the_button_is_pressed(case: Case) -> None:
    answers = [tick(case.clerk, case.run, "walk") for _ in range(3)]
    assert [one.status_code for one in answers] == [303] * 3
    assert answers[0].headers["location"] == f"{case.address}#walk"
    (entry,) = case.completed()
    assert (entry.check_item, entry.by, entry.case) == ("walk", case.lin, case.run.number)
    assert entry.digest == case.run.digests["zh-Hans"]
    assert case.state("walk") == "done"


def test_an_english_page_is_bound_to_the_english_text(case: Case) -> None:
    case.clerk.post(f"/en/my/checklists/{case.run.number}/walk/done/")
    assert case.completed()[0].digest == case.run.digests["en"]


def test_who_is_not_to_do_an_item_does_not_tick_it(case: Case) -> None:
    assert tick(case.clerk, case.run, "desk", {"tick-0": "yes"}).status_code == 403
    assert tick(case.boss, case.run, "walk").status_code == 403
    stranger = case.desk.visitor(case.desk.hire("2001", SELLER, manager=None))
    assert tick(stranger, case.run, "walk").status_code == 404
    assert stranger.get(case.address).status_code == 404
    assert case.completed() == []


def test_headings_and_what_the_list_has_not_are_not_ticked(case: Case) -> None:
    for item in ("first-day", "none", "list.quiz", "%3Cscript%3E"):
        assert tick(case.clerk, case.run, item).status_code == 404
    assert tick(case.clerk, replace(case.run, number="0" * 16), "walk").status_code == 404


def test_a_signature_is_asked_for_and_who_signed_is_in_the_entry(case: Case) -> None:
    refused = tick(case.boss, case.run, "desk")
    assert refused.status_code == 422
    assert "还缺“领用签字”" in refused.text
    assert tick(case.boss, case.run, "desk", {"tick-0": "yes"}).status_code == 303
    (entry,) = case.completed()
    note = read_note(case.desk.office.records.ledger.files.read(entry.evidence[0]))
    assert note["evidence"] == [{"kind": "signature", "label": "领用签字", "signed": True}]
    assert case.state("first-day") == "waiting"
    tick(case.clerk, case.run, "walk")
    assert case.state("first-day") == "done"


def test_a_file_is_asked_for_kept_by_its_digest_and_offered_to_whom_it_concerns(case: Case) -> None:
    assert tick(case.clerk, case.run, "draft").status_code == 422
    assert hand_in(case.clerk, case.run, "draft", PDF, form={"note": "第二稿"}).status_code == 303
    (entry,) = case.completed()
    files = case.desk.office.records.ledger.files
    assert files.read(entry.evidence[1]) == PDF
    assert read_note(files.read(entry.evidence[0]))["note"] == "第二稿"
    (address,) = attachments_on(case.boss.get(case.address))
    assert case.boss.get(address).content == PDF
    colleague = case.desk.visitor(case.desk.hire("2001", SELLER, manager=None))
    assert colleague.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><script>x</script>", "不收这种文件|不是 PDF"),
        (None, "解开后大得不合常理"),
        (b"MZ\x90\x00", "不是 PDF"),
    ],
    ids=["html", "bomb", "program"],
)
def test_a_hostile_file_is_refused_at_its_item_and_nothing_is_recorded(
    case: Case, content: bytes | None, says: str
) -> None:
    refused = hand_in(case.clerk, case.run, "draft", content or a_bomb(), form={"note": "请看"})
    assert refused.status_code == 422
    assert any(part in refused.text for part in says.split("|"))
    assert "请看" in refused.text
    assert case.completed() == []
    assert case.state("draft") == "open"


def test_the_doer_does_not_verify_and_the_manager_does(case: Case) -> None:
    hand_in(case.clerk, case.run, "draft", PDF)
    assert case.state("draft") == "to-verify"
    assert "核实无误" not in case.clerk.get(case.address).text
    assert case.clerk.post(f"{case.address}draft/verify/").status_code == 403
    assert case.desk.work_of(case.desk.boss) == [
        ("desk", "do"),
        ("draft", "verify"),
        (LEAVE, "do"),
    ]
    assert [case.boss.post(f"{case.address}draft/verify/").status_code for _ in range(2)] == [303, 303]
    (entry,) = case.desk.entries("checklist-item:verified")
    assert isinstance(entry, ChecklistItemVerified)
    assert (entry.by, entry.completed_by) == (case.desk.boss, case.lin)
    assert case.state("draft") == "done"


def test_who_verifies_what_they_did_themselves_is_refused_inside_the_transaction(case: Case) -> None:
    """Also where the record turns out to be one's own only between the look and the entry."""
    desk = case.desk
    hand_in(case.clerk, case.run, "draft", PDF)
    with reading(desk.office.records.ledger.engine) as connection:
        boss = a_principal(desk, desk.boss)
        act = act_of(connection, desk.scene(), case.run.number, "draft", principal=boss, language="zh-Hans")
    own = update(RECORD).where(RECORD.c.check_item == "draft").values(by=desk.boss)
    desk.office.records.ledger.sequencer.write(lambda connection: connection.execute(own)).result()
    with pytest.raises(DoerDoesNotVerify):
        verify_item(act)
    assert desk.entries("checklist-item:verified") == []


def test_the_only_holder_who_did_it_does_not_verify_it_but_their_stand_in_does(home: Path) -> None:
    items = [{"id": "count", "do": "盘点", "verify": CLERK}]
    with a_desk(home, a_checklist(items=items)) as desk:
        lin = desk.hire("2000", CLERK)
        (run,) = desk.round()
        tick(desk.visitor(lin), run, "count")
        assert desk.work_of(lin) == []
        assert desk.work_of(desk.boss) == [("count", "verify")]
        seller = desk.hire("2001", SELLER)
        assert desk.work_of(seller) == [("count", "verify")]


def test_what_was_not_done_is_reopened_with_a_reason_and_done_again(case: Case) -> None:
    hand_in(case.clerk, case.run, "draft", PDF)
    refused = case.boss.post(f"{case.address}draft/reopen/", {"reason": "because"})
    assert refused.status_code == 422
    form = {"reason": "evidence-insufficient", "words": "缺第二页"}
    assert case.boss.post(f"{case.address}draft/reopen/", form).status_code == 303
    assert case.boss.post(f"{case.address}draft/reopen/", form).status_code == 409
    assert case.boss.post(f"{case.address}draft/verify/").status_code == 409
    (entry,) = case.desk.entries("checklist-item:reopened")
    assert isinstance(entry, ChecklistItemReopened)
    assert (entry.reason, entry.by) == ("evidence-insufficient", case.desk.boss)
    page = case.clerk.get(case.address).text
    assert "凭据不足" in page
    assert "缺第二页" in page
    assert hand_in(case.clerk, case.run, "draft", JPEG).status_code == 303
    assert len(case.completed()) == 2
    assert case.state("draft") == "to-verify"


def test_a_colleague_does_not_reopen(case: Case) -> None:
    tick(case.clerk, case.run, "walk")
    other = case.desk.visitor(case.desk.hire("2001", CLERK))
    assert other.post(f"{case.address}walk/reopen/", {"reason": "not-done"}).status_code == 404
    assert case.clerk.post(f"{case.address}walk/reopen/", {"reason": "by-mistake"}).status_code == 303
    assert case.state("walk") == "open"


def test_confirming_a_document_ticks_the_item_that_asks_to_read_it(case: Case) -> None:
    assert case.state("read-leave") == "to-read"
    assert tick(case.clerk, case.run, "read-leave").status_code == 409
    assert case.desk.work_of(case.lin) == [("walk", "do"), ("draft", "do"), (LEAVE, "do")]
    assert f"/acknowledge/{LEAVE}/" in case.clerk.get(case.address).text
    confirm(case.clerk)
    assert case.state("read-leave") == "done"
    assert "已确认，见收据" in case.clerk.get(case.address).text
    assert case.completed() == []


def test_a_later_text_does_not_untick_what_was_read(case: Case) -> None:
    confirm(case.clerk)
    case.desk.publish(a_policy(revision="2.0", articles={"art-1": "改了。"}), a_checklist())
    case.desk.releases()
    assert case.state("read-leave") == "done"


def test_what_was_ticked_before_somebody_was_asked_to_confirm_it_stays_ticked(home: Path) -> None:
    later = a_policy("travel", control={"acknowledge": {"by": [SELLER]}})
    items = [{"id": "travel", "do": "差旅制度", "read": "auto/policy/travel"}]
    with a_desk(home, later, a_checklist(items=items)) as desk:
        lin = desk.hire("2000", CLERK)
        (run,) = desk.round()
        assert desk.work_of(lin) == [("travel", "do")]
        tick(desk.visitor(lin), run, "travel")
        desk.takes_up(lin, SELLER)
        assert desk.states(run) == {"travel": "done"}


def test_a_whole_list_is_completed_by_whoever_did_the_last_of_it_once(case: Case) -> None:
    confirm(case.clerk)
    tick(case.clerk, case.run, "walk")
    tick(case.boss, case.run, "desk", {"tick-0": "yes"})
    hand_in(case.clerk, case.run, "draft", PDF)
    assert case.desk.entries("checklist:completed") == []
    case.boss.post(f"{case.address}draft/verify/")
    (entry,) = case.desk.entries("checklist:completed")
    assert isinstance(entry, ChecklistCompleted)
    assert (entry.by, entry.case) == (case.desk.boss, case.run.number)
    case.desk.round()
    assert len(case.desk.entries("checklist:completed")) == 1
    assert "已全部完成" in case.clerk.get(case.address).text
    assert case.desk.work_of(case.lin) == []
    case.boss.post(f"{case.address}draft/reopen/", {"reason": "wrong-file"})
    assert case.desk.runs()[0].closed_as is None
    assert case.desk.work_of(case.lin) == [("draft", "do")]


def test_a_list_whose_last_item_was_to_be_read_is_completed_by_the_portal(case: Case) -> None:
    tick(case.clerk, case.run, "walk")
    tick(case.boss, case.run, "desk", {"tick-0": "yes"})
    hand_in(case.clerk, case.run, "draft", PDF)
    case.boss.post(f"{case.address}draft/verify/")
    confirm(case.clerk)
    case.desk.round()
    (entry,) = case.desk.entries("checklist:completed")
    assert isinstance(entry, ChecklistCompleted)
    assert entry.by == "system"


def test_due_days_count_from_the_start_and_late_is_said(case: Case) -> None:
    items = case.desk.standing(case.run).items
    zone = case.desk.texts.edition.zone
    due = {key: one.due.astimezone(zone).date() for key, one in items.items() if one.due}
    first = case.run.since
    assert due["walk"] == due["desk"] == first + datetime.timedelta(days=1)
    assert due["read-leave"] == first + datetime.timedelta(days=7)
    assert due["draft"] == datetime.date(2026, 5, 7)  # two working days, the holidays of May over
    case.desk.office.clock.move(days=2)
    assert case.desk.standing(case.run).late(case.desk.office.clock.now()) == 2
    assert "逾期 1 天" in case.desk.office.visitor(case.lin).get("/my/work/").text


def test_who_left_is_asked_for_nothing_and_nothing_more_is_recorded(case: Case) -> None:
    case.desk.leaves(case.lin)
    assert case.desk.work_of(case.desk.boss) == [(LEAVE, "do")]
    assert tick(case.boss, case.run, "desk", {"tick-0": "yes"}).status_code == 409
    assert "不再要求" in case.boss.get(case.address).text


def test_a_list_started_by_mistake_is_stopped_and_nothing_more_is_recorded(case: Case) -> None:
    assert case.clerk.post(f"{case.address}stop/", {"reason": "by-mistake"}).status_code == 404
    assert case.boss.post(f"{case.address}stop/", {"reason": "no-reason"}).status_code == 422
    assert case.boss.post(f"{case.address}stop/", {"reason": "by-mistake"}).status_code == 303
    assert case.boss.post(f"{case.address}stop/", {"reason": "by-mistake"}).status_code == 303
    assert len(case.desk.entries("checklist:stopped")) == 1
    assert tick(case.clerk, case.run, "walk").status_code == 409
    assert case.desk.work_of(case.lin) == [(LEAVE, "do")]


def test_words_and_numbers_are_asked_for_and_shown(home: Path) -> None:
    items = [
        {"id": "talk", "do": "谈话", "evidence": [{"kind": "text", "label": "要点"}, {"kind": "number", "label": "份数"}]},
        {"id": "photo", "do": "拍照", "evidence": [{"kind": "photo", "label": "完工照片"}]},
        {"id": "note", "do": "留言", "evidence": [{"kind": "form", "form": "auto/form/notes"}]},
    ]  # fmt: skip
    with a_desk(home, a_checklist(items=items), a_form("notes", [])) as desk:
        lin = desk.visitor(desk.hire("2000", CLERK))
        (run,) = desk.round()
        assert tick(lin, run, "talk", {"words-0": " ", "words-1": "3"}).status_code == 422
        refused = tick(lin, run, "talk", {"words-0": "再练两周", "words-1": "三份"})
        assert "要填数字或编号" in refused.text
        assert "再练两周" in refused.text
        assert tick(lin, run, "talk", {"words-0": "<b>再练</b>", "words-1": "3 份"}).status_code == 303
        assert "&lt;b&gt;再练&lt;/b&gt;" in lin.get(f"/my/checklists/{run.number}/").text
        assert (
            "还缺“表单编号”" in tick(lin, run, "note").text
        )  # what has no name goes by its kind, never by a code
        assert hand_in(lin, run, "photo", PDF).status_code == 422
        assert hand_in(lin, run, "photo", JPEG).status_code == 303


def test_no_file_is_kept_where_something_else_is_missing(home: Path) -> None:
    items = [{"id": "talk", "do": "谈话", "evidence": [{"kind": "file", "label": "记录"}, {"kind": "text", "label": "要点"}]}]  # fmt: skip
    with a_desk(home, a_checklist(items=items)) as desk:
        lin = desk.visitor(desk.hire("2000", CLERK))
        (run,) = desk.round()
        refused = hand_in(lin, run, "talk", PDF)
        assert refused.status_code == 422
        assert "还缺“要点”" in refused.text
        assert hashlib.sha256(PDF).hexdigest() not in desk.office.records.ledger.files


def test_the_quiz_of_a_list_is_its_last_item(home: Path) -> None:
    quiz = [{"id": "q1", "ask": "几天前请假？", "see": "walk",
             "options": [{"id": "three", "text": "三天", "correct": True}, {"id": "one", "text": "一天"}]}]  # fmt: skip
    with a_desk(home, a_checklist(items=[{"id": "walk", "do": "走"}], quiz=quiz)) as desk:
        lin = desk.visitor(desk.hire("2000", CLERK))
        (run,) = desk.round()
        assert "几天前请假" in lin.get(f"/my/checklists/{run.number}/").text
        assert tick(lin, run, "list.quiz", {"q-q1": "one"}).status_code == 422
        assert tick(lin, run, "list.quiz", {"q-q1": "three"}).status_code == 303
        tick(lin, run, "walk")
        assert desk.runs()[0].closed_as == "completed"


def test_a_part_with_evidence_of_its_own_comes_after_those_below(home: Path) -> None:
    items = [{"id": "whole", "do": "全部", "verify": BOSS, "items": [{"id": "a", "do": "甲"}, {"id": "b", "do": "乙", "items": [{"id": "c", "do": "丙"}]}]}]  # fmt: skip
    with a_desk(home, a_checklist(items=items)) as desk:
        lin = desk.visitor(desk.hire("2000", CLERK))
        (run,) = desk.round()
        assert tick(lin, run, "whole").status_code == 409
        for item in ("a", "c", "whole"):
            assert tick(lin, run, item).status_code == 303
        assert desk.states(run) == {"whole": "to-verify", "a": "done", "b": "done", "c": "done"}


def a_principal(desk: Desk, subject: SubjectId) -> Principal:
    return Principal(
        subject=subject, name="", language="zh-Hans", portal_roles=frozenset({PortalRole.EMPLOYEE}), method="password",
        signed_in_at=desk.office.clock.now(), session="", csrf="", roles=(BOSS,),
    )  # fmt: skip
