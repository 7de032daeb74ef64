"""Questions asked for every confirmation: put into the database's words once, and asked of its driver directly.

For a question of a few rows the toolkit around the driver costs several times what the database does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class _Worded:
    text: str
    fixed: Mapping[str, Any]
    order: Sequence[str] | None

    def given(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them: in their order, or by name."""
        known = {**self.fixed, **values}
        return known if self.order is None else tuple([known[name] for name in self.order])


class Question:
    """A query with named values of whole numbers and texts."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self._query = query
        self._worded: dict[str, _Worded] = {}

    def all(self, connection: Connection, values: Mapping[str, str | int]) -> Sequence[Sequence[Any]]:
        """The rows, within the transaction under way. The database's errors come as SQLAlchemy's."""
        worded = self._worded.get(connection.dialect.name) or self._word(connection)
        given = worded.given(values)
        driver = connection.dialect.dbapi
        assert driver is not None  # noqa: S101 - a connection has one
        try:
            cursor = connection.connection.cursor()
            cursor.execute(worded.text, given)
            rows = cursor.fetchall()
            cursor.close()
        except driver.Error as error:
            raise DBAPIError.instance(
                worded.text, given, error, driver.Error, dialect=connection.dialect
            ) from error
        return rows

    def _word(self, connection: Connection) -> "_Worded":
        compiled = self._query.compile(
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
        order = getattr(compiled, "positiontup", None)
        found = self._worded[connection.dialect.name] = _Worded(str(compiled), dict(compiled.params), order)
        return found
