"""Involved 相关人员: whom a case concerns; they see it, and may fetch what was handed in for it."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.attachments.service import Attachment
from portal.bookshelf import Bookshelf
from portal.cases.office import CaseOffice, owners
from portal.cases.refusals import CaseUnknown
from portal.cases.standing import Seats
from portal.cases.store import case_at, tasks_of
from portal.cases.values import Case, Task
from portal.ledger.names import SubjectId
from portal.releases.texts import Texts, texts_of


def concerns(
    office: CaseOffice, texts: Texts, principal: Principal, seats: Seats, *, case: Case, tasks: Sequence[Task]
) -> bool:  # fmt: skip
    """Whether a case concerns somebody: they acted in it, are a party to its text, answer for it, or audit."""
    if principal.may(Permission.AUDIT):
        return True
    subject = principal.subject
    acted = {case.started_by, *(task.by for task in tasks), *(task.holder for task in tasks)}
    if subject in acted or is_party(office, texts, principal, seats, case):
        return True
    return any(subject in office.standings(seats, texts, case, task) for task in tasks if task.is_open)


def is_party(office: CaseOffice, texts: Texts, principal: Principal, seats: Seats, case: Case) -> bool:
    """Whether the text of a case names a role or place of somebody, or they answer for it."""
    places = {*principal.roles, principal.unit, principal.department or ""} - {""}
    is_named = bool(office.plan(case.digests, "zh-Hans").parties() & places)
    return is_named or principal.subject in owners(seats, texts, case.document)


def fetching(office: CaseOffice, bookshelf: Bookshelf) -> Callable[[Connection, Principal, Attachment], bool]:
    """Who else may fetch a file of a case: whom the case concerns; of a draft, who may do its task.

    Auditors are not meant here: that they fetch something is written down.
    """

    def may_fetch(connection: Connection, who: Principal, attachment: Attachment) -> bool:
        if who.may(Permission.AUDIT):
            return False
        _, case_key, task_key, *_ = attachment.about.split(":")
        texts = texts_of(bookshelf.current())
        try:
            case, tasks = case_at(connection, case_key), tasks_of(connection, case_key)
        except CaseUnknown:
            return False
        seats = office.seats(connection, texts)
        if attachment.seq is not None:
            return concerns(office, texts, who, seats, case=case, tasks=tasks)
        here = (task for task in tasks if task.key == task_key and task.is_open)
        return any(SubjectId(who.subject) in office.standings(seats, texts, case, task) for task in here)

    return may_fetch
