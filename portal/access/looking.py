"""Looking 查看: who sees what others did is written down before the page leaves. No line, no page."""

import datetime
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from portal.access.events import KEPT, note
from portal.access.tables import LOOKED_AT
from portal.clock import moment_of, utc_text
from portal.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody looked at a report: when, which, and how it was narrowed."""

    at: datetime.datetime
    subject: str
    page: str
    scope: Mapping[str, str]


def write_down(
    ledger: Ledger, page: str, scope: Mapping[str, str], *, by: str, now: datetime.datetime, address: str
) -> None:
    """Writes down that somebody looks, in the security log too. LedgerUnavailable: then nothing is shown."""
    row = {"number": secrets.token_hex(12), "at": utc_text(now), "subject": by, "page": page}
    row["scope"] = json.dumps(dict(scope), ensure_ascii=False, sort_keys=True)

    def work(connection: Connection) -> None:
        connection.execute(insert(LOOKED_AT), row)
        note(connection, "evidence:read", now=now, subject=by, address=address)

    ledger.sequencer.write(work).result()


def newest_looks(connection: Connection, *, limit: int) -> Sequence[Look]:
    """What was looked at last, newest first."""
    query = select(LOOKED_AT).order_by(LOOKED_AT.c.at.desc(), LOOKED_AT.c.number).limit(limit)
    return tuple(
        Look(at=moment_of(row.at), subject=row.subject, page=row.page, scope=json.loads(row.scope))
        for row in connection.execute(query)
    )


def forget_old_looks(
    connection: Connection, *, now: datetime.datetime, kept: datetime.timedelta = KEPT
) -> None:
    """Removes lines whose time is over, as the security log does."""
    connection.execute(delete(LOOKED_AT).where(LOOKED_AT.c.at < utc_text(now - kept)))
