"""Confirmations 确认记录 as reports list them: one row a record, as it was known by the end of a day."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from portal.clock import moment_of
from portal.obligations.tables import CONFIRMED
from portal.releases.organisation import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """One confirmation: the entry of this number, and the later one that corrected it, if any had by then."""

    seq: int
    subject: str
    document: str
    release: int
    revision: str
    language: str
    on_behalf: bool
    at: datetime.datetime
    corrected_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which confirmations are asked for; ``names`` are all ids that a document ever had."""

    names: Sequence[str] = ()
    subject: str = ""
    revision: str = ""
    since: str = ""
    only_on_behalf: bool = False
    only_corrected: bool = False


def confirmed_until(
    connection: Connection, organisation: Organisation, bound: str, wanted: Wanted | None = None
) -> list[Confirmed]:
    """Confirmations recorded before a moment, by number."""
    found = connection.execute(_query(wanted or Wanted(), bound).order_by(CONFIRMED.c.seq))
    return [_confirmed(row, organisation, bound) for row in found]


def newest_confirmed(
    connection: Connection, organisation: Organisation, bound: str, wanted: Wanted, *, first: int, most: int
) -> tuple[list[Confirmed], int]:
    """So many confirmations from the *first* on, the newest first, and how many there are."""
    query = _query(wanted, bound)
    count = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.order_by(CONFIRMED.c.seq.desc()).offset(first).limit(most))
    return [_confirmed(row, organisation, bound) for row in rows], count


def times_of(connection: Connection, bound: str) -> Mapping[int, datetime.datetime]:
    """When each confirmation was recorded, by number."""
    query = select(CONFIRMED.c.seq, CONFIRMED.c.at).where(CONFIRMED.c.at < bound)
    return {seq: moment_of(at) for seq, at in connection.execute(query)}


def _query(wanted: Wanted, bound: str) -> Select[Any]:
    made = CONFIRMED.c
    query = select(CONFIRMED).where(made.at < bound)
    if wanted.names:
        query = query.where(made.document.in_(wanted.names))
    if wanted.subject:
        query = query.where(made.subject == wanted.subject)
    if wanted.revision:
        query = query.where(made.revision == wanted.revision)
    if wanted.since:
        query = query.where(made.at >= wanted.since)
    if wanted.only_on_behalf:
        query = query.where(made.on_behalf.is_(True))
    if wanted.only_corrected:
        query = query.where(made.corrected_by.is_not(None), made.corrected_at < bound)
    return query


def _confirmed(row: Row[Any], organisation: Organisation, bound: str) -> Confirmed:
    was_corrected = row.corrected_at is not None and row.corrected_at < bound
    return Confirmed(
        seq=row.seq,
        subject=row.subject,
        document=organisation.today_name(row.document),
        release=row.release,
        revision=row.revision,
        language=row.language,
        on_behalf=row.on_behalf,
        at=moment_of(row.at),
        corrected_by=row.corrected_by if was_corrected else None,
    )
