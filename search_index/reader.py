"""Reading an index: questions in, ranked sections out.

    index = SearchIndex.open(folder)
    results = index.search("市场助理怎么报销", kinds=("role",), prefer_units=("auto",))

An index is immutable and may be asked from many threads at once. No query text raises: what is too long is
cut, what is not a word is skipped, what the library cannot answer has no hits.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Self

from search_index import layout
from search_index.answering import CONVINCING, answer_of
from search_index.confidence import FOLLOWING, Best, confidence_in, signs_of
from search_index.correction import Corrector
from search_index.filters import Allowed, Facets, Filter
from search_index.intent import Intent
from search_index.languages import foreign_to
from search_index.matching import Matched, Matcher
from search_index.postings import TermTable
from search_index.question import Question, Synonyms, understand
from search_index.ranking import Preferences, Ranked, Ranker
from search_index.results import Answer, Hit, Results, Suggestion
from search_index.segmenter import segmenter_for
from search_index.shelf import CODE, CONTEXT, DEPARTMENT, DOCUMENT, KIND, LANGUAGE, STATUS, TITLE, UNIT, Shelf
from search_index.snippet import Marker
from search_index.suggestion import Suggester
from search_index.terms import TermOpener
from search_index.vocabulary import Vocabulary
from search_index.whoosh_terms import open_terms as open_whoosh_terms

_BETTER = 0.05
"""How much more of a question a mended one has to cover."""


class UnreadableIndex(Exception):
    """The folder holds no index of this program's schema; build it again."""


class Found(NamedTuple):
    """A question as understood, what matches it, and how it was written anew where a mistake had to be mended."""

    question: Question
    matched: Matched
    mended: str | None


class Seen(NamedTuple):
    """What is seen of a question's best candidates: where they are, what sort they are, what was measured, and what
    confidence would look at if each were the first, but for its standing among the others."""

    addresses: tuple[str, ...]
    sorts: tuple[tuple[str, ...], ...]
    measures: tuple[list[float], ...]
    signs: tuple[list[float], ...]


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

    def addresses(self) -> frozenset[str]:
        """Every address a hit may have."""
        return frozenset(self._shelf.address)

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
        restrictions = tuple(map(frozenset, (kinds, units, departments, statuses, hidden_documents)))
        preferences = Preferences(prefer_units, prefer_documents)
        found = self._find(query, Filter(language, *restrictions))
        best = self._best(found, limit, preferences)
        if not best and language is not None:
            for other in foreign_to(query, language):
                elsewhere = self._find(query, Filter(other, *restrictions))
                there = self._best(elsewhere, limit, preferences)
                if there:
                    return self._results(elsewhere, there, shown_in=language)
        return self._results(found, best)

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

    def _find(self, query: str, chosen: Filter) -> Found:
        """The question as understood, mended where that fits the library better, and what matches it."""
        allowed = self._facets.allowing(chosen)
        question = self._understood(query)
        matched, mended = self._match(question, allowed), None
        for proposal in self._corrector.proposals(question, matched.concepts):
            other = self._understood(proposal)
            fitting = self._match(other, allowed)
            if fitting.share > matched.share + _BETTER:
                question, matched, mended = other, fitting, proposal
        return Found(question, self._matcher.widened(matched, question, allowed=allowed), mended)

    def seen(self, query: str, *, language: str | None = "zh-Hans") -> Seen:
        """What the order of the hits is made of; for learning what each piece of evidence is worth."""
        question, matched, _ = self._find(query, Filter(language))
        ranker = Ranker(question, matched, shelf=self._shelf, preferences=Preferences())
        sections = ranker.looked_at(0)
        return Seen(
            addresses=tuple(self._shelf.address[section] for section in sections),
            sorts=tuple(map(ranker.sorts, sections)),
            measures=tuple(measured := ranker.measures(sections)),
            signs=tuple(signs_of(question, matched, Best(measures)) for measures in measured),
        )

    def _understood(self, query: str) -> Question:
        question = understand(query, segmenter=self._segmenter, synonyms=self._synonyms)
        if question.intent != Intent() and self._table.exact(question.keys[0] if question.keys else ""):
            # 推广方案审批 is what a document is called; it asks for that, and not for an approver.
            return replace(question, intent=Intent())
        return question

    def _match(self, question: Question, allowed: Allowed) -> Matched:
        concepts = [self._matcher.cover(it, in_sentence=question.spoken) for it in question.concepts]
        return self._matcher.match(question, concepts, allowed=allowed)

    def _best(self, found: Found, limit: int, preferences: Preferences) -> list[Ranked]:
        """The best sections; none where even the first of them is rather no answer."""
        ranker = Ranker(found.question, found.matched, shelf=self._shelf, preferences=preferences)
        rows = ranker.ordered(limit)
        if not rows or confidence_in(found.question, found.matched, self._first(rows)) <= 0:
            return []
        return ranker.spread(rows)[:limit]

    def _first(self, rows: Sequence[Ranked]) -> Best:
        first, *others = rows[: FOLLOWING + 1]
        group = self._shelf.group
        same = sum(group[row.section] == group[first.section] for row in others)
        return Best(first.measures, first.merit, same / FOLLOWING)

    def _results(self, found: Found, best: Sequence[Ranked], shown_in: str | None = None) -> Results:
        if not best:
            return Results()
        matched = found.matched
        marker = Marker(matched.concepts)
        shown = [(self._shown(row.section, shown_in), row.score) for row in best]
        return Results(
            hits=tuple(self._hit(section, score, marker) for section, score in shown),
            answer=self._answer(best[0].section, found, shown[0][0]),
            total=len(matched.scores),
            facets=self._facets.count(matched.scores),
            understood_as=tuple(
                f"{covered.concept.word} → {'、'.join(covered.synonyms)}"
                for covered in matched.concepts
                if covered.synonyms
            ),
            did_you_mean=found.mended,
        )

    def _shown(self, section: int, language: str | None) -> int:
        """The place in the language of the reader, where it was found in another one."""
        there = self._shelf.in_language(section, language) if language else section
        return section if there is None else there

    def _answer(self, matched_at: int, found: Found, shown: int) -> Answer | None:
        if found.matched.share_of(matched_at) < CONVINCING or not found.matched.speaks(matched_at):
            return None
        return answer_of(shown, intent=found.question.intent, shelf=self._shelf)

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
