"""The demonstration library as plain data, read once."""

import json
from pathlib import Path
from typing import Any

import pytest

from generators.cache import Cache
from generators.catalogue import library_json
from generators.source.loader import load

Plain = dict[str, Any]

CONTENT = Path(__file__).parents[3] / "content"


@pytest.fixture(scope="session")
def library() -> Plain:
    loaded = load(CONTENT, Cache(None))
    assert loaded.library is not None
    plain: Plain = json.loads(library_json(loaded.library, loaded.plain_text))
    return plain


@pytest.fixture(scope="session")
def documents(library: Plain) -> dict[str, Plain]:
    return {document["id"]: document for document in library["documents"]}


@pytest.fixture(scope="session")
def roles(documents: dict[str, Plain]) -> dict[str, Plain]:
    return {key: plain for key, plain in documents.items() if plain["kind"] == "role"}
