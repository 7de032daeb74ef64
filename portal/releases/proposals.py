"""Proposals 发布申请: what an owner said of a change, waiting for the second person."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, update

from portal.clock import moment_of, utc_text
from portal.releases.facts import Change
from portal.releases.refusals import NothingPending
from portal.releases.tables import PROPOSAL

_BEGINNING = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A document's text in an edition, what kind of change it is, and which clauses it changes."""

    number: str
    document: str
    edition: str
    revision: str
    digests: Mapping[str, str]
    change: Change
    changed: tuple[str, ...] = ()
    withdraws: bool = False
    reason: str = ""
    proposed_by: str
    proposed_at: datetime.datetime = _BEGINNING

    def row(self) -> dict[str, Any]:
        """The row that keeps it."""
        return {
            "number": self.number,
            "document": self.document,
            "kind": "withdrawal" if self.withdraws else "release",
            "edition": self.edition,
            "revision": self.revision,
            "digests": json.dumps(dict(self.digests)),
            "change": self.change,
            "changed": json.dumps(self.changed),
            "reason": self.reason,
            "proposed_by": self.proposed_by,
            "proposed_at": utc_text(self.proposed_at),
            "state": "open",
        }


def proposal_of(connection: Connection, number: str) -> Proposal:
    """An open proposal by its number. NothingPending."""
    query = select(PROPOSAL).where(PROPOSAL.c.number == number, PROPOSAL.c.state == "open")
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NothingPending
    return _proposal(row)


def open_proposals(connection: Connection) -> Mapping[str, Proposal]:
    """Every open proposal, by document."""
    rows = connection.execute(select(PROPOSAL).where(PROPOSAL.c.state == "open"))
    return {row.document: _proposal(row) for row in rows}


def close(connection: Connection, number: str, state: str, *, by: str, now: datetime.datetime) -> None:
    """Ends a proposal. NothingPending if it has ended already."""
    query = update(PROPOSAL).where(PROPOSAL.c.number == number, PROPOSAL.c.state == "open")
    closed = connection.execute(query.values(state=state, closed_by=by, closed_at=utc_text(now)))
    if closed.rowcount != 1:
        raise NothingPending


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        number=row.number,
        document=row.document,
        edition=row.edition,
        revision=row.revision,
        digests=json.loads(row.digests),
        change=row.change,
        changed=tuple(json.loads(row.changed)),
        withdraws=row.kind == "withdrawal",
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=moment_of(row.proposed_at),
    )
