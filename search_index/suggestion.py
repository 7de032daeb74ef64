"""Suggestions while the reader is still typing: whole documents, found by what has been typed so far.

A code that begins so comes first, then a title that begins with it or contains it, then a name that sounds
so (pinyin, initials), then documents with a step or duty named so. Names only, so this stays at a few ms.
"""

from collections.abc import Iterator
from functools import cached_property

from search_index.filters import Allowed
from search_index.folding import fold, name_key
from search_index.postings import TermTable
from search_index.results import Step, Suggestion
from search_index.shelf import CODE, CONTEXT, DOCUMENT, KIND, TITLE, UNIT, Shelf
from search_index.terms import SOUND

_LONGEST = 40
_MOST_SOUNDS = 12
_MOST_STEPS = 3

_REASONS = ("code", "title", "title", "sound", "step")


class Suggester:
    """Completes what is being typed."""

    def __init__(self, table: TermTable, *, shelf: Shelf) -> None:
        self._table = table
        self._shelf = shelf

    def suggest(self, typed: str, *, limit: int, allowed: Allowed) -> tuple[Suggestion, ...]:
        """The best documents for what has been typed, each once, with its matching steps."""
        prefix = name_key(fold(typed[:_LONGEST]))
        if not prefix:
            return ()
        steps = self._steps(prefix, allowed)
        best: dict[int, tuple[int, int, int]] = {}
        for rank, head in self._ranked(prefix, allowed, steps):
            group = self._shelf.group[head]
            best.setdefault(group, (rank, len(self._title(head)), head))
        chosen = sorted(best.values())[:limit]
        return tuple(self._suggestion(head, rank, steps) for rank, _, head in chosen)

    def _ranked(
        self, prefix: str, allowed: Allowed, steps: dict[int, list[int]]
    ) -> Iterator[tuple[int, int]]:
        """Heads with the rank of their match, best rank of each head first."""
        names = self._head_names
        coded = {head for head, (code, _) in names.items() if code.startswith(prefix)}
        titled = {head for head, (_, name) in names.items() if prefix in name}
        begun = {head for head in titled if f"\n{prefix}" in names[head][1]}
        ranked = (coded, begun, titled, self._sounding(prefix), {self._shelf.heads[group] for group in steps})
        for rank, heads in enumerate(ranked):
            yield from ((rank, head) for head in sorted(allowed(heads)))

    def _sounding(self, prefix: str) -> set[int]:
        if not prefix.isascii() or len(prefix) < 2:
            return set()
        found = self._table.completing(SOUND, prefix, most=_MOST_SOUNDS)
        return {section for section in found if self._shelf.is_head(section)}

    def _steps(self, prefix: str, allowed: Allowed) -> dict[int, list[int]]:
        found = allowed({section for section, heading in self._headings if prefix in heading})
        steps: dict[int, list[int]] = {}
        for section in sorted(found):
            steps.setdefault(self._shelf.group[section], []).append(section)
        return steps

    @cached_property
    def _head_names(self) -> dict[int, tuple[str, str]]:
        """For each head its code and its names, ready to compare; every name begins a line."""
        return {head: self._names_of(head) for head in self._shelf.heads}

    def _names_of(self, head: int) -> tuple[str, str]:
        names = "".join(f"\n{name_key(name)}" for name in self._shelf.names(head).splitlines())
        return name_key(fold(self._shelf.shown(head)[CODE])), names

    @cached_property
    def _headings(self) -> list[tuple[int, str]]:
        shelf = self._shelf
        return [(s, name_key(fold(shelf.heading[s]))) for s in range(len(shelf)) if not shelf.is_head(s)]

    def _title(self, head: int) -> str:
        return self._shelf.shown(head)[TITLE]

    def _suggestion(self, head: int, rank: int, steps: dict[int, list[int]]) -> Suggestion:
        shelf, row = self._shelf, self._shelf.shown(head)
        places = steps.get(shelf.group[head], [])[:_MOST_STEPS]
        return Suggestion(
            document=row[DOCUMENT],
            title=row[TITLE],
            code=row[CODE],
            kind=row[KIND],
            unit=row[UNIT],
            context=row[CONTEXT],
            address=shelf.address[head],
            reason=_REASONS[rank],
            steps=tuple(Step(shelf.heading[place], shelf.address[place]) for place in places),
        )
