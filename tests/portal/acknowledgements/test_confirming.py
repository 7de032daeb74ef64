"""A person reads, confirms exactly what was shown, and gets a receipt; what is no longer true is refused by name."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.access.permissions import PortalRole
from portal.ledger.entries import AcknowledgementRecorded
from portal.ledger.ledger import reading
from portal.ledger.merkle import leaf_hash
from portal.ledger.proofs import checked_proof
from portal.people.changes import Leaves
from tests.portal.acknowledgements.reading_rooms import (
    CHANGED,
    LEAVE,
    Room,
    a_room,
    confirm,
    fields_of,
    subject_of,
)
from tests.portal.documents import a_page, a_policy, a_procedure
from tests.portal.offices import Visitor

ADDRESS = f"/acknowledge/{LEAVE}/"


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    with a_room(home) as opened:
        yield opened


@pytest.fixture
def lin(room: Room) -> Visitor:
    """Lin, a clerk."""
    return room.office.visitor(room.office.hire("1001", "林书意", roles=("auto/role/clerk",)))


def only_entry(room: Room) -> AcknowledgementRecorded:
    (entry,) = room.entries()
    assert isinstance(entry, AcknowledgementRecorded)
    return entry


def test_a_new_hire_sees_what_to_confirm_by_when_and_why(lin: Visitor) -> None:
    page = lin.get("/my/documents/")
    assert "制度leave" in page.text
    assert "2026-05-10 前" in page.text
    statement = lin.get(ADDRESS)
    assert "第 1.0 版" in statement.text
    assert "首次发布" in statement.text


def test_a_confirmation_is_recorded_and_leads_to_its_receipt(room: Room, lin: Visitor) -> None:
    answer = confirm(lin)
    assert answer.status_code == 303
    receipt = lin.get(answer.headers["location"])
    assert "你已确认这一版" in receipt.text
    assert "林书意" in receipt.text
    entry = only_entry(room)
    assert (entry.document, entry.revision, entry.subject) == (LEAVE, "1.0", lin.subject)
    assert entry.digest == room.texts.listed[LEAVE].digests["zh-Hans"]
    assert entry.sentence == "我已阅读并理解《制度leave》第 1.0 版全文，可随时查阅，确认按此执行。"
    assert entry.sign_in == "password"
    assert entry.obligation is not None
    assert entry.obligation.endswith(subject_of(lin))


def test_the_bytes_shown_and_the_exact_text_are_kept_before_the_entry(room: Room, lin: Visitor) -> None:
    confirm(lin)
    entry, files = only_entry(room), room.office.records.ledger.files
    page = a_page(a_policy(), "zh-Hans")
    assert entry.shown == hashlib.sha256(page).hexdigest()
    assert files.read(entry.shown) == page
    assert "请假须提前三天提出。".encode() in files.read(entry.digest)


def test_the_english_page_confirms_the_english_text(room: Room, lin: Visitor) -> None:
    page = lin.get(f"/en{ADDRESS}")
    lin.post(f"/en{ADDRESS}", fields_of(page) | {"agree": "yes"})
    entry = only_entry(room)
    assert entry.language == "en"
    assert entry.digest == room.texts.listed[LEAVE].digests["en"]
    assert entry.sentence.startswith("I have read and understood “leave”, revision 1.0")


def test_no_name_and_no_staff_number_gets_into_the_ledger(room: Room, lin: Visitor) -> None:
    confirm(lin)
    assert "林书意" not in only_entry(room).model_dump_json()
    assert "1001" not in only_entry(room).model_dump_json()


def test_a_double_click_is_one_record(room: Room, lin: Visitor) -> None:
    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}
    answers = [lin.post(ADDRESS, form) for _ in range(3)]
    assert {answer.headers["location"] for answer in answers} == {answers[0].headers["location"]}
    assert len(room.entries()) == 1


def test_two_tabs_are_one_record_and_both_lead_to_its_receipt(room: Room, lin: Visitor) -> None:
    first, second = (fields_of(lin.get(ADDRESS)) | {"agree": "yes"} for _ in range(2))
    assert first["key"] != second["key"]
    answers = [lin.post(ADDRESS, form) for form in (first, second)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(room.entries()) == 1


def test_who_has_confirmed_is_led_to_the_receipt(room: Room, lin: Visitor) -> None:
    confirm(lin)
    assert lin.get(ADDRESS).status_code == 303
    assert "确认过的" in lin.get("/my/documents/").text


def test_without_the_tick_nothing_is_recorded(room: Room, lin: Visitor) -> None:
    answer = lin.post(ADDRESS, fields_of(lin.get(ADDRESS)))
    assert answer.status_code == 422
    assert "这次没有记下确认" in answer.text
    assert room.entries() == []


def test_a_text_that_changed_while_it_was_read_is_refused_and_shown_anew(room: Room, lin: Visitor) -> None:
    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}
    room.revises()
    answer = lin.post(ADDRESS, form)
    assert answer.status_code == 409
    assert "你读的不再是现行文字" in answer.text
    assert room.entries() == []
    again = lin.post(ADDRESS, fields_of(answer) | {"agree": "yes"})
    assert again.status_code == 303
    assert only_entry(room).revision == "2.0"


def test_an_editorial_change_while_reading_is_a_change_of_text_too(room: Room, lin: Visitor) -> None:
    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}
    room.publish(a_policy(articles=CHANGED, revision="1.1"), a_procedure())
    room.releases(change="editorial")
    assert lin.post(ADDRESS, form).status_code == 409
    assert room.entries() == []


@pytest.mark.parametrize("field", ["digest", "key", "shown"])
def test_a_forged_field_is_refused(room: Room, lin: Visitor, field: str) -> None:
    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}
    assert lin.post(ADDRESS, form | {field: "0" * 64}).status_code == 409
    assert room.entries() == []


def test_an_edition_that_leaves_the_text_alone_leaves_the_form_good(room: Room, lin: Visitor) -> None:
    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}
    room.publish(a_policy(), a_procedure(title="另一个标题"))
    assert lin.post(ADDRESS, form).status_code == 303
    assert len(room.entries()) == 1


def test_a_withdrawn_document_is_refused_by_name(room: Room, lin: Visitor) -> None:
    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}
    room.publish(a_policy(control={"status": "withdrawn"}), a_procedure())
    room.releases()
    answer = lin.post(ADDRESS, form)
    assert answer.status_code == 409
    assert "这份文件已经废止" in answer.text
    assert room.entries() == []


def test_who_is_not_asked_cannot_confirm(room: Room) -> None:
    outsider = room.office.visitor(room.office.hire("2001", unit="estate", department=None))
    answer = outsider.get(ADDRESS)
    assert answer.status_code == 409
    assert "你无须确认这份文件" in answer.text


def test_a_leaver_is_out_within_one_request(room: Room, lin: Visitor) -> None:
    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}
    room.office.change(Leaves(subject=subject_of(lin), on=room.office.today))
    answer = lin.post(ADDRESS, form, csrf="x")
    assert answer.status_code in (303, 401)
    assert "receipts" not in answer.headers.get("location", "")
    assert room.entries() == []


def test_an_administrator_and_an_auditor_confirm_nothing(room: Room) -> None:
    for number, role in (("9001", PortalRole.ADMINISTRATOR), ("9002", PortalRole.AUDITOR)):
        visitor = room.office.visitor(room.office.hire(number, portal_role=role))
        assert visitor.get(ADDRESS).status_code == 403


def test_a_revision_shows_what_changed_since_my_own_last_confirmation(room: Room, lin: Visitor) -> None:
    confirm(lin)
    room.revises()
    page = lin.get(ADDRESS)
    assert "自你上次确认以来" in page.text
    assert "<del>三</del><ins>五</ins>" in page.text
    lin.post(ADDRESS, fields_of(page) | {"agree": "yes"})
    first, second = room.entries()
    assert isinstance(second, AcknowledgementRecorded)
    assert second.difference is not None
    assert (second.difference.since, second.difference.clauses) == ("1.0", ("art-1",))
    assert second.sentence.startswith("我已看过《制度leave》第 2.0 版的改动")
    assert isinstance(first, AcknowledgementRecorded)
    assert first.difference is None


def test_a_minor_change_leaves_the_confirmation_good(room: Room, lin: Visitor) -> None:
    confirm(lin)
    room.publish(a_policy(articles=CHANGED, revision="1.1"), a_procedure())
    room.releases(change="minor")
    assert lin.get(ADDRESS).status_code == 303


def test_a_new_text_that_nobody_released_yet_is_not_what_is_confirmed(room: Room, lin: Visitor) -> None:
    room.publish(a_policy(articles=CHANGED, revision="2.0"), a_procedure())
    page = lin.get(ADDRESS)
    assert "页面上的文字待发布" in page.text
    assert "提前三天" in lin.get(f"{ADDRESS}text/").text
    lin.post(ADDRESS, fields_of(page) | {"agree": "yes"})
    entry = only_entry(room)
    assert (entry.revision, entry.shown) == ("1.0", None)


def test_a_late_confirmation_counts_and_says_when(room: Room, lin: Visitor) -> None:
    room.office.clock.move(days=30)
    late = room.office.visitor(subject_of(lin))
    page = late.get(ADDRESS)
    assert "晚 23 天" in page.text
    assert late.post(ADDRESS, fields_of(page) | {"agree": "yes"}).status_code == 303


def test_the_receipt_s_files_prove_the_record_without_us(room: Room, lin: Visitor) -> None:
    place = confirm(lin).headers["location"]
    body = lin.get(f"{place}record.json").content
    proof = lin.get(f"{place}proof.tlog-proof").content.decode()
    checked_proof(proof, leaf_hash(body), [room.office.records.ledger.key])
    assert json.loads(body)["document"] == LEAVE


def test_a_receipt_is_for_its_owner_hr_and_the_auditor(room: Room, lin: Visitor) -> None:
    place = confirm(lin).headers["location"]
    colleague = room.office.visitor(room.office.hire("1002"))
    hr = room.office.visitor(room.office.hire("1003", portal_role=PortalRole.HR))
    auditor = room.office.visitor(room.office.hire("1004", portal_role=PortalRole.AUDITOR))
    assert [who.get(place).status_code for who in (colleague, hr, auditor)] == [404, 200, 200]
    assert colleague.get(f"{place}record.json").status_code == 404


def test_the_text_of_a_receipt_stays_as_it_was(room: Room, lin: Visitor) -> None:
    place = confirm(lin).headers["location"]
    room.revises()
    assert "请假须提前三天提出。" in lin.get(f"{place}text/").text


def test_a_number_that_is_no_confirmation_is_no_receipt(room: Room, lin: Visitor) -> None:
    assert lin.get("/receipts/1/").status_code == 404
    assert lin.get("/receipts/999999/").status_code == 404


def test_where_nothing_can_be_recorded_the_page_says_so_and_keeps_the_tick(
    room: Room, lin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.ledger.refusals import LedgerUnavailable

    form = fields_of(lin.get(ADDRESS)) | {"agree": "yes"}

    async def cannot(*_arguments: object, **_named: object) -> None:
        raise LedgerUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(type(room.office.records.ledger.sequencer), "recorded", cannot)
        answer = lin.post(ADDRESS, form)
    assert answer.status_code == 503
    assert "checked" in answer.text
    assert fields_of(answer)["key"] == form["key"]
    assert lin.post(ADDRESS, form).status_code == 303
    assert len(room.entries()) == 1


QUESTION = {
    "id": "days", "ask": "提前几天？", "see": "art-1", "explain": "见第一条。",
    "options": [{"id": "one", "text": "一天"}, {"id": "three", "text": "三天", "correct": True}],
}  # fmt: skip


def test_a_wrong_answer_leads_back_to_the_passage_and_nothing_is_recorded(home: Path) -> None:
    quiz = a_policy(control={"acknowledge": {"by": ["auto"], "quiz": True}}, quiz=[QUESTION])
    with a_room(home, quiz) as room:
        lin = room.office.visitor(room.office.hire("1001"))
        answer = confirm(lin, **{"q-days": "one"})
        assert answer.status_code == 422
        assert f'href="/{LEAVE}/#art-1"' in answer.text
        assert room.entries() == []
        form = fields_of(answer) | {"agree": "yes", "q-days": "three"}
        assert lin.post(ADDRESS, form).status_code == 303
        assert only_entry(room).quiz == ("days",)


def test_a_strict_signature_takes_the_password_once_more(home: Path) -> None:
    strict = a_policy(control={"acknowledge": {"by": ["auto"], "signature": "strict"}})
    with a_room(home, strict) as room:
        lin = room.office.visitor(room.office.hire("1001"))
        assert confirm(lin).status_code == 403
        assert confirm(lin, password="wrong one").status_code == 403
        assert room.entries() == []
        assert confirm(lin, password="correct horse battery").status_code == 303
        assert only_entry(room).sign_in == "password-again"


def test_a_correction_asks_again_and_keeps_the_record(room: Room, lin: Visitor) -> None:
    place = confirm(lin).headers["location"]
    hr = room.office.visitor(room.office.hire("1003", portal_role=PortalRole.HR))
    assert hr.post(f"{place}correct/", {"reason": "whim"}).status_code == 422
    assert hr.post(f"{place}correct/", {"reason": "not-read"}).status_code == 303
    assert "这份记录已更正" in lin.get(place).text
    assert lin.get(ADDRESS).status_code == 200
    assert hr.post(f"{place}correct/", {"reason": "wrong-person"}).status_code == 409
    assert len(room.entries("entry:corrected")) == 1
    assert confirm(lin).headers["location"] != place


def test_who_had_confirmed_on_a_past_day_is_told_as_it_was_known_then(room: Room, lin: Visitor) -> None:
    from portal.obligations.facts import facts_on
    from portal.obligations.reckoning import obligation_of

    first_day = room.office.today
    room.office.clock.move(days=1)
    lin = room.office.visitor(subject_of(lin))
    confirm(lin)
    room.office.clock.move(days=1)
    with reading(room.office.records.ledger.engine) as connection:
        states = [
            found.state
            for days in (0, 1)
            if (found := obligation_of(
                facts_on(connection, first_day + datetime.timedelta(days=days)), subject_of(lin), LEAVE))
        ]  # fmt: skip
    assert states == ["open", "met"]
