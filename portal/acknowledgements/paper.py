"""On behalf 代签: a confirmation signed on paper, entered by one person with its scan and confirmed by another."""

import datetime
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from portal.acknowledgements.confirming import Confirming
from portal.acknowledgements.refusals import (
    NotAsked,
    PaperClosed,
    ScanUnusable,
    SignedOnImpossible,
    SomebodyElseNeeded,
    StaleText,
)
from portal.acknowledgements.service import difference_of, kept, language_of, sealed
from portal.acknowledgements.statement import Statement
from portal.acknowledgements.still_true import StillTrue
from portal.acknowledgements.tables import PAPER
from portal.clock import utc_text
from portal.errors import PortalError
from portal.ledger.entries import AcknowledgementRecordedOnBehalf
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.obligations.desk import names_of
from portal.people.facts import Day
from portal.people.service import identity_of
from portal.releases.texts import Texts
from portal.web.languages import Language

LARGEST = 10 * 1024 * 1024
_KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper confirmation in the queue."""

    number: str
    subject: str
    document: str
    release: int
    language: Language
    scan: str
    scan_kind: str
    signed_on: Day
    entered_by: str
    state: str
    seq: int | None = None


def enter(
    confirming: Confirming,
    texts: Texts,
    *,
    subject: str,
    document: str,
    language: Language,
    scan: bytes,
    signed_on: Day,
    by: str,
) -> str:
    """Puts a signed paper into the queue; its number.

    ScanUnusable, SignedOnImpossible, NotAsked, SomebodyElseNeeded.
    """
    if subject == by:
        raise SomebodyElseNeeded
    records = confirming.records
    ledger, today = records.ledger, records.today()
    kind = scan_kind(scan)
    with reading(ledger.engine) as connection:
        statement = confirming.statement(connection, texts, subject, document, language)
    if statement is None or statement.obligation.state == "met":
        raise NotAsked
    if not records.day_of(statement.release.at) <= signed_on <= today:
        raise SignedOnImpossible
    row = {
        "number": secrets.token_hex(8),
        "subject": subject,
        "document": statement.document,
        "release": statement.release.seq,
        "language": language,
        "scan": ledger.files.keep(scan),
        "scan_kind": kind,
        "signed_on": signed_on.isoformat(),
        "entered_by": by,
        "entered_at": utc_text(records.now()),
        "state": "open",
    }
    ledger.sequencer.write(lambda connection: connection.execute(insert(PAPER), row)).result()
    return str(row["number"])


def confirm(confirming: Confirming, texts: Texts, number: str, *, by: str) -> Recorded:
    """The second person's word; the confirmation is recorded as made on behalf.

    PaperClosed, SomebodyElseNeeded; StaleText and the like if what is in force is no longer what was signed.
    """
    records = confirming.records
    ledger, today = records.ledger, records.today()
    with reading(ledger.engine) as connection:
        paper = paper_of(connection, number)
        if by in (paper.entered_by, paper.subject):
            raise SomebodyElseNeeded
        statement = confirming.statement(connection, texts, paper.subject, paper.document, paper.language)
        facts = confirming.desk.facts(connection, today)
    if statement is None:
        raise NotAsked
    if statement.release.seq != paper.release:
        raise StaleText(revision=statement.release.revision)
    person = facts.people[paper.subject]
    identity = sealed(ledger, paper.subject, identity_of(person, statement.obligation.roles))
    entry = _entry(paper, statement, identity=identity, by=by)
    now, keep = utc_text(records.now()), kept(entry, statement)
    still = StillTrue(
        subject=statement.obligation.subject,
        statement=statement,
        digest=statement.digest,
        names=names_of(facts, paper.document),
        today=today,
    )

    def check(connection: Connection) -> PortalError | None:
        try:
            paper_of(connection, number)
        except PaperClosed as refusal:
            return refusal
        return still(connection)

    def alongside(connection: Connection, recorded: Recorded) -> None:
        keep(connection, recorded)
        _close(connection, number, "recorded", by=by, now=now, seq=recorded.seq)

    return ledger.sequencer.record(entry, check=check, alongside=alongside)


def give_back(confirming: Confirming, number: str, *, by: str) -> None:
    """Returns a paper that does not prove what it should. PaperClosed."""
    records = confirming.records
    now = utc_text(records.now())
    records.ledger.sequencer.write(
        lambda connection: _close(connection, number, "returned", by=by, now=now)
    ).result()


def scan_kind(content: bytes) -> str:
    """What kind of picture a scan is. ScanUnusable."""
    found = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if found is None or len(content) > LARGEST:
        raise ScanUnusable
    return found


def paper_of(connection: Connection, number: str) -> Paper:
    """An open paper confirmation. PaperClosed."""
    query = select(PAPER).where(PAPER.c.number == number, PAPER.c.state == "open")
    row = connection.execute(query).one_or_none()
    if row is None:
        raise PaperClosed
    return _paper(row)


def papers(connection: Connection, *, state: str = "open", limit: int = 200) -> tuple[Paper, ...]:
    """The queue, oldest first; or what left it, newest first."""
    query = select(PAPER).where(PAPER.c.state == state).limit(limit)
    order = PAPER.c.entered_at if state == "open" else PAPER.c.closed_at.desc()
    return tuple(map(_paper, connection.execute(query.order_by(order, PAPER.c.number))))


def _entry(paper: Paper, statement: Statement, *, identity: str, by: str) -> AcknowledgementRecordedOnBehalf:
    return AcknowledgementRecordedOnBehalf(
        key=f"paper-{paper.number}",
        subject=SubjectId(paper.subject),
        identity=identity,
        document=statement.release.document,
        revision=statement.release.revision,
        digest=statement.digest,
        language=language_of(statement, statement.digest),
        sentence=statement.sentence,
        difference=difference_of(statement),
        obligation=statement.obligation.id,
        scan=paper.scan,
        signed_on=paper.signed_on.isoformat(),
        entered_by=SubjectId(paper.entered_by),
        confirmed_by=SubjectId(by),
    )


def _close(
    connection: Connection, number: str, state: str, *, by: str, now: str, seq: int | None = None
) -> None:
    query = update(PAPER).where(PAPER.c.number == number, PAPER.c.state == "open")
    closed = connection.execute(query.values(state=state, closed_by=by, closed_at=now, seq=seq))
    if closed.rowcount != 1:
        raise PaperClosed


def _paper(row: Row[Any]) -> Paper:
    return Paper(
        number=row.number,
        subject=row.subject,
        document=row.document,
        release=row.release,
        language=row.language,
        scan=row.scan,
        scan_kind=row.scan_kind,
        signed_on=datetime.date.fromisoformat(row.signed_on),
        entered_by=row.entered_by,
        state=row.state,
        seq=row.seq,
    )
