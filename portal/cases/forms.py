"""Forms on screen 表单填写: the fields a form's content names, what was filled in, and what is wrong with it.

Numbers, days and times are kept as people wrote them, tidied; what a form asks for and what is missing is said field by
field. The text of the form is the one under its digest, so a draft goes on with the fields it began with.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

Given = Mapping[str, list[str]]
GivenFile = dict[str, str]
"""A file that was handed in: sha256, name, kind and size."""
Row = dict[str, str | list[GivenFile]]
Cell = str | list[str] | list[GivenFile] | list[Row]
GivenFiles = Mapping[str, list[GivenFile]]
"""Files by the name of the control they were given in."""

_NO_FILES: GivenFiles = {}

MOST_ROWS: Final = 100
_LONGEST: Final = {"long_text": 4000}
_USUAL: Final = 500
_CENTS: Final = 2
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to fill in. ``table`` repeats its columns in rows."""

    id: str
    label: str
    type: str = "text"
    required: bool = False
    group: str = ""
    options: tuple[str, ...] = ()
    unit: str = ""
    hint: str = ""
    columns: tuple["Field", ...] = ()
    rows: int = 3

    @property
    def name(self) -> str:
        """What the field is called in the page's form."""
        return f"f-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A form as somebody filled it in; ``faults`` names fields by what is wrong with them."""

    filled: Mapping[str, Cell]
    faults: Mapping[str, str]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing or wrong."""
        return not self.faults


def fields_of(text: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a form's text in one language."""
    return tuple(map(_field, text.get("fields", ())))


def read_answers(fields: tuple[Field, ...], given: Given, files: GivenFiles = _NO_FILES) -> Answers:
    """What was filled in, as the page sent it; ``files`` are those that were checked before."""
    filled: dict[str, Cell] = {}
    faults: dict[str, str] = {}
    for field in fields:
        cell, wrong = _read(field, given, files)
        if cell:
            filled[field.id] = cell
        faults.update(wrong)
        if field.required and not cell:
            faults[field.name] = "missing"
    return Answers(filled=filled, faults=faults)


def rows_shown(field: Field, filled: Mapping[str, Any], *, more: int = 0) -> int:
    """How many rows of a table are shown: those filled in, some blank ones, and as many more as were asked for."""
    used = len(filled.get(field.id, ()))
    return min(max(used + 1, min(field.rows, 4)) + more, MOST_ROWS)


def _field(plain: Mapping[str, Any]) -> Field:
    return Field(
        id=str(plain["id"]),
        label=str(plain.get("label", "")),
        type=str(plain.get("type", "text")),
        required=bool(plain.get("required")),
        group=str(plain.get("group") or ""),
        options=tuple(plain.get("options", ())),
        unit=str(plain.get("unit") or ""),
        hint=str(plain.get("hint") or ""),
        columns=tuple(map(_field, plain.get("columns", ()))),
        rows=int(plain.get("rows") or 3),
    )


def _read(field: Field, given: Given, files: GivenFiles) -> tuple[Cell, dict[str, str]]:
    if field.type == "table":
        return _read_rows(field, given, files)
    if field.type == "file":
        return files.get(field.name, []), {}
    if field.type == "multi_choice":
        chosen = [one for one in given.get(field.name, ()) if one in field.options]
        return chosen, {}
    said, wrong = _read_one(field, _first(given, field.name))
    return said, {field.name: wrong} if wrong else {}


def _read_rows(field: Field, given: Given, files: GivenFiles) -> tuple[Cell, dict[str, str]]:
    rows: list[Row] = []
    faults: dict[str, str] = {}
    for number in range(MOST_ROWS):
        row: Row = {}
        for column in field.columns:
            name = f"{field.name}-{number}-{column.id}"
            if column.type == "file":
                row |= {column.id: files[name]} if name in files else {}
                continue
            said, wrong = _read_one(column, _first(given, name))
            if said:
                row[column.id] = said
            if wrong:
                faults[f"{field.name}-{len(rows)}-{column.id}"] = wrong
        if row:
            rows.append(row)
            faults |= dict(_missing(field, row, len(rows) - 1))
    return rows, faults


def _missing(field: Field, row: Row, number: int) -> Iterator[tuple[str, str]]:
    """A row that was begun has what its columns ask for."""
    for column in field.columns:
        if column.required and column.id not in row:
            yield f"{field.name}-{number}-{column.id}", "missing"


def _first(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _read_one(field: Field, text: str) -> tuple[str, str]:
    """A tidied value and what is wrong with it; what is wrong is kept as it was written."""
    said = "".join(one for one in text.replace("\r\n", "\n").strip() if one.isprintable() or one == "\n")
    if not said:
        return "", ""
    most = _LONGEST.get(field.type, _USUAL)
    if len(said) > most:
        return said[:most], "too-long"
    judge = _JUDGES.get(field.type)
    return judge(field, said) if judge else (said, "")


def _number(field: Field, said: str) -> tuple[str, str]:
    plain = said.replace(",", "").replace("，", "").replace(" ", "")
    try:
        value = Decimal(plain) if _NUMBER.fullmatch(plain) else None
    except InvalidOperation:
        value = None
    if value is None:
        return said, "not-a-number"
    exponent = value.as_tuple().exponent
    if field.type == "money" and isinstance(exponent, int) and -exponent > _CENTS:
        return said, "too-exact"
    return plain, ""


def _day(_field: Field, said: str) -> tuple[str, str]:
    try:
        return datetime.date.fromisoformat(said).isoformat(), ""
    except ValueError:
        return said, "not-a-day"


def _moment(_field: Field, said: str) -> tuple[str, str]:
    try:
        found = datetime.datetime.fromisoformat(said)
    except ValueError:
        return said, "not-a-moment"
    return found.replace(tzinfo=None).isoformat(timespec="minutes"), ""


def _time(_field: Field, said: str) -> tuple[str, str]:
    return said, "" if _TIME.fullmatch(said) else "not-a-time"


def _choice(field: Field, said: str) -> tuple[str, str]:
    return (said, "") if said in field.options else ("", "not-one-of")


def _yes_no(_field: Field, said: str) -> tuple[str, str]:
    return (said, "") if said in ("yes", "no") else ("", "not-one-of")


_JUDGES: Final = {
    "number": _number,
    "money": _number,
    "date": _day,
    "datetime": _moment,
    "time": _time,
    "choice": _choice,
    "yes_no": _yes_no,
    "signature": _yes_no,
}
