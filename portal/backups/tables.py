"""A dump of our own tables, for records on a database server: ``tables/<name>.jsonl`` in a backup.

The first line of each is the list of columns, every other one a row in the order of its key. Values are JSON as they
are; bytes are ``{"base64": "…"}``. The table of migrations is left out: the manifest names the form of the tables.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, text

_MIGRATIONS: Final = "alembic_version"
_AT_ONCE: Final = 2000


def form_of(connection: Connection) -> str:
    """Which migration the tables stand at."""
    return str(connection.execute(text(f"SELECT version_num FROM {_MIGRATIONS}")).scalar_one())  # noqa: S608


def is_empty(connection: Connection) -> bool:
    """Whether nobody has made a table here yet."""
    return not inspect(connection).get_table_names()


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """All tables of ours, as they are there."""
    found = MetaData()
    found.reflect(connection)
    return tuple(table for table in found.sorted_tables if table.name != _MIGRATIONS)


def dump(connection: Connection, table: Table) -> Iterator[bytes]:
    """The lines of one table."""
    yield _line(list(table.columns.keys()))
    query = select(table).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    for rows in result.partitions():
        yield b"".join(_line([_plain(value) for value in row]) for row in rows)


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    """Puts the lines of one table back. ValueError if they are none."""
    rows: list[dict[str, Any]] = []
    given = iter(lines)
    columns = json.loads(next(given))
    if list(table.columns.keys()) != columns:
        raise ValueError(f"other columns than {table.name} has")
    for line in given:
        rows.append(dict(zip(columns, map(_value, json.loads(line)), strict=True)))
        if len(rows) == _AT_ONCE:
            connection.execute(insert(table), rows)
            rows = []
    if rows:
        connection.execute(insert(table), rows)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    return value


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["base64"], validate=True)
    return value
