"""The page of one task, for one hand: what is to be done, what is handed in, and one button to say how it ended."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import csrf, may
from portal.attachments.kinds import ACCEPT
from portal.attachments.refusals import REFUSED_FILES
from portal.attachments.uploads import chosen, received
from portal.cases.acting import Deed, Outcome, Turn, act, turn_of, wanted
from portal.cases.filling import fillable
from portal.cases.handed_in import keep_records, numbers_of
from portal.cases.lists import StepList
from portal.cases.pages import ActsInCases, TheView
from portal.cases.refusals import (
    BranchMissing,
    CaseAtRest,
    FormFaulty,
    PersonNotFit,
    ReasonMissing,
    RecordMissing,
    TaskOver,
    WordsTooLong,
)
from portal.cases.steering import give_back, reassign, take
from portal.cases.store import task_at, tasks_of
from portal.cases.values import Task
from portal.cases.views import CaseView
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.web.pages import in_both_languages
from portal.web.refusals import sentence
from portal.web.texts import texts as words_of

router = APIRouter(include_in_schema=False)

TASK = "/cases/task/{key}/"
ACTS = Depends(may(Permission.COMPLETE_OWN))
CHANGES = [ACTS, Depends(csrf)]
_SAID_HERE: Final[tuple[type[PortalError], ...]] = (
    BranchMissing,
    ReasonMissing,
    RecordMissing,
    FormFaulty,
    WordsTooLong,
    *REFUSED_FILES,
)
_BRANCH = re.compile(r"[1-9][0-9]{0,2}")
_OUTCOMES: Mapping[str, Outcome] = {"done": "done", "approved": "approved", "refused": "refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A record the task asks for: its form, whether it can be filled in here, and how far that is."""

    form: str
    fills: bool
    state: str
    branch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A record that exists elsewhere, handed in by its number or as files."""

    form: str
    number: str
    files: Sequence[Mapping[str, str]]
    task: Task


@in_both_languages(router, "GET", TASK, dependencies=[ACTS])
def task_page(key: str, view: TheView) -> Response:
    """What is to be done; once it is over, the case."""
    try:
        return _page(view, _turn(view, key))
    except (TaskOver, CaseAtRest):
        return view.onwards(f"cases/case/{_case_of(view, key)}/")


@in_both_languages(router, "POST", TASK, dependencies=CHANGES)
async def do_task(request: Request, key: str, view: TheView) -> Response:
    """How it ended. A double click leads to the case."""
    async with request.form() as given:
        return await run_in_threadpool(_act, view, key, given)


@in_both_languages(router, "POST", f"{TASK}take/", dependencies=CHANGES)
def take_task(key: str, view: TheView, principal: ActsInCases) -> Response:
    """I do it."""
    take(view.office, view.texts, principal.subject, key)
    return view.onwards(f"cases/task/{key}/")


@in_both_languages(router, "POST", f"{TASK}give-back/", dependencies=CHANGES)
def give_task_back(key: str, view: TheView, principal: ActsInCases) -> Response:
    """Somebody else may do it."""
    give_back(view.office, view.texts, principal.subject, key)
    return view.onwards("cases/")


@in_both_languages(router, "POST", f"{TASK}assign/", dependencies=CHANGES)
async def assign_task(request: Request, key: str, view: TheView) -> Response:
    """Somebody else is to do it: who, and why."""
    given = await request.form()
    to, reason = str(given.get("to", "")), str(given.get("reason", ""))
    case = await run_in_threadpool(_assign, view, key, to, reason)
    return view.onwards(f"cases/case/{case}/")


def _turn(view: CaseView, key: str) -> Turn:
    with reading(view.office.records.ledger.engine) as connection:
        return turn_of(view.office, view.texts, connection, view.principal.subject, key)


def _case_of(view: CaseView, key: str) -> str:
    with reading(view.office.records.ledger.engine) as connection:
        return task_at(connection, key).case


def _act(view: CaseView, key: str, given: FormData) -> Response:
    branch = str(given.get("branch", ""))
    records = {
        name.removeprefix("record-"): value
        for name, value in given.items()
        if name.startswith("record-") and isinstance(value, str)
    }
    deed = Deed(
        outcome=_OUTCOMES.get(str(given.get("outcome", "")), "done"),
        branch=int(branch) if _BRANCH.fullmatch(branch) else None,
        text=str(given.get("text", "")),
        records=records,
    )
    try:
        _keep_files(view, key, given)
        case = act(view.office, view.texts, view.principal.subject, key, deed)
    except _SAID_HERE as refusal:
        return _page(view, _turn(view, key), deed, refusal)
    view.settle_lists(case.key)
    return view.onwards(f"cases/case/{case.key}/")


def _keep_files(view: CaseView, key: str, given: FormData) -> None:
    """Files that are themselves records stay with the task, also where something else is missing."""
    came_for = {name.removeprefix("file-") for name in given if name.startswith("file-")}
    dropped = frozenset(map(str, given.getlist("drop")))
    if not dropped and not any(chosen(given, f"file-{form}") for form in came_for):
        return
    turn, files = _turn(view, key), view.office.records.ledger.files
    came = {
        form: received(files, given, f"file-{form}", megabytes=view.most_megabytes)
        for form in fillable(turn)
        if form in came_for
    }
    keep_records(view.office, turn.task, came, dropped=dropped, by=view.principal.subject)


def _assign(view: CaseView, key: str, to: str, reason: str) -> str:
    with reading(view.office.records.ledger.engine) as connection:
        staff = view.office.seats(connection, view.texts).staff
    meant = [one for one in staff.active if to.strip() in (one.subject, one.staff_number, one.name)]
    if len(meant) != 1:
        raise PersonNotFit
    subject = view.principal.subject
    return reassign(view.office, view.texts, subject, key, to=meant[0].subject, reason=reason).key


def _page(
    view: CaseView, turn: Turn, deed: Deed | None = None, refusal: PortalError | None = None
) -> Response:
    plan, words = view.plan(turn.case), words_of(view.language)
    values = dict(refusal.values) if refusal else {}
    if "form" in values:
        values["form"] = view.title(str(values["form"]))
    model = turn.engine.model
    earlier = _earlier(view, turn)
    back = model.back_to(turn.node)
    return view.page(
        "task.html",
        title=plan.name(turn.task.step),
        status=200 if refusal is None else refusal.status,
        turn=turn,
        plan=plan,
        step=plan.steps.get(turn.task.step, {}),
        wishes=_wishes(view, turn),
        deed=deed or Deed(),
        may_refuse=turn.task.kind in ("approval", "answer") and model.may_refuse(turn.node),
        back=f"{plan.number(back)} {plan.name(back)}" if back else "",
        records=[one for one in turn.forms if one.record],
        handed=list(_handed(view, earlier)),
        returned=_returned(turn, earlier),
        numbers=numbers_of(turn.files),
        lists=_lists(view, turn),
        accept=ACCEPT,
        problem=None if refusal is None else sentence(type(refusal)(**values), words),
    )


def _lists(view: CaseView, turn: Turn) -> Sequence[StepList]:
    """The lists that this step started."""
    with reading(view.office.records.ledger.engine) as connection:
        return view.lists(connection, turn.case.key).get(turn.task.key, ())


def _earlier(view: CaseView, turn: Turn) -> Sequence[Task]:
    """What was done in the case before."""
    with reading(view.office.records.ledger.engine) as connection:
        return [task for task in tasks_of(connection, turn.case.key) if task.state == "done"]


def _handed(view: CaseView, earlier: Sequence[Task]) -> Iterator[Handed]:
    for task in earlier:
        note = view.note(task.note)
        for form in dict.fromkeys((*note.records, *note.files)):
            number, files = note.records.get(form, ""), note.files.get(form, ())
            yield Handed(form=form, number=number, files=files, task=task)


def _returned(turn: Turn, earlier: Sequence[Task]) -> Task | None:
    """The refusal that brought the case back here, if one did."""
    before = max((task.number for task in earlier if task.step == turn.task.step), default=0)
    refused = [task for task in earlier if task.outcome == "refused" and task.number > before]
    return refused[-1] if refused else None


def _wishes(view: CaseView, turn: Turn) -> list[Wish]:
    """What is handed in, at a decision by branch."""
    common = wanted(turn, None)
    found = [_wish(view, turn, form) for form in common]
    if turn.task.kind == "decision":
        for number in range(1, len(turn.plan.branches(turn.task.step)) + 1):
            found += [_wish(view, turn, form, number) for form in wanted(turn, number) if form not in common]
    return found


def _wish(view: CaseView, turn: Turn, form: str, branch: int = 0) -> Wish:
    plain, draft = view.texts.documents.get(form, {}), turn.mine.get(form)
    state = "none" if draft is None else "complete" if draft.is_complete else "draft"
    fills = bool(plain.get("fields")) and form in fillable(turn)
    return Wish(form=form, fills=fills, state=state, branch=branch)
