"""The page of one case: where it is, what happened, its forms; and what whoever looks after it may do."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import csrf, may
from portal.cases.forms import fields_of
from portal.cases.pages import ActsInCases, TheView
from portal.cases.refusals import CaseUnknown
from portal.cases.steering import WAYS, may_steer, steer
from portal.cases.views import CaseFile, CaseView, case_file
from portal.errors import PageNotFound
from portal.ledger.ledger import reading
from portal.web.pages import in_both_languages

router = APIRouter(include_in_schema=False)


def the_file(key: str, view: TheView) -> CaseFile:
    """The case that the address names. CaseUnknown."""
    return case_file(view, key)


TheFile = Annotated[CaseFile, Depends(the_file)]


@in_both_languages(router, "GET", "/cases/case/{key}/")
def case_page(view: TheView, file: TheFile) -> Response:
    """One case."""
    view.looks_at("case", case=file.case.key)
    return _page(view, file)


@in_both_languages(
    router,
    "POST",
    "/cases/case/{key}/{way}/",
    dependencies=[Depends(may(Permission.COMPLETE_OWN)), Depends(csrf)],
)
async def steer_case(
    request: Request, way: str, view: TheView, file: TheFile, principal: ActsInCases
) -> Response:
    """Suspends, resumes or cancels a case."""
    if way not in WAYS:
        raise PageNotFound
    reason = str((await request.form()).get("reason", ""))
    key = file.case.key
    await run_in_threadpool(
        lambda: steer(view.office, view.texts, principal.subject, key, way=way, reason=reason)
    )
    return view.onwards(f"cases/case/{key}/")


@in_both_languages(router, "GET", "/cases/case/{key}/form/{number}/")
def filled_page(number: str, view: TheView, file: TheFile) -> Response:
    """A form as it was filled in, to read and to print."""
    found = next((one for one in file.forms if one.key == number), None)
    if found is None:
        raise CaseUnknown
    view.looks_at("case-form", case=file.case.key, form=found.form)
    text = view.office.plan(found.digests, view.language)
    signed = {task.actor: task for task in file.tasks if task.seq is not None and task.outcome != "refused"}
    return view.page(
        "case_form.html",
        title=text.title,
        file=file,
        filled=found,
        text=text,
        fields=fields_of(text.text),
        places=[(place, signed.get(place.get("by", ""))) for place in text.text.get("signatures", ())],
    )


def _page(view: CaseView, file: CaseFile) -> Response:
    subject, office = view.principal.subject, view.office
    with reading(office.records.ledger.engine) as connection:
        steers = view.principal.may(Permission.COMPLETE_OWN) and may_steer(
            office, view.texts, connection, file.case, subject
        )
    standings = {task.key: office.standings(file.seats, view.texts, file.case, task) for task in file.open}
    return view.page(
        "case.html",
        title=file.case.title,
        file=file,
        steps=file.steps(),
        history=file.history(view),
        standings=standings,
        steers=steers,
        people=file.seats.staff.active if steers else (),
        key=secrets.token_hex(16),
    )
