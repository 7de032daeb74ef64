"""What erased people leave in lists: the files handed in for their own lists, and what was written there."""

from sqlalchemy import Connection, select, union, update

from portal.access.records import Records
from portal.attachments.tables import ATTACHMENT
from portal.checklists.tables import RECORD, RUN
from portal.ledger.ledger import reading
from portal.people.tables import ERASURE
from portal.personal import Whose


def left_in_lists(connection: Connection, whose: Whose) -> set[str]:
    """Digests of what lists and files of these people name."""
    notes = select(RECORD.c.note).join(RUN, RUN.c.number == RECORD.c.run)
    query = union(
        select(ATTACHMENT.c.digest).where(whose(ATTACHMENT.c.subject)),
        notes.where(whose(RUN.c.subject), RECORD.c.note.is_not(None)),
    )
    return set(connection.execute(query).scalars())


def forget_file_names(records: Records) -> None:
    """Files of erased people lose the names they were sent with."""
    erased = select(ERASURE.c.subject).where(ERASURE.c.state == "done").scalar_subquery()
    named = ATTACHMENT.c.subject.in_(erased) & (ATTACHMENT.c.name != "")
    with reading(records.ledger.engine) as connection:
        has_names = connection.execute(select(ATTACHMENT.c.number).where(named).limit(1)).first() is not None
    if has_names:
        write = update(ATTACHMENT).where(named).values(name="")
        records.ledger.sequencer.write(lambda connection: connection.execute(write)).result()
