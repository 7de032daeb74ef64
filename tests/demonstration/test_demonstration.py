"""The demonstration library: as large and as complete as it is said to be, and clean."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generators.cache import Cache
from generators.catalogue import catalogue_of, library_json
from generators.edition.format import CatalogueDocument
from generators.model.library import Library
from generators.source.loader import Loaded, load

CONTENT = Path(__file__).parents[2] / "content"
SOURCES = Path(__file__).parents[2] / "docs" / "sources.md"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(CONTENT, Cache(None))


@pytest.fixture(scope="module")
def library(loaded: Loaded) -> Library:
    assert loaded.library is not None
    return loaded.library


@pytest.fixture(scope="module")
def documents(library: Library) -> tuple[CatalogueDocument, ...]:
    return catalogue_of(library).documents


@pytest.fixture(scope="module")
def written(loaded: Loaded, library: Library) -> list[dict[str, Any]]:
    """Every document that is more than a name, as library.json has it."""
    found: list[dict[str, Any]] = json.loads(library_json(library, loaded.plain_text))["documents"]
    return [document for document in found if document["control"]["status"] != "planned"]


def of_kind(written: list[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    return [document for document in written if document["kind"] in kinds]


def has_text_of(value: Any, language: str) -> Iterator[bool]:
    """For every wording below a value, whether it is there in a language; codes, ids and dates are no wording."""
    if isinstance(value, dict):
        if "zh-Hans" in value:
            yield language in value
            return
        for part in value.values():
            yield from has_text_of(part, language)
    elif isinstance(value, list):
        for part in value:
            yield from has_text_of(part, language)
    elif isinstance(value, str) and not value.isascii():
        yield False


def test_it_has_no_error_and_no_warning(loaded: Loaded) -> None:
    assert [
        finding for finding in loaded.findings if finding.severity != "info" and not finding.silenced
    ] == []


def test_what_is_said_in_passing_is_registered(loaded: Loaded) -> None:
    told = {finding.code for finding in loaded.findings if not finding.silenced}

    assert told <= {
        "gap-registered", "accountable-unclear", "consulted-acts", "deadline-vague", "duty-without-procedure", "code-gap", "silence-unused", "untranslated",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "at_least"),
    [
        (("department",), 20),
        (("role",), 45),
        (("procedure",), 30),
        (("policy", "guide"), 12),
        (("form",), 40),
        (("checklist",), 10),
    ],
)
def test_it_is_as_large_as_it_is_said_to_be(
    written: list[dict[str, Any]], kinds: tuple[str, ...], at_least: int
) -> None:
    assert len(of_kind(written, *kinds)) >= at_least


def test_it_has_eight_units_and_a_glossary(library: Library) -> None:
    assert len(library.units) >= 8
    assert len(library.glossary.terms) >= 120
    assert sum(bool(term.aliases) for term in library.glossary.terms) >= 60


def test_procedures_known_by_name_only_are_planned_with_code_and_owner(
    documents: tuple[CatalogueDocument, ...],
) -> None:
    planned = [
        document for document in documents if document.kind == "procedure" and document.status == "planned"
    ]

    assert len(planned) >= 60
    assert all(document.code and document.owner for document in planned)


def test_every_role_has_duties_and_every_procedure_steps_with_actors(written: list[dict[str, Any]]) -> None:
    roles = of_kind(written, "role")

    assert [role["id"] for role in roles if len(role.get("duties", ())) < 2] == []
    assert sum(len(role["duties"]) >= 5 for role in roles) >= 45
    for procedure in of_kind(written, "procedure"):
        steps = procedure.get("steps", ())
        assert len(steps) >= 3, procedure["id"]
        assert all("actor" in step or "approve" in step for step in steps), procedure["id"]


def test_every_form_in_use_has_fields(written: list[dict[str, Any]]) -> None:
    in_use = [form for form in of_kind(written, "form") if form["control"]["status"] == "effective"]

    assert [form["id"] for form in in_use if not form.get("fields")] == []
    assert sum(len(form["fields"]) >= 3 for form in in_use) >= 40


def test_six_documents_ask_questions_before_they_are_confirmed(written: list[dict[str, Any]]) -> None:
    assert sum(len(document.get("quiz", ())) >= 2 for document in written) >= 6


def test_six_documents_have_two_earlier_revisions(library: Library) -> None:
    assert sum(len(revisions) >= 2 for revisions in library.earlier_revisions.values()) >= 6


def test_everything_has_an_english_title(documents: tuple[CatalogueDocument, ...], library: Library) -> None:
    untitled = [document.id for document in documents if not document.titles["en"].isascii()]
    untitled += [f"term/{term.id}" for term in library.glossary.terms if not term.title.en]

    assert untitled == []


def test_two_documents_are_wholly_in_english_too(written: list[dict[str, Any]]) -> None:
    whole = []
    for document in written:
        text = {
            key: part
            for key, part in document.items()
            if key not in ("control", "aliases", "asked", "prose", "prose_en")
        }
        if all(has_text_of(text, "en")) and bool(document.get("prose")) == bool(document.get("prose_en")):
            whole.append(document["id"])

    assert len(whole) >= 2


def test_every_source_is_the_principal_basis_of_a_document_or_of_its_near_twin(library: Library) -> None:
    principal = Counter(extract.card.basis[0] for extract in library.extracts.values() if extract.card.basis)
    second = {"S14": "S03", "S16": "S12"}
    sources = [source.id for source in library.company.sources]

    assert len(sources) == 22
    assert [source for source in sources if not principal[second.get(source, source)]] == []
    named = {source for extract in library.extracts.values() for source in extract.card.basis}
    assert named == set(sources)


def test_the_papers_name_every_source_by_its_title(library: Library) -> None:
    paper = SOURCES.read_text(encoding="utf-8")

    assert [
        source.id for source in library.company.sources if f"| {source.id} | {source.title} |" not in paper
    ] == []


def test_the_claims_of_the_workflow_software_are_answered_row_by_row(written: list[dict[str, Any]]) -> None:
    rows = [row for document in of_kind(written, "policy", "guide") for table in document.get("tables", ())
            for row in table["rows"]]  # fmt: skip
    answered = {str(row[0]) for row in rows if len(row) >= 3 and all(row)}
    claims = [f"E{number:02d}" for number in range(1, 27)]
    claims += [f"B{number:02d}" for number in range(1, 19) if number not in (13, 15, 16)]
    claims += [
        f"B{number}{letter}"
        for number, letters in ((13, "abcd"), (15, "abc"), (16, "abcd"))
        for letter in letters
    ]

    assert [claim for claim in claims if claim not in answered] == []
