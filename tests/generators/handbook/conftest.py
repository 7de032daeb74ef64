from functools import cache
from pathlib import Path

import pytest

from generators.cache import Cache
from generators.model.library import Library
from generators.source.loader import load

CONTENT = Path(__file__).parents[3] / "content"


@cache
def demonstration() -> Library:
    library = load(CONTENT, Cache(None)).library
    assert library is not None
    return library


@pytest.fixture(scope="session")
def library() -> Library:
    """The demonstration library, read once."""
    return demonstration()
