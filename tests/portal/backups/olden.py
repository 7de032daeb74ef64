"""Homes as earlier programs left them: the same records, in the tables of an earlier form."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select

from portal.backups.tables import tables_of
from portal.database import database_address, open_database, upgrade_within


def forms() -> tuple[str, ...]:
    """Every form the tables ever had, the oldest first."""
    settings = Config()
    settings.set_main_option("script_location", "portal:migrations")
    settings.set_main_option("path_separator", "os")
    walked = ScriptDirectory.from_config(settings).walk_revisions()
    return tuple(reversed([script.revision for script in walked]))


def make_older(home: Path, form: str) -> None:
    """Puts the records of a home into the tables of an earlier form; what had no place then is gone."""
    old = home / "older.sqlite"
    now, then = (open_database(address) for address in (database_address(home), f"sqlite:///{old}"))
    with now.connect() as reader, then.connect().execution_options(writing=True) as writer, writer.begin():
        upgrade_within(writer, form)
        _copy(reader, writer)
    for engine in (now, then):
        engine.dispose()
    for name in ("records.sqlite-wal", "records.sqlite-shm"):
        (home / name).unlink(missing_ok=True)
    old.replace(home / "records.sqlite")


def _copy(reader: Connection, writer: Connection) -> None:
    with reader.begin():
        here = {table.name: table for table in tables_of(reader)}
        for table in tables_of(writer):
            columns = [here[table.name].columns[name] for name in table.columns.keys()]  # noqa: SIM118 - columns
            rows = [dict(row._mapping) for row in reader.execute(select(*columns))]
            if rows:
                writer.execute(insert(table), rows)
