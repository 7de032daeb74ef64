"""The pages of retention 保存与删除: who left and until when records name them, requests to erase, legal holds."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.records import TheRecords
from portal.handbooks.ordering import workshop_of
from portal.people.pages import today
from portal.retention import erasing, holding
from portal.retention.leavers import REASONS, leaver_of, leavers
from portal.retention.periods import CLASSES, Periods
from portal.web.pages import answer_page, here, in_both_languages, language_of

router = APIRouter(include_in_schema=False)

Erasing = Annotated[Principal, Depends(may(Permission.START_ERASURE))]
CHANGE = [Depends(csrf)]
SHOWN = 200


def the_periods(request: Request) -> Periods:
    """How long this company keeps what."""
    return Periods.of(request.app.state.settings)


ThePeriods = Annotated[Periods, Depends(the_periods)]


@in_both_languages(router, "GET", "/people/erasure/")
def erasure_page(
    request: Request,
    records: TheRecords,
    periods: ThePeriods,
    principal: Erasing,
    *,
    state: Annotated[str, Query(pattern="^(due|kept|done)$")] = "due",
) -> HTMLResponse:
    """Everybody who left: whose time is over, whose runs, who is erased; and holds."""
    with today(request, records) as now:
        found, staff = leavers(now.connection, now.staff, periods), now.staff
    due = [one for one in found if one.may_be_erased(staff.day)]
    kept = [one for one in found if not one.is_erased and not one.may_be_erased(staff.day)]
    done = [one for one in found if one.is_erased]
    shown = {"due": due, "kept": kept, "done": done}[state]
    return answer_page(
        request,
        "erasures.html",
        title="erasure.title",
        principal=principal,
        state=state,
        lines=shown[:SHOWN],
        counts={"due": len(due), "kept": len(kept), "done": len(done)},
        asked=[one for one in found if one.asked is not None],
        held=[one for one in found if one.holds],
        periods=periods,
        classes=CLASSES,
        name_of=lambda who: person.name if (person := staff.person(who)) else who,
        may_change=principal.may(Permission.MANAGE_PEOPLE),
    )


@in_both_languages(router, "GET", "/people/person/{subject}/erasure/")
def person_page(
    request: Request, records: TheRecords, periods: ThePeriods, principal: Erasing, subject: str
) -> HTMLResponse:
    """One person: what is kept, until when, and what can be done."""
    with today(request, records) as now:
        found, staff = leaver_of(now.connection, now.staff, periods, subject), now.staff
    return answer_page(
        request,
        "erasure.html",
        title="erasure.title",
        principal=principal,
        leaver=found,
        reasons=REASONS,
        periods=periods,
        may_erase=found.may_be_erased(staff.day),
        name_of=lambda who: person.name if (person := staff.person(who)) else who,
        may_change=principal.may(Permission.MANAGE_PEOPLE),
    )


@in_both_languages(router, "POST", "/people/person/{subject}/erasure/", dependencies=CHANGE)
def asks(
    request: Request,
    records: TheRecords,
    periods: ThePeriods,
    principal: Erasing,
    subject: str,
    *,
    reason: Annotated[str, Form(pattern="^(retention-over|own-request)$")],
) -> Response:
    """Asks for somebody to be erased."""
    erasing.ask(records, periods, subject, reason=reason, by=principal.subject)
    return _to(request, f"people/person/{subject}/erasure/")


@in_both_languages(router, "POST", "/people/erasures/{number}/agree/", dependencies=CHANGE)
def agrees(
    request: Request, records: TheRecords, periods: ThePeriods, principal: Erasing, number: str
) -> Response:
    """The second person: it is carried out."""
    erasing.agree(records, periods, number, by=principal.subject)
    workshop_of(request).empty()
    return _to(request, "people/erasure/?state=done")


@in_both_languages(router, "POST", "/people/erasures/{number}/drop/", dependencies=CHANGE)
def drops(request: Request, records: TheRecords, principal: Erasing, number: str) -> Response:
    """Takes a request back, or turns it down."""
    erasing.drop(records, number, by=principal.subject)
    return _to(request, "people/erasure/")


@in_both_languages(router, "POST", "/people/person/{subject}/hold/", dependencies=CHANGE)
def holds(
    request: Request,
    records: TheRecords,
    principal: Erasing,
    subject: str,
    *,
    reason: Annotated[str, Form(min_length=1, max_length=500, pattern=r"\S")],
) -> Response:
    """Places a legal hold."""
    holding.place(records, subject, reason=reason, by=principal.subject)
    return _to(request, f"people/person/{subject}/erasure/")


@in_both_languages(router, "POST", "/people/holds/{number}/agree/", dependencies=CHANGE)
def agrees_to_hold(request: Request, records: TheRecords, principal: Erasing, number: str) -> Response:
    """The second person's word for a hold."""
    holding.agree(records, number, by=principal.subject)
    return _to(request, "people/erasure/")


@in_both_languages(router, "POST", "/people/holds/{number}/lift/", dependencies=CHANGE)
def lifts(request: Request, records: TheRecords, principal: Erasing, number: str) -> Response:
    """Asks for a hold to be lifted, or lifts it as the second person."""
    holding.lift(records, number, by=principal.subject)
    return _to(request, "people/erasure/")


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(here(language_of(request), path), status_code=303)
