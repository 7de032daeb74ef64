"""What only the whole library shows: codes, names, lines of command, forms, copies, exemptions."""

from typing import Any

import pytest

from generators.model.control import Document
from generators.model.rules import check_library, silence, unused_silences
from tests.generators.builders import a_document
from tests.generators.model.whole import TODAY, a_library, found

SERIES = {
    "id": "p",
    "title": "流程",
    "kinds": ["procedure"],
    "prefix": "L-",
    "digits": 3,
    "report_gaps": "true",
}


def a(kind: str, slug: str, **values: Any) -> Document:
    unit = values.pop("unit", "auto")
    document: Document = a_document(kind, id=f"{unit}/{kind}/{slug}", unit=unit, **{"title": slug, **values})
    return document


def places(code: str, *documents: Document, **company: Any) -> list[tuple[str, Any]]:
    return [(finding.document, finding.path) for finding in found(code, a_library(*documents, **company))]


def test_a_code_is_the_same_whatever_its_case_and_width() -> None:
    double = places(
        "duplicate-code", a("procedure", "one", code="SC-005"), a("policy", "two", code="ｓc-005")
    )

    assert double == [("auto/procedure/one", ("code",))]


def test_a_family_member_has_a_code_of_its_own() -> None:
    members = [
        {"id": "city", "title": "市级", "code": "L-001"},
        {"id": "country", "title": "国家级", "code": "L-002"},
    ]
    family = a("procedure", "family", family={"parameter": "级别", "members": members})

    assert places("duplicate-code", family, a("procedure", "zone", code="L-002")) == [
        ("auto/procedure/family", ("family", "members", 1, "code"))
    ]
    assert places("code-breaks-rule", family, numbering=[{**SERIES, "digits": 4}]) == [
        ("auto/procedure/family", ("family", "members", 0, "code")),
        ("auto/procedure/family", ("family", "members", 1, "code")),
    ]
    assert places("code-missing", family, numbering=[SERIES]) == []


@pytest.mark.parametrize(
    ("code", "right"), [("L-001", True), ("L-01", False), ("L-0011", False), ("X-001", False)]
)
def test_a_code_follows_prefix_and_digits(code: str, right: bool) -> None:
    assert (places("code-breaks-rule", a("procedure", "one", code=code), numbering=[SERIES]) == []) is right


def test_one_of_several_rules_is_enough_and_patterns_are_rules() -> None:
    old = {"id": "old", "title": "旧号", "kinds": ["procedure"], "pattern": "BGCG-[0-9]{4}-20[0-9]{2}"}
    documents = (a("procedure", "one", code="BGCG-0857-2022"), a("procedure", "two", code="L-002"))

    assert places("code-breaks-rule", *documents, numbering=[SERIES, old]) == []
    assert places("code-breaks-rule", *documents, numbering=[old]) == [("auto/procedure/two", ("code",))]


def test_a_company_without_numbering_asks_for_no_codes() -> None:
    assert places("code-missing", a("procedure", "one")) == []
    assert places("code-missing", a("procedure", "one"), numbering=[SERIES]) == [("auto/procedure/one", ())]


def test_gaps_lie_between_the_first_and_the_last_and_a_plan_fills_one() -> None:
    planned = {"status": "planned", "owner": "auto/role/boss", "planned_for": "2026-12-31"}
    coded = [a("procedure", f"p{number}", code=f"L-{number:03}") for number in (4, 6, 9)]
    coded.append(a("procedure", "plan", code="L-005", control=planned))

    (finding,) = found("code-gap", a_library(*coded, numbering=[SERIES]))

    assert finding.values == {"series": "流程", "codes": "L-007~L-008"}
    assert (finding.document, finding.path) == ("company", ("numbering", 0))


def test_subsidiaries_may_share_titles_but_no_unit_shares_them_within() -> None:
    units = [{"id": "group"}, {"id": "auto", "parent": "group"}, {"id": "soft", "parent": "group"}]
    marketing = [a("department", "marketing", unit=unit["id"], title="市场部") for unit in units]

    assert places("alias-clash", *marketing, units=units) == []
    inside = a("department", "promotion", title="推广部", aliases=["品牌部", "市场部"])
    assert places("alias-clash", *marketing, inside, units=units) == [
        ("auto/department/promotion", ("aliases", 1))
    ]


def test_an_alias_does_not_hide_the_title_of_a_unit_above() -> None:
    units = [{"id": "group"}, {"id": "auto", "parent": "group"}, {"id": "soft", "parent": "group"}]
    above = a("role", "head", unit="group", title="市场总监")
    below = a("role", "manager", unit="auto", title="市场部经理", aliases=["市场总监"])
    beside = a("role", "manager", unit="soft", title="产品经理", aliases=["市场部经理"])

    assert places("alias-clash", above, below, beside, units=units) == [("auto/role/manager", ("aliases", 0))]


def test_a_form_and_its_procedure_may_share_a_name() -> None:
    assert (
        places("alias-clash", a("form", "leave", title="请假"), a("procedure", "leave", title="请假")) == []
    )


def test_two_terms_share_no_name_unless_units_keep_them_apart() -> None:
    one = {"id": "lead", "title": "线索", "means": "甲"}
    two = {"id": "trace", "title": "线索", "means": "乙"}

    assert [f.document for f in found("alias-clash", a_library(terms=[one, two]))] == ["term/trace"]
    apart = [one | {"unit": "auto"}, two | {"unit": "soft"}]
    assert not found("alias-clash", a_library(terms=apart, units=[{"id": "auto"}, {"id": "soft"}]))


def test_every_circle_is_told_once_from_its_first_member() -> None:
    line = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e"}
    roles = [a("role", slug, reports_to=f"auto/role/{boss}") for slug, boss in line.items()]

    told = found("circular-reporting", a_library(*roles))

    assert [(f.document, f.values["line"]) for f in told] == [
        ("auto/role/a", "a → b → c → a"),
        ("auto/role/e", "e → e"),
    ]


def test_units_form_no_circle_either() -> None:
    units = [{"id": "auto", "parent": "soft"}, {"id": "soft", "parent": "auto"}]

    assert [(f.document, f.path) for f in found("circular-superior", a_library(units=units))] == [
        ("auto", ("parent",))
    ]


def superior_disagrees(manager: str, *, head: str | None = "auto/role/head") -> bool:
    above = a("department", "production", head=head, superior="auto/department/board")
    board = a("department", "board", head="auto/role/chief")
    below = a(
        "department",
        "technics",
        superior="auto/department/production",
        superior_manager=f"auto/role/{manager}",
    )
    roles = [
        a("role", "head", department="auto/department/board"),
        a("role", "deputy", department="auto/department/production"),
        a("role", "chief", department="auto/department/board"),
        a("role", "stranger", department="auto/department/technics"),
    ]
    return bool(places("superior-disagrees", above, board, below, *roles))


def test_the_superior_manager_heads_the_superior_department_or_works_in_it() -> None:
    assert not superior_disagrees("head")
    assert not superior_disagrees("deputy")
    assert superior_disagrees("stranger")


def test_a_general_manager_over_the_head_of_the_superior_department_is_worth_a_word() -> None:
    assert superior_disagrees("chief")
    assert not superior_disagrees("chief", head=None)


def test_a_form_in_quotation_marks_is_looked_for_in_the_unit_and_above() -> None:
    units = [{"id": "group"}, {"id": "auto", "parent": "group"}, {"id": "soft", "parent": "group"}]
    clause = {"id": "a", "text": "填写《借阅单》，附《公司章程》。"}
    policy = a("policy", "p", chapters=[{"id": "c", "title": "章", "articles": [clause]}])

    def told(*forms: Document) -> list[tuple[str, Any]]:
        return places("form-not-registered", policy, *forms, units=units)

    here = ("auto/policy/p", ("chapters", 0, "articles", 0, "text"))
    assert told() == [here]
    assert told(a("form", "slip", unit="soft", title="借阅单")) == [here]
    assert told(a("form", "slip", unit="group", title="借阅 单")) == []
    assert told(a("form", "slip", unit="auto", title="文件借阅单", aliases=["借阅单"])) == []


def test_a_form_is_used_by_a_field_or_in_the_text_but_not_by_itself() -> None:
    form = a("form", "slip", title="借阅单", fields=[{"id": "a", "label": "名"}])
    naming = a("procedure", "lend", inputs=["auto/form/slip"])
    quoting = a("procedure", "lend", purpose="凭《借阅单》借出。")

    assert places("form-unused", form) == [("auto/form/slip", ())]
    assert places("form-unused", form, naming) == []
    assert places("form-unused", form, quoting) == []


def test_a_department_function_also_owns_a_procedure() -> None:
    procedure = a("procedure", "lend")
    functions = [{"id": "f", "text": "借阅", "procedures": ["auto/procedure/lend"]}]

    assert places("procedure-without-duty", procedure) == [("auto/procedure/lend", ())]
    assert places("procedure-without-duty", procedure, a("department", "archive", functions=functions)) == []
    reader = a("role", "clerk", reads=["auto/procedure/lend"])
    assert places("procedure-without-duty", procedure, reader) == [("auto/procedure/lend", ())]


def test_duties_count_once_where_neither_they_nor_their_parts_name_a_procedure() -> None:
    told = {"recipient": ["auto/role/boss"]}
    procedure = {"procedures": ["auto/procedure/p"]}
    covered = {"id": "a", "do": "甲", **procedure, "parts": [{"id": "a1", "do": "分", **told}]}
    through_parts = {"id": "b", "do": "乙", **told, "parts": [{"id": "b1", "do": "分", **procedure}]}
    plain = {"id": "c", "do": "丙"}
    bare_part = {"id": "d", "do": "丁", "parts": [{"id": "d1", "do": "分", "due": {"within": "2d"}}]}
    bare = {"id": "e", "do": "戊", "deliverables": ["auto/form/f"]}
    role = a("role", "clerk", duties=[covered, through_parts, plain, bare_part, bare])

    (finding,) = found("duty-without-procedure", role)

    assert finding.path == ("duties", 3, "parts", 0)
    assert finding.values == {"count": "2"}


def test_what_is_withdrawn_is_told_at_each_place_that_names_it() -> None:
    gone = a("form", "old", title="旧表", control={"status": "superseded", "superseded_by": "auto/form/new"})
    duty = {"id": "keep", "do": "收", "inputs": ["auto/form/old"], "deliverables": ["auto/form/old"]}
    role = a("role", "clerk", duties=[{"id": "x", "do": "做"}, duty])

    told = found("withdrawn-document-used", a_library(gone, a("form", "new"), role))

    assert [(f.path, f.values) for f in told] == [
        (("duties", 1, "inputs", 0), {"title": "旧表", "anchor": "keep"}),
        (("duties", 1, "deliverables", 0), {"title": "旧表", "anchor": "keep"}),
    ]


def exempted(rule: str, about: str = "") -> Document:
    exemption = {"rule": rule, "reason": {"zh-Hans": "已商定", "en": "agreed"}} | (
        {"about": about} if about else {}
    )
    control = {"status": "draft", "owner": "auto/role/boss", "silence": [exemption]}
    return a("department", "testing", superior="auto/department/production", superior_manager="auto/role/chief",
             control=control)  # fmt: skip


def judged(document: Document, today: str = TODAY) -> tuple[list[str], list[str]]:
    """The reasons for exempted findings, and the exemptions that were not needed."""
    production = a("department", "production", head="auto/role/head")
    chief = a("role", "chief", department="auto/department/board")
    library = a_library(document, production, chief)
    told = silence(check_library(library, today=today), library)
    unused = unused_silences(told, library, today=today)
    return [f.silenced for f in told if f.silenced], [f.values["rule"] for f in unused]


def test_an_exempted_finding_carries_its_reason() -> None:
    assert judged(exempted("superior-disagrees")) == (["已商定"], [])


def test_an_exemption_may_be_for_one_place_only() -> None:
    assert judged(exempted("superior-disagrees", "superior_manager")) == (["已商定"], [])
    assert judged(exempted("superior-disagrees", "elsewhere")) == ([], ["superior-disagrees"])


def test_an_exemption_from_nothing_is_told_unless_nobody_looked() -> None:
    assert judged(exempted("review-overdue")) == ([], ["review-overdue"])
    assert judged(exempted("review-overdue"), today="") == ([], [])
    assert judged(exempted("no-such-rule")) == ([], [])


def test_an_error_cannot_be_exempted() -> None:
    selfish = a("role", "loop", reports_to="auto/role/loop",
                control={"status": "draft", "silence": [{"rule": "circular-reporting", "reason": "无"}]})  # fmt: skip
    library = a_library(selfish)
    told = silence(check_library(library, today=TODAY), library)

    assert [f.silenced for f in told if f.code == "circular-reporting"] == [""]
    assert [f.values["rule"] for f in unused_silences(told, library, today=TODAY)] == ["circular-reporting"]
