"""Pages that show processes: swim-lanes, who answers for what, maps and charts."""

import re

from generators.model.library import Library
from generators.model.procedures import Procedure
from generators.process.responsibility import matrix_of_department, responsibilities_of
from generators.site.pages.charges import charges_in, matrix_in
from generators.site.pages.passing import procedures_of, ways_of
from generators.site.pages.site import SitePages
from generators.site.pages.views.charges import MOST_TOGETHER
from tests.generators.site.page_libraries import (
    content_of,
    large_library,
    loaded,
    planned,
    section_of,
    text_of,
)

PROCEDURE = "works/procedure/inspection/"


def library() -> Library:
    found = loaded().library
    assert found is not None
    return found.open_part


def test_the_picture_stands_above_the_steps_and_leads_to_them() -> None:
    page = content_of(PROCEDURE)
    assert page.index('id="s-lanes"') < page.index('id="s-steps"') < page.index('id="s-raci"')
    picture = section_of(page, "lanes")
    anchors = set(re.findall(r'<a href="#([^"]+)"', picture))
    assert {"draft", "judge", "sign", "both", "pack", "book", "close"} <= anchors
    assert all(f'<tr id="{anchor}"' in page for anchor in anchors)


def test_lanes_lead_to_roles_and_forms_to_forms() -> None:
    picture = section_of(content_of(PROCEDURE), "lanes")
    assert 'href="../../role/inspector/"' in picture or "works/role/inspector/" in picture
    assert "works/form/report/" in picture


def test_names_of_lanes_stay_while_the_picture_is_scrolled() -> None:
    picture = section_of(content_of(PROCEDURE), "lanes")
    sheets = picture.count("<figure")
    assert sheets >= 1
    assert picture.count('class="flow heads"') == picture.count('tabindex="0"') == sheets


def test_an_english_page_has_an_english_picture() -> None:
    picture = section_of(content_of(f"en/{PROCEDURE}", "en"), "lanes")
    assert ">End</text>" in picture
    assert "泳道图" not in picture


def test_the_table_of_a_procedure_names_one_who_answers_for_each_step() -> None:
    table = section_of(content_of(PROCEDURE), "raci")
    rows = re.findall(r"<tr>.*?</tr>", table.split("<tbody>")[1], re.DOTALL)
    assert len(rows) == 7
    assert all(row.count('class="A"') <= 1 for row in rows)
    assert "R 执行" in text_of(table)


def test_a_procedure_without_steps_has_neither_picture_nor_table() -> None:
    page = content_of("works/procedure/planning/")
    assert "s-lanes" not in page
    assert "s-raci" not in page


def test_a_department_shows_what_its_roles_have_to_do_with_which_procedures() -> None:
    table = section_of(content_of("works/department/quality/"), "raci")
    assert "works/procedure/inspection/" in table
    assert "works/role/inspector/" in table


def test_a_unit_shows_its_chart_its_map_and_leads_to_its_matrix() -> None:
    page = content_of("works/")
    assert "质检员" in section_of(page, "reporting")
    assert "works/procedure/inspection/" in section_of(page, "map")
    assert 'href="../works/responsibilities/"' in page
    matrix = planned(loaded())["works/responsibilities/"].render()
    assert "责任矩阵" in matrix.title
    assert "works/procedure/inspection/" in matrix.content


def test_who_does_what_is_the_same_with_and_without_opening_procedures() -> None:
    found = library()
    for card in found.documents("procedure"):
        procedure = found.document(card.id)
        assert isinstance(procedure, Procedure)
        read, opened = charges_in(found.extracts[card.id]), responsibilities_of(procedure)
        assert [charge.letters for charge in read.charges] == [charge.letters for charge in opened.charges]
    for card in found.documents("department"):
        ours = [card.id, *(role.id for role in found.documents("role", department=card.id))]
        assert (
            matrix_in(found, procedures_of(found, ours), ours).cells
            == matrix_of_department(found, card.id).cells
        )


def test_a_way_named_by_sender_and_receiver_is_drawn_once() -> None:
    ways = ways_of(library(), "works")
    assert len(ways) == len(set(ways))
    assert ("works/procedure/inspection", "works/procedure/planning") in ways


def test_a_matrix_too_large_to_read_is_cut_by_department() -> None:
    large, keys = large_library(4 * 10 * (MOST_TOGETHER + 1))
    pages = {page.address: page for page in SitePages(large, language="zh-Hans", keys=keys).plan()}
    content = pages["u1/responsibilities/"].render().content
    whole = matrix_in(large, [card.id for card in large.documents("procedure", unit="u1")])
    headings = re.findall(r'<h2 class="h2"><a href="[^"]*">(.+?)</a>', content)
    assert len(headings) == len(set(headings)) == 10
    assert content.count('<tr><th scope="row">') == len(whole.procedures) > MOST_TOGETHER
    assert content.count("<b class=") == sum(len(held) for held in whole.cells.values())


def test_more_procedures_than_can_be_read_at_a_glance_are_listed_with_the_same_parts() -> None:
    large, keys = large_library(4 * 10 * (10 * MOST_TOGETHER + 10))
    pages = {page.address: page for page in SitePages(large, language="zh-Hans", keys=keys).plan()}
    content = pages["u1/responsibilities/"].render().content
    whole = matrix_in(large, [card.id for card in large.documents("procedure", unit="u1")])
    listed = sum(len(held) for held in whole.cells.values())
    cells = re.findall(r'<td data-l="[RACI] [^"]+">(.*?)</td>', content)
    assert len(cells) == 4 * len(whole.procedures)
    assert sum(cell.count("<a ") for cell in cells) == listed
