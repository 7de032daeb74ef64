"""What erased people leave in lists: files and words handed in for their own lists go; entries and digests stay."""

from sqlalchemy import ColumnElement, Connection, select, union, update

from portal.access.records import Records
from portal.attachments.tables import ATTACHMENT
from portal.checklists.tables import RECORD, RUN
from portal.ledger.ledger import reading
from portal.people.tables import ERASURE


def remove_handed_in(records: Records) -> None:
    """Removes what was handed in and written about erased people; what others' lists hold as well stays for them."""
    ledger = records.ledger
    with reading(ledger.engine) as connection:
        going = _going(connection)
        named = ATTACHMENT.c.subject.in_(_erased()) & (ATTACHMENT.c.name != "")
        has_names = connection.execute(select(ATTACHMENT.c.number).where(named).limit(1)).first() is not None
    for digest in going:
        ledger.files.remove(digest)
    if has_names:
        ledger.sequencer.write(lambda c: c.execute(update(ATTACHMENT).where(named).values(name=""))).result()


def _going(connection: Connection) -> frozenset[str]:
    erased = _erased()
    theirs, others = _digests(connection, erased, belongs=True), _digests(connection, erased, belongs=False)
    return frozenset(theirs - others)


def _digests(connection: Connection, erased: ColumnElement[str], *, belongs: bool) -> set[str]:
    """What lists and files of these people name, or those of everybody else."""

    def chosen(subject: ColumnElement[str | None]) -> ColumnElement[bool]:
        return subject.in_(erased) if belongs else subject.not_in(erased) | subject.is_(None)

    notes = select(RECORD.c.note).join(RUN, RUN.c.number == RECORD.c.run)
    query = union(
        select(ATTACHMENT.c.digest).where(chosen(ATTACHMENT.c.subject)),
        notes.where(chosen(RUN.c.subject), RECORD.c.note.is_not(None)),
    )
    return set(connection.execute(query).scalars())


def _erased() -> ColumnElement[str]:
    return select(ERASURE.c.subject).where(ERASURE.c.state == "done").scalar_subquery()
