"""Changes to people by hand 人员变动: what the forms of human resources do. Each is one change of the service."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.records import Records, TheRecords
from portal.bookshelf import Bookshelf
from portal.ledger.names import SubjectId, new_subject
from portal.people import exceptions
from portal.people.changes import Amends, Begins, Change, Ends, Joins, Leaves, Moves, Posting, Returns
from portal.people.inviting import person_called
from portal.people.pages import today
from portal.people.refusals import PersonUnknown, PlaceUnknown
from portal.people.service import carry_out
from portal.web.languages import Language
from portal.web.pages import here, in_both_languages, language_of

router = APIRouter(include_in_schema=False)

Managing = Annotated[Principal, Depends(may(Permission.MANAGE_PEOPLE))]
CHANGE = [Depends(csrf)]
Word = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form(max_length=500)]
Mark = Annotated[bool, Form()]
Day = Annotated[date, Form()]


@in_both_languages(router, "POST", "/people/", dependencies=CHANGE)
def joins(
    request: Request,
    records: TheRecords,
    principal: Managing,
    *,
    staff_number: Word,
    name: Word,
    unit: Word,
    joined: Day,
    department: Word = "",
    manager: Word = "",
    email: Word = "",
    language: Annotated[Language, Form()] = "zh-Hans",
    role: Word = "",
) -> Response:
    """Somebody joins 入职."""
    subject = new_subject()
    posting = _posting(request, records, unit=unit, department=department, manager=manager)
    changes: list[Change] = [
        Joins(
            subject=subject,
            staff_number=staff_number.strip(),
            name=name.strip(),
            email=email.strip(),
            language=language,
            joined=joined,
            posting=posting,
        )
    ]
    if role:
        wanted = _place(request, records, "role", role, unit=posting.unit)
        changes.append(Begins(subject=subject, role=wanted, on=joined))
    carry_out(records, changes, by=principal.subject)
    return _to_person(request, subject)


@in_both_languages(router, "POST", "/people/person/{subject}/details/", dependencies=CHANGE)
def amends(
    request: Request,
    records: TheRecords,
    principal: Managing,
    subject: str,
    *,
    staff_number: Word,
    name: Word,
    email: Word = "",
    language: Annotated[Language, Form()] = "zh-Hans",
) -> Response:
    """Name, number, address or language."""
    change = Amends(
        subject=SubjectId(subject),
        staff_number=staff_number.strip(),
        name=name.strip(),
        email=email.strip(),
        language=language,
    )
    return _changed(request, records, principal, change)


@in_both_languages(router, "POST", "/people/person/{subject}/move/", dependencies=CHANGE)
def moves(
    request: Request,
    records: TheRecords,
    principal: Managing,
    subject: str,
    *,
    unit: Word,
    on: Day,
    department: Word = "",
    manager: Word = "",
) -> Response:
    """Another unit, department or superior 调动."""
    posting = _posting(request, records, unit=unit, department=department, manager=manager)
    return _changed(request, records, principal, Moves(subject=SubjectId(subject), posting=posting, on=on))


@in_both_languages(router, "POST", "/people/person/{subject}/begin/", dependencies=CHANGE)
def begins(
    request: Request,
    records: TheRecords,
    principal: Managing,
    subject: str,
    *,
    role: Word,
    on: Day,
    backup: Mark = False,
) -> Response:
    """A role begins 任职."""
    wanted = _place(request, records, "role", role)
    change = Begins(subject=SubjectId(subject), role=wanted, on=on, backup=backup)
    return _changed(request, records, principal, change)


@in_both_languages(router, "POST", "/people/person/{subject}/end/", dependencies=CHANGE)
def ends(
    request: Request,
    records: TheRecords,
    principal: Managing,
    subject: str,
    *,
    role: Word,
    on: Day,
    backup: Mark = False,
) -> Response:
    """A role ends 卸任."""
    change = Ends(subject=SubjectId(subject), role=role, on=on, backup=backup)
    return _changed(request, records, principal, change)


@in_both_languages(router, "POST", "/people/person/{subject}/leave/", dependencies=CHANGE)
def leaves(request: Request, records: TheRecords, principal: Managing, subject: str, *, on: Day) -> Response:
    """Somebody leaves 离职: every session dies on that day, today at once."""
    return _changed(request, records, principal, Leaves(subject=SubjectId(subject), on=on))


@in_both_languages(router, "POST", "/people/person/{subject}/return/", dependencies=CHANGE)
def returns(request: Request, records: TheRecords, principal: Managing, subject: str, *, on: Day) -> Response:
    """Somebody who left is here again."""
    return _changed(request, records, principal, Returns(subject=SubjectId(subject), on=on))


@in_both_languages(router, "POST", "/people/person/{subject}/delegate/", dependencies=CHANGE)
def delegates(
    request: Request,
    records: TheRecords,
    principal: Managing,
    subject: str,
    *,
    taker: Word,
    began: Day,
    ended: Day,
) -> Response:
    """Somebody else acts for this person 委托."""
    acting = person_called(records, taker)
    if acting is None:
        raise PersonUnknown
    exceptions.delegate(
        records, SubjectId(subject), acting.subject, began=began, ended=ended, by=principal.subject
    )
    return _to_person(request, subject)


@in_both_languages(router, "POST", "/people/person/{subject}/waive/", dependencies=CHANGE)
def waives(
    request: Request,
    records: TheRecords,
    principal: Managing,
    subject: str,
    *,
    document: Word,
    reason: Text,
    until: Day,
) -> Response:
    """This person need not confirm a document 豁免."""
    bookshelf: Bookshelf = request.app.state.bookshelf
    edition = bookshelf.current()
    if document not in edition.documents and document not in edition.restricted_documents:
        raise PlaceUnknown(place=document)
    exceptions.waive(records, SubjectId(subject), document, reason=reason, until=until, by=principal.subject)
    return _to_person(request, subject)


@in_both_languages(
    router,
    "POST",
    "/people/person/{subject}/undo/",
    dependencies=[*CHANGE, Depends(may(Permission.MANAGE_PEOPLE))],
)
def undoes(
    request: Request,
    records: TheRecords,
    subject: str,
    *,
    kind: Annotated[str, Form(pattern="^(waiver|delegation)$")],
    number: Word,
) -> Response:
    """An exception ends today."""
    stop = exceptions.end_waiver if kind == "waiver" else exceptions.end_delegation
    stop(records, number, on=records.today())
    return _to_person(request, subject)


def _changed(request: Request, records: Records, principal: Principal, change: Change) -> Response:
    edition = request.app.state.bookshelf.current()
    carry_out(records, [change], by=principal.subject, moved=edition.moved)
    return _to_person(request, change.subject)


def _to_person(request: Request, subject: str) -> Response:
    return RedirectResponse(here(language_of(request), f"people/person/{subject}/"), status_code=303)


def _posting(request: Request, records: Records, *, unit: str, department: str, manager: str) -> Posting:
    within = _place(request, records, "unit", unit)
    boss = person_called(records, manager) if manager.strip() else None
    if manager.strip() and boss is None:
        raise PersonUnknown
    return Posting(
        unit=within,
        department=_place(request, records, "department", department, unit=within) if department else None,
        manager=boss.subject if boss else None,
    )


def _place(request: Request, records: Records, kind: str, said: str, *, unit: str = "") -> str:
    with today(request, records) as now:
        found = now.places.find(kind, said, unit=unit)
    if found is None:
        raise PlaceUnknown(place=said)
    return found.id
