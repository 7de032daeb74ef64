"""The auditor's lists: one document person by person, one person document by document, all records, exceptions."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from portal.errors import PageNotFound
from portal.obligations.desk import names_of
from portal.obligations.values import Obligation
from portal.releases.facts import Release
from portal.reports import coverage
from portal.reports.auditor_pages import Audits, Number
from portal.reports.cells import behind
from portal.reports.confirmed import Confirmed, Wanted, confirmed_until, newest_confirmed
from portal.reports.exceptions import days_late, exceptions_of
from portal.reports.picture import Picture
from portal.reports.stamp import standing_of
from portal.reports.view import TheDay, TheSelection, choices, view_of
from portal.web.pages import in_both_languages

router = APIRouter(include_in_schema=False)

RECORDS_AT_ONCE = 100
_SHOWN = 50
Which = Annotated[str, Query(max_length=20)]


@in_both_languages(router, "GET", "/reports/document/")
def document_page(
    request: Request, principal: Audits, day: TheDay, selection: TheSelection, revision: Which = ""
) -> HTMLResponse:
    """Who had confirmed a document by the end of a day, which revision of it, and who should have."""
    view = view_of(request, principal)
    view.looks_at("document", {"day": day.isoformat(), "revision": revision} | selection.stated())
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        course = picture.facts.courses.get(selection.document)
        if not course:
            raise PageNotFound
        made = _made(connection, picture, names=names_of(picture.facts, selection.document))
        standing = standing_of(view.records.ledger, connection)
    newest = _newest(made, revision)
    lines = [(one, newest.get(one.subject)) for one in _by_state(picture)]
    asked = {one.subject for one in picture.obligations}
    return view.page(
        "report_document.html",
        title=view.naming.full(selection.document, course[-1]),
        day=day,
        today=view.records.today(),
        selection=selection,
        revision=revision,
        revisions=_revisions(course),
        confirmed=sum(1 for _, found in lines if found is not None and found.revision == revision),
        release=course[-1],
        choices=choices(view, picture),
        picture=picture,
        totals=coverage.total(picture),
        lines=lines,
        others=[one for one in made if one.subject not in asked and revision in ("", one.revision)],
        behind=lambda one: behind(picture, one),
        standing=standing,
    )


@in_both_languages(router, "GET", "/reports/person/")
def person_page(request: Request, principal: Audits, day: TheDay, selection: TheSelection) -> HTMLResponse:
    """Everything one person was asked for by the end of a day, and everything they had confirmed."""
    view = view_of(request, principal)
    view.looks_at("person", {"day": day.isoformat()} | selection.stated())
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        person = picture.facts.people.get(selection.subject)
        if person is None:
            raise PageNotFound
        made = _made(connection, picture, subject=selection.subject)
        standing = standing_of(view.records.ledger, connection)
    return view.page(
        "report_person.html",
        title=view.name(person, selection.subject),
        day=day,
        today=view.records.today(),
        selection=selection,
        person=person,
        picture=picture,
        totals=coverage.total(picture),
        lines=_by_state(picture),
        made=made[::-1],
        behind=lambda one: behind(picture, one),
        standing=standing,
    )


@in_both_languages(router, "GET", "/reports/records/")
def records_page(
    request: Request,
    principal: Audits,
    day: TheDay,
    selection: TheSelection,
    *,
    revision: Which = "",
    page: Number = 1,
) -> HTMLResponse:
    """Every confirmation recorded by the end of a day, the newest first."""
    view = view_of(request, principal)
    view.looks_at("records", {"day": day.isoformat()} | selection.stated())
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        wanted = wanted_of(picture, revision)
        facts = picture.facts
        made, count = newest_confirmed(
            connection,
            facts.organisation,
            facts.organisation.end_of(day),
            wanted,
            first=(page - 1) * RECORDS_AT_ONCE,
            most=RECORDS_AT_ONCE,
        )
        standing = standing_of(view.records.ledger, connection)
    return view.page(
        "report_records.html",
        title="report.records",
        day=day,
        today=view.records.today(),
        selection=selection,
        revision=revision,
        choices=choices(view, picture),
        picture=picture,
        made=made,
        count_all=count,
        page=page,
        pages=max(1, -(-count // RECORDS_AT_ONCE)),
        standing=standing,
    )


@in_both_languages(router, "GET", "/reports/exceptions/")
def exceptions_page(
    request: Request, principal: Audits, day: TheDay, selection: TheSelection
) -> HTMLResponse:
    """What is out of the ordinary: late, vacant, waived, on behalf, corrected."""
    view = view_of(request, principal)
    view.looks_at("exceptions", {"day": day.isoformat()} | selection.stated())
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        found = exceptions_of(connection, picture)
        standing = standing_of(view.records.ledger, connection)
    return view.page(
        "exceptions.html",
        title="report.exceptions",
        day=day,
        today=view.records.today(),
        selection=selection,
        choices=choices(view, picture),
        picture=picture,
        found=found,
        shown=_SHOWN,
        days_late=lambda one: days_late(one, day),
        standing=standing,
    )


def wanted_of(picture: Picture, revision: str = "") -> Wanted:
    """The records a selection asks for; of documents and persons, since records know no departments."""
    asked = picture.selection
    names = names_of(picture.facts, asked.document) if asked.document else ()
    return Wanted(names=names, subject=asked.subject, revision=revision)


def _made(
    connection: Connection, picture: Picture, *, names: tuple[str, ...] = (), subject: str = ""
) -> list[Confirmed]:
    organisation = picture.facts.organisation
    wanted = Wanted(names=names, subject=subject)
    return confirmed_until(connection, organisation, organisation.end_of(picture.day), wanted)


def _newest(made: Sequence[Confirmed], revision: str) -> Mapping[str, Confirmed]:
    """What everybody confirmed last, the revision asked about before all others; what was corrected is left out."""
    standing = [one for one in made if one.corrected_by is None]
    found = {one.subject: one for one in standing}
    return found | {one.subject: one for one in standing if revision and one.revision == revision}


def _by_state(picture: Picture) -> list[Obligation]:
    order = {"late": 0, "due-soon": 1, "open": 2, "met": 3, "waived": 4}
    return sorted(
        picture.obligations,
        key=lambda one: (order.get(one.state, 5), one.due, picture.person(one.subject).staff_number),
    )


def _revisions(course: tuple[Release, ...]) -> list[str]:
    return list(dict.fromkeys(release.revision for release in reversed(course)))
