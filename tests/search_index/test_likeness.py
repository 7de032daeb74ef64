"""People ask in words no dictionary cuts alike; the ways others asked lead to the place all the same."""

import pytest

from search_index.confidence import SIGNS, Best, is_certain, standing_of
from search_index.evidence import MEASURES
from search_index.overheard import overheard_of
from search_index.reader import SearchIndex
from search_index.segmenter import is_han
from tests.search_index.conftest import Build
from tests.search_index.handbook import a_document, a_section


@pytest.fixture
def index(build: Build) -> SearchIndex:
    filler = [
        a_section(f"u/policy/p{n}", title=f"制度{n}", heading=f"制度{n}", text="按规定执行并留存记录。")
        for n in range(30)
    ]
    asked = [
        a_section("u/role/keeper", title="保管员", heading="保管员", text="负责库房。"),
        a_section(
            "u/role/keeper",
            anchor="d1",
            part="duty",
            title="保管员",
            heading="清点库存并登记",
            text="发现差异当天报告。",
            asked=("东西对不上数咋整", "盘亏了找谁"),
        ),
    ]
    other = a_document("u/role/driver", "司机", {"": ("", "负责接送。"), "d1": ("擦洗车辆", "每天一次。")})
    return build([*filler, *asked, *other])


def test_question_asked_as_others_asked_it_opens_where_they_were_answered(index: SearchIndex) -> None:
    assert index.search("柜里东西对不上数了该找谁").hits[0].anchor == "d1"


def test_hidden_documents_are_not_found_by_how_people_ask_for_them(index: SearchIndex) -> None:
    found = index.search("东西对不上数该找谁", hidden_documents=("u/role/keeper",))
    assert all(hit.document != "u/role/keeper" for hit in found.hits)


def test_what_was_overheard_is_words_and_never_the_word_itself() -> None:
    heard = overheard_of("挑")
    assert "选择" in heard
    assert "挑" not in heard
    assert all(is_han(word) for word in heard)
    assert overheard_of("没人这么说") == ()


def test_names_and_codes_are_certain_and_keywords_that_are_all_said() -> None:
    def measures(**given: float) -> list[float]:
        return [given.get(name, 0.0) for name in MEASURES]

    assert is_certain(measures(named=1.0), spoken=True)
    assert is_certain(measures(coded=1.0), spoken=True)
    assert is_certain(measures(cover=1.0), spoken=False)
    assert not is_certain(measures(cover=1.0), spoken=True)


def test_standing_among_others_is_among_the_signs() -> None:
    standing = standing_of(Best((), merit=5.0, gathered=0.4))
    assert standing == {"merit": 0.5, "gathered": 0.4}
    assert standing.keys() <= set(SIGNS)
