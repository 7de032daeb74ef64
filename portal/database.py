"""The records database: SQLite beside the portal by default, or a PostgreSQL server.

Whatever connects here gets the settings that keep a confirmed record through a power cut: SQLite in WAL mode with
``synchronous=FULL`` on a library without the WAL defect (fixed in 3.51.3), PostgreSQL with ``synchronous_commit``.
Transactions are explicit; one that will write says ``execution_options(writing=True)`` and locks from its first word.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from portal.errors import PortalError, Unavailable
from portal.sqlite import SOUND_SQLITE, dbapi

SQLITE_FILE = "records.sqlite"

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "mmap_size=0",
    # Without it INSERT OR REPLACE would delete a row and no trigger would see it.
    "recursive_triggers=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    # What is erased is overwritten, so that an erased identity key is not left in a free page.
    "secure_delete=ON",
    "busy_timeout=5000",
    # The log is folded beside the writer (portal.ledger.folding); the writer does it only where that falls behind.
    "wal_autocheckpoint=16000",
)
# Kept open, once that many were needed at the same time: a thread each of the web's forty, the writer, the rounds.
# Beyond that none is made, since opening one and closing it again costs more than all that is asked over it.
_POOL: Mapping[str, int] = {"pool_size": 48, "max_overflow": 0}


class SqliteAffected(Unavailable):
    """This SQLite library can corrupt a database in WAL mode."""

    code = "sqlite-affected"


class DatabaseNotUnderstood(PortalError):
    """The address of the database is of no kind we know."""

    status, code = 422, "database-not-understood"


class DatabaseNewer(Unavailable):
    """A newer program has been here: its tables are not understood."""

    code = "database-newer"


def database_address(home: Path, wish: str | None = None) -> str:
    """The address of the records database: as wished, else the SQLite file of this home."""
    return wish or f"sqlite:///{home.absolute() / SQLITE_FILE}"


def open_database(address: str) -> Engine:
    """Connections to the database at an address (``sqlite:///…`` or ``postgresql://…``).

    SqliteAffected if the library cannot be trusted, DatabaseNotUnderstood for other addresses.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            return _open_sqlite(str(url.database))
        if url.get_backend_name() == "postgresql":
            return _open_postgresql(address)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise DatabaseNotUnderstood from error
    raise DatabaseNotUnderstood


def upgrade(engine: Engine) -> None:
    """Brings the tables to the newest form; nothing happens if they have it already. DatabaseNewer."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        upgrade_within(connection)


def upgrade_within(connection: Connection, form: str = "head") -> None:
    """Brings the tables to a form, as a part of the transaction that is under way. DatabaseNewer."""
    settings = _migrations()
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, form)
    except CommandError as error:
        raise DatabaseNewer from error


def newest_form() -> str:
    """The form of the tables that this program wants."""
    return str(ScriptDirectory.from_config(_migrations()).get_current_head())


def form_of(connection: Connection) -> str | None:
    """The form the tables have; nothing where nobody has made any yet."""
    return MigrationContext.configure(connection).get_current_revision()


def _migrations() -> Config:
    settings = Config()
    settings.set_main_option("script_location", "portal:migrations")
    settings.set_main_option("path_separator", "os")
    return settings


def is_sqlite(connection: Connection) -> bool:
    """Whether the database is a SQLite file rather than a server."""
    return connection.dialect.name == "sqlite"


def _open_sqlite(file: str) -> Engine:
    if dbapi.sqlite_version_info < SOUND_SQLITE:
        raise SqliteAffected(found=dbapi.sqlite_version, needed=".".join(map(str, SOUND_SQLITE)))
    engine = create_engine(f"sqlite+pysqlite:///{file}", module=dbapi, hide_parameters=True, **_POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _open_postgresql(address: str) -> Engine:
    url = make_url(address).set(drivername="postgresql+psycopg")
    # Readers see one moment throughout: a page or a check of the whole ledger never mixes two.
    told = {"application_name": "dutybook"}
    engine = create_engine(url, pool_pre_ping=True, connect_args=told, hide_parameters=True, **_POOL)
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.execute("SET synchronous_commit = on")
    connection.execute("SET timezone = 'UTC'")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
