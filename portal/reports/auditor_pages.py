"""The auditor's overview: coverage by unit, department, role and document, and the matrix of people and documents."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from portal.access.permissions import Permission
from portal.access.principals import Principal, may
from portal.reports import coverage
from portal.reports.cells import behind, matrix
from portal.reports.chart import Mark, Point, line_chart
from portal.reports.coverage import TARGET, Counts, Dimension
from portal.reports.exceptions import days_late
from portal.reports.picture import Picture
from portal.reports.stamp import standing_of
from portal.reports.trend import Trend, Week, turns
from portal.reports.view import TheDay, TheSelection, View, choices, view_of
from portal.web.pages import in_both_languages
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Audits = Annotated[Principal, Depends(may(Permission.AUDIT))]
_COLUMNS, _ROWS = 8, 15
_EXCEPTIONS = 6
_GROUPS = 25
Number = Annotated[int, Query(ge=1, le=100_000)]


@in_both_languages(router, "GET", "/reports/coverage/")
def coverage_page(
    request: Request, principal: Audits, day: TheDay, selection: TheSelection, by: Dimension = "department"
) -> HTMLResponse:
    """How many of those who should have confirmed by the end of a day had."""
    view = view_of(request, principal)
    view.looks_at("coverage", {"day": day.isoformat()} | selection.stated())
    trend: Trend = request.app.state.trend
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        totals = coverage.total(picture)
        today, hidden = view.records.today(), view.hidden
        weeks = trend.weeks(connection, day, selection, newest=totals, today=today, hidden=hidden)
        standing = standing_of(view.records.ledger, connection)
    groups = coverage.by(picture, by)
    grid, columns = coverage.grid(picture), _worst(picture)
    rows = sorted(list(coverage.by(picture, "department"))[:_ROWS])
    return view.page(
        "coverage.html",
        title="report.coverage",
        day=day,
        today=today,
        selection=selection,
        choices=choices(view, picture),
        totals=totals,
        by=by,
        groups=list(groups.items())[:_GROUPS],
        left_out=max(0, len(groups) - _GROUPS),
        grid={department: grid[department] for department in rows},
        rows_left_out=len(grid) - len(rows),
        columns=columns,
        people=coverage.people_in(picture),
        exceptions=_low(picture),
        weeks=weeks,
        chart=_chart(view, picture, weeks),
        standing=standing,
    )


@in_both_languages(router, "GET", "/reports/matrix/")
def matrix_page(
    request: Request,
    principal: Audits,
    day: TheDay,
    selection: TheSelection,
    *,
    page: Number = 1,
    part: Number = 1,
) -> HTMLResponse:
    """Person by person, document by document."""
    view = view_of(request, principal)
    view.looks_at("matrix", {"day": day.isoformat()} | selection.stated())
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        standing = standing_of(view.records.ledger, connection)
    return view.page(
        "matrix.html",
        title="report.matrix",
        day=day,
        today=view.records.today(),
        selection=selection,
        choices=choices(view, picture),
        totals=coverage.total(picture),
        found=matrix(picture, documents=in_order(view, picture), page=page, part=part),
        behind=lambda one: behind(picture, one),
        standing=standing,
    )


def in_order(view: View, picture: Picture) -> list[str]:
    """The documents of a picture by code, those without one after the others."""
    naming = view.naming
    return sorted(picture.documents, key=lambda one: (not naming.code(one), naming.code(one), one))


def _worst(picture: Picture) -> list[str]:
    """The documents to look at first: those with most people late, then those furthest behind."""
    found = coverage.by(picture, "document").items()
    return [document for document, _ in sorted(found, key=lambda entry: -entry[1].late)][:_COLUMNS]


def _low(picture: Picture) -> list[tuple[str, str, Counts, int]]:
    """Departments and documents below the limit: how they stand, and the most days somebody is late."""
    oldest: dict[tuple[str, str], int] = {}
    for one in picture.obligations:
        if one.state == "late":
            pair = picture.department_of(picture.person(one.subject)), one.document
            oldest[pair] = max(oldest.get(pair, 0), days_late(one, picture.day))
    found = [
        (department, document, counts, oldest.get((department, document), 0))
        for department, row in coverage.grid(picture).items()
        for document, counts in row.items()
        if counts.is_low
    ]
    return sorted(found, key=lambda entry: (-entry[2].late, entry[0], entry[1]))[:_EXCEPTIONS]


def _chart(view: View, picture: Picture, weeks: list[Week]) -> str:
    """The line of the last weeks, with a sentence that says the same."""
    known = [(week.day, week.counts.exact) for week in weeks if week.counts.exact is not None]
    if len(known) < 2:
        return ""
    words, naming = texts(view.language), view.naming
    first, last = known[0][0], known[-1][0]
    marks = [
        Mark(
            at=(turn.day - first).days / max(1, (last - first).days),
            label=words.say(
                "report.chart-turn", title=naming.document(turn.document), revision=turn.revision
            ),
        )
        for turn in turns(
            picture.facts.courses,
            picture.facts.organisation,
            first=first,
            last=last,
            selection=picture.selection,
        )
    ]
    lowest = min(known, key=lambda entry: entry[1] or 0)
    said = words.say(
        "report.chart-alternative",
        weeks=len(known),
        first=known[0][1],
        last=known[-1][1],
        lowest=lowest[1],
        lowest_day=lowest[0].isoformat(),
    )
    return line_chart(
        [Point(label=day.strftime("%m-%d"), value=value or 0) for day, value in known],
        alternative=said,
        target=TARGET,
        target_label=words.say("report.chart-target", target=TARGET),
        marks=marks,
    )
