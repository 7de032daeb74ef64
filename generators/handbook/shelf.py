"""The shelf 书架: the Word files of an edition: which there are, what each depends on, how each is made."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generators.model.extract import Card
from generators.model.library import Library
from generators.model.names import kind_of
from generators.model.text import Language
from generators.phrases.around import Surroundings

if TYPE_CHECKING:
    from generators.handbook.outline.scribe import Scribe

_GENERATORS: Final = Path(__file__).parents[1]
_CODE: Final = ("handbook", "process", "phrases", "model", "locale", "messages.py")
_PACKAGES: Final = ("lxml", "markdown", "python-docx")


@cache
def handbook_digest() -> str:
    """Everything that decides how Word files look: our code, words and profiles, and the libraries."""
    digest = hashlib.blake2b(digest_size=16)
    for name in _PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in sorted(_code_files()):
        digest.update(f"{path.relative_to(_GENERATORS).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _code_files() -> Iterator[Path]:
    for name in _CODE:
        place = _GENERATORS / name
        found = place.rglob("*") if place.is_dir() else [place]
        yield from (path for path in found if path.suffix in (".py", ".toml"))


class Shelf:
    """The Word files of one library in one language, in the usual profile and without images.

    *keys* gives for each document the digest of all it was made from.
    """

    def __init__(self, library: Library, language: Language, *, keys: Mapping[str, str]) -> None:
        self._library = library
        self._language = language
        self._keys = keys
        self._around = Surroundings(library)

    @cached_property
    def _scribe(self) -> "Scribe":
        from generators.handbook.outline.scribe import Scribe

        return Scribe(self._library, self._language)

    def documents(self) -> Iterator[Card]:
        """The documents that have a file: all that say more than their name."""
        return (card for card in self._library.documents() if card.status != "planned")

    def depends_on(self, card: Card) -> list[str]:
        """What a file depends on beside what the page of the same document does: checklists it shows in full."""
        return [handbook_digest(), *(f"{name}={self._keys.get(name, '')}" for name in self._checklists(card))]

    def _checklists(self, card: Card) -> list[str]:
        if card.kind != "role":
            return []
        library = self._library
        named = {mention.target for mention in library.extracts[card.id].mentions}
        naming = {found.id for found in self._around.naming(card.id, "for_roles", "items.by")}
        return sorted(name for name in named | naming if kind_of(name) == "checklist")

    def file(self, card: Card) -> bytes:
        """The Word file of a document; a form is one to fill in. What writes is loaded here only."""
        from generators.handbook.outline.manuscripts import manuscript_of
        from generators.handbook.word.profile import NORMAL, load_profile
        from generators.handbook.word.writing import write

        return write(manuscript_of(self._scribe, card.id), load_profile(NORMAL)).content
