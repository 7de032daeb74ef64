"""Staff lists 人员名册: CSV as spreadsheets write it, read into rows, with findings by line.

UTF-8 with or without a mark, GBK (GB 18030) and UTF-16 are understood, comma, semicolon and tab. A cell that a
spreadsheet would take for a formula is refused rather than carried on.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from portal.people.refusals import RosterUnreadable

LARGEST: Final = 8 * 1024 * 1024
MOST_ROWS: Final = 50_000

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "staff_number": ("工号", "员工编号", "staff number", "employee id"),
    "name": ("姓名", "名字"),
    "email": ("邮箱", "电子邮箱", "邮件", "e-mail"),
    "language": ("语言",),
    "unit": ("单位", "公司"),
    "department": ("部门",),
    "roles": ("岗位", "职位", "role"),
    "backup_roles": ("代理岗位", "备岗", "backup roles"),
    "manager": ("直属上级", "上级工号", "上级", "manager number"),
    "joined": ("入职日期", "入职日", "start date"),
    "left": ("离职日期", "离职日", "end date"),
}
REQUIRED: Final = ("staff_number", "name", "unit")
_FORMULA: Final = re.compile(r"^[=+\-@\t\r]")
_SEVERAL: Final = re.compile(r"[;；、|\n]+")
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LANGUAGES: Final = {"": "zh-Hans", "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-hans": "zh-Hans", "中文": "zh-Hans",
                     "en": "en", "english": "en", "英文": "en"}  # fmt: skip

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFinding:
    """Something about a line: its code names the sentence, ``value`` and ``near`` fill it."""

    line: int
    severity: Severity
    code: str
    column: str = ""
    value: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One line of a staff list, as it was written; what a column does not say at all is None."""

    line: int
    staff_number: str
    name: str
    unit: str
    email: str | None = None
    language: str | None = None
    department: str | None = None
    roles: tuple[str, ...] | None = None
    backup_roles: tuple[str, ...] | None = None
    manager: str | None = None
    joined: date | None = None
    left: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A staff list and what is wrong with it so far."""

    rows: tuple[RosterRow, ...]
    findings: tuple[RosterFinding, ...]


def read_roster(content: bytes) -> Roster:
    """Reads a staff list. RosterUnreadable if it is no such text or lacks a column nobody can do without."""
    if len(content) > LARGEST:
        raise RosterUnreadable(reason="too-large", value="")
    text = _text(content)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise RosterUnreadable(reason="not-csv", value=str(error)) from error
    if not lines or len(lines) > MOST_ROWS:
        raise RosterUnreadable(reason="too-large" if lines else "empty", value="")
    header = [_column(cell) for cell in lines[0]]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise RosterUnreadable(reason="column-missing", value=", ".join(missing))
    return _roster(header, lines[1:])


def roster_of(people: Sequence[Mapping[str, Any]]) -> Roster:
    """The same from a program: columns by their names, several roles as a list, lines counted from 1."""
    findings: list[RosterFinding] = []
    rows: list[RosterRow] = []
    for number, person in enumerate(people, start=1):
        said = {
            column: "；".join(value) if isinstance(value, tuple) else str(value).strip()
            for column, value in person.items()
        }
        problems = list(_problems(number, said))
        findings += problems
        if not problems:
            rows.append(_row(number, said))
    return Roster(rows=tuple(rows), findings=(*findings, *_doubles(rows)))


def _roster(header: list[str], lines: list[list[str]]) -> Roster:
    findings = [
        RosterFinding(line=1, severity="warning", code="column-unknown", column=name[1:])
        for name in header
        if name.startswith("?") and name != "?"
    ]
    rows: list[RosterRow] = []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        said = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        problems = list(_problems(number, said))
        findings += problems
        if not problems:
            rows.append(_row(number, said))
    return Roster(rows=tuple(rows), findings=(*findings, *_doubles(rows)))


def _problems(line: int, said: Mapping[str, str]) -> Iterator[RosterFinding]:
    for column, value in said.items():
        if _FORMULA.match(value) and value not in ("-", "+"):
            yield RosterFinding(line=line, severity="error", code="formula", column=column, value=value[:40])
        elif len(value) > 500 or not value.replace("\n", "").isprintable():
            yield RosterFinding(line=line, severity="error", code="not-printable", column=column)
    for column in REQUIRED:
        if not said.get(column):
            yield RosterFinding(line=line, severity="error", code="missing", column=column)
    yield from _impossible_days(line, said)
    if said.get("language", "").casefold() not in _LANGUAGES:
        value = said["language"][:40]
        yield RosterFinding(line=line, severity="error", code="language", column="language", value=value)
    if said.get("email") and "@" not in said["email"]:
        value = said["email"][:40]
        yield RosterFinding(line=line, severity="error", code="not-an-address", column="email", value=value)


def _impossible_days(line: int, said: Mapping[str, str]) -> Iterator[RosterFinding]:
    for column in ("joined", "left"):
        value = said.get(column, "")
        if value and _day(value) is None:
            yield RosterFinding(
                line=line, severity="error", code="not-a-day", column=column, value=value[:40]
            )
    joined, left = _day(said.get("joined", "")), _day(said.get("left", ""))
    if joined and left and left < joined:
        yield RosterFinding(line=line, severity="error", code="left-before-joined", column="left")


def _row(line: int, said: Mapping[str, str]) -> RosterRow:
    return RosterRow(
        line=line,
        staff_number=said["staff_number"],
        name=said["name"],
        unit=said["unit"],
        email=said.get("email"),
        language=_LANGUAGES[said["language"].casefold()] if said.get("language") else None,
        department=said.get("department"),
        roles=_several(said, "roles"),
        backup_roles=_several(said, "backup_roles"),
        manager=said.get("manager"),
        joined=_day(said.get("joined", "")),
        left=_day(said.get("left", "")),
    )


def _doubles(rows: list[RosterRow]) -> Iterator[RosterFinding]:
    first: dict[str, int] = {}
    for row in rows:
        if row.staff_number in first:
            yield RosterFinding(
                line=row.line,
                severity="error",
                code="twice",
                column="staff_number",
                value=row.staff_number,
                near=str(first[row.staff_number]),
            )
        first.setdefault(row.staff_number, row.line)


def _several(said: Mapping[str, str], column: str) -> tuple[str, ...] | None:
    if column not in said:
        return None
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in _SEVERAL.split(said[column])))))


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text.strip().partition(" ")[0])
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _column(cell: str) -> str:
    """The name of a column, whatever language heads it; ``?`` and its heading where nobody knows it."""
    plain = cell.strip().strip("*").casefold()
    for name, others in COLUMNS.items():
        if plain in (name, name.replace("_", " "), *others):
            return name
    return f"?{cell.strip()[:40]}"


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _text(content: bytes) -> str:
    has_wide_mark = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if has_wide_mark else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RosterUnreadable(reason="not-text", value="")
