"""The shelf: what the index shows of its sections, from all shards side by side.

Sections are numbered through all shards. A *group* is one document in one language, a run of neighbouring
sections that begins with its head. The folded texts are read into memory when the first question needs
them; the original ones are read from disk for the ten hits that are shown.
"""

import json
import os
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from search_index import layout
from search_index.facts import Fact

DOCUMENT, LANGUAGE, KIND, UNIT, DEPARTMENT, STATUS, CODE, TITLE, CONTEXT = range(9)

_IN_UNIT = 0.5


class Shelf:
    """All sections' columns; `rows` hold what the sections of a document share, see `shard.ROW`."""

    def __init__(self, folders: list[Path]) -> None:
        self._folders = folders
        self._folded: dict[int, bytes] = {}
        self._of_unit: dict[str, dict[int, float]] = {}
        self.bases = [0]
        self.group_bases = [0]
        self.rows: list[tuple[str, ...]] = []
        self.row = array("I")
        self.heads = array("I")
        self.anchor: list[str] = []
        self.part: list[str] = []
        self.heading: list[str] = []
        self.address: list[str] = []
        self._original_start = array("Q")
        self._folded_start = array("Q")
        self._names_size = array("I")
        self._told_size = array("I")
        self._original_size = array("I")
        self._facts_size = array("I")
        self.relations = array("I")
        for folder in folders:
            self._add(json.loads((folder / layout.SECTIONS).read_bytes()))
        self.ends = array("I", [*self.heads[1:], len(self.row)] if self.heads else [])
        self.group = array("I", (g for g, (a, b) in enumerate(self._extents()) for _ in range(a, b)))

    def __len__(self) -> int:
        return len(self.row)

    def _add(self, columns: dict[str, Any]) -> None:
        base, row_base = len(self.row), len(self.rows)
        self.rows.extend(tuple(row) for row in columns["rows"])
        self.row.extend(row_base + number for number in columns["row"])
        self.heads.extend(base + place for place in columns["heads"])
        for name in ("anchor", "part", "heading", "address"):
            getattr(self, name).extend(columns[name])
        sizes = map(sum, zip(columns["names"], columns["told"], columns["folded"], strict=True))
        self._folded_start.extend(accumulate(sizes, initial=0))
        written = [a + b for a, b in zip(columns["original"], columns["facts"], strict=True)]
        self._original_start.extend(list(accumulate(written, initial=0))[:-1])
        self._names_size.extend(columns["names"])
        self._told_size.extend(columns["told"])
        self._original_size.extend(columns["original"])
        self._facts_size.extend(columns["facts"])
        self.relations.extend(columns["relations"])
        self.bases.append(len(self.row))
        self.group_bases.append(len(self.heads))

    def _extents(self) -> Iterator[tuple[int, int]]:
        return zip(self.heads, self.ends, strict=True)

    def in_language(self, section: int, language: str) -> int | None:
        """The same place in another language; None where there is none."""
        row = self.shown(section)
        return self._places_by_name.get((row[DOCUMENT], self.anchor[section], language))

    @cached_property
    def _places_by_name(self) -> dict[tuple[str, str, str], int]:
        rows = ((section, self.shown(section)) for section in range(len(self)))
        return {(row[DOCUMENT], self.anchor[section], row[LANGUAGE]): section for section, row in rows}

    def head(self, section: int) -> int:
        """The section that stands for this one's whole document."""
        return self.heads[self.group[section]]

    def is_head(self, section: int) -> bool:
        """Whether the section stands for its whole document."""
        return self.heads[self.group[section]] == section

    def shown(self, section: int) -> tuple[str, ...]:
        """The section's row: document, language, kind, unit, department, status, code, title, context."""
        return self.rows[self.row[section]]

    def original(self, section: int) -> str:
        """The section's text as written."""
        return self._written(section, self._original_start[section], self._original_size[section])

    def facts(self, section: int) -> tuple[Fact, ...]:
        """What the section says in fields of its own."""
        start = self._original_start[section] + self._original_size[section]
        told = self._written(section, start, self._facts_size[section])
        return tuple(
            Fact(relation, tuple((text, address) for text, address in values))
            for relation, values in (json.loads(told) if told else ())
        )

    def _written(self, section: int, start: int, size: int) -> str:
        file = os.open(self._folders[self._shard(section)] / layout.ORIGINAL, os.O_RDONLY)
        try:
            return os.pread(file, size, start).decode()
        finally:
            os.close(file)

    def names(self, section: int) -> str:
        """The section's folded names, one a line: for a head title and aliases, for all the heading."""
        shard, start, size = self._place(section)
        return self._compared(shard)[start : start + size].decode()

    def folded(self, section: int) -> str:
        """The section's text in the form that is compared."""
        return self.texts(section)[2]

    def texts(self, section: int) -> tuple[str, str, str]:
        """The section's names, what is told of it (see `shard`), and its text, in the form that is compared."""
        shard, start, size = self._place(section)
        told, end = start + size, self._folded_start[section + shard + 1] - 1
        text = told + self._told_size[section]
        compared = self._compared(shard)
        return compared[start:told].decode(), compared[told:text].decode(), compared[text:end].decode()

    @cached_property
    def units(self) -> dict[str, str]:
        """Every folded name of a unit with the unit."""
        heads = (head for head in self.heads if self.shown(head)[KIND] == "unit")
        return {name: self.shown(head)[UNIT] for head in heads for name in self.names(head).splitlines()}

    def of_unit(self, unit: str) -> dict[int, float]:
        """All sections of a unit, as places that are a little worth."""
        known = self._of_unit.get(unit)
        if known is None:
            rows = {number for number, row in enumerate(self.rows) if row[UNIT] == unit}
            known = self._of_unit[unit] = {s: _IN_UNIT for s, row in enumerate(self.row) if row in rows}
        return known

    def readings(self) -> Iterator[tuple[str, list[str]]]:
        """The words of all names with their syllables, possibly repeated; read from disk each time."""
        for folder in self._folders:
            yield from json.loads((folder / layout.READINGS).read_bytes()).items()

    def containing(self, needle: str) -> list[int]:
        """The sections in whose names or text the folded needle stands, found by reading everything."""
        wanted = needle.encode()
        return [section for shard in range(len(self._folders)) for section in self._scan(shard, wanted)]

    def _scan(self, shard: int, wanted: bytes) -> Iterator[int]:
        texts, base = self._compared(shard), self.bases[shard]
        first, last = base + shard, self.bases[shard + 1] + shard
        position = texts.find(wanted)
        while position >= 0:
            slot = bisect_right(self._folded_start, position, first, last + 1) - 1
            yield slot - shard
            position = texts.find(wanted, self._folded_start[slot + 1])

    def _compared(self, shard: int) -> bytes:
        texts = self._folded.get(shard)
        if texts is None:
            texts = self._folded[shard] = (self._folders[shard] / layout.FOLDED).read_bytes()
        return texts

    def _shard(self, section: int) -> int:
        return bisect_right(self.bases, section) - 1

    def _place(self, section: int) -> tuple[int, int, int]:
        # Each shard has one start more than sections (its end), hence the shift by the shard's number.
        shard = self._shard(section)
        return shard, self._folded_start[section + shard], self._names_size[section]
