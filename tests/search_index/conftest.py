"""A small handbook to search in, written by hand, and a way to build any other."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from search_index.reader import SearchIndex
from search_index.section import Section
from search_index.vocabulary import Vocabulary
from search_index.writer import write_index
from tests.search_index.handbook import HANDBOOK, VOCABULARY

Build = Callable[..., SearchIndex]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Builds and opens an index over some sections."""

    def build(sections: Iterable[Section], *, vocabulary: Vocabulary | None = None) -> SearchIndex:
        folder = tmp_path / f"index-{len(list(tmp_path.iterdir()))}"
        write_index(sections, vocabulary=vocabulary or Vocabulary(), folder=folder, shards=4)
        return SearchIndex.open(folder)

    return build


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """The hand-written handbook, opened."""
    folder = tmp_path_factory.mktemp("search") / "handbook"
    write_index(HANDBOOK, vocabulary=VOCABULARY, folder=folder)
    return SearchIndex.open(folder)
