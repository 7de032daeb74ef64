"""Models drawn elsewhere, one for each construct of BPMN: the draft, the list of what has no place, nothing lost."""

from pathlib import Path

import pytest

from generators.messages import LOCALES, Locale
from generators.model.procedures import Procedure
from generators.process.bpmn.importing import import_model, left_sentence
from generators.process.flow import flow_of
from generators.process_commands import draft_text
from generators.source.yaml_text import read_yaml
from tests.generators.process.bpmn.judges import schema_faults
from tests.generators.process.bpmn.words import lost_words, nothing
from tests.generators.process.made_procedures import made_names

CONSTRUCTS = sorted((Path(__file__).parent / "constructs").glob("*.bpmn"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "model" in metafunc.fixturenames:
        metafunc.parametrize("model", CONSTRUCTS, ids=[file.stem for file in CONSTRUCTS])


def test_the_model_itself_is_right(model: Path) -> None:
    if model.stem != "without-prefix":  # in GB18030, which the judge cannot read
        assert schema_faults(model.read_text(encoding="utf-8")) == []


def test_the_draft_and_the_list_are_as_expected(model: Path) -> None:
    imported = import_model(model.read_bytes(), lookup=nothing)

    assert draft_text(imported, "zh-CN") == model.with_suffix(".yaml").read_text(encoding="utf-8")


def test_no_word_is_lost(model: Path) -> None:
    assert lost_words(model.read_bytes()) == []


def test_the_draft_is_a_procedure_that_can_be_drawn(model: Path) -> None:
    imported = import_model(model.read_bytes(), lookup=nothing)
    written = read_yaml(draft_text(imported, "zh-CN").encode())

    assert written.problems == ()
    assert written.value == imported.data
    procedure = Procedure.model_validate(imported.data | {"id": "auto/procedure/draft"})
    assert flow_of(procedure, made_names()).nodes


@pytest.mark.parametrize("locale", LOCALES)
def test_the_list_is_said_without_a_blank(model: Path, locale: Locale) -> None:
    for left in import_model(model.read_bytes(), lookup=nothing, locale=locale).left:
        sentence = left_sentence(left, locale)
        assert "{" not in sentence
        assert "–" not in sentence
