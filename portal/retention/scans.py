"""Scans of signed papers: those that erased people signed, and those that were returned long ago."""

import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, select

from portal.access.records import Records
from portal.acknowledgements.tables import PAPER
from portal.clock import utc_text
from portal.ledger.ledger import reading
from portal.personal import Whose


def left_on_paper(connection: Connection, whose: Whose) -> set[str]:
    """Digests of the scans of sheets that these people signed."""
    return set(connection.execute(select(PAPER.c.scan).distinct().where(whose(PAPER.c.subject))).scalars())


def forget_returned(records: Records, *, kept: datetime.timedelta) -> None:
    """Removes papers that were returned, first the scan, then what is said about it."""
    before = utc_text(records.now() - kept)
    old = and_(PAPER.c.state == "returned", PAPER.c.closed_at < before)
    with reading(records.ledger.engine) as connection:
        going = _only(connection, old)
        some = connection.execute(select(PAPER.c.number).where(old).limit(1)).first()
    for digest in going:
        records.ledger.files.remove(digest)
    if some is not None:
        records.ledger.sequencer.write(lambda writing: writing.execute(delete(PAPER).where(old))).result()


def _only(connection: Connection, chosen: ColumnElement[bool]) -> tuple[str, ...]:
    """The scans of chosen papers that no other paper has."""
    others = select(PAPER.c.scan).where(~chosen)
    query = select(PAPER.c.scan).distinct().where(chosen, PAPER.c.scan.not_in(others))
    return tuple(connection.execute(query).scalars())
