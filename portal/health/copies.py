"""Copies elsewhere 外部副本: how old the newest backup is, and the newest checkpoint that went outside."""

import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from portal.backups.noting import last_backup
from portal.clock import moment_of
from portal.health.checks import Check, good, warning
from portal.ledger.tables import ANCHOR

BACKUP_EVERY: Final = datetime.timedelta(days=2)
ANCHOR_EVERY: Final = datetime.timedelta(days=35)


def backup(home: Path, *, entries: int | None, now: datetime.datetime) -> Check:
    """The newest backup that was made of this home. Whether it can be restored only a restore shows."""
    found = last_backup(home)
    if found is None:
        return good("backup", "nothing") if entries == 0 else warning("backup", "none")
    values: dict[str, str | int] = {
        "at": _minute(moment_of(found.at)),
        "file": found.file,
        "entries": found.entries,
    }
    if entries is not None and found.entries < entries and now - moment_of(found.at) > BACKUP_EVERY:
        return warning("backup", "old", missing=entries - found.entries, **values)
    return good("backup", "good", **values)


def anchor(connection: Connection, *, entries: int, now: datetime.datetime) -> Check:
    """The newest checkpoint that somebody outside has: what it covers nobody here can change unseen."""
    newest = select(ANCHOR.c.size, ANCHOR.c.place, ANCHOR.c.kept_at).order_by(ANCHOR.c.size.desc()).limit(1)
    row = connection.execute(newest.order_by(ANCHOR.c.number.desc())).one_or_none()
    if row is None:
        return good("anchor", "nothing") if entries == 0 else warning("anchor", "none", entries=entries)
    values = {"size": int(row.size), "at": _minute(moment_of(row.kept_at)), "place": row.place}
    is_old = now - moment_of(row.kept_at) > ANCHOR_EVERY and row.size < entries
    return (
        warning("anchor", "old", missing=entries - row.size, **values) if is_old else good("anchor", **values)
    )


def _minute(moment: datetime.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
