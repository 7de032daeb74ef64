"""Jobs that keep the evidence safe: a checkpoint of everything recorded, and a copy of one in a folder outside."""

import datetime
from pathlib import Path

from sqlalchemy import func, select

from portal.access.records import Records
from portal.jobs.leasing import Job
from portal.ledger import store
from portal.ledger.ledger import reading
from portal.ledger.tables import ANCHOR

CHECKPOINT_EVERY = datetime.timedelta(hours=1)
ANCHOR_EVERY = datetime.timedelta(days=1)


def checkpoint_job(records: Records) -> Job:
    """Signs whatever no checkpoint covers yet."""

    def work() -> None:
        ledger = records.ledger
        with reading(ledger.engine) as connection:
            newest = store.newest_checkpoint(connection)
            is_behind = store.size_of(connection) > (newest[0] if newest else 0)
        if is_behind and ledger.shortfall is None:
            ledger.checkpoint()

    return Job(name="checkpoint", work=work, every=CHECKPOINT_EVERY)


def anchor_job(records: Records, folder: Path) -> Job:
    """Puts a checkpoint into a folder outside, once a day where anything was recorded since."""

    def work() -> None:
        ledger = records.ledger
        with reading(ledger.engine) as connection:
            anchored = int(connection.execute(select(func.coalesce(func.max(ANCHOR.c.size), 0))).scalar_one())
            size = store.size_of(connection)
        if size > anchored and ledger.shortfall is None:
            ledger.anchor(folder)

    return Job(name="anchor", work=work, every=ANCHOR_EVERY)
