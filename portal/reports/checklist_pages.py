"""The board of running checklists 清单执行情况, for human resources and audit: open, late, lead time."""

import datetime
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.checklists.board import Checklists
from portal.checklists.office import Scene
from portal.checklists.runs import Run, all_runs
from portal.checklists.standing import Standing
from portal.reports.export_pages import FileForm, taken
from portal.reports.sheet import Column, Sheet, Table
from portal.reports.view import View, Word, view_of
from portal.web.pages import in_both_languages
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Sees = Annotated[Principal, Depends(may(Permission.AUDIT, Permission.MANAGE_PEOPLE))]
State = Literal["open", "late", "completed", "stopped", "over"]
_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Line:
    """One running or finished list on the board."""

    run: Run
    standing: Standing
    state: State
    late: int
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """All lists of one checklist."""

    checklist: str
    running: int = 0
    late: int = 0
    completed: int = 0
    lead_days: float | None = None


@in_both_languages(router, "GET", "/reports/checklists/")
def checklists_board(
    request: Request, principal: Sees, checklist: Word = "", state: Word = "", page: Word = "1"
) -> HTMLResponse:
    """Every list there is or was, by checklist and one by one. That it was looked at is written down first."""
    view = view_of(request, principal)
    view.looks_at("checklists", {"checklist": checklist} if checklist else {})
    scene, lines = _lines(view)
    chosen = [one for one in lines if checklist in ("", one.run.checklist) and state in ("", one.state)]
    number = max(1, int(page)) if page.isdigit() and len(page) < 6 else 1
    return view.page(
        "checklist_board.html",
        title="report.checklists",
        totals=totals(lines),
        whole=_total("", lines),
        lines=chosen[(number - 1) * _SHOWN : number * _SHOWN],
        found=len(chosen),
        page=number,
        pages=max(1, -(-len(chosen) // _SHOWN)),
        checklist=checklist,
        state=state,
        states=("open", "late", "completed", "stopped", "over"),
        people=scene.facts.people,
    )


@in_both_languages(router, "POST", "/reports/checklists/{form}/", dependencies=[Depends(csrf)])
def take_checklists(request: Request, principal: Sees, form: FileForm) -> Response:
    """The board as a file: an entry of the ledger, with a checkpoint printed on it."""
    view = view_of(request, principal)
    scene, lines = _lines(view)
    return taken(view, _sheet(view, scene, lines), form, scope={"day": view.records.today().isoformat()})


def totals(lines: Iterable[Line]) -> Sequence[Total]:
    """The lists by checklist, those with most late first."""
    found: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        found[one.run.checklist].append(one)
    summed = [_total(checklist, theirs) for checklist, theirs in found.items()]
    return sorted(summed, key=lambda one: (-one.late, -one.running, one.checklist))


def _total(checklist: str, lines: Sequence[Line]) -> Total:
    days = [one.days for one in lines if one.state == "completed" and one.days is not None]
    return Total(
        checklist=checklist,
        running=sum(one.state in ("open", "late") for one in lines),
        late=sum(one.state == "late" for one in lines),
        completed=sum(one.state == "completed" for one in lines),
        lead_days=statistics.median(days) if days else None,
    )


def _lines(view: View) -> tuple[Scene, list[Line]]:
    checklists: Checklists = view.request.app.state.checklists
    with view.reading() as connection:
        scene = checklists.scene(connection, view.texts)
        return scene, _read(connection, scene, view)


def _read(connection: Connection, scene: Scene, view: View) -> list[Line]:
    runs = {one.number: one for one in all_runs(connection) if one.checklist not in view.hidden}
    found = scene.standings(connection, runs, view.language)
    lines = [_line(scene, found[number]) for number in runs]
    return sorted(lines, key=lambda one: (one.state != "late", one.state != "open", -one.run.seq))


def _line(scene: Scene, standing: Standing) -> Line:
    run = standing.run
    late = 0 if scene.is_over(run) else standing.late(scene.now)
    state: State = "late" if late else "open"
    if run.closed_as is not None:
        state = "completed" if run.closed_as == "completed" else "stopped"
    elif scene.is_over(run):
        state = "over"
    return Line(run=run, standing=standing, state=state, late=late, days=_days(scene, run))


def _days(scene: Scene, run: Run) -> int | None:
    """Calendar days from the start to the end, both counted."""
    if run.closed_at is None:
        return None
    ended: datetime.date = scene.facts.organisation.day_of(run.closed_at)
    return (ended - run.since).days + 1


def _sheet(view: View, scene: Scene, lines: Sequence[Line]) -> Sheet:
    words, naming = texts(view.language), view.naming
    named = (
        ("checklist", 36), ("whose", 12), ("event", 14), ("began", 12), ("done", 8), ("items", 8),
        ("late-items", 10), ("state", 12), ("closed", 18), ("lead-days", 10),
    )  # fmt: skip
    rows = [
        [naming.full(one.run.checklist), _whose(view, scene, one.run), words.say(f"checklist.event-{one.run.event}"),
         one.run.since.isoformat(), one.standing.done, len(one.standing.counted), one.late or None,
         words.say(f"report.checklists-state-{one.state}"),
         view.local(one.run.closed_at) if one.run.closed_at else "", one.days]
        for one in lines
    ]  # fmt: skip
    columns = [Column(title=words.say(f"report.column-{code}"), width=width) for code, width in named]
    title = words.say("report.checklists-title")
    table = Table(title=title, columns=columns, rows=rows)
    return Sheet(name="checklists", title=title, tables=[table], language=view.language)


def _whose(view: View, scene: Scene, run: Run) -> str:
    return view.name(scene.facts.people.get(run.subject), run.subject) if run.subject else ""
