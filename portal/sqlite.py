"""The SQLite library in use: the one that pysqlite3 brings, else Python's own.

There is no wheel of pysqlite3 for Linux on arm64; there Python's own library must be new enough, or records go to
PostgreSQL. Whoever opens a database refuses a library with the WAL defect (:class:`portal.database.SqliteAffected`).
"""

from importlib import import_module
from typing import Any

SOUND_SQLITE = (3, 51, 3)


def _library() -> Any:
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return import_module("sqlite3")


dbapi: Any = _library()
"""The DB-API module."""
