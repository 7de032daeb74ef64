"""My work 我的待办 and that of my team: everything that waits, wherever it comes from; as a page and as XLSX."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, may
from portal.people.facts import Person, staff_on
from portal.reports.sheet import Column, Sheet, Table
from portal.reports.view import View, Word, view_of
from portal.reports.workbook import xlsx
from portal.web.pages import in_both_languages
from portal.web.texts import texts
from portal.work.grouping import counted, days_late, grouped, title_in
from portal.work.sources import Work
from portal.workdays.tasks import WorkItem

router = APIRouter(include_in_schema=False)

Own = Annotated[Principal, Depends(may(Permission.SEE_OWN_RECORDS))]
Manages = Annotated[Principal, Depends(may(Permission.SEE_TEAM))]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@in_both_languages(router, "GET", "/my/work/")
def my_work(request: Request, principal: Own) -> HTMLResponse:
    """What I have to do: late, today, to verify, coming."""
    view = view_of(request, principal)
    now, zone = view.records.now(), view.texts.edition.zone
    work = work_of(view)
    return view.page(
        "my_work.html",
        title="work.title",
        work=work,
        groups=grouped(work, now=now, zone=zone),
        counts=counted(work, now=now, zone=zone),
        **_said(view, now),
    )


@in_both_languages(router, "GET", "/my/work/xlsx/")
def my_work_file(request: Request, principal: Own) -> Response:
    """The same as a workbook."""
    view = view_of(request, principal)
    return _file(view, "my-work", "work.title", [(None, work_of(view))])


@in_both_languages(router, "GET", "/my/team/work/")
def team_work(request: Request, principal: Manages, subject: Word = "") -> HTMLResponse:
    """What each of my team has to do, and the details of one of them."""
    view = view_of(request, principal)
    now, zone = view.records.now(), view.texts.edition.zone
    found = _team(view)
    lines = [(person, counted(work, now=now, zone=zone)) for person, work in found]
    chosen = next(((person, work) for person, work in found if person.subject == subject), None)
    return view.page(
        "team_work.html",
        title="work.team",
        lines=sorted(lines, key=lambda line: (-line[1].late, -line[1].today, line[0].staff_number)),
        chosen=None if chosen is None else chosen[0],
        groups={} if chosen is None else grouped(chosen[1], now=now, zone=zone),
        **_said(view, now),
    )


@in_both_languages(router, "GET", "/my/team/work/xlsx/")
def team_work_file(request: Request, principal: Manages) -> Response:
    """The work of my team as a workbook."""
    view = view_of(request, principal)
    return _file(view, "team-work", "work.team", _team(view))


def work_of(view: View) -> Sequence[WorkItem]:
    """What waits for whoever asks."""
    work: Work = view.request.app.state.work
    return work.of(view.principal.subject, at=view.records.now(), language=view.language)


def _team(view: View) -> list[tuple[Person, Sequence[WorkItem]]]:
    """The direct reports with what waits for them, without documents that the manager may not know of."""
    work: Work = view.request.app.state.work
    with view.reading() as connection:
        people = staff_on(connection, view.records.today()).people
    team = sorted(
        (people[one] for one in view.principal.team if one in people), key=lambda one: one.staff_number
    )
    found = work.of_many([person.subject for person in team], at=view.records.now(), language=view.language)
    return [
        (person, [one for one in found[person.subject] if one.document not in view.hidden]) for person in team
    ]


def _said(view: View, now: datetime.datetime) -> Mapping[str, object]:
    """How the templates put a task into words."""
    zone = view.texts.edition.zone
    return {
        "title_of": lambda one: title_in(one, view.language),
        "days_late": lambda one: days_late(one, now=now, zone=zone),
        "clock": lambda moment: moment.astimezone(zone).strftime("%H:%M"),
        "is_today": lambda one: one.due and one.due.astimezone(zone).date() == now.astimezone(zone).date(),
    }


def _file(
    view: View, name: str, title: str, found: Sequence[tuple[Person | None, Sequence[WorkItem]]]
) -> Response:
    words, now, naming = texts(view.language), view.records.now(), view.naming
    is_team = any(person is not None for person, _ in found)
    heads = [("person", 12)] if is_team else []
    columns = [*heads, ("task", 48), ("document", 36), ("kind", 10), ("state", 10), ("due", 18), ("late", 10)]
    rows = [
        [
            *([person.name if person else ""] if is_team else []),
            title_in(one, view.language),
            naming.full(one.document),
            words.say(f"work.kind-{one.kind}"),
            words.say(f"work.state-{one.state}"),
            view.local(one.due) if one.due else "",
            days_late(one, now=now, zone=view.texts.edition.zone) or None,
        ]
        for person, work in found
        for one in work
    ]
    said = words.say(title)
    table = Table(
        title=said,
        columns=[Column(title=words.say(f"work.{code}"), width=width) for code, width in columns],
        rows=rows,
    )
    sheet = Sheet(name=name, title=said, lines=[view.local(now)], tables=[table], language=view.language)
    headers = {
        "content-disposition": f'attachment; filename="{name}-{view.records.today()}.xlsx"',
        "cache-control": "no-store",
    }
    return Response(xlsx(sheet), media_type=_XLSX, headers=headers)
