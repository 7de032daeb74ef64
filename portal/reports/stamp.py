"""The stamp of a report: the checkpoint printed on it. What left the house is an anchor from then on."""

import base64
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from portal.clock import moment_of, utc_text
from portal.ledger.checkpoints import open_checkpoint
from portal.ledger.entries import ExportRead
from portal.ledger.ledger import Ledger, reading
from portal.ledger.names import new_key
from portal.ledger.notes import NotANote
from portal.ledger.refusals import LedgerDamaged
from portal.ledger.store import newest_checkpoint, size_of
from portal.ledger.tables import ANCHOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a report prints about the ledger: how many entries, the root of their tree, the short code, when."""

    size: int
    root: str
    code: str
    at: datetime.datetime


def stamped(ledger: Ledger, what: str, scope: Mapping[str, str], *, by: str, now: datetime.datetime) -> Stamp:
    """Records that a report is taken away and anchors the ledger on it. The ledger's refusals where it cannot."""
    with reading(ledger.engine) as connection:
        size = size_of(connection)
    ledger.sequencer.record(ExportRead(key=new_key(), by=by, what=what, scope=dict(scope), size=size))
    signed = ledger.checkpoint()
    ledger.note_anchor(signed, place=what)
    checkpoint = signed.checkpoint
    return Stamp(
        size=checkpoint.size,
        root=base64.b64encode(checkpoint.root).decode(),
        code=checkpoint.short_code,
        at=now,
    )


def stamp_lines(stamp: Stamp) -> Mapping[str, str]:
    """The values of the sentence that every report ends with."""
    return {
        "size": str(stamp.size),
        "root": stamp.root,
        "code": stamp.code,
        "at": utc_text(stamp.at)[:19] + "Z",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the ledger reaches: its entries, the newest checkpoint, and the newest one that went outside."""

    size: int
    signed: int = 0
    code: str = ""
    signed_at: datetime.datetime | None = None
    anchored: int = 0
    place: str = ""
    anchored_at: datetime.datetime | None = None


def standing_of(ledger: Ledger, connection: Connection) -> Standing:
    """How far the ledger reaches at this moment. LedgerDamaged if its newest checkpoint is not ours."""
    size, newest = size_of(connection), newest_checkpoint(connection)
    if newest is None:
        return Standing(size=size)
    try:
        checkpoint = open_checkpoint(newest[1], [ledger.key])
    except NotANote as error:
        raise LedgerDamaged(entry=newest[0]) from error
    anchor = connection.execute(select(ANCHOR).order_by(ANCHOR.c.number.desc()).limit(1)).one_or_none()
    return Standing(
        size=size,
        signed=checkpoint.size,
        code=checkpoint.short_code,
        signed_at=moment_of(newest[2]),
        anchored=0 if anchor is None else anchor.size,
        place="" if anchor is None else anchor.place,
        anchored_at=None if anchor is None else moment_of(anchor.kept_at),
    )
