"""Upgrading 升级: back up, bring the tables to this program's form, verify, then switch; or leave all as it was."""

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal.backups.refusals import UpgradeUnsound
from portal.backups.tables import tables_of
from portal.backups.writing import Backup, back_up
from portal.clock import Clock
from portal.database import database_address, form_of, newest_form, open_database, upgrade_within
from portal.ledger.audit import verify_ledger
from portal.ledger.files import Files
from portal.ledger.identities import Identities
from portal.ledger.keys import identity_key, signing_key
from portal.ledger.refusals import LedgerUnavailable
from portal.ledger.writer_lock import hold, hold_database

FOLDER = "backups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What was brought from which form to which; the backup is of before."""

    before: str
    after: str
    entries: int
    root: str
    backup: Path
    link: Path | None


def upgrade_home(
    home: Path,
    *,
    clock: Clock,
    database: str | None = None,
    backups: Path | None = None,
    link: Path | None = None,
) -> Upgraded:
    """Brings the records of a home to this program's form, in one transaction that ends whole or not at all.

    Nobody may be writing. ``link`` is pointed at this program's installation once everything holds.
    LedgerHeld, UpgradeUnsound, DatabaseNewer, and whatever a backup refuses.
    """
    with ExitStack() as held:
        held.enter_context(hold(home))
        engine = open_database(database_address(home, database))
        held.callback(engine.dispose)
        lock = held.enter_context(engine.connect())
        hold_database(lock)
        with lock.begin():
            before = str(form_of(lock))
        backup = back_up(
            home, _free_name(backups or home / FOLDER, before, clock), clock=clock, database=database
        )
        try:
            with engine.connect().execution_options(writing=True) as connection, connection.begin():
                _bring(connection, home, backup, clock)
        except SQLAlchemyError as error:
            raise LedgerUnavailable from error
        if link is not None:
            _point(link, Path(sys.prefix))
    return Upgraded(
        before=before,
        after=newest_form(),
        entries=backup.entries,
        root=backup.root,
        backup=backup.path,
        link=link,
    )


def _bring(connection: Connection, home: Path, backup: Backup, clock: Clock) -> None:
    """The new form, and proof that nothing that was recorded is other than before."""
    counted = _counts(connection)
    upgrade_within(connection)
    found = verify_ledger(
        connection,
        key=signing_key(home, may_create=False).verifier,
        files=Files(home),
        identities=Identities(identity_key(home, may_create=False), clock=clock),
    )
    if not found.passed or (found.size, found.root.hex()) != (backup.entries, backup.root):
        raise UpgradeUnsound(what=found.problems[0].where if found.problems else "root")
    after = _counts(connection)
    for name, number in counted.items():
        if after.get(name) != number:
            raise UpgradeUnsound(what=name)


def _counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in tables_of(connection)
    }


def _free_name(folder: Path, form: str, clock: Clock) -> Path:
    """Where the backup of before goes: by moment and form, readable by nobody else."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{clock.now():%Y%m%d-%H%M%S}-{form}"
    wanted = (folder / f"{name}{suffix}.dutybook" for suffix in ("", *(f"-{n}" for n in range(2, 100))))
    return next((path for path in wanted if not path.exists()), folder / f"{name}.dutybook")


def _point(link: Path, installation: Path) -> None:
    """Points the link of the release in use at another one, in one step."""
    aside = link.with_name(f".{link.name}-new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(os.path.relpath(installation, link.parent))
    aside.replace(link)
