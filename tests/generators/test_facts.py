"""What a section says in fields: its deadlines, approvers, forms and people, in the reader's language."""

import json
from pathlib import Path

import pytest

from generators.cache import Cache
from generators.indexing.sections import sections_of
from generators.phrases import wording
from generators.source.loader import load
from search_index.section import Section
from tests.generators.builders import CONTROL, write_library

PROCEDURE = (
    "kind: procedure\nid: opening\ntitle: {zh-Hans: 开门, en: Opening}\ndepartment: sales\n"
    + CONTROL
    + "steps:\n"
    "  - {id: unlock, actor: boss, do: {zh-Hans: 打开卷帘门, en: Raise the shutter}, output: [log], limit: 2wd}\n"
    "  - {id: allowed, actor: boss, decide: 今天营业吗, branches: [{label: 是, next: sign}, {label: 否, next: end}]}\n"
    "  - {id: sign, name: 签字, approve: {by: [boss]}}\n"
)
FORM = (
    "kind: form\nid: log\ntitle: {zh-Hans: 开门记录, en: Opening log}\ndepartment: sales\nkeep: 3y\nkept_by: boss\n"
    + CONTROL
    + "fields:\n  - {id: when, label: 开门时刻}\n"
)
CLERK = (
    "kind: role\nid: clerk\ntitle: {zh-Hans: 店员, en: Clerk}\ndepartment: sales\nreports_to: boss\n"
    + CONTROL
    + "duties:\n  - {id: report, do: {zh-Hans: 交日报, en: Hand in the report}, recipient: [boss], deliverables: [log],\n"
    "     recurs: {every: month, before_day: 1}}\n"
)
POLICY = (
    "kind: policy\nid: hours\ntitle: 营业时间\ndepartment: sales\n"
    + CONTROL
    + "definitions:\n  - {id: d1, term: opening-time}\nchapters:\n"
    "  - {id: c1, label: 第一章, title: 总则, articles: [{id: a1, label: 第一条, title: 早上, text: 九点开门}]}\n"
)
TERMS = "kind: terms\nterms:\n  - {id: opening-time, title: 开门时间, means: 门打开的时刻}\n"


def sections(folder: Path, **others: str) -> dict[tuple[str, str, str], Section]:
    write_library(
        folder,
        shop__procedures__opening=PROCEDURE,
        shop__forms__log=FORM,
        shop__roles__clerk=CLERK,
        shop__policies__hours=POLICY,
        terms=TERMS,
        **others,
    )
    loaded = load(folder, Cache(None))
    assert loaded.library is not None
    found = sections_of(
        loaded.library.open_part,
        keys=loaded.keys,
        plain_data=lambda name: json.loads(loaded.plain_text(name)),
        wording=wording,
    )
    return {(s.document, s.anchor, s.language): s for group in found for s in group.load()}


def facts(section: Section) -> dict[str, list[tuple[str, str]]]:
    return {fact.relation: list(fact.values) for fact in section.facts}


def test_duty_says_how_often_to_whom_and_with_which_form(tmp_path: Path) -> None:
    said = facts(sections(tmp_path)["shop/role/clerk", "report", "zh-Hans"])
    assert said == {
        "cycle": [("每月 1 日前", "")],
        "form": [("开门记录", "shop/form/log/")],
        "actor": [("店员", "shop/role/clerk/")],
        "recipient": [("店长", "shop/role/boss/")],
    }


def test_english_readers_get_english_words_and_addresses(tmp_path: Path) -> None:
    said = facts(sections(tmp_path)["shop/role/clerk", "report", "en"])
    assert said["cycle"] == [("before the 1st of each month", "")]
    assert said["recipient"] == [("Shop manager", "en/shop/role/boss/")]


def test_step_says_who_acts_within_what_time(tmp_path: Path) -> None:
    said = facts(sections(tmp_path)["shop/procedure/opening", "unlock", "zh-Hans"])
    assert said["limit"] == [("2 个工作日内", "")]
    assert said["actor"] == [("店长", "shop/role/boss/")]


def test_approval_has_an_approver_and_a_decision_only_somebody_who_decides(tmp_path: Path) -> None:
    found = sections(tmp_path)
    assert "approver" in facts(found["shop/procedure/opening", "sign", "zh-Hans"])
    assert "approver" not in facts(found["shop/procedure/opening", "allowed", "zh-Hans"])
    assert "decider" in facts(found["shop/procedure/opening", "allowed", "zh-Hans"])


def test_document_says_its_superior_owner_and_dates(tmp_path: Path) -> None:
    said = facts(sections(tmp_path)["shop/role/clerk", "", "zh-Hans"])
    assert said["superior"] == [("店长", "shop/role/boss/")]
    assert said["effective"] == [("2026-01-01", "")]
    assert facts(sections(tmp_path)["shop/department/sales", "", "zh-Hans"])["head"] == [
        ("店长", "shop/role/boss/")
    ]


def test_form_is_its_own_answer_and_says_how_long_and_by_whom_it_is_kept(tmp_path: Path) -> None:
    said = facts(sections(tmp_path)["shop/form/log", "", "zh-Hans"])
    assert said["form"] == [("开门记录", "shop/form/log/")]
    assert (said["keep"], said["keeper"]) == ([("3 年", "")], [("店长", "shop/role/boss/")])


def test_restricted_document_is_not_named_by_a_fact(tmp_path: Path) -> None:
    secret = FORM.replace(
        "status: effective", "status: effective, classification: restricted, readers: [boss]"
    )
    found = sections(
        tmp_path, shop__forms__secret=secret.replace("id: log", "id: secret").replace("开门记录", "暗账")
    )
    assert not any("暗账" in value for s in found.values() for fact in s.facts for value, _ in fact.values)


@pytest.mark.parametrize(
    ("place", "within", "aliases", "text"),
    [
        (("shop/policy/hours", "a1", "zh-Hans"), "总则", ("第一条",), "九点开门"),
        (("shop/policy/hours", "d1", "zh-Hans"), "", (), "门打开的时刻"),
    ],
)
def test_part_knows_what_it_stands_in_its_number_and_what_its_term_means(
    tmp_path: Path, place: tuple[str, str, str], within: str, aliases: tuple[str, ...], text: str
) -> None:
    section = sections(tmp_path)[place]
    assert (section.within, section.aliases, section.text) == (within, aliases, text)
