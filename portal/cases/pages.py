"""The list of cases, and starting one."""

import secrets
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.acknowledgements.pages import TheDocument, TheTexts
from portal.cases.handing_over import met_by, predecessor
from portal.cases.involved import is_party
from portal.cases.office import CaseOffice, owner_of
from portal.cases.refusals import GateClosed, TitleMissing, WordsTooLong
from portal.cases.standing import Seats, overtakes
from portal.cases.starting import Beginning, Opening, first_actor, opening_of, start
from portal.cases.store import acted_in, cases_in
from portal.cases.values import Case
from portal.cases.views import CaseView
from portal.cases.work import Waiting, waiting_tasks
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.releases.facts import all_in_force
from portal.web.pages import in_both_languages, language_of
from portal.web.refusals import sentence
from portal.web.texts import texts as words_of

router = APIRouter(include_in_schema=False)

SeesCases = Annotated[Principal, Depends(may(Permission.COMPLETE_OWN, Permission.AUDIT))]
ActsInCases = Annotated[Principal, Depends(may(Permission.COMPLETE_OWN))]
START = "/cases/start/{unit}/{kind}/{slug}/"
_SHOWN = 200
_SAID_HERE = (GateClosed, TitleMissing, WordsTooLong)


async def the_case_office(request: Request) -> CaseOffice:
    """The office of cases of this app."""
    office: CaseOffice = request.app.state.cases
    return office


TheCaseOffice = Annotated[CaseOffice, Depends(the_case_office)]


def the_view(request: Request, texts: TheTexts, office: TheCaseOffice, principal: SeesCases) -> CaseView:
    """The view of a request."""
    return CaseView(request=request, principal=principal, texts=texts, office=office)


TheView = Annotated[CaseView, Depends(the_view)]


@in_both_languages(router, "GET", "/cases/")
def cases_page(view: TheView) -> Response:
    """What waits for me in running procedures, what I may take, my cases, and what I may start."""
    view.looks_at("cases")
    office, subject = view.office, view.principal.subject
    with reading(office.records.ledger.engine) as connection:
        seats, found = waiting_tasks(office, connection, view.texts)
        listed = _mine(view, connection, seats, found)
        startable = list(_startable(view, connection, seats))
    mine = [one for one in found if one.task.holder == subject]
    free = [one for one in found if not one.task.holder and subject in one.standings]
    over = [
        one
        for one in found
        if one.task.holder not in ("", subject)
        and overtakes(one.task, one.standings.get(subject, ""), view.now)
    ]
    return view.page(
        "cases.html",
        title="cases.title",
        mine=mine,
        free=[one for one in free if one.standings[subject] == "holder"],
        instead=[one for one in free if one.standings[subject] != "holder"] + over,
        running=[case for case in listed if case.is_running][:_SHOWN],
        past=[case for case in listed if not case.is_running][:_SHOWN],
        waits=_by_case(found),
        startable=startable,
        seats=seats,
    )


@in_both_languages(router, "GET", START)
def start_page(
    request: Request, document: TheDocument, view: TheView, follows: Annotated[str, Query(alias="from")] = ""
) -> Response:
    """What starting a case of a procedure takes, and the form for it; after another case with what that one gives."""
    opening = opening_of(view.office, view.texts, view.principal, document, language_of(request))
    before, given = predecessor(view, follows, document), {"key": secrets.token_hex(16)}
    if before is not None and opening.standing(view.principal.subject):
        met = met_by(view, before, opening)
        given |= {"from": before.key, "title": before.title} | {
            f"gate-{name}": how for name, how in met.items()
        }
    return _start_page(view, opening, given)


@in_both_languages(router, "POST", START, dependencies=[Depends(csrf)])
async def start_case(
    request: Request, document: TheDocument, view: TheView, principal: ActsInCases
) -> Response:
    """Begins a case. A double click leads to the case there is."""
    given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_start, view, principal, document, given)


def _start(view: CaseView, principal: Principal, document: str, given: dict[str, str]) -> Response:
    opening = opening_of(view.office, view.texts, principal, document, view.language)
    before, key = predecessor(view, given.get("from", ""), document), given.get("key", "")
    said = Beginning(
        key=key
        if len(key) == 32 and key.isalnum() and key.isascii() and key.islower()
        else secrets.token_hex(16),
        title=given.get("title", ""),
        gates={gate["id"]: given.get(f"gate-{gate['id']}", "") for gate in opening.plan.gates},
        text=given.get("text", ""),
        follows="" if before is None else before.key,
    )
    try:
        case = start(view.office, view.texts, principal, opening, said)
    except _SAID_HERE as refusal:
        return _start_page(view, opening, given | {"key": said.key}, refusal)
    view.settle_lists(case.key)
    return view.onwards(f"cases/case/{case.key}/")


def _start_page(
    view: CaseView, opening: Opening, given: dict[str, str], refusal: PortalError | None = None
) -> Response:
    words = words_of(view.language)
    return view.page(
        "case_start.html",
        title=words.say("cases.start-title", title=opening.plan.title),
        status=200 if refusal is None else refusal.status,
        opening=opening,
        given=given,
        may_start=bool(opening.standing(view.principal.subject))
        and view.principal.may(Permission.COMPLETE_OWN),
        problem=None if refusal is None else sentence(refusal, words),
    )


def _mine(view: CaseView, connection: Connection, seats: Seats, found: list[Waiting]) -> list[Case]:
    """The cases that concern somebody; the newest first."""
    cases, subject = cases_in(connection), view.principal.subject
    if view.principal.may(Permission.AUDIT):
        return list(cases)
    theirs = acted_in(connection, subject) | {one.case.key for one in found if subject in one.standings}
    texts: dict[str, bool] = {}
    for case in cases:
        if case.model not in texts:
            texts[case.model] = is_party(view.office, view.texts, view.principal, seats, case)
    return [case for case in cases if texts[case.model] or case.key in theirs or case.started_by == subject]


def _by_case(found: list[Waiting]) -> dict[str, list[Waiting]]:
    waits: dict[str, list[Waiting]] = {}
    for one in found:
        waits.setdefault(one.case.key, []).append(one)
    return waits


def _startable(view: CaseView, connection: Connection, seats: Seats) -> Iterator[str]:
    """The procedures in force whose first step is this person's."""
    if not view.principal.may(Permission.COMPLETE_OWN):
        return
    allowed = view.texts.edition.readable(view.principal.rights)
    for document in sorted(all_in_force(connection)):
        plain = view.texts.documents.get(document, {})
        hidden = document in view.texts.edition.restricted_documents and document not in allowed
        if plain.get("kind") == "procedure" and plain.get("steps") and not hidden:
            actor = first_actor(plain)
            if view.principal.subject in seats.of(actor, owner=owner_of(view.texts, document)):
                yield document
