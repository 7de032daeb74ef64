"""Which words stand for each other is learned from the ways in which places are asked for."""

from search_index.section import Section
from search_index.vocabulary import Vocabulary
from tests.findability.hearing import Listener, bonds
from tests.search_index.handbook import a_section


def sections() -> list[Section]:
    chosen = [
        a_section(f"u/procedure/c{n}", heading="选择供应商", text="", asked=("挑哪家",)) for n in range(4)
    ]
    other = [
        a_section(f"u/procedure/o{n}", heading="登记合同", text="", asked=("合同写哪本",)) for n in range(20)
    ]
    return [*chosen, *other]


def test_words_that_keep_meeting_in_several_documents_stand_for_each_other() -> None:
    heard = bonds(Listener(Vocabulary.of(())).places(sections()))
    assert "选择" in heard["挑"]


def test_words_that_meet_in_one_document_only_are_a_matter_of_that_document() -> None:
    same = [a_section("u/procedure/c", heading="选择供应商", text="", asked=("挑哪家",)) for _ in range(4)]
    assert "挑" not in bonds(Listener(Vocabulary.of(())).places([*same, *sections()[4:]]))


def test_names_of_the_company_are_not_listened_to() -> None:
    heard = bonds(Listener(Vocabulary.of(["选择", "供应商"])).places(sections()))
    assert "选择" not in heard.get("挑", [])
