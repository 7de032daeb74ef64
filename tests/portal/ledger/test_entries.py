"""What the ledger may say, and that it says it in the same bytes forever."""

import datetime
import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from portal.ledger import case_entries, duty_entries, entries
from portal.ledger import checklist_entries as checklists
from portal.ledger.canonical import NotCanonical, canonical_json, plain_of
from portal.ledger.entries import entry_of
from portal.ledger.entry import EntryBase, body_of, same_claims
from portal.ledger.names import new_key, new_subject
from tests.portal.ledger.ledgers import ANNA, BORIS, CHEN, DIGEST, an_acknowledgement

GOLDEN = Path(__file__).parents[2] / "golden" / "ledger-entries.json"
AT = datetime.datetime(2026, 5, 3, 8, 15, 0, 123, tzinfo=datetime.UTC)
KEY = "golden-key-1"
CASE = {
    "key": KEY,
    "case": "case-7",
    "checklist": "auto/checklist/onboarding",
    "digest": DIGEST,
    "by": ANNA,
    "identity": DIGEST,
}
ACKNOWLEDGED = {
    "key": KEY, "subject": ANNA, "identity": DIGEST, "document": "auto/policy/expenses", "revision": "1.1",
    "digest": DIGEST, "language": "zh-Hans", "sentence": "我已阅读",
}  # fmt: skip
DUTY = {
    "key": KEY, "subject": ANNA, "document": "auto/role/marketing-assistant", "revision": "1.1", "digest": DIGEST,
    "duty": "monthly-pack", "period": "2026-03", "due": "2026-02-28",
}  # fmt: skip
RUNNING = {
    "key": KEY,
    "case": "0123abcd",
    "document": "auto/procedure/campaign",
    "revision": "1.1",
    "digest": DIGEST,
    "by": ANNA,
    "identity": DIGEST,
}
LIMIT = {
    "task": "89abcdef", "step": "draft", "role": "auto/role/clerk", "span": "3wd",
    "limit": "2026-05-07T23:59:59+08:00", "to": (BORIS, CHEN), "by": "system",
}  # fmt: skip
STEP = RUNNING | {"task": "89abcdef", "step": "draft", "role": "auto/role/clerk", "standing": "holder"}
EVERY_KIND: list[EntryBase] = [
    entries.DocumentReleased(
        key=KEY, document="auto/policy/expenses", revision="1.1", digests={"zh-Hans": DIGEST, "en": DIGEST},
        edition="0123abcd", change="material", changed=("limits",), proposed_by=ANNA, released_by=BORIS,
    ),
    entries.DocumentWithdrawn(
        key=KEY, document="auto/policy/expenses", revision="1.1", reason="superseded", by=ANNA, approved_by=BORIS
    ),
    entries.AcknowledgementRecorded.model_validate(
        ACKNOWLEDGED | {"sign_in": "password", "difference": {"since": "1.0", "clauses": ("limits",)}}
    ),
    entries.AcknowledgementRecordedOnBehalf.model_validate(
        ACKNOWLEDGED | {"scan": DIGEST, "signed_on": "2026-05-02", "entered_by": BORIS, "confirmed_by": CHEN}
    ),
    checklists.ChecklistItemCompleted.model_validate(CASE | {"check_item": "badge", "evidence": (DIGEST,)}),
    checklists.ChecklistItemVerified.model_validate(CASE | {"check_item": "badge"}),
    checklists.ChecklistItemReopened.model_validate(CASE | {"check_item": "badge", "reason": "not-done"}),
    checklists.ChecklistCompleted.model_validate(CASE),
    entries.AssignmentChanged(
        key=KEY, subject=ANNA, identity=DIGEST, change="began", role="auto/role/marketing-manager", unit="auto",
        since="2026-05-01", by="system",
    ),
    entries.EntryCorrected(key=KEY, entry=7, leaf=DIGEST, reason="wrong-person", by=BORIS),
    entries.SubjectErased(key=KEY, subject=ANNA, reason="retention-over", asked_by=BORIS, agreed_by=CHEN),
    entries.ClockWarned(key=KEY, was="2026-05-03T08:15:00.000000Z", reads="2026-05-03T07:15:00.000000Z"),
    entries.LedgerRestored(key=KEY, size=5, anchor_size=9, anchor_root=DIGEST, by="server-command"),
    entries.RoleGranted(
        key=KEY, subject=ANNA, identity=DIGEST, role="auditor", granted=True, granted_by=BORIS, agreed_by=CHEN,
        ends="2026-12-31",
    ),
    entries.ExportRead(key=KEY, by=CHEN, what="evidence-pack", scope={"document": "auto/policy/expenses"}, size=9),
    duty_entries.DutyDone.model_validate(
        DUTY | {"identity": DIGEST, "late": True, "stands_in": True, "evidence": (DIGEST,), "sign_in": "password"}
    ),
    duty_entries.DutyWaived.model_validate(DUTY | {"reason": "absent", "note": DIGEST, "by": BORIS}),
    duty_entries.DutyVerified.model_validate(DUTY | {"done": 7, "by": BORIS, "identity": DIGEST}),
    duty_entries.DutyEscalated.model_validate(DUTY | {"to": BORIS, "by": "system"}),
    checklists.ChecklistStarted.model_validate(
        CASE | {"revision": "1.1", "event": "joining", "since": "2026-05-01", "subject": ANNA}
    ),
    checklists.ChecklistStopped.model_validate(CASE | {"reason": "by-mistake"}),
    case_entries.CaseStarted.model_validate(
        RUNNING | {"model": DIGEST, "standing": "holder", "gates": ("approved-project",), "note": DIGEST}
    ),
    case_entries.TaskDone.model_validate(STEP | {"branch": "2", "evidence": (DIGEST,), "completes": True}),
    case_entries.ApprovalGiven.model_validate(STEP | {"hands_to": ("auto/procedure/visit",)}),
    case_entries.ApprovalRefused.model_validate(STEP | {"note": DIGEST, "back_to": "draft"}),
    case_entries.TaskAssigned.model_validate(RUNNING | {"task": "89abcdef", "step": "draft", "to": BORIS}),
    case_entries.TaskHandedOver.model_validate(RUNNING | LIMIT),
    case_entries.TaskEscalated.model_validate(RUNNING | LIMIT),
    case_entries.CaseSuspended.model_validate(RUNNING | {"note": DIGEST}),
    case_entries.CaseResumed.model_validate(RUNNING),
    case_entries.CaseCancelled.model_validate(RUNNING | {"note": DIGEST}),
]  # fmt: skip


def test_every_kind_keeps_its_bytes() -> None:
    """The file is written once; a change here changes what old proofs mean."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = {entry.kind: hashlib.sha256(body_of(entry, at=AT)).hexdigest() for entry in EVERY_KIND}
    assert found == golden


def test_every_kind_is_covered_here() -> None:
    kinds = {
        get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(entries.Entry)[0])
    }
    assert kinds == {entry.kind for entry in EVERY_KIND}


@pytest.mark.parametrize("entry", EVERY_KIND, ids=lambda entry: entry.kind)
def test_entry_comes_back_from_its_body(entry: EntryBase) -> None:
    body = body_of(entry, at=AT)
    assert entry_of(body) == entry
    assert same_claims(body, entry)
    assert plain_of(body)["at"] == "2026-05-03T08:15:00.000123Z"


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "0027"},
        {"subject": "zhang.san@example.com"},
        {"subject": "张三"},
        {"identity": "张三"},
        {"document": "张三的文件"},
        {"sign_in": "Zhang San"},
        {"obligation": "confirm for 张三"},
        {"key": "short"},
        {"digest": "A" * 64},
        {"language": "fr"},
        {"sentence": ""},
        {"staff_number": "0027"},
        {"version": 2},
    ],
)
def test_no_name_or_staff_number_fits_into_an_entry(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        an_acknowledgement(**change)


def test_nobody_waives_their_own_duty() -> None:
    with pytest.raises(ValidationError, match="their own duty"):
        duty_entries.DutyWaived.model_validate(DUTY | {"reason": "absent", "by": ANNA})
    with pytest.raises(ValidationError, match="somebody else"):
        duty_entries.DutyVerified.model_validate(DUTY | {"done": 7, "by": ANNA, "identity": DIGEST})


def test_what_takes_two_people_is_refused_to_one() -> None:
    released = EVERY_KIND[0].model_dump()
    alone = {"proposed_by": ANNA, "released_by": ANNA}
    with pytest.raises(ValidationError, match="second person"):
        entries.DocumentReleased.model_validate(released | alone)
    entries.DocumentReleased.model_validate(released | alone | {"change": "editorial"})
    by_installing = {"change": "first", "proposed_by": "server-command", "released_by": "server-command"}
    entries.DocumentReleased.model_validate(released | by_installing)
    with pytest.raises(ValidationError, match="second person"):
        entries.DocumentWithdrawn.model_validate(EVERY_KIND[1].model_dump() | {"approved_by": ANNA})
    with pytest.raises(ValidationError, match="three people"):
        entries.AcknowledgementRecordedOnBehalf.model_validate(
            EVERY_KIND[3].model_dump() | {"entered_by": CHEN}
        )
    with pytest.raises(ValidationError, match="second person"):
        entries.SubjectErased.model_validate(EVERY_KIND[10].model_dump() | {"agreed_by": BORIS})


def test_entries_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        an_acknowledgement().revision = "2.0"  # type: ignore[misc]


def test_same_text_in_another_unicode_form_is_the_same_entry() -> None:
    composed = an_acknowledgement(sentence="Déjà lu")
    decomposed = an_acknowledgement(sentence=unicodedata.normalize("NFD", "Déjà lu"))
    assert body_of(composed, at=AT) == body_of(decomposed, at=AT)


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, {"a": b"x"}, {1: "x"}, "\ud800", {"\u00e9": 1, "e\u0301": 2}, {"a": {1, 2}}],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(value)


def test_plain_values_have_one_form() -> None:
    value = {"b": [True, None, -1, "\n"], "a": "é"}
    assert canonical_json(value) == '{"a":"é","b":[true,null,-1,"\\n"]}'.encode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1,"a":1}',
        b"[1]",
        b"{",
        b"\xff",
        b'{"a":"\\u00e9"}',
        b"[" * 9999,
    ],
)
def test_other_spellings_are_not_canonical(body: bytes) -> None:
    with pytest.raises(NotCanonical):
        plain_of(body)


def test_pseudonyms_and_keys_do_not_repeat() -> None:
    assert len({new_subject() for _ in range(100)} | {new_key() for _ in range(100)}) == 200
