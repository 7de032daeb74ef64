"""Forms of a task 填写表单: filled in on the screen, kept as a draft with its files, handed in with the task."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.attachments.kinds import ACCEPT
from portal.attachments.refusals import REFUSED_FILES
from portal.attachments.service import attachments_about
from portal.cases.acting import Turn
from portal.cases.filling import Sheet, save, sheet_for
from portal.cases.forms import Answers, read_answers, rows_shown
from portal.cases.handed_in import given_files, numbers_of
from portal.cases.pages import TheView
from portal.cases.task_pages import ACTS, CHANGES
from portal.cases.views import CaseView
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.web.pages import in_both_languages
from portal.web.refusals import sentence
from portal.web.texts import texts as words_of

router = APIRouter(include_in_schema=False)

FORM = "/cases/task/{key}/form/{unit}/{slug}/"
_NOTHING: Mapping[str, str] = {}


@in_both_languages(router, "GET", FORM, dependencies=[ACTS])
def form_page(key: str, unit: str, slug: str, view: TheView) -> Response:
    """A form to fill in."""
    return _form(view, key, f"{unit}/form/{slug}", None)


@in_both_languages(router, "POST", FORM, dependencies=CHANGES)
async def save_form(request: Request, key: str, unit: str, slug: str, view: TheView) -> Response:
    """Keeps what was filled in: as a draft, with more rows, or to hand it in with the task."""
    async with request.form() as given:
        return await run_in_threadpool(_form, view, key, f"{unit}/form/{slug}", given)


def _form(view: CaseView, key: str, form: str, given: FormData | None) -> Response:
    turn, sheet = sheet_for(
        view.office, view.texts, view.principal.subject, key, form=form, language=view.language
    )
    filled, faults, more = sheet.filled, _NOTHING, 0
    problem: PortalError | None = None
    if given is not None:
        answers, problem = _saved(view, turn, sheet, given)
        wish = "" if problem is not None else str(given.get("wish", ""))
        if wish == "save" or (wish == "finish" and answers.is_complete):
            return view.onwards(f"cases/task/{key}/")
        filled, more = answers.filled, 3 if wish == "rows" else 0
        faults = answers.faults if wish == "finish" else _NOTHING
    return view.page(
        "case_fill.html",
        title=sheet.text.title,
        status=problem.status if problem is not None else 422 if faults else 200,
        turn=turn,
        sheet=sheet,
        problem=None if problem is None else sentence(problem, words_of(view.language)),
        numbers=_numbers(view, turn),
        accept=ACCEPT,
        filled=filled,
        faults=faults,
        rows={
            field.id: rows_shown(field, filled, more=more) for field in sheet.fields if field.type == "table"
        },
    )


def _saved(view: CaseView, turn: Turn, sheet: Sheet, given: FormData) -> tuple[Answers, PortalError | None]:
    """Keeps a draft; where a file is refused, all the rest of it, and the refusal."""
    said = {name: [one for one in given.getlist(name) if isinstance(one, str)] for name in given}
    files, known, refusal = view.office.records.ledger.files, sheet.filled, None
    try:
        places, fresh = given_files(files, sheet.fields, given, known, megabytes=view.most_megabytes)
    except REFUSED_FILES as problem:
        refusal, plain = problem, FormData([(name, one) for name in said for one in said[name]])
        places, fresh = given_files(files, sheet.fields, plain, known, megabytes=view.most_megabytes)
    answers = read_answers(sheet.fields, said, places)
    save(view.office, turn, sheet, answers, by=view.principal.subject, fresh=fresh)
    return answers, refusal


def _numbers(view: CaseView, turn: Turn) -> Mapping[str, str]:
    """Where the files of the case are fetched, those included that came a moment ago."""
    with reading(view.office.records.ledger.engine) as connection:
        return numbers_of(attachments_about(connection, f"case:{turn.case.key}"))
