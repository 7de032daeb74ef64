"""Reading an index: questions in, ranked sections out.

    index = SearchIndex.open(folder)
    results = index.search("市场助理怎么报销", kinds=("role",), prefer_units=("auto",))

An index is immutable and may be asked from many threads at once. No query text raises: what is too long is
cut, what is not a word is skipped, what the library cannot answer has no hits.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Self

from search_index import layout
from search_index.correction import Corrector
from search_index.filters import Allowed, Facets, Filter
from search_index.matching import Matched, Matcher
from search_index.postings import TermTable
from search_index.question import Question, Synonyms, understand
from search_index.ranking import Preferences, Ranker
from search_index.results import Hit, Results, Suggestion
from search_index.segmenter import segmenter_for
from search_index.shelf import CODE, CONTEXT, DEPARTMENT, DOCUMENT, KIND, LANGUAGE, STATUS, TITLE, UNIT, Shelf
from search_index.snippet import Marker
from search_index.suggestion import Suggester
from search_index.terms import TermOpener
from search_index.vocabulary import Vocabulary
from search_index.whoosh_terms import open_terms as open_whoosh_terms


class UnreadableIndex(Exception):
    """The folder holds no index of this program's schema; build it again."""


class SearchIndex:
    """One opened index."""

    def __init__(self, shelf: Shelf, table: TermTable, vocabulary: Vocabulary) -> None:
        self._shelf = shelf
        self._table = table
        self._segmenter = segmenter_for(vocabulary)
        self._synonyms = Synonyms(vocabulary)
        self._facets = Facets(shelf)
        self._matcher = Matcher(table, shelf=shelf, segmenter=self._segmenter)
        self._suggester = Suggester(table, shelf=shelf)
        self._corrector = Corrector(table, shelf=shelf, segmenter=self._segmenter, vocabulary=vocabulary)

    @classmethod
    def open(cls, folder: Path, *, open_terms: TermOpener = open_whoosh_terms) -> Self:
        """Opens what `write_index` wrote; raises UnreadableIndex where it is missing, damaged or of another schema."""
        try:
            manifest = json.loads((folder / layout.MANIFEST).read_bytes())
            if manifest["schema"] != layout.SCHEMA:
                raise UnreadableIndex(folder)
            vocabulary = Vocabulary.from_json((folder / layout.VOCABULARY).read_text("utf-8"))
            folders = [layout.shard_folder(folder, number) for number in range(len(manifest["shards"]))]
            shelf = Shelf(folders)
            table = TermTable([open_terms(shard) for shard in folders], shelf=shelf)
        except (OSError, ValueError, KeyError) as error:
            raise UnreadableIndex(folder) from error
        return cls(shelf, table, vocabulary)

    def __len__(self) -> int:
        return len(self._shelf)

    def close(self) -> None:
        """Lets go of the files; what was answered stays valid."""
        self._table.close()

    def search(
        self,
        query: str,
        *,
        language: str | None = "zh-Hans",
        limit: int = 10,
        kinds: Collection[str] = (),
        units: Collection[str] = (),
        departments: Collection[str] = (),
        statuses: Collection[str] = (),
        hidden_documents: Collection[str] = (),
        prefer_units: Collection[str] = (),
        prefer_documents: Collection[str] = (),
    ) -> Results:
        """Answers a question with the best `limit` sections.

        Empty filters do not restrict, `language=None` asks all languages, `hidden_documents` are never found
        nor counted, preferences lift hits without hiding any.
        """
        restrictions = (kinds, units, departments, statuses, hidden_documents)
        allowed = self._facets.allowing(Filter(language, *map(frozenset, restrictions)))
        preferences = Preferences(prefer_units, prefer_documents)
        question = understand(query, segmenter=self._segmenter, synonyms=self._synonyms)
        matched = self._strictly(question, allowed)
        if matched.scores:
            return self._results(question, matched, limit, preferences)
        for proposal in self._corrector.proposals(question, matched.concepts):
            mended = understand(proposal, segmenter=self._segmenter, synonyms=self._synonyms)
            found = self._strictly(mended, allowed)
            if found.scores:
                return self._results(mended, found, limit, preferences, did_you_mean=proposal)
        return self._results(
            question, self._matcher.loosely(matched.concepts, allowed=allowed), limit, preferences
        )

    def suggest(
        self,
        typed: str,
        *,
        language: str | None = "zh-Hans",
        limit: int = 8,
        kinds: Collection[str] = (),
        units: Collection[str] = (),
        hidden_documents: Collection[str] = (),
    ) -> tuple[Suggestion, ...]:
        """Documents for what has been typed so far, by code, title, sound or step."""
        chosen = Filter(
            language, kinds=frozenset(kinds), units=frozenset(units), hidden=frozenset(hidden_documents)
        )
        allowed = self._facets.allowing(chosen)
        return self._suggester.suggest(typed, limit=limit, allowed=allowed)

    def _strictly(self, question: Question, allowed: Allowed) -> Matched:
        concepts = [self._matcher.cover(concept) for concept in question.concepts]
        matched = self._matcher.strictly(concepts, allowed=allowed)
        if not matched.scores:
            # A name is found as it is written, even one made of words that otherwise say nothing.
            named = {section for key in question.keys for section in self._table.exact(key)}
            matched.scores.update(dict.fromkeys(sorted(allowed(named)), 1.0))
        return matched

    def _results(
        self,
        question: Question,
        matched: Matched,
        limit: int,
        preferences: Preferences,
        did_you_mean: str | None = None,
    ) -> Results:
        if not matched.scores:
            return Results()
        ranker = Ranker(question, matched, shelf=self._shelf, preferences=preferences)
        marker = Marker(matched.concepts)
        return Results(
            hits=tuple(self._hit(section, score, marker) for section, score in ranker.best(limit)),
            total=len(matched.scores),
            facets=self._facets.count(matched.scores),
            understood_as=tuple(
                f"{covered.concept.word} → {'、'.join(covered.synonyms)}"
                for covered in matched.concepts
                if covered.synonyms
            ),
            did_you_mean=did_you_mean,
        )

    def _hit(self, section: int, score: float, marker: Marker) -> Hit:
        shelf, row = self._shelf, self._shelf.shown(section)
        return Hit(
            document=row[DOCUMENT],
            anchor=shelf.anchor[section],
            title=row[TITLE],
            heading=shelf.heading[section],
            snippet=marker.snippet(shelf.original(section), folded=shelf.folded(section)),
            score=round(score, 4),
            kind=row[KIND],
            part=shelf.part[section],
            unit=row[UNIT],
            department=row[DEPARTMENT],
            status=row[STATUS],
            code=row[CODE],
            address=shelf.address[section],
            context=row[CONTEXT],
            language=row[LANGUAGE],
        )
