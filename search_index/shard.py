"""One shard: the postings and the shown columns of its documents, as one pure function of them.

A shard knows nothing of its neighbours, not even how long texts usually are, so its bytes depend on its own
sections, the vocabulary and the schema alone. That is what lets an unchanged shard be linked, not rebuilt.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from search_index import layout, terms, weights
from search_index.analysis import count_terms, parts_of_code, terms_of, whole_code, words_of
from search_index.facts import mask_of
from search_index.folding import fold, name_key
from search_index.pinyin import sounds_of_heading, sounds_of_title, sounds_of_whole, syllables
from search_index.section import Section
from search_index.segmenter import Segmenter, is_han
from search_index.terms import TermWriter
from search_index.wordless import pairs_of_characters

_LONGEST_NAME = 60
_DIGITS = re.compile(r"\d+")

ROW = ("document", "language", "kind", "unit", "department", "status", "code", "title", "context")
"""What sections of one document mostly share; kept once per distinct row."""


@dataclass(slots=True)
class Columns:
    """The shown half of a shard, column by column; lengths are in bytes of the two text files."""

    rows: list[list[str]] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    anchor: list[str] = field(default_factory=list)
    part: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    address: list[str] = field(default_factory=list)
    original: list[int] = field(default_factory=list)
    facts: list[int] = field(default_factory=list)
    relations: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    folded: list[int] = field(default_factory=list)


class ShardBuilder:
    """Gathers one shard's postings and columns, section by section, in the order they will be kept."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._fields: dict[str, dict[str, dict[int, float]]] = {name: {} for name in terms.FIELDS}
        self._rows: dict[tuple[str, ...], int] = {}
        self.columns = Columns()
        self._original: list[bytes] = []
        self._folded: list[bytes] = []
        self._spoken: set[str] = set()

    def add_group(self, sections: Sequence[Section]) -> None:
        """Adds one document in one language, its head first."""
        group, first = len(self.columns.heads), len(self.columns.row)
        self.columns.heads.append(first)
        self._post(terms.TITLE, self._title_weights(sections[0]), group)
        for place, section in enumerate(sections, first):
            self._add_section(section, place, head=sections[0])

    def write(self, folder: Path, *, write_terms: TermWriter) -> None:
        """Writes the shard's files."""
        folder.mkdir(parents=True)
        columns = {name: getattr(self.columns, name) for name in Columns.__slots__}
        text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
        (folder / layout.SECTIONS).write_bytes(text.encode("utf-8", "replace"))
        (folder / layout.ORIGINAL).write_bytes(b"".join(self._original))
        (folder / layout.FOLDED).write_bytes(b"".join(self._folded))
        readings = {word: syllables(word) for word in sorted(self._spoken)}
        (folder / layout.READINGS).write_text(json.dumps(readings, ensure_ascii=False), "utf-8")
        write_terms(self._fields, folder=folder)

    def _post(self, name: str, weighted: dict[str, float], place: int) -> None:
        postings = self._fields[name]
        for term, weight in weighted.items():
            if term in postings:
                postings[term][place] = weight
            else:
                postings[term] = {place: weight}

    def _add_section(self, section: Section, place: int, *, head: Section) -> None:
        is_head = section is head
        heading, text, told = fold(section.heading), fold(section.text), fold(_told(section))
        aliases = [fold(alias) for alias in section.aliases]
        named = [fold(section.title), *aliases, heading] if is_head else [*aliases, heading]
        self._post(terms.WORD, self._word_weights(section, heading, text, aliases, told), place)
        self._post(terms.PAIR, _pair_weights(named, section), place)
        self._post(terms.EXACT, _exact_weights(section, named, is_head=is_head, head_code=head.code), place)
        self._post(terms.SOUND, self._sounds(named, is_head=is_head), place)
        self._add_row(section)
        self._add_texts(section, named, told, text)

    def _word_weights(
        self, section: Section, heading: str, text: str, aliases: list[str], told: str
    ) -> dict[str, float]:
        counts = count_terms(text, segmenter=self._segmenter)
        length = sum(counts.values())
        worth = {times: weights.in_text(times, length=length) for times in set(counts.values())}
        weighted = {term: worth[times] for term, times in counts.items()}
        headed = count_terms(heading, segmenter=self._segmenter)
        for term in headed:
            weighted[term] = weighted.get(term, 0.0) + weights.in_name(weights.HEADING, words=len(headed))
        for alias in aliases:
            for term in count_terms(alias, segmenter=self._segmenter):
                weighted[term] = weighted.get(term, 0.0) + weights.HEADING
        for term in weights.PART_WORDS.get(section.part, "").split():
            weighted[term] = weighted.get(term, 0.0) + weights.PART
        for term in count_terms(told, segmenter=self._segmenter):
            weighted.setdefault(term, weights.FACT)
        return weighted

    def _title_weights(self, head: Section) -> dict[str, float]:
        weighted: dict[str, float] = {}
        surroundings = (head.context, head.unit, head.department)
        named = [(head.title, weights.TITLE), *((alias, weights.ALIAS) for alias in head.aliases)]
        for text, weight in [*((text, weights.SURROUNDINGS) for text in surroundings), *named]:
            words = words_of(fold(text), segmenter=self._segmenter)
            worth = weight if weight < 1 else weights.in_name(weight, words=len(words))
            for term in (term for word in words for term in terms_of(word, segmenter=self._segmenter)):
                weighted[term] = max(weighted.get(term, 0.0), worth)
        for term in weights.KIND_WORDS.get(head.kind, "").split():
            weighted[term] = max(weighted.get(term, 0.0), weights.KIND)
        weighted.update((key, weights.CODE) for key in parts_of_code(head.code))
        return weighted

    def _sounds(self, named: list[str], *, is_head: bool) -> dict[str, float]:
        sounds: dict[str, float] = {}
        for number, name in enumerate(reversed(named)):
            of_title = is_head and number > 0
            spell, weight = (
                (sounds_of_title, weights.TITLE) if of_title else (sounds_of_heading, weights.HEADING)
            )
            words = words_of(name, segmenter=self._segmenter)
            parts = [part for word in words for part in self._segmenter.split(word)]
            self._spoken.update(part for part in parts if is_han(part))
            sounds.update(dict.fromkeys(spell(parts), weight))
            if of_title:
                sounds.update(dict.fromkeys(sounds_of_whole(parts), weights.WHOLE_TITLE))
        return sounds

    def _add_row(self, section: Section) -> None:
        row = tuple(getattr(section, name) for name in ROW)
        if row not in self._rows:
            self._rows[row] = len(self._rows)
            self.columns.rows.append(list(row))
        self.columns.row.append(self._rows[row])
        self.columns.anchor.append(section.anchor)
        self.columns.part.append(section.part)
        self.columns.heading.append(section.heading)
        self.columns.address.append(section.address)

    def _add_texts(self, section: Section, named: list[str], told: str, folded: str) -> None:
        names = "".join(f"{name}\n" for name in named if name).encode()
        beside = told.encode()
        written, compared = section.text.encode("utf-8", "replace"), folded.encode() + b"\n"
        written_facts = (
            json.dumps(section.facts, ensure_ascii=False, separators=(",", ":")) if section.facts else ""
        )
        facts = written_facts.encode("utf-8", "replace")
        self.columns.original.append(len(written))
        self.columns.facts.append(len(facts))
        self.columns.relations.append(mask_of(fact.relation for fact in section.facts))
        self.columns.names.append(len(names))
        self.columns.told.append(len(beside))
        self.columns.folded.append(len(compared))
        self._original += (written, facts)
        self._folded += (names, beside, compared)


def _told(section: Section) -> str:
    """What the section's surroundings and facts say in words, apart from its own document's title; then, a line each,
    the ways in which people ask for it."""
    values = (text for fact in section.facts for text, _ in fact.values if text != section.title)
    said = "，".join(dict.fromkeys((section.within, *values)))
    return "".join(f"{line}\n" for line in (said, *section.asked)) if said or section.asked else ""


def _pair_weights(named: list[str], section: Section) -> dict[str, float]:
    """What a section is found by whose ways of asking are written down; without them its words are enough."""
    if not section.asked:
        return {}
    counted = dict.fromkeys(pairs_of_characters("，".join(named)), weights.NAMED_PAIR)
    for way in section.asked:
        for pair in pairs_of_characters(fold(way)):
            counted[pair] = counted.get(pair, 0.0) + 1.0
    worth = {times: weights.in_ways(times, length=len(counted)) for times in set(counted.values())}
    return {pair: worth[times] for pair, times in counted.items()}


def _exact_weights(section: Section, named: list[str], *, is_head: bool, head_code: str) -> dict[str, float]:
    exact: dict[str, float] = {}
    ranks = [weights.EXACT_HEADING, *[weights.EXACT_ALIAS] * len(section.aliases), weights.EXACT_TITLE]
    for name, rank in zip(reversed(named), ranks, strict=False):
        key = name_key(name)
        if 1 < len(key) <= _LONGEST_NAME:
            exact[key] = max(exact.get(key, 0.0), rank)
    if section.code and (is_head or section.code != head_code):
        exact.update((key, weights.EXACT_CODE) for key in whole_code(section.code))
    return exact


def build_shard(sections: Iterable[Section], *, segmenter: Segmenter) -> ShardBuilder:
    """The shard of these sections, in an order that does not depend on theirs."""
    builder = ShardBuilder(segmenter)
    ordered = sorted(sections, key=_place)
    for _, group in groupby(ordered, key=lambda section: (section.document, section.language)):
        builder.add_group(list(group))
    return builder


def _place(section: Section) -> tuple[str, str, int, tuple[tuple[str, int], ...], str, str]:
    return (
        section.document,
        section.language,
        weights.head_rank(section),
        _natural(section.anchor),
        section.anchor,
        section.digest(),
    )


def _natural(anchor: str) -> tuple[tuple[str, int], ...]:
    words, numbers = _DIGITS.split(anchor), [*map(int, _DIGITS.findall(anchor)), 0]
    return tuple(zip(words, numbers, strict=False))
