"""Texts: what an edition says of each document, and the kept texts that were shown and released, read back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from generators.model.control import Document
from generators.model.difference import NodeChange, compare
from generators.model.digest import text_of_plain
from generators.model.kinds import DOCUMENTS
from portal.bookshelf import CatalogueDocument, PinnedEdition
from portal.errors import EditionUnreadable
from portal.ledger.files import Files
from portal.ledger.refusals import TextMissing
from portal.releases.organisation import Organisation, organisation_of
from portal.web.languages import LANGUAGES, Language

Plain = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Texts:
    """The documents of one edition, restricted ones included, as plain data."""

    edition: PinnedEdition

    @cached_property
    def documents(self) -> Mapping[str, Plain]:
        """Every document by id."""
        libraries = (self.edition.library, self.edition.restricted_library)
        return {found["id"]: found for library in libraries for found in library.get("documents", ())}

    @cached_property
    def listed(self) -> Mapping[str, CatalogueDocument]:
        """What the catalogue says of every document."""
        return {**self.edition.documents, **self.edition.restricted_documents}

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as this edition describes it."""
        return organisation_of(self.edition.library, self.documents)

    @cached_property
    def effective(self) -> Mapping[str, CatalogueDocument]:
        """The documents that their authors call effective."""
        return {key: found for key, found in self.listed.items() if found.status == "effective"}

    def content(self, document: str) -> Iterator[tuple[Language, bytes]]:
        """The exact bytes of a document by language. EditionUnreadable if it is not in the edition."""
        plain, listed = self.documents.get(document), self.listed.get(document)
        if plain is None or listed is None:
            raise EditionUnreadable
        for language in LANGUAGES:
            if language in listed.digests:
                yield language, text_of_plain(plain, language)

    def keep(self, document: str, files: Files) -> Mapping[str, str]:
        """Puts the exact bytes of a document in safety; their digests by language are those of the catalogue."""
        digests: dict[str, str] = {
            language: files.keep(content) for language, content in self.content(document)
        }
        if digests != dict(self.listed[document].digests):
            raise EditionUnreadable
        return digests


@lru_cache(maxsize=4)
def texts_of(edition: PinnedEdition) -> Texts:
    """The texts of an edition, read once."""
    return Texts(edition)


def kept_document(files: Files, digest: str) -> Document:
    """The document whose exact text has this digest, as it was. TextMissing."""
    return document_of(files.read(digest))


def kept_plain(files: Files, digests: Mapping[str, str]) -> Plain | None:
    """The text under one of these digests as plain data; nothing if it is gone."""
    for digest in digests.values():
        try:
            plain: Plain = json.loads(files.read(digest).partition(b"\0")[2])["text"]
        except TextMissing:
            continue
        return plain
    return None


def document_of(content: bytes) -> Document:
    """The document that the bytes under a digest spell."""
    text: dict[str, Any] = json.loads(content.partition(b"\0")[2])["text"]
    text["control"] = {**text.get("control", {}), "status": "effective"}
    return DOCUMENTS[text["kind"]].model_validate(text)


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, tuple[NodeChange, ...]]:
    """What differs, by language, between two kept texts; a language only one of them has is left out."""
    return {
        language: compare(document_of(before[language]), document_of(after[language]), language=language)
        for language in LANGUAGES
        if language in before and language in after
    }
