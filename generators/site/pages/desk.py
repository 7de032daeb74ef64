"""The desk: what all pages of one language share: the library, the words, the matchers, the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generators.model.extract import Card
from generators.model.findings import Finding
from generators.model.library import Library
from generators.model.names import FOLDERS, slug_of
from generators.model.terms import Term
from generators.model.text import Language
from generators.phrases.words import Words, words_of
from generators.site.pages.mentions import Matcher, matcher_for, names_in

if TYPE_CHECKING:
    from generators.site.pages.drawings import Drawings


@dataclass(frozen=True, eq=False)
class Desk:
    """One library in one language. What takes time to make is made when first asked for."""

    library: Library
    language: Language
    findings: Sequence[Finding]
    with_pictures: bool = True
    with_files: bool = False

    @cached_property
    def words(self) -> Words:
        """The words of the interface."""
        return words_of(self.language)

    @cached_property
    def drawings(self) -> "Drawings":
        """The pictures and files of procedures; what draws is loaded only where something is drawn."""
        from generators.site.pages.drawings import Drawings

        return Drawings(self.library, self.language)

    @cached_property
    def with_page(self) -> frozenset[str]:
        """Everything that has an address. A retired role is remembered, but has no page."""
        library = self.library
        terms = (f"term/{term.id}" for term in library.glossary.terms)
        return frozenset((*library.extracts, *library.units, *library.externals, *terms))

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """The glossary by slug."""
        return {term.id: term for term in self.library.glossary.terms}

    def gloss(self, identifier: str) -> str:
        """What a term means, in one text; "" for anything else."""
        if not identifier.startswith("term/"):
            return ""
        return self.terms[slug_of(identifier)].means.in_language(self.language)

    @cached_property
    def _names(self) -> list[tuple[str, Card]]:
        return [(name, card) for name, card in names_in(self.library) if card.id in self.with_page]

    @cached_property
    def _matchers(self) -> dict[str, Matcher]:
        return {}

    def matcher(self, unit: str) -> Matcher:
        """Finds names in texts of a unit; "" for texts of the company."""
        if unit not in self._matchers:
            self._matchers[unit] = matcher_for(unit, self.library, self._names)
        return self._matchers[unit]

    @cached_property
    def findings_by_document(self) -> dict[str, list[Finding]]:
        """Findings of the documents of this library, without those about documents its readers may not know of."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            document = finding.document.partition("@")[0]
            if self._may_show(document) and not any(map(self._names_hidden, finding.values.values())):
                found.setdefault(document, []).append(finding)
        return found

    def _may_show(self, document: str) -> bool:
        return document.count("/") != 2 or document in self.with_page

    def _names_hidden(self, value: str) -> bool:
        parts = value.split("/")
        return len(parts) == 3 and parts[1] in FOLDERS and value not in self.library.cards
