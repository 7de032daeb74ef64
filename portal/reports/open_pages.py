"""Human resources: who still has something to confirm, reminding them now, and sheets to sign 签收表."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.errors import PageNotFound
from portal.obligations.values import Obligation
from portal.people.facts import Person
from portal.reports import coverage
from portal.reports.cells import behind
from portal.reports.export_pages import FileForm, taken
from portal.reports.picture import Picture
from portal.reports.reminding import remind_now
from portal.reports.sign_off import sign_off_sheet
from portal.reports.view import TheDay, TheSelection, Word, choices, view_of
from portal.web.pages import in_both_languages

router = APIRouter(include_in_schema=False)

Reminds = Annotated[Principal, Depends(may(Permission.REMIND))]
SignsOff = Annotated[Principal, Depends(may(Permission.EXPORT_SIGN_OFF))]
CHANGE = [Depends(csrf)]
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """One person and what they still have to confirm, the most urgent first."""

    person: Person
    department: str
    open: Sequence[Obligation]

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(one.state == "late" for one in self.open)


@in_both_languages(router, "GET", "/reports/open/")
def open_page(
    request: Request, principal: Reminds, selection: TheSelection, state: Word = "", reminded: Word = ""
) -> HTMLResponse:
    """Everybody who still has something to confirm today, those who are late first."""
    view = view_of(request, principal)
    today = view.records.today()
    with view.reading() as connection:
        picture = view.picture(connection, today, selection)
    found = owing(picture, only_late=state == "late")
    return view.page(
        "open.html",
        title="report.open",
        day=today,
        today=today,
        selection=selection,
        state=state,
        choices=choices(view, picture),
        totals=coverage.total(picture),
        found=found[:_SHOWN],
        count_all=len(found),
        picture=picture,
        behind=lambda one: behind(picture, one),
        reminded=reminded if reminded.isdigit() else "",
    )


@in_both_languages(router, "POST", "/reports/remind/", dependencies=CHANGE)
def remind(
    request: Request, principal: Reminds, selection: TheSelection, state: Annotated[str, Form()] = ""
) -> Response:
    """Reminds everybody of a selection now; whoever was reminded of the same thing today is not told twice."""
    view = view_of(request, principal)
    with view.reading() as connection:
        picture = view.picture(connection, view.records.today(), selection)
    told = remind_now(view, picture, only_late=state == "late")
    return view.onwards(f"reports/open/?reminded={told}")


@in_both_languages(router, "GET", "/reports/sign-off/")
def sign_off_page(request: Request, principal: SignsOff, selection: TheSelection) -> HTMLResponse:
    """Choosing a document and a department for a sheet, and how they stand."""
    view = view_of(request, principal)
    today = view.records.today()
    with view.reading() as connection:
        picture = view.picture(connection, today, selection)
    release = picture.release(selection.document) if selection.document not in view.hidden else None
    return view.page(
        "sign_off.html",
        title="report.sign-off",
        day=today,
        today=today,
        selection=selection,
        choices=choices(view, picture),
        totals=coverage.total(picture) if selection.document else None,
        release=release,
        picture=picture,
    )


@in_both_languages(router, "POST", "/reports/sign-off/{form}/", dependencies=CHANGE)
def sign_off_file(
    request: Request, principal: SignsOff, form: FileForm, day: TheDay, selection: TheSelection
) -> Response:
    """The sheet: who has confirmed in the portal, and who is to sign by hand."""
    view = view_of(request, principal)
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        release = picture.release(selection.document)
        if release is None or release.withdrawn or selection.document in view.hidden:
            raise PageNotFound
        sheet = sign_off_sheet(view, connection, picture, release)
    return taken(view, sheet, form, scope={"day": day.isoformat()} | selection.stated())


def owing(picture: Picture, *, only_late: bool = False) -> list[Owing]:
    """Everybody who still has something to confirm, those with most late first."""
    by_person: dict[str, list[Obligation]] = {}
    for one in picture.obligations:
        if one.state == "late" or (one.is_open and not only_late):
            by_person.setdefault(one.subject, []).append(one)
    found = [_owing(picture, subject, theirs) for subject, theirs in by_person.items()]
    return sorted(found, key=lambda one: (-one.late, one.department, one.person.staff_number))


def _owing(picture: Picture, subject: str, theirs: Sequence[Obligation]) -> Owing:
    person = picture.person(subject)
    ordered = sorted(theirs, key=lambda one: (one.due, one.document))
    return Owing(person=person, department=picture.department_of(person), open=ordered)
