"""Boards of procedures: how their cases go. Owners see those of their documents, auditors all of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.cases.board import Board, board_of, boards
from portal.cases.plans import Plan
from portal.cases.refusals import CaseUnknown
from portal.reports.export_pages import taken
from portal.reports.sheet import Cell, Column, Sheet, Table
from portal.reports.view import View, view_of
from portal.web.pages import in_both_languages
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

SeesBoards = Annotated[Principal, Depends(may(Permission.SEE_COUNTS))]
BOARD = "/reports/cases/{unit}/{kind}/{slug}/"
_STEPS = (("step", 28), ("done", 10), ("waiting", 10), ("late-now", 10), ("hours", 12), ("in-time", 10), ("share", 10),
          ("returned", 10), ("escalated", 10))  # fmt: skip
_CASES = (("number", 10), ("about", 36), ("state", 12), ("revision", 10), ("started", 18), ("changed", 18))


@in_both_languages(router, "GET", "/reports/cases/")
def boards_page(request: Request, principal: SeesBoards) -> Response:
    """Every procedure that runs, with its cases counted."""
    view = view_of(request, principal)
    with view.reading() as connection:
        found = [line for line in boards(connection) if _sees(view, line.document)]
    _looks(view, "case-boards", {})
    return view.page("case_boards.html", title="cases.boards", found=found)


@in_both_languages(router, "GET", BOARD)
def board_page(request: Request, unit: str, kind: str, slug: str, principal: SeesBoards) -> Response:
    """One procedure."""
    view = view_of(request, principal)
    board, plan = _board(view, f"{unit}/{kind}/{slug}")
    _looks(view, "case-board", {"document": board.document})
    now = view.records.now()
    return view.page("case_board.html", title=plan.title, board=board, plan=plan, now=now)


@in_both_languages(router, "POST", f"{BOARD}{{form}}/", dependencies=[Depends(csrf)])
def take_board(  # noqa: PLR0917 - the parts of an address
    request: Request, unit: str, kind: str, slug: str, form: Literal["xlsx", "csv"], principal: SeesBoards
) -> Response:
    """The board as a file, stamped; that it was taken is recorded."""
    view = view_of(request, principal)
    board, plan = _board(view, f"{unit}/{kind}/{slug}")
    scope = {"day": view.records.today().isoformat(), "document": board.document}
    return taken(view, _sheet(view, board, plan), form, scope=scope)


def _board(view: View, document: str) -> tuple[Board, Plan]:
    """A board this person may see. CaseUnknown."""
    with view.reading() as connection:
        found = any(line.document == document for line in boards(connection))
        if not found or not _sees(view, document):
            raise CaseUnknown
        board = board_of(connection, document, steps=(), now=view.records.now())
        plan = view.request.app.state.cases.plan(board.cases[0].digests, view.language)
        board = board_of(connection, document, steps=plan.steps, now=view.records.now())
    return board, plan


def _sees(view: View, document: str) -> bool:
    principal = view.principal
    return principal.may(Permission.AUDIT) or document in principal.owned


def _looks(view: View, page: str, scope: dict[str, str]) -> None:
    if view.principal.may(Permission.AUDIT):
        view.looks_at(page, scope)


def _sheet(view: View, board: Board, plan: Plan) -> Sheet:
    words, now = texts(view.language), view.records.now()
    kept, limited = board.in_time
    lines = [
        words.say(
            "cases.board-line", open=len(board.state("open", "suspended")), done=len(board.state("done"))
        ),
        words.say("cases.board-in-time", kept=kept, limited=limited),
    ]
    steps: list[list[Cell]] = [
        [f"{plan.number(one.step)} {plan.name(one.step)}", one.done, one.waiting, one.late_now, one.hours, one.in_time,
         one.share, one.returned, one.escalated]
        for one in board.steps
    ]  # fmt: skip
    cases: list[list[Cell]] = [
        [case.seq, case.title, words.say(f"cases.state-{case.state}"), case.revision, view.local(case.started_at),
         view.local(case.changed_at)]
        for case in board.cases
    ]  # fmt: skip
    lines.append(words.say("cases.board-at", at=view.local(now)))
    return Sheet(
        name="cases",
        title=f"{plan.code} {plan.title}".strip(),
        lines=lines,
        tables=[
            Table(title=words.say("cases.steps"), columns=_columns(view, _STEPS), rows=steps),
            Table(title=words.say("cases.all"), columns=_columns(view, _CASES), rows=cases),
        ],
        language=view.language,
    )


def _columns(view: View, named: tuple[tuple[str, int], ...]) -> list[Column]:
    words = texts(view.language)
    return [Column(title=words.say(f"cases.column-{name}"), width=width) for name, width in named]
