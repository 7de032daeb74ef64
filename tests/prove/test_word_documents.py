"""Every document and role of the demonstration library, in every profile and both languages, is sound."""

from collections import Counter
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from generators.cache import Cache
from generators.handbook.outline.manuscripts import job_description_of, manuscript_of
from generators.handbook.outline.scribe import Scribe
from generators.handbook.word.profile import load_profile, profile_names
from generators.handbook.word.writing import write
from generators.languages import LANGUAGES
from generators.source.loader import load
from tests.conftest import Record

CONTENT = Path(__file__).parents[2] / "content"
ALLOWED: frozenset[str] = frozenset()
"""Rules of the auditor that a document may break, each with its reason; there are none."""


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_every_document_in_every_profile_passes_the_auditor(
    full_size: bool, tmp_path: Path, proof: Record
) -> None:
    library = load(CONTENT, Cache(None)).library
    assert library is not None
    faults: Counter[str] = Counter()
    count, file, step = 0, tmp_path / "document.docx", 1 if full_size else 150
    for number, name in enumerate(profile_names()):
        for language in LANGUAGES:
            scribe = Scribe(library, language)
            for card in library.documents()[number * 7 :: step]:
                makers = [manuscript_of, *([job_description_of] if card.kind == "role" else [])]
                for make in makers:
                    file.write_bytes(write(make(scribe, card.id), load_profile(name)).content)
                    faults.update(str(error) for error in OpenXmlValidator().validate(str(file)).errors)
                    count += 1
    proof("Word files pass the auditor of packages", "0 faults", f"{sum(faults.values())} in {count} files")
    assert set(faults) <= ALLOWED
