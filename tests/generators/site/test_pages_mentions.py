"""Names in running text become links to what they mean here."""

from generators.languages import Language
from generators.model.extract import Card
from generators.model.library import Library
from generators.model.organisation import Company, Unit
from generators.model.terms import Terms
from generators.model.text import Text
from generators.site.pages.mentions import Matcher, matcher_for, names_in
from tests.generators.site.page_libraries import content_of, loaded, section_of


def a_card(
    identifier: str, title: str, *, code: str = "", aliases: tuple[str, ...] = (), en: str = ""
) -> Card:
    unit, kind, _ = identifier.split("/")
    named = tuple(Text(zh=alias) for alias in aliases)
    return Card(id=identifier, kind=kind, unit=unit, title=Text(zh=title, en=en), code=code, aliases=named)


def a_matcher(unit: str, *cards: Card) -> Matcher:
    units = {
        name: Unit.model_validate({"kind": "unit", "id": name, "title": f"单位{name}", "parent": parent})
        for name, parent in (("head", None), ("auto", "head"), ("soft", "head"))
    }
    library = Library(
        company=Company.model_validate({"kind": "company", "title": "公司"}), units=units, externals={},
        glossary=Terms(kind="terms"), extracts={}, earlier_revisions={}, open_document=lambda _: ...,  # type: ignore[arg-type,return-value]
    )  # fmt: skip
    names = [
        (name.lower(), card)
        for card in cards
        for name in (*card.title.names(), *map(str, card.aliases), card.code)
        if name
    ]
    return matcher_for(unit, library, names)


def marked(matcher: Matcher, text: str) -> list[tuple[str, str]]:
    return [(text[start:end], whom) for start, end, whom in matcher.find(text)]


MANAGER = a_card("auto/role/manager", "市场部经理")
DEPARTMENT = a_card("auto/department/marketing", "市场部")


def test_the_longest_name_wins() -> None:
    found = marked(a_matcher("auto", MANAGER, DEPARTMENT), "市场部经理把市场部的计划交来")

    assert found == [("市场部经理", MANAGER.id), ("市场部", DEPARTMENT.id)]


def test_a_name_means_the_thing_of_the_own_unit_then_of_the_parents() -> None:
    here, above = a_card("auto/role/m", "经理岗"), a_card("head/role/m", "经理岗")

    assert marked(a_matcher("auto", above, here), "经理岗") == [("经理岗", here.id)]
    assert marked(a_matcher("soft", above, here), "经理岗") == [("经理岗", above.id)]


def test_a_name_of_strange_units_is_linked_only_when_it_is_the_only_one() -> None:
    one, two = a_card("auto/form/a", "登记表"), a_card("auto/form/b", "巡店表")
    twin = a_card("head/form/c", "登记表")
    matcher = a_matcher("head", one, two)

    assert marked(matcher, "登记表") == [("登记表", one.id)]
    assert marked(a_matcher("soft", one, a_card("other/form/d", "登记表")), "登记表") == []
    assert marked(a_matcher("soft", one, twin), "登记表") == [("登记表", twin.id)]


def test_inside_book_marks_only_the_whole_title_counts() -> None:
    rules = a_card("auto/policy/rules", "市场部管理规定")
    matcher = a_matcher("auto", DEPARTMENT, rules)

    assert marked(matcher, "见《市场部管理规定》") == [("市场部管理规定", rules.id)]
    assert marked(matcher, "见《市场部旧规定》，问市场部") == [("市场部", DEPARTMENT.id)]


def test_codes_and_latin_names_are_whole_words() -> None:
    procedure = a_card("auto/procedure/p", "审批", code="SC-005", en="Plan approval")
    matcher = a_matcher("auto", procedure)

    assert marked(matcher, "按SC-005办，sc-005也行") == [("SC-005", procedure.id), ("sc-005", procedure.id)]
    assert marked(matcher, "SC-0051 XSC-005 SC-005-2") == []
    assert marked(matcher, "the plan approval, not plan approvals") == [("plan approval", procedure.id)]


def test_a_role_is_not_found_inside_another_word() -> None:
    seller = a_card("auto/role/seller", "业务员")

    assert marked(a_matcher("auto", seller, DEPARTMENT), "全体业务员工，各市场部门") == []
    assert marked(a_matcher("auto", seller), "业务员和业务员") == [("业务员", seller.id)] * 2


def test_text_is_escaped_and_links_are_kept() -> None:
    shown = a_matcher("auto", DEPARTMENT).linked(
        "<b>市场部</b>", lambda _, said: f"[{said}]", lambda said: said.replace("<", "&lt;")
    )

    assert shown == "&lt;b>[市场部]&lt;/b>"


def test_a_page_never_links_to_itself_and_explains_terms() -> None:
    role = content_of("works/role/inspector/")

    assert ">检验员</a>" not in section_of(role, "summary")
    assert ">质检员</a>" not in section_of(role, "summary")
    assert (
        '<a class="term" href="../../../glossary/#batch" data-gloss="同一天开工的一组产品。">批次</a>' in role
    )
    assert '《<a class="ref" href="../../../works/policy/rules/">检验规定</a>》' in role


def test_withdrawn_documents_and_retired_roles_are_no_names() -> None:
    library = loaded().library
    assert library is not None
    names = {name for name, _ in names_in(library)}

    assert "检验员" in names
    assert "挂牌" not in names
    assert "旧检验单" not in names


def test_both_languages_find_the_same_names() -> None:
    languages: tuple[Language, ...] = ("zh-Hans", "en")
    for language in languages:
        prefix = "en/" if language == "en" else ""
        assert 'class="term"' in content_of(f"{prefix}works/form/report/", language)
