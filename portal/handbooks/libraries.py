"""Libraries 文库: the typed model of an edition, with the restricted documents that somebody chose and may read."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from generators.model.extract import Extract
from generators.model.library import Library
from generators.model.stored import extracts_of, library_of
from portal.bookshelf import PinnedEdition

Plain = Mapping[str, Any]


def library_for(edition: PinnedEdition, restricted: Collection[str] = ()) -> Library:
    """The open documents and those restricted ones; whoever asks has made sure that they may be read.

    No other restricted document is in it: whatever names one says no more than that there is one.
    """
    chosen = {key: found for key, found in _restricted(edition).items() if key in restricted}
    documents, extracts = _open_part(edition)
    return library_of(edition.library, {**documents, **chosen}, {**extracts, **extracts_of(chosen.values())})


@lru_cache(maxsize=2)
def _open_part(edition: PinnedEdition) -> tuple[Mapping[str, Plain], Mapping[str, Extract]]:
    """Read once an edition: extracts take a third of a second for six hundred documents."""
    documents = {found["id"]: found for found in edition.library["documents"]}
    return documents, extracts_of(documents.values())


def _restricted(edition: PinnedEdition) -> Mapping[str, Plain]:
    return {found["id"]: found for found in edition.restricted_library.get("documents", ())}
