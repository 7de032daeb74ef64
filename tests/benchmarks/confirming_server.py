"""The real portal in a process of its own, its confirmations written in one of three ways: HOME VARIANT.

Everything before and after the final write is the portal's own, in all three: uvicorn, middleware, session, csrf,
obligation, digest, the page shown. ``ours`` hands the entry to the sequencer. ``usual`` does what web applications
do: one ORM transaction a request on the same database with the same settings; it asks the same question, adds the
row obligations are met from and an audit row chained to the one before. ``none`` asks the same question, has the
same bytes hashed, and writes nothing.
"""

import hashlib
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from starlette.concurrency import run_in_threadpool

from portal.access.records import Records
from portal.app import create_app
from portal.ledger.entries import AcknowledgementRecorded
from portal.ledger.entry import body_of
from portal.ledger.jobs import Alongside, Check, Recorded
from portal.ledger.ledger import Ledger
from portal.ledger.merkle import leaf_hash
from portal.obligations.tables import CONFIRMED
from portal.server import listen, run
from portal.settings import Settings


class Base(DeclarativeBase):
    """The usual way's tables."""


class AuditRow(Base):
    """The usual way's audit trail, each row chained to the one before."""

    __tablename__ = "audit_row"
    seq: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]
    before: Mapped[str]
    digest: Mapped[str]


class Confirmed(Base):
    """The product's own table, as an ORM sees it."""

    __table__ = CONFIRMED


class Usual:
    """One ORM transaction a request; a lock in the process spares it from spinning on the database's."""

    def __init__(self, ledger: Ledger, records: Records) -> None:
        self._records = records
        self._engine = ledger.engine.execution_options(writing=True)
        self._lock = threading.Lock()
        with self._engine.connect() as connection, connection.begin():
            Base.metadata.create_all(connection, tables=[AuditRow.__table__])  # type: ignore[list-item]

    async def recorded(
        self, entry: AcknowledgementRecorded, *, check: Check, alongside: Alongside
    ) -> Recorded:
        """Instead of the sequencer's; the row beside the entry is added as an ORM adds one."""
        return await run_in_threadpool(self._record, entry, check)

    def _record(self, entry: AcknowledgementRecorded, check: Check) -> Recorded:
        with self._lock, Session(self._engine) as session, session.begin():
            known = session.scalars(select(AuditRow).where(AuditRow.key == entry.key)).first()
            if known is not None:
                return Recorded(seq=known.seq, body=known.body.encode(), leaf=b"", at="", repeated=True)
            refusal = check(session.connection())
            if refusal is not None:
                raise refusal
            return _added(session, entry, body_of(entry, at=self._records.now()))


def _added(session: Session, entry: AcknowledgementRecorded, body: bytes) -> Recorded:
    before = session.scalars(select(AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)).first() or ""
    row = AuditRow(key=entry.key, body=body.decode(), before=before, digest=_chained(before, body))
    session.add(row)
    session.flush()
    released, _, _ = str(entry.obligation).partition(":")
    values: dict[str, Any] = {
        "seq": 1_000_000 + row.seq,
        "subject": entry.subject,
        "document": entry.document,
    }
    values |= {"release": int(released), "revision": entry.revision, "digest": entry.digest}
    values |= {"language": entry.language, "obligation": entry.obligation, "on_behalf": False, "at": ""}
    session.add(Confirmed(**values))
    return Recorded(seq=row.seq, body=body, leaf=b"", at="")


def _chained(before: str, body: bytes) -> str:
    return hashlib.sha256(before.encode() + body).hexdigest()


class Nothing:
    """Nothing is written; the question is asked over a connection that is kept."""

    def __init__(self, ledger: Ledger, records: Records) -> None:
        self._records = records
        self._connection = ledger.engine.connect()

    async def recorded(
        self, entry: AcknowledgementRecorded, *, check: Check, alongside: Alongside
    ) -> Recorded:
        """Instead of the sequencer's."""
        with self._connection.begin():
            refusal = check(self._connection)
        if refusal is not None:
            raise refusal
        body = body_of(entry, at=self._records.now())
        return Recorded(seq=1, body=body, leaf=leaf_hash(body), at="")


def main(home: Path, variant: str) -> None:
    """Serves until it is told to stop."""
    settings = Settings(home=home, port=0)
    app, listener = create_app(settings), listen(settings)
    records: Records = app.state.records
    records.open()
    if variant != "ours":
        way = (Usual if variant == "usual" else Nothing)(records.ledger, records)
        records.ledger.sequencer.recorded = way.recorded  # type: ignore[method-assign,assignment]
    print(listener.getsockname()[1], flush=True)
    run(app, listener, settings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
