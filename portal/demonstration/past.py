"""Past texts: what an edition of an earlier day said, put together from the revisions that today's edition keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generators.model.digest import digest_of_plain
from portal.bookshelf import CatalogueDocument
from portal.releases.texts import Plain, Texts, texts_of
from portal.web.languages import LANGUAGES

_NOT_YET = "draft"


@dataclass(frozen=True, eq=False)
class PastTexts(Texts):
    """The texts of a day: ``standing`` gives the revision of each document then, by its key or as today (None).

    A page is there only where it shows the text of that day.
    """

    standing: Mapping[str, str | None]
    withdrawn: frozenset[str] = frozenset()

    @cached_property
    def documents(self) -> Mapping[str, Plain]:
        """Every document by id, in the revision of that day; what was still to come stands as it will be."""
        today = texts_of(self.edition).documents
        earlier: Mapping[str, Any] = self.edition.library.get("earlier", {})
        then = {document: earlier[key] for document, key in self.standing.items() if key is not None}
        return {**today, **then}

    @cached_property
    def listed(self) -> Mapping[str, CatalogueDocument]:
        """What the catalogue said of every document."""
        today = texts_of(self.edition).listed
        return {document: self._row(row) for document, row in today.items()}

    def _row(self, row: CatalogueDocument) -> CatalogueDocument:
        if row.id in self.withdrawn:
            return row.model_copy(update={"status": "withdrawn"})
        if row.id not in self.standing:
            return row if row.status != "effective" else row.model_copy(update={"status": _NOT_YET})
        if self.standing[row.id] is None:
            return row.model_copy(update={"status": "effective"})
        plain = self.documents[row.id]
        digests = {
            language: digest_of_plain(plain, language) for language in LANGUAGES if language in row.digests
        }
        return row.model_copy(
            update={
                "status": "effective",
                "revision": plain["control"].get("revision", ""),
                "digests": digests,
                "digest": digests.get("zh-Hans", row.digest),
                "pages": {},
            }
        )
