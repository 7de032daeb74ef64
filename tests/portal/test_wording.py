"""Every sentence the portal may say exists in both languages."""

import re
from pathlib import Path

import pytest

from portal import errors
from portal.reading.questions import FACETS, KINDS, STATUSES
from portal.web.languages import LANGUAGES, Language
from portal.web.refusals import _REASONS
from portal.web.texts import texts

PORTAL = Path(errors.__file__).parent


def refusals() -> set[type[errors.PortalError]]:
    everything = {found for found in vars(errors).values() if isinstance(found, type)}
    return {found for found in everything if issubclass(found, errors.PortalError) and "code" in vars(found)}


def spoken() -> set[str]:
    """All codes that stand in templates and code, and those made from closed lists."""
    found = {
        code
        for file in [*PORTAL.rglob("*.py"), *PORTAL.rglob("*.html")]
        for code in re.findall(
            r'(?:say|count|label|_describe|\bt)\("([a-z.-]+[a-z])"', file.read_text("utf-8")
        )
    }
    found |= {f"{table}.{kind}" for table in ("kind", "kind-mark") for kind in KINDS}
    found |= {f"status.{status}" for status in STATUSES} | {f"facet.{facet}" for facet in FACETS}
    found |= {f"parameter.{reason}" for reason in (*_REASONS.values(), "other")}
    for refusal in refusals():
        found |= {f"error.{refusal.code}.title", f"error.{refusal.code}.text"}
    return found - {"error.invalid-parameter.text"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_may_be_said_has_words(language: Language) -> None:
    assert len(spoken()) > 80
    assert [code for code in sorted(spoken()) if texts(language).label(code, "") == ""] == []


def test_english_counts_one_and_many() -> None:
    assert texts("en").count("search.count", 1) == "1 place"
    assert texts("en").count("search.count", 2) == "2 places"
    assert texts("zh-Hans").count("search.count", 1) == "1 处"


def test_a_word_of_the_content_without_a_translation_stands_for_itself() -> None:
    assert texts("en").label("kind.spaceship", "spaceship") == "spaceship"
