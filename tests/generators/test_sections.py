"""What search gets to see: every place a reader may be sent to, in words, opening at its anchor."""

import json
from pathlib import Path

from generators.cache import Cache
from generators.indexing.sections import sections_of
from generators.indexing.words import vocabulary_of
from generators.phrases import wording
from generators.source.loader import load
from search_index.section import Section
from tests.generators.builders import CONTROL, write_library

PROCEDURE = (
    "kind: procedure\nid: opening\ntitle: {zh-Hans: 开门, en: Opening}\ncode: SH-001\ndepartment: sales\n"
    "purpose: 按时营业\n" + CONTROL + "steps:\n"
    "  - {id: unlock, actor: boss, do: {zh-Hans: 打开卷帘门, en: Raise the shutter}, output: [log]}\n"
)
FORM = (
    "kind: form\nid: log\ntitle: 开门记录\ndepartment: sales\n"
    + CONTROL
    + "fields:\n  - {id: when, label: 开门时刻}\n"
)
POLICY = (
    "kind: policy\nid: hours\ntitle: 营业时间\ndepartment: sales\n" + CONTROL + "definitions:\n"
    "  - {id: d1, term: opening-time}\nchapters:\n  - {id: c1, label: 第一章, title: 总则, articles: [{id: a1, label: 第一条, text: 九点开门}]}\n"
)
TERMS = "kind: terms\nterms:\n  - {id: opening-time, title: 开门时间, aliases: [营业起点], means: 门打开的时刻}\nsynonyms:\n  - {words: [开门, 营业]}\n"


def sections(folder: Path) -> dict[tuple[str, str, str], Section]:
    write_library(
        folder,
        shop__procedures__opening=PROCEDURE,
        shop__forms__log=FORM,
        shop__policies__hours=POLICY,
        terms=TERMS,
    )
    loaded = load(folder, Cache(None))
    assert loaded.library is not None
    found = sections_of(
        loaded.library,
        keys=loaded.keys,
        plain_data=lambda name: json.loads(loaded.plain_text(name)),
        wording=wording,
    )
    return {(s.document, s.anchor, s.language): s for group in found for s in group.load()}


def test_a_step_is_found_by_its_words_its_actor_and_its_form(tmp_path: Path) -> None:
    step = sections(tmp_path)["shop/procedure/opening", "unlock", "zh-Hans"]

    assert (step.part, step.heading, step.address) == ("step", "打开卷帘门", "shop/procedure/opening/#unlock")
    assert "店长" in step.text
    assert "开门记录" in step.text
    assert "shop/" not in step.text


def test_a_document_is_found_by_its_purpose_and_other_names(tmp_path: Path) -> None:
    whole = sections(tmp_path)["shop/procedure/opening", "", "zh-Hans"]

    assert (whole.title, whole.code, whole.context, whole.aliases) == (
        "开门",
        "SH-001",
        "门店·销售部",
        ("Opening",),
    )
    assert "按时营业" in whole.text


def test_english_pages_are_found_in_english_and_else_in_chinese(tmp_path: Path) -> None:
    found = sections(tmp_path)

    assert found["shop/procedure/opening", "unlock", "en"].heading == "Raise the shutter"
    assert found["shop/procedure/opening", "unlock", "en"].address == "en/shop/procedure/opening/#unlock"
    assert found["shop/policy/hours", "a1", "en"].heading == "九点开门"


def test_the_fields_of_a_form_lead_to_the_form(tmp_path: Path) -> None:
    found = sections(tmp_path)

    assert "开门时刻" in found["shop/form/log", "", "zh-Hans"].text
    assert ("shop/form/log", "when", "zh-Hans") not in found


def test_a_definition_is_called_by_its_term_not_by_its_id(tmp_path: Path) -> None:
    definition = sections(tmp_path)["shop/policy/hours", "d1", "zh-Hans"]

    assert definition.heading == "开门时间"


def test_terms_units_and_roles_are_found_by_name(tmp_path: Path) -> None:
    found = sections(tmp_path)

    assert found["term/opening-time", "opening-time", "zh-Hans"].address == "glossary/#opening-time"
    assert found["shop", "", "en"].title == "Shop"


def test_the_vocabulary_knows_names_and_synonyms(tmp_path: Path) -> None:
    sections(tmp_path)
    library = load(tmp_path, Cache(None)).library
    assert library is not None

    vocabulary = vocabulary_of(library)

    assert {"店长", "开门记录", "营业起点"} <= set(vocabulary.words)
    assert ("开门", "营业") in vocabulary.synonyms
    assert ("开门时间", "营业起点") in vocabulary.synonyms
