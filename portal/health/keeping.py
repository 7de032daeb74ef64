"""What the home keeps: its permissions and keys, the records with their form and time, the edition."""

import datetime
import json
import os
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from portal.bookshelf import Bookshelf
from portal.clock import moment_of
from portal.database import SQLITE_FILE, database_address, form_of, newest_form, open_database
from portal.errors import PortalError
from portal.health.checks import Check, failing, good, warning
from portal.health.copies import anchor, backup
from portal.jobs.overview import failing as failing_jobs
from portal.ledger.ledger import reading
from portal.ledger.shortfall import shortfall_in
from portal.ledger.store import entry_at, size_of
from portal.settings import Settings

KEYS: Final = ("keys/ledger.key", "keys/identity.key")
_LEEWAY: Final = datetime.timedelta(minutes=2)


def permissions(home: Path) -> Check:
    """Nobody but the service reads its records, and it may write them."""
    if not home.is_dir():
        return warning("permissions", "no-home", path=str(home.absolute()))
    if not os.access(home, os.W_OK | os.X_OK):
        return failing("permissions", "not-ours", path=str(home.absolute()))
    if home.stat().st_uid != os.geteuid():
        return warning("permissions", "other-user", path=str(home.absolute()))
    for path in (home / "keys", *(home / name for name in KEYS)):
        if path.exists() and path.stat().st_mode & 0o077:
            return failing("permissions", "exposed", path=str(path))
    if home.stat().st_mode & 0o007:
        return warning("permissions", "open", path=str(home.absolute()))
    return good("permissions", path=str(home.absolute()))


def keys(home: Path, *, entries: int) -> Check:
    """The key that signs, and the one that opens identities: without them nothing more can be recorded or read."""
    missing = [name for name in KEYS if not (home / name).is_file()]
    if not missing:
        return good("keys")
    if entries == 0:
        return warning("keys", "none-yet")
    return failing("keys", "lost", path=str(home / missing[0]))


def edition(home: Path) -> Check:
    """Whether readers find an edition, with its search."""
    bookshelf = Bookshelf(home)
    problem = bookshelf.problem()
    if problem is None:
        return good("edition", mark=bookshelf.current().mark)
    return warning("edition", problem) if problem == "no-edition" else failing("edition", problem)


def records(settings: Settings, *, now: datetime.datetime) -> list[Check]:
    """The records, the keys to them, the clock against what is recorded, and the copies elsewhere."""
    home = settings.home
    if settings.database is None and not (home / SQLITE_FILE).is_file():
        return [warning("records", "none-yet"), keys(home, entries=0)]
    try:
        engine = open_database(database_address(home, settings.database))
        try:
            with reading(engine) as connection:
                return _of_records(connection, home, now)
        finally:
            engine.dispose()
    except PortalError as problem:
        return [failing("records", "unavailable", code=problem.code), keys(home, entries=1)]


def _of_records(connection: Connection, home: Path, now: datetime.datetime) -> list[Check]:
    form, wanted = form_of(connection), newest_form()
    if form is None:
        return [warning("records", "none-yet"), keys(home, entries=0)]
    if form != wanted:
        return [
            failing("records", "other-form", form=form, wanted=wanted),
            backup(home, entries=None, now=now),
        ]
    try:
        entries = size_of(connection)
        last = _last_time(connection, entries)
    except SQLAlchemyError:
        return [failing("records", "unreadable")]
    missing = shortfall_in(home)
    state = (
        good("records", entries=entries, form=form)
        if missing is None
        else failing("records", "behind", first=missing.entries + 1, last=missing.size)
    )
    return [
        state,
        keys(home, entries=entries),
        _clock(last, now),
        backup(home, entries=entries, now=now),
        anchor(connection, entries=entries, now=now),
        _jobs(connection),
    ]


def _jobs(connection: Connection) -> Check:
    """Jobs that failed three times in a row will not mend themselves."""
    names = ", ".join(sorted(failing_jobs(connection)))
    return failing("jobs", "failing", names=names) if names else good("jobs")


def _clock(last: datetime.datetime | None, now: datetime.datetime) -> Check:
    """A clock before the newest entry is wrong, or was when that was recorded."""
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    if last is not None and now + _LEEWAY < last:
        return failing("clock", "behind", now=shown, last=f"{last:%Y-%m-%d %H:%M} UTC")
    return good("clock", now=shown)


def _last_time(connection: Connection, entries: int) -> datetime.datetime | None:
    entry = entry_at(connection, entries)
    try:
        return None if entry is None else moment_of(str(json.loads(entry.body).get("at")))
    except ValueError:
        return None
