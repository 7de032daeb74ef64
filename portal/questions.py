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

_MOST_ROWS = 64


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
        self._worded: dict[tuple[str | int, ...], _Worded] = {}

    def put(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Adds them, within the transaction under way."""
        done = 0
        while done < len(rows):
            several = rows[done : done + _as_many_as(len(rows) - done)]
            done += len(several)
            worded = self._worded_for(connection, tuple(several[0]), len(several))
            given = worded.given(_numbered(several))
            with _driven(connection, worded.text, given) as cursor:
                cursor.execute(worded.text, given)

    def _worded_for(self, connection: Connection, names: tuple[str, ...], count: int) -> _Worded:
        known = self._worded.get((connection.dialect.name, count, *names))
        if known is not None:
            return known
        places: list[dict[str, Any]] = [
            {name: bindparam(f"{name}_{number}") for name in names} for number in range(count)
        ]
        compiled = insert(self._table).values(places).compile(dialect=connection.dialect)
        order = getattr(compiled, "positiontup", None)
        found = _Worded(str(compiled), {}, order)
        self._worded[connection.dialect.name, count, *names] = found
        return found


def _as_many_as(count: int) -> int:
    """Rows go in by 64, 32, 16 …: a statement for each of those is worded once, and one statement is one call.

    A call for each row would let go of the interpreter and wait for it again as often.
    """
    return min(_MOST_ROWS, 1 << (count.bit_length() - 1))


def _numbered(rows: Sequence[Values]) -> Values:
    return {f"{name}_{number}": value for number, row in enumerate(rows) for name, value in row.items()}


class Savepoint:
    """Writing that can be undone alone, within the transaction under way. Nothing else is begun or ended in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._say("SAVEPOINT together")

    def keep(self) -> None:
        """What was written since is part of the transaction."""
        self._say("RELEASE SAVEPOINT together")

    def undo(self) -> None:
        """As if nothing had been written since."""
        self._say("ROLLBACK TO SAVEPOINT together")
        self.keep()

    def _say(self, words: str) -> None:
        with _driven(self._connection, words, ()) as cursor:
            cursor.execute(words)


@cache
def rows_into(table: Table) -> Rows:
    """Rows for a table."""
    return Rows(table)


def room_for(count: int) -> int:
    """Lists of values are worded for 1, 2, 4, 8 … of them; what is too few is filled up."""
    return 1 << max(0, count - 1).bit_length()


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
