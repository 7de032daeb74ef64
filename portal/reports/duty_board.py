"""The board of recurring duties 周期职责看板: from units to roles, duties and people, and a role's own indicators."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from portal.duties.board import Board, month_board
from portal.duties.book import DutyId
from portal.duties.calendar_pages import first_of
from portal.duties.desk import DutyDesk, Matter
from portal.duties.rates import Counts, Row, total
from portal.duties.views import last_of
from portal.duties.work import in_language
from portal.reports.sheet import Cell, Column, Sheet, Table
from portal.reports.view import View
from portal.web.texts import texts
from portal.workdays.recurrence import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of which month is looked at: all units, one unit's roles, one role's duties, one duty's people."""

    first: Day
    unit: str = ""
    role: str = ""
    duty: str = ""

    @property
    def month(self) -> str:
        """The month as an address spells it."""
        return self.first.strftime("%Y-%m")

    @property
    def chosen(self) -> DutyId | None:
        """The one duty, if one is chosen."""
        return DutyId(self.role, self.duty) if self.role and self.duty else None

    def stated(self) -> dict[str, str]:
        """What is asked for, without what is not."""
        said = {"month": self.month, "unit": self.unit, "role": self.role, "duty": self.duty}
        return {name: value for name, value in said.items() if value}


class Line(NamedTuple):
    """One line of the board: what it is about, where it leads, its figures, and what else there is to say."""

    name: str
    query: dict[str, str]
    counts: Counts
    note: str


class Indicator(NamedTuple):
    """A role's own indicator 考核指标 that names duties, with what came of them."""

    name: str
    target: str
    counts: Counts


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The board as one person may see it."""

    asked: Asked
    board: Board
    lines: Sequence[Line]
    indicators: Sequence[Indicator]
    matter: Matter
    unpublished: Sequence[int]


def asked_for(view: View, *, month: str, unit: str, role: str, duty: str) -> Asked:
    """The part of the board that an address names; this month where it names none."""
    return Asked(first=first_of(month, view.records.today()), unit=unit, role=role, duty=duty)


def seen(view: View, connection: Connection, asked: Asked, *, only: frozenset[str] | None = None) -> Seen:
    """The board of a part, counting everybody or only some people."""
    desk: DutyDesk = view.request.app.state.duties
    library = view.texts.edition.library
    matter = desk.matter(connection, library)
    roles = [role for role in matter.book.duties if _belongs(role, asked) and role not in view.hidden]
    board = month_board(
        connection, matter, asked.first, last_of(asked.first), now=view.records.now(), roles=roles, only=only,
        chosen=asked.chosen,
    )  # fmt: skip
    return Seen(
        asked=asked,
        board=board,
        lines=list(_lines(view, board, asked, matter, by_duty=only is not None)),
        indicators=list(_indicators(view, board, asked)),
        matter=matter,
        unpublished=matter.book.calendar.unpublished([asked.first.year]),
    )


def sheet_of(view: View, found: Seen) -> Sheet:
    """Every duty of the part with its figures, and the people of the one that was chosen."""
    words = texts(view.language)
    figures = [Column(title=words.say(f"duty.column-{name}"), width=10) for name in _FIGURES]
    heads = [Column(title=words.say(f"duty.column-{name}"), width=width) for name, width in _HEADS]
    rows: list[list[Cell]] = [
        [
            view.naming.with_unit(row.duty.role),
            row.newest.words.label,
            sentence(view, row),
            *_figures(row.counts),
        ]
        for row in found.board.rows
    ]
    tables = [Table(title=words.say("duty.board"), columns=[*heads, *figures], rows=rows)]
    if found.board.people:
        people: list[list[Cell]] = [
            [*_person(view, found.matter, subject), *_figures(counts)]
            for subject, counts in found.board.people
        ]
        who = [Column(title=words.say(f"report.column-{name}"), width=14) for name in ("number", "name")]
        tables.append(Table(title=words.say("duty.people"), columns=[*who, *figures], rows=people))
    return Sheet(
        name="duties",
        title=words.say("duty.board-title", month=found.asked.month),
        lines=[words.say("duty.board-how")],
        tables=tables,
        language=view.language,
    )


def sentence(view: View, row: Row) -> str:
    """What a duty asks for, in the reader's language."""
    return in_language(row.newest.words.do, view.language)


_FIGURES = ("asked", "on-time", "done-late", "not-done", "waived", "open", "rate")
_HEADS = (("role", 28), ("label", 8), ("duty", 48))


def _figures(counts: Counts) -> list[Cell]:
    return [
        counts.asked,
        counts.on_time,
        counts.late,
        counts.missed,
        counts.waived,
        counts.open,
        counts.exact,
    ]


def _person(view: View, matter: Matter, subject: str) -> list[Cell]:
    person = matter.people.get(subject)
    return ["" if person is None else person.staff_number, view.name(person, subject)]


def _belongs(role: str, asked: Asked) -> bool:
    return role == asked.role if asked.role else asked.unit in ("", role.partition("/")[0])


def _lines(view: View, board: Board, asked: Asked, matter: Matter, *, by_duty: bool) -> Iterator[Line]:
    """The lines of the level that was asked for, the poorest first; of a team always by duty."""
    if asked.chosen is not None:
        for subject, counts in board.people:
            query = {"month": asked.month, "subject": subject}
            yield Line(view.name(matter.people.get(subject), subject), query, counts, "")
        return
    words = texts(view.language)
    if asked.role or by_duty:
        found = [
            _of_duty(view, row, asked, words.say("duty.vacant"), with_role=not asked.role)
            for row in board.rows
        ]
    else:
        found = [_of_group(view, key, rows, asked) for key, rows in _grouped(board.rows, asked)]
    yield from sorted(found, key=_poorest)


def _poorest(line: Line) -> tuple[float, str]:
    return (101.0 if line.counts.exact is None else line.counts.exact, line.name)


def _of_duty(view: View, row: Row, asked: Asked, vacant: str, *, with_role: bool) -> Line:
    query = {"month": asked.month, "role": row.duty.role, "duty": row.duty.duty}
    notes = [view.naming.with_unit(row.duty.role)] if with_role else [row.newest.words.label]
    if row.is_vacant:
        notes.append(vacant)
    return Line(sentence(view, row), query, row.counts, " · ".join(filter(None, notes)))


def _of_group(view: View, key: str, rows: Sequence[Row], asked: Asked) -> Line:
    """A unit, or a role of one."""
    part = {"role": key} if "/" in key else {"unit": key}
    return Line(view.naming.place(key), {"month": asked.month} | part, total(row.counts for row in rows), "")


def _grouped(rows: Iterable[Row], asked: Asked) -> Iterator[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        key = row.duty.role if asked.unit else row.duty.role.partition("/")[0]
        found.setdefault(key, []).append(row)
    yield from found.items()


def _indicators(view: View, board: Board, asked: Asked) -> Iterator[Indicator]:
    """The indicators of the chosen role that name recurring duties, reckoned from these."""
    plain: Any = view.texts.documents.get(asked.role, {})
    counts = {row.duty.duty: row.counts for row in board.rows}
    for kpi in plain.get("kpis", ()):
        named = [counts[duty] for duty in kpi.get("duties", ()) if duty in counts]
        if named:
            yield Indicator(
                in_language(kpi["name"], view.language),
                in_language(kpi.get("target") or "", view.language),
                total(named),
            )
