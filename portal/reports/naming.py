"""Naming 称谓: what documents, places and people are called on a report, also those that are gone by now."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.bookshelf import CatalogueDocument
from portal.ledger.files import Files
from portal.people.facts import Person
from portal.releases.facts import Release
from portal.releases.texts import Texts, kept_plain
from portal.web.languages import Language


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Names in one language, from the current edition; a document it no longer has is named by its kept text."""

    texts: Texts
    files: Files
    language: Language

    def listed(self, identifier: str) -> CatalogueDocument | None:
        """What the edition says of a document or place."""
        return self.texts.listed.get(identifier)

    def document(self, identifier: str, release: Release | None = None) -> str:
        """The title of a document."""
        listed = self.listed(identifier)
        if listed is not None:
            return listed.titles.get(self.language) or listed.title
        plain = None if release is None else kept_plain(self.files, release.digests)
        return identifier if plain is None else _wording(plain.get("title", identifier), self.language)

    def code(self, identifier: str) -> str:
        """The code printed on a document; blank if it has none."""
        listed = self.listed(identifier)
        return "" if listed is None else listed.code

    def full(self, identifier: str, release: Release | None = None) -> str:
        """Code and title."""
        return f"{self.code(identifier)} {self.document(identifier, release)}".strip()

    def address(self, identifier: str) -> str:
        """Where a document is read, below the top; blank if it has no page."""
        listed = self.listed(identifier)
        if listed is None:
            return ""
        return listed.pages.get(self.language) or next(iter(listed.pages.values()), "")

    def place(self, identifier: str) -> str:
        """The name of a unit, department or role; a department or role of several units with its unit."""
        unit = self.texts.edition.units.get(identifier)
        if unit is not None:
            return _wording(unit, self.language)
        return self.document(identifier)

    def with_unit(self, identifier: str) -> str:
        """The name of a department or role, its unit before it."""
        above, slash, _ = identifier.partition("/")
        name = self.place(identifier)
        return f"{self.place(above)} · {name}" if slash else name


def person_name(person: Person | None, subject: str) -> str:
    """What somebody is called; the pseudonym for who is not known, or no longer."""
    return subject if person is None or not person.name else person.name


def _wording(said: object, language: Language) -> str:
    if isinstance(said, Mapping):
        return str(said.get(language) or next(iter(said.values()), ""))
    return str(said)
