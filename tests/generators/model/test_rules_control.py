"""Document control: what is asked of which status, and where the finding stands."""

import datetime
from typing import Any

import pytest

from generators.model.control import Document
from generators.model.rules import check_earlier_revision
from tests.generators.builders import a_document, a_role
from tests.generators.model.whole import a_library, anchors, found

IN_FORCE = {"status": "effective", "owner": "auto/role/boss", "approver": "auto/role/boss",
            "effective": "2026-01-01", "review_by": "2026-12-31"}  # fmt: skip


def controlled(**control: Any) -> Document:
    role: Document = a_role(control={**IN_FORCE, **control}, duties=[{"id": "a", "do": "做"}])
    return role


def test_a_complete_document_in_force_gives_no_finding() -> None:
    library = a_library(controlled())
    codes = (
        "effective-date-missing",
        "owner-missing",
        "review-date-missing",
        "approver-missing",
        "review-overdue",
    )

    assert [code for code in codes if found(code, library) or found(code, controlled())] == []


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_nothing_is_asked_of_what_is_past(status: str) -> None:
    past = a_document("role", control={"status": status})
    codes = ("owner-missing", "effective-date-missing", "review-date-missing", "role-without-duties")

    assert [code for code in codes if found(code, past)] == []
    assert [
        code for code in ("approver-missing", "review-overdue", "form-unused") if found(code, a_library(past))
    ] == []


def test_a_draft_has_an_owner_and_nothing_more() -> None:
    draft = a_document("role", control={"status": "draft"}, duties=[{"id": "a", "do": "做"}])

    assert found("owner-missing", draft)
    assert not found("effective-date-missing", draft)
    assert not found("approver-missing", a_library(draft))


def test_a_company_may_do_without_approvers() -> None:
    unapproved = controlled(approver=None)

    assert found("approver-missing", a_library(unapproved))
    assert not found("approver-missing", a_library(unapproved, control={"need_approver": "false"}))


def test_a_review_that_is_due_today_is_not_overdue() -> None:
    library = a_library(controlled(review_by="2026-06-01"))

    assert not found("review-overdue", library, today="2026-06-01")
    assert found("review-overdue", library, today="2026-06-02")
    assert not found("review-overdue", library, today="")


@pytest.mark.parametrize(
    ("period", "effective", "latest"),
    [
        ("1y", "2026-01-01", "2027-01-01"),
        ("6m", "2026-08-31", "2027-02-28"),
        ("1y", "2024-02-29", "2025-02-28"),
        ("2w", "2026-01-01", "2026-01-15"),
        ("90d", "2026-01-01", "2026-04-01"),
    ],
)
def test_the_review_period_counts_from_the_effective_date(period: str, effective: str, latest: str) -> None:
    following = (datetime.date.fromisoformat(latest) + datetime.timedelta(days=1)).isoformat()

    def too_late(review_by: str) -> bool:
        library = a_library(
            controlled(effective=effective, review_by=review_by), control={"review_every": period}
        )
        return bool(found("review-too-late", library))

    assert (too_late(latest), too_late(following)) == (False, True)


def test_a_later_revision_moves_the_review_period() -> None:
    line = {"revision": "1.1", "date": "2026-06-01", "change": "minor", "note": "改"}
    library = a_library(controlled(revision="1.1", revisions=[line], review_by="2027-06-01"))

    assert not found("review-too-late", library)


@pytest.mark.parametrize(
    ("dates", "out_of_order"),
    [
        (["2026-03-01", "2026-02-01", "2026-01-01"], None),
        (["2026-01-01", "2026-02-01", "2026-03-01"], None),
        (["2026-01-01", "2026-01-01"], None),
        (["2026-01-01"], None),
        (["2026-03-01", "2026-01-01", "2026-02-01"], 2),
        (["2026-01-01", "2026-03-01", "2026-02-01"], 2),
    ],
)
def test_history_may_run_either_way_but_only_one_way(dates: list[str], out_of_order: int | None) -> None:
    lines = [
        {"revision": str(n), "date": date, "change": "minor", "note": "改"} for n, date in enumerate(dates)
    ]
    told = found("history-out-of-order", controlled(revisions=lines))

    assert [finding.path for finding in told] == (
        [("control", "revisions", out_of_order, "date")] if out_of_order else []
    )


def test_a_planned_document_may_have_a_purpose_but_no_steps() -> None:
    planned = {"status": "planned", "owner": "auto/role/boss", "planned_for": "2026-12-31"}

    assert not found("planned-has-content", a_document("procedure", control=planned, purpose="以后写"))
    assert found("planned-has-content", a_document("procedure", control=planned, prose="# 已写"))
    assert not found("planned-without-owner", a_document("procedure", control=planned))
    assert found("planned-without-owner", a_document("procedure", control={**planned, "owner": None}))


def test_a_known_gap_is_told_in_both_languages_and_at_its_place() -> None:
    gap = {"id": "route", "what": {"zh-Hans": "路线未定", "en": "No route yet"}, "about": "a"}
    (finding,) = found("gap-registered", controlled(gaps=[gap]))

    assert finding.values == {"what": "路线未定", "what_en": "No route yet", "anchor": "a"}
    assert anchors("gap-without-owner", controlled(gaps=[gap])) == ["route"]


def test_a_clause_of_history_may_be_one_that_is_gone_since() -> None:
    line = {
        "revision": "1.1",
        "date": "2026-01-01",
        "change": "minor",
        "note": "改",
        "clauses": ["a", "gone", "lost"],
    }
    now = controlled(revision="1.1", revisions=[line])
    before = a_role(control={**IN_FORCE, "revision": "1.0"}, duties=[{"id": "gone", "do": "做"}])

    assert anchors("unknown-anchor", a_library(now, earlier=[before])) == ["lost"]
    assert anchors("unknown-anchor", a_library(now)) == ["gone", "lost"]


def test_older_lines_of_history_may_name_what_nobody_kept() -> None:
    lines = [{"revision": "1.0", "date": "2026-01-01", "change": "minor", "note": "改", "clauses": ["gone"]}]

    assert not found("unknown-anchor", a_library(controlled(revision="1.1", revisions=lines)))


def test_an_earlier_revision_says_the_revision_of_its_file_name() -> None:
    role = controlled(revision="1.1")

    assert [f.document for f in check_earlier_revision(role, named="1.0")] == ["auto/role/sample@1.0"]
    assert list(check_earlier_revision(role, named="1.1")) == []


def test_a_quiz_points_to_places_that_exist_headings_of_the_prose_included() -> None:
    question = {
        "ask": "？",
        "options": [{"id": "x", "text": "是", "correct": "true"}, {"id": "y", "text": "否"}],
    }
    quiz = [{"id": "q1", "see": "numbers", **question}, {"id": "q2", "see": "numbrs", **question}]
    guide = a_document("guide", quiz=quiz, prose="## 三个数 {#numbers}\n")

    (finding,) = found("unknown-anchor", guide)

    assert finding.path == ("quiz", 1, "see")
    assert finding.values["nearest"] == "numbers"


def test_ids_are_told_apart_within_their_list() -> None:
    options = [{"id": "x", "text": "是", "correct": "true"}, {"id": "x", "text": "否"}]
    quiz = [{"id": "q", "ask": "？", "see": "a", "options": options}]
    role = a_role(duties=[{"id": "a", "do": "做", "parts": [{"id": "a", "do": "分"}]}], quiz=quiz)

    assert [finding.path for finding in found("duplicate-anchor", role)] == [
        ("duties", 0, "parts", 0, "id"),
        ("quiz", 0, "options", 1, "id"),
    ]


def test_a_checklist_starts_at_a_step_of_its_procedure() -> None:
    steps = [{"id": "sign", "do": "签"}, {"id": "pay", "actor": "auto/role/boss", "do": "付"}]
    procedure = a_document("procedure", id="auto/procedure/buying", steps=steps)

    def starting(step: str) -> Document:
        start = {"event": "step", "procedure": "auto/procedure/buying", "step": step}
        checklist: Document = a_document("checklist", start=start)
        return checklist

    assert not found("unknown-anchor", a_library(procedure, starting("sign")))
    assert not found("unknown-anchor", a_library(procedure, starting("pay")))
    (finding,) = found("unknown-anchor", a_library(procedure, starting("sing")))
    assert (finding.path, finding.values["nearest"]) == (("start", "step"), "sign")


def test_a_clause_inherits_who_acts_from_the_clause_above() -> None:
    daily = {"id": "daily", "text": "每天", "recurs": {"every": "day"}}

    def policy(**article: Any) -> Document:
        articles = [{"id": "a", "clauses": [daily], **article}]
        found_policy: Document = a_document(
            "policy", chapters=[{"id": "c", "title": "章", "articles": articles}]
        )
        return found_policy

    assert anchors("deadline-without-owner", policy()) == ["daily"]
    assert not found("deadline-without-owner", policy(actor="auto/role/boss"))


def test_what_kpis_phases_goals_and_gaps_name_is_in_the_document() -> None:
    kpis = [{"id": "k", "name": "率", "duties": ["a", "b"]}]
    role = controlled(gaps=[{"id": "g", "what": "缺", "about": "aa"}]).model_copy(
        update={"kpis": a_role(kpis=kpis).kpis}
    )
    phases = [{"id": "p", "title": "一", "steps": ["one", "tow"]}]
    procedure = a_document(
        "procedure", phases=phases, steps=[{"id": "two", "do": "做"}, {"id": "one", "do": "做"}]
    )
    goals = [
        {"id": "far", "horizon": "long", "text": "远"},
        {"id": "near", "parent": "near", "horizon": "year", "text": "近"},
    ]

    assert [(f.path, f.values["anchor"]) for f in found("unknown-anchor", role)] == [
        (("control", "gaps", 0, "about"), "aa"),
        (("kpis", 0, "duties", 1), "b"),
    ]
    assert [(f.path, f.values["nearest"]) for f in found("unknown-anchor", procedure)] == [
        (("phases", 0, "steps", 1), "two")
    ]
    assert anchors("goal-parent-unknown", a_document("department", goals=goals)) == ["near"]


def test_a_checklist_that_starts_at_a_step_names_the_procedure() -> None:
    nowhere = a_document("checklist", start={"event": "step", "step": "sign"})
    elsewhere = a_document(
        "checklist", start={"event": "step", "step": "sign", "procedure": "auto/procedure/unknown"}
    )

    assert anchors("unknown-anchor", a_library(nowhere)) == ["sign"]
    assert not found("unknown-anchor", a_library(elsewhere))
