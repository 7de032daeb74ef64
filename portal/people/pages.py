"""The pages of human resources 人员: the list, one person with history, vacant roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from portal.access.looking import write_down
from portal.access.permissions import Permission
from portal.access.principals import Principal, may
from portal.access.records import Records, TheRecords
from portal.accounts.cookies import address_of
from portal.bookshelf import Bookshelf
from portal.ledger.ledger import reading
from portal.people.directory import SHOWN, File, file_of, listed, stranded, vacancies
from portal.people.facts import Staff, staff_on
from portal.people.places import Places
from portal.web.pages import answer_page, in_both_languages, language_of

router = APIRouter(include_in_schema=False)

Seeing = Annotated[Principal, Depends(may(Permission.SEE_PEOPLE, Permission.MANAGE_PEOPLE))]


def looks_on(request: Request, records: TheRecords, principal: Seeing) -> Principal:
    """Whoever may see the staff; an auditor's look is written down before anything is shown."""
    if principal.may(Permission.AUDIT):
        scope = {"address": request.url.path, "words": request.query_params.get("q", "")[:100]}
        now, address = records.now(), address_of(request)
        write_down(records.ledger, "people", scope, by=principal.subject, now=now, address=address)
    return principal


Looking = Annotated[Principal, Depends(looks_on)]
Managing = Annotated[Principal, Depends(may(Permission.MANAGE_PEOPLE))]


@dataclass(frozen=True, slots=True)
class Today:
    """What a page of people is made from."""

    connection: Connection
    staff: Staff
    places: Places


@contextmanager
def today(request: Request, records: Records) -> Iterator[Today]:
    """The staff of today and the places of the edition, from one moment of the records."""
    bookshelf: Bookshelf = request.app.state.bookshelf
    edition = request.state.edition = bookshelf.current()
    with reading(records.ledger.engine) as connection:
        staff = staff_on(connection, records.today(), moved=edition.moved)
        yield Today(connection, staff, Places.of(edition, language_of(request)))


@in_both_languages(router, "GET", "/people/")
def people_page(
    request: Request,
    records: TheRecords,
    principal: Looking,
    *,
    q: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(pattern="^(active|left|external|all)$")] = "active",
) -> HTMLResponse:
    """The list."""
    with today(request, records) as now:
        lines = listed(now.staff, now.places, words=q, state=state)
    return answer_page(
        request,
        "people.html",
        title="people.title",
        principal=principal,
        lines=lines[:SHOWN],
        total=len(lines),
        words=q,
        state=state,
        may_change=principal.may(Permission.MANAGE_PEOPLE),
    )


@in_both_languages(router, "GET", "/people/vacant/")
def vacant_page(request: Request, records: TheRecords, principal: Looking) -> HTMLResponse:
    """Roles nobody holds, and people in roles the content no longer has."""
    with today(request, records) as now:
        empty, lost = vacancies(now.staff, now.places), stranded(now.staff, now.places)
        number = len(list(now.places.roles()))
    return answer_page(
        request,
        "people_vacant.html",
        title="people.vacant",
        principal=principal,
        vacancies=empty,
        stranded=lost,
        number=number,
        may_change=principal.may(Permission.MANAGE_PEOPLE),
    )


@in_both_languages(router, "GET", "/people/new/")
def new_page(request: Request, records: TheRecords, principal: Managing) -> HTMLResponse:
    """The form for somebody who joins."""
    with today(request, records) as now:
        return answer_page(
            request,
            "people_new.html",
            title="people.new",
            principal=principal,
            places=now.places,
            today=records.today(),
        )


@in_both_languages(router, "GET", "/people/person/{subject}/")
def person_page(request: Request, records: TheRecords, principal: Looking, subject: str) -> HTMLResponse:
    """One person with history."""
    with today(request, records) as now:
        file: File = file_of(now.connection, subject, now.staff, now.places)
        return answer_page(
            request,
            "person.html",
            title=file.line.person.name,
            principal=principal,
            file=file,
            places=now.places,
            today=records.today(),
            name_of=lambda who: person.name if (person := now.staff.person(who)) else who,
            may_change=principal.may(Permission.MANAGE_PEOPLE),
        )
