"""What erased people leave in cases: words, forms and files go, and their name in titles; entries and digests stay.

What others wrote stays until they are erased themselves. Drafts that nobody handed in go with their task.
"""

from typing import Final

from sqlalchemy import Connection, and_, delete, or_, select, union, update

from portal.access.records import Records
from portal.acknowledgements.tables import PAPER
from portal.attachments.tables import ATTACHMENT
from portal.cases.tables import CASE, EVENT, FORM, TASK
from portal.ledger.ledger import reading
from portal.notices.tables import NOTICE, OUTBOX
from portal.people.tables import PERSON
from portal.personal import Whose, without_personal

_STRUCK: Final = "…"
_SHORTEST: Final = 2


def strike_out(connection: Connection, subject: str) -> None:
    """Somebody's name and number in titles, and the fields they filled in; in the transaction that erases them."""
    person = connection.execute(
        select(PERSON.c.name, PERSON.c.staff_number).where(PERSON.c.subject == subject)
    ).one()
    names = [one for one in person if one and len(one) >= _SHORTEST]
    named = [CASE.c.title.contains(name, autoescape=True) for name in names]
    query = select(CASE.c.key, CASE.c.title).where(or_(CASE.c.started_by == subject, *named))
    for key, title in connection.execute(query).all():
        struck = without_personal(title)
        for name in names:
            struck = struck.replace(name, _STRUCK)
        if struck != title:
            connection.execute(update(CASE).where(CASE.c.key == key).values(title=struck or _STRUCK))
            _forget_notices(connection, key)
    connection.execute(update(FORM).where(FORM.c.by == subject).values(filled="{}"))


def left_in_cases(connection: Connection, whose: Whose) -> set[str]:
    """Digests of the words and forms of these people."""
    query = union(
        select(TASK.c.note).where(whose(TASK.c.by), TASK.c.note.is_not(None)),
        select(EVENT.c.note).where(whose(EVENT.c.by), EVENT.c.note.is_not(None)),
        select(FORM.c.record).where(whose(FORM.c.by), FORM.c.record.is_not(None)),
    )
    return set(connection.execute(query).scalars())


def forget_drafts(records: Records) -> None:
    """Forms and files that were begun for a task and never handed in go once it is over."""
    waits = select(TASK.c.key).where(TASK.c.state == "open").scalar_subquery()
    forms = and_(FORM.c.record.is_(None), FORM.c.task.not_in(waits))
    with reading(records.ledger.engine) as connection:
        keys = set(connection.execute(select(TASK.c.key).where(TASK.c.state == "open")).scalars())
        loose = and_(ATTACHMENT.c.seq.is_(None), ATTACHMENT.c.about.startswith("case:"))
        rows = connection.execute(
            select(ATTACHMENT.c.number, ATTACHMENT.c.digest, ATTACHMENT.c.about).where(loose)
        )
        gone = {number: digest for number, digest, about in rows if about.split(":")[2] not in keys}
        has_forms = connection.execute(select(FORM.c.key).where(forms).limit(1)).first() is not None
        still = ATTACHMENT.c.digest.in_(gone.values()) & ATTACHMENT.c.number.not_in(gone)
        named = union(
            select(ATTACHMENT.c.digest).where(still),
            select(PAPER.c.scan).where(PAPER.c.scan.in_(gone.values())),
        )
        others = set(connection.execute(named).scalars()) if gone else set()
    if not gone and not has_forms:
        return

    def work(connection: Connection) -> None:
        connection.execute(delete(FORM).where(forms))
        connection.execute(
            delete(ATTACHMENT).where(ATTACHMENT.c.number.in_(gone), ATTACHMENT.c.seq.is_(None))
        )

    records.ledger.sequencer.write(work).result()
    for digest in set(gone.values()) - others:
        records.ledger.files.remove(digest)


def _forget_notices(connection: Connection, case: str) -> None:
    """What people were told of a case quotes its title."""
    tasks = connection.execute(select(TASK.c.key).where(TASK.c.process_case == case)).scalars()
    about = or_(
        NOTICE.c.about.in_([f"case:{task}" for task in tasks]),
        NOTICE.c.about.startswith(f"case:{case}:next:"),
    )
    told = select(NOTICE.c.number).where(about)
    connection.execute(delete(OUTBOX).where(OUTBOX.c.notice.in_(told)))
    connection.execute(delete(NOTICE).where(about))
