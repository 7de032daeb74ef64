"""Questions and rows of every confirmation: put into the database's words once, and given to its driver directly.

For a few rows the toolkit around the driver costs several times what the database does. Values are whole numbers,
texts, bytes and truth values, which the drivers take as they are. The database's errors come as SQLAlchemy's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Worded:
    text: str
    fixed: Values
    order: Sequence[str] | None

    def given(self, values: Values) -> Any:
        """The values as the driver takes them: in their order, or by name."""
        known = {**self.fixed, **values} if self.fixed else values
        return known if self.order is None else tuple([known[name] for name in self.order])


class Question:
    """A query with named values."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self._query = query
        self._worded: dict[str, _Worded] = {}

    def all(self, connection: Connection, values: Values) -> Sequence[Sequence[Any]]:
        """The rows, within the transaction under way."""
        worded = self._worded.get(connection.dialect.name) or self._word(connection)
        given = worded.given(values)
        with _driven(connection, worded.text, given) as cursor:
            cursor.execute(worded.text, given)
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    def _word(self, connection: Connection) -> _Worded:
        compiled = self._query.compile(
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
        order = getattr(compiled, "positiontup", None)
        found = self._worded[connection.dialect.name] = _Worded(str(compiled), dict(compiled.params), order)
        return found


class Rows:
    """Rows put into a table; each names the same columns."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._worded: dict[tuple[str, ...], _Worded] = {}

    def put(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Adds them, within the transaction under way."""
        if not rows:
            return
        names = (connection.dialect.name, *rows[0])
        worded = self._worded.get(names) or self._word(connection, names)
        given = [worded.given(row) for row in rows]
        with _driven(connection, worded.text, given) as cursor:
            cursor.executemany(worded.text, given)

    def _word(self, connection: Connection, names: tuple[str, ...]) -> _Worded:
        compiled = insert(self._table).compile(dialect=connection.dialect, column_keys=list(names[1:]))
        order = getattr(compiled, "positiontup", None)
        found = self._worded[names] = _Worded(str(compiled), {}, order)
        return found


@cache
def rows_into(table: Table) -> Rows:
    """Rows for a table."""
    return Rows(table)


def room_for(count: int) -> int:
    """Lists of values are worded for 1, 8, 64 … of them; what is too few is filled up."""
    room = 1
    while room < count:
        room *= 8
    return room


def one_of(column: Column[Any], word: str, room: int) -> ColumnElement[bool]:
    """Whether a column is one of the values that :func:`filled` gives."""
    return column.in_([bindparam(f"{word}_{number}") for number in range(room)])


def filled(word: str, values: Iterable[Any], room: int) -> dict[str, Any]:
    """At least one value, and the last again where there is room for more."""
    known = list(values)
    known += known[-1:] * (room - len(known))
    return {f"{word}_{number}": value for number, value in enumerate(known)}


@contextmanager
def _driven(connection: Connection, text: str, given: Any) -> Iterator[Any]:
    driver = connection.dialect.dbapi
    assert driver is not None  # noqa: S101 - a connection has one
    try:
        cursor = connection.connection.cursor()
        yield cursor
        cursor.close()
    except driver.Error as error:
        raise DBAPIError.instance(text, given, error, driver.Error, dialect=connection.dialect) from error
