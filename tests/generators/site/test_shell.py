"""A page filled into the shell is the page its reader expects."""

import re
import subprocess
import sys
from typing import Any

import pytest

from generators.site.shell import (
    TABS,
    Masthead,
    Shell,
    ShellPage,
    compose_body,
    escape,
    markdown_page,
    markdown_path,
    relative_root,
)

TEMPLATE = (
    "<title>[[db:title]]</title>"
    '<a href="[[db:root]]roles/"[[db:tab-roles]]>岗位</a><a href="[[db:root]]"[[db:tab-home]]>首页</a>'
    "[[db:body]]"
)


def a_page(**changes: Any) -> ShellPage:
    facts: dict[str, Any] = {
        "address": "auto/role/marketing-assistant/",
        "alternate": "en/auto/role/marketing-assistant/",
        "language": "zh-Hans",
        "title": "市场助理",
        "content": "<h1>市场助理</h1>",
        "tab": "roles",
    }
    return ShellPage(**{**facts, **changes})


def fill(**changes: Any) -> str:
    return Shell.parse(TEMPLATE).fill(a_page(**changes))


def test_reader_sees_the_title_as_written_even_with_markup_characters() -> None:
    assert "<title>R&amp;D &lt;初稿&gt; &#34;一&#34; &#39;二&#39;</title>" in fill(
        title="R&D <初稿> \"一\" '二'"
    )


def test_links_lead_to_the_top_of_the_site_from_any_depth() -> None:
    assert 'href="../../../roles/"' in fill()
    assert 'href="./roles/"' in fill(address="", tab="home")
    assert relative_root("en/auto/role/x/") == "../../../../"


def test_reader_sees_which_section_a_document_belongs_to() -> None:
    assert '<a href="../../../roles/" aria-current="true">岗位</a>' in fill()


def test_a_tab_on_its_own_page_is_the_current_page() -> None:
    assert '<a href="../roles/" aria-current="page">岗位</a>' in fill(address="roles/")
    assert 'aria-current="page"' in fill(address="en/roles/", language="en")
    assert '<a href="./" aria-current="page">首页</a>' in fill(address="", tab="home")


def test_a_page_outside_all_sections_marks_no_tab() -> None:
    assert "aria-current" not in fill(tab="")


def test_columns_that_hold_nothing_leave_no_trace() -> None:
    body = compose_body(a_page())
    assert "<nav" not in body
    assert '<article class="md-content__inner">\n<h1>市场助理</h1>\n</article>' in body


def test_columns_come_in_reading_order_and_name_themselves() -> None:
    body = compose_body(
        a_page(rail="<ul>1</ul>", rail_label="本部门岗位", toc="<ul>2</ul>", toc_label="本页目录")
    )
    assert re.findall(r'aria-label="([^"]+)"|id="(main)"', body) == [
        ("本部门岗位", ""),
        ("", "main"),
        ("本页目录", ""),
    ]


def test_a_placeholder_nobody_fills_leaves_nothing_behind() -> None:
    assert Shell.parse("[[db:of-later]]|[[db:title]]").fill(a_page()) == "|市场助理"


def test_text_that_looks_like_a_placeholder_stays_text() -> None:
    assert "[[db:title]]" in fill(content="<p>[[db:title]]</p>")


@pytest.mark.parametrize("address", ["/auto/", "auto", "auto//role/", "auto/ro le/"])
def test_a_malformed_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        a_page(address=address)


def test_an_unknown_tab_is_refused() -> None:
    with pytest.raises(ValueError, match="tab"):
        a_page(tab="work")


def test_the_markdown_twin_lies_where_the_page_lies() -> None:
    assert markdown_path("auto/role/marketing-assistant/") == "auto/role/marketing-assistant.md"
    assert markdown_path("") == "index.md"


def test_the_markdown_twin_states_its_facts_in_front_of_the_body() -> None:
    masthead = Masthead(
        company={"zh-Hans": "衡川集团", "en": "Hengchuan"}, notice={"zh-Hans": "内部", "en": "Internal"}
    )
    twin = markdown_page(a_page(title='引号 " 与换行\u2028'), masthead=masthead)
    head, body = twin.removeprefix("---\n").split("\n---\n", 1)
    assert 'title: "引号 \\" 与换行\\u2028"' in head.splitlines()
    assert 'company: "衡川集团"' in head.splitlines()
    assert body == compose_body(a_page(title="")) + "\n"


def test_code_fences_in_a_body_cannot_turn_into_markdown() -> None:
    assert "```" not in compose_body(a_page(content="<pre>\n```\nx\n  ~~~~\n</pre>"))


def test_escaped_text_is_safe_inside_elements_and_attributes() -> None:
    assert escape("""<a href="x" id='y'>&""") == "&lt;a href=&#34;x&#34; id=&#39;y&#39;&gt;&amp;"


def test_the_fast_path_never_loads_the_site_engine() -> None:
    engines = ("mkdocs", "material", "jinja2", "yaml")
    code = f"import sys, generators.site.shell; print([name for name in {engines} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_tab_has_its_own_address() -> None:
    assert len(set(TABS.values())) == len(TABS)
