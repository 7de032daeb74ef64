"""The page of one case: where it is, what happened, its forms; and what whoever looks after it may do."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import csrf, may
from portal.cases.forms import fields_of
from portal.cases.handing_over import next_of
from portal.cases.pages import ActsInCases, TheView
from portal.cases.refusals import CaseUnknown
from portal.cases.steering import WAYS, may_steer, steer
from portal.cases.values import Filled, Task
from portal.cases.views import CaseFile, CaseView, case_file
from portal.cases.word_form import filled_form
from portal.errors import PageNotFound
from portal.ledger.ledger import reading
from portal.web.pages import in_both_languages
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    view.settle_lists(key)
    return view.onwards(f"cases/case/{key}/")


def the_filled(number: str, view: TheView, file: TheFile) -> Filled:
    """The form of the case that the address names. CaseUnknown."""
    found = next((one for one in file.forms if one.key == number), None)
    if found is None:
        raise CaseUnknown
    view.looks_at("case-form", case=file.case.key, form=found.form)
    return found


TheFilled = Annotated[Filled, Depends(the_filled)]


@in_both_languages(router, "GET", "/cases/case/{key}/form/{number}/")
def filled_page(view: TheView, file: TheFile, found: TheFilled) -> Response:
    """A form as it was filled in, to read and to print."""
    text = view.office.plan(found.digests, view.language)
    signed = _signed(file)
    return view.page(
        "case_form.html",
        title=text.title,
        file=file,
        filled=found,
        text=text,
        fields=fields_of(text.text),
        places=[(place, signed.get(place.get("by", ""))) for place in text.text.get("signatures", ())],
        has_word=_word_file(view, found) is not None,
    )


@in_both_languages(router, "GET", "/cases/case/{key}/form/{number}/word/")
def word_file(view: TheView, file: TheFile, found: TheFilled) -> Response:
    """The Word form with what was filled in."""
    path = _word_file(view, found)
    if path is None:
        raise CaseUnknown
    text, words = view.office.plan(found.digests, view.language), texts(view.language)
    signed = _signed(file)
    places = {
        place["id"]: (file.seats.name(task.by), view.local(task.at)[:10])
        for place in text.text.get("signatures", ())
        if (task := signed.get(place.get("by", ""))) is not None and task.at is not None
    }
    content = filled_form(
        view.texts.edition.read(path),
        fields_of(text.text),
        found.filled,
        yes={"yes": words.say("cases.yes"), "no": words.say("cases.no")},
        signed=places,
    )
    name = quote(f"{text.code} {text.title} {file.case.seq}.docx".strip(), safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}", "cache-control": "no-store"}
    return Response(content, media_type=_WORD, headers=headers)


def _signed(file: CaseFile) -> dict[str, Task]:
    """Who did or approved something last, by role: they sign in that role's place."""
    return {task.actor: task for task in file.tasks if task.seq is not None and task.outcome != "refused"}


def _word_file(view: CaseView, found: Filled) -> str | None:
    """The edition's Word file of a form, as long as its text is the one that was filled in."""
    edition = view.texts.edition
    listed = edition.document(found.form, view.principal.rights)
    if listed is None or dict(listed.digests) != dict(found.digests):
        return None
    prefix = "en/" if view.language == "en" else ""
    file = edition.find(f"handbooks/{prefix}{found.form}.docx", view.principal.rights)
    return None if file is None else file.path


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
        nexts=next_of(view, file.case),
    )
