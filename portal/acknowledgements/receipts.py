"""Receipts 收据: what was recorded of a confirmation, and the files that prove it."""

import datetime
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.clock import moment_of
from portal.ledger.canonical import plain_of
from portal.ledger.entries import AcknowledgementRecorded, AcknowledgementRecordedOnBehalf, entry_of
from portal.ledger.ledger import Ledger, reading
from portal.ledger.refusals import EntryUnknown
from portal.ledger.store import StoredEntry, entry_at, newest_checkpoint
from portal.obligations.tables import CONFIRMED

SEES_OTHERS = frozenset({Permission.AUDIT, Permission.RECORD_ON_BEHALF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One confirmation as it stands in the ledger; ``name`` is empty where the person was erased."""

    seq: int
    entry: AcknowledgementRecorded | AcknowledgementRecordedOnBehalf
    at: datetime.datetime
    body: bytes
    name: str
    roles: tuple[str, ...]
    covered: int
    corrected_by: int | None = None

    @property
    def is_covered(self) -> bool:
        """Whether a signed checkpoint covers it already."""
        return self.covered >= self.seq


def receipt_of(ledger: Ledger, seq: int, principal: Principal) -> Receipt:
    """A receipt, for whose it is and for those who may see others'. EntryUnknown for everybody else."""
    with reading(ledger.engine) as connection:
        stored = entry_at(connection, seq)
        entry = None if stored is None else _acknowledgement(stored)
        if stored is None or entry is None or not _may_see(principal, entry.subject):
            raise EntryUnknown(entry=seq)
        identity = ledger.identities.open(connection, entry.identity)
        newest = newest_checkpoint(connection)
        row = _row(connection, seq)
    return Receipt(
        seq=seq,
        entry=entry,
        at=moment_of(str(plain_of(stored.body)["at"])),
        body=stored.body,
        name="" if identity is None else identity.name,
        roles=() if identity is None else identity.roles,
        covered=0 if newest is None else newest[0],
        corrected_by=None if row is None else row.corrected_by,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One line of what somebody has confirmed."""

    seq: int
    document: str
    revision: str
    at: datetime.datetime
    on_behalf: bool
    corrected: bool


def past_of(connection: Connection, subject: str) -> tuple[Past, ...]:
    """Everything somebody confirmed, the newest first."""
    query = select(CONFIRMED).where(CONFIRMED.c.subject == subject).order_by(CONFIRMED.c.seq.desc())
    return tuple(
        Past(
            seq=row.seq,
            document=row.document,
            revision=row.revision,
            at=moment_of(row.at),
            on_behalf=row.on_behalf,
            corrected=row.corrected_by is not None,
        )
        for row in connection.execute(query)
    )


def _may_see(principal: Principal, subject: str) -> bool:
    return principal.subject == subject or not SEES_OTHERS.isdisjoint(principal.permissions)


def _acknowledgement(
    stored: StoredEntry,
) -> AcknowledgementRecorded | AcknowledgementRecordedOnBehalf | None:
    entry = entry_of(stored.body)
    return entry if isinstance(entry, (AcknowledgementRecorded, AcknowledgementRecordedOnBehalf)) else None


def _row(connection: Connection, seq: int) -> Row[tuple[int | None]] | None:
    query = select(CONFIRMED.c.corrected_by).where(CONFIRMED.c.seq == seq)
    return connection.execute(query).one_or_none()
