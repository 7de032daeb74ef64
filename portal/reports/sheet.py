"""Sheets 表: a report as plain rows, before it becomes a spreadsheet, text or a Word document."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.reports.stamp import Stamp

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading, and how wide its cells want to be, in characters."""

    title: str
    width: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a report."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole report: its title, what it says above its tables, the tables, the words of its stamp."""

    name: str
    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table]
    stamp: Stamp | None = None
    footing: Sequence[str] = field(default_factory=tuple)
    language: str = "zh-Hans"
