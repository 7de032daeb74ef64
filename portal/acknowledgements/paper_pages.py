"""Paper confirmations on a page: entered with their scan by one person, checked and recorded by another."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from sqlalchemy import Connection
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.records import TheLedger, TheRecords
from portal.acknowledgements import paper
from portal.acknowledgements.pages import TheConfirming, TheTexts, onwards
from portal.acknowledgements.refusals import ScanUnusable, SignedOnImpossible
from portal.acknowledgements.views import title_of
from portal.ledger.ledger import reading
from portal.people.facts import Day, Person, staff_on
from portal.people.refusals import PersonUnknown
from portal.releases.facts import all_in_force
from portal.web.pages import answer_page, in_both_languages, language_of

router = APIRouter(include_in_schema=False)

Enters = Annotated[Principal, Depends(may(Permission.RECORD_ON_BEHALF))]
_CHANGES = [Depends(csrf)]


@in_both_languages(router, "GET", "/paper/")
def queue_page(request: Request, found: TheTexts, records: TheRecords, principal: Enters) -> Response:
    """The queue, the form to enter, and what was recorded last."""
    language = language_of(request)
    with reading(records.ledger.engine) as connection:
        waiting, done = paper.papers(connection), paper.papers(connection, state="recorded", limit=20)
        people = staff_on(connection, records.today()).people
        known = all_in_force(connection)
    names = {subject: person.name for subject, person in people.items()}
    documents = [
        (document, title_of(found, document, language))
        for document, release in known.items()
        if release.terms is not None and document in found.listed
    ]
    return answer_page(
        request,
        "paper.html",
        title="paper.title",
        waiting=waiting,
        done=done,
        names=names,
        titles={one.document: title_of(found, one.document, language) for one in (*waiting, *done)},
        documents=sorted(documents, key=lambda pair: pair[1]),
        today=records.today(),
        principal=principal,
    )


@in_both_languages(router, "POST", "/paper/", dependencies=_CHANGES)
def enter(
    request: Request,
    found: TheTexts,
    confirming: TheConfirming,
    principal: Enters,
    scan: Annotated[UploadFile, File()],
    *,
    person: Annotated[str, Form(max_length=200)] = "",
    document: Annotated[str, Form(max_length=200)] = "",
    signed_on: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """A signed paper goes into the queue."""
    records = confirming.records
    with reading(records.ledger.engine) as connection:
        whose = _person(connection, person, records.today())
    content = scan.file.read(paper.LARGEST + 1)
    if not content:
        raise ScanUnusable
    paper.enter(
        confirming,
        found,
        subject=whose.subject,
        document=document,
        language="en" if whose.language == "en" else "zh-Hans",
        scan=content,
        signed_on=_day(signed_on),
        by=principal.subject,
    )
    return onwards(request, "paper/")


@in_both_languages(router, "POST", "/paper/{number}/confirm/", dependencies=_CHANGES)
def confirm(
    request: Request, number: str, found: TheTexts, confirming: TheConfirming, principal: Enters
) -> Response:
    """The second person has compared scan and record."""
    recorded = paper.confirm(confirming, found, number, by=principal.subject)
    return onwards(request, f"receipts/{recorded.seq}/")


@in_both_languages(router, "POST", "/paper/{number}/return/", dependencies=_CHANGES)
def give_back(request: Request, number: str, confirming: TheConfirming, principal: Enters) -> Response:
    """The paper does not prove what it should."""
    paper.give_back(confirming, number, by=principal.subject)
    return onwards(request, "paper/")


@router.get("/paper/{number}/scan")
def scan_file(number: str, ledger: TheLedger, principal: Enters) -> Response:  # noqa: ARG001 - the guard
    """The scan, to be compared."""
    with reading(ledger.engine) as connection:
        found = paper.paper_of(connection, number)
    headers = {"content-disposition": "attachment", "cache-control": "no-store"}
    return Response(ledger.files.read(found.scan), media_type=found.scan_kind, headers=headers)


def _person(connection: Connection, words: str, today: Day) -> Person:
    """Who is meant by a name or staff number. PersonUnknown if nobody or more than one."""
    staff, said = staff_on(connection, today), words.strip()
    found = [one for one in staff.active if said in (one.staff_number, one.name, one.subject)]
    if len(found) != 1:
        raise PersonUnknown
    return found[0]


def _day(text: str) -> Day:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise SignedOnImpossible from error
