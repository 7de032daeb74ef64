"""Importing a staff list 导入名册: by a page with a preview, and by a program with a token."""

import hashlib
import threading
from collections import OrderedDict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.records import TheRecords
from portal.access.tokens import token_for
from portal.bookshelf import PinnedEdition
from portal.errors import PortalError
from portal.people import importing
from portal.people.planning import Plan
from portal.people.refusals import RosterUnreadable
from portal.people.roster import LARGEST, roster_of
from portal.web.described import REFUSALS
from portal.web.pages import answer_page, in_both_languages, language_of
from portal.web.refusals import sentence
from portal.web.texts import texts

router = APIRouter()

Managing = Annotated[Principal, Depends(may(Permission.MANAGE_PEOPLE))]
CHANGE = [Depends(csrf)]
_SHOWN = 200
_describe = texts("en").say


class Pending:
    """Lists that were shown as a preview and wait for somebody to say yes: a few, in memory, by whose they are."""

    def __init__(self) -> None:
        self._lists: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, whose: str, content: bytes) -> str:
        """Keeps a list; the digest it is asked for by."""
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            self._lists[whose, digest] = content
            self._lists.move_to_end((whose, digest))
            while len(self._lists) > 8:
                self._lists.popitem(last=False)
        return digest

    def take(self, whose: str, digest: str) -> bytes:
        """The list somebody looked at. RosterUnreadable if it is no longer kept."""
        with self._lock:
            content = self._lists.get((whose, digest))
        if content is None:
            raise RosterUnreadable(reason="forgotten", value="")
        return content


def _edition(request: Request) -> PinnedEdition:
    edition: PinnedEdition = request.app.state.bookshelf.current()
    return edition


@in_both_languages(router, "GET", "/people/import/", include_in_schema=False)
def import_page(request: Request, principal: Managing) -> HTMLResponse:
    """The form."""
    return _page(request, principal)


@in_both_languages(router, "POST", "/people/import/", include_in_schema=False, dependencies=CHANGE)
def preview(
    request: Request,
    records: TheRecords,
    principal: Managing,
    *,
    file: UploadFile,
    on: Annotated[date, Form()],
    leavers: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """What the list would change."""
    content = file.file.read(LARGEST + 1)
    try:
        planned = importing.preview(records, _edition(request), content, on=on, with_leavers=leavers)
    except RosterUnreadable as refusal:
        return _page(request, principal, refusal=refusal)
    digest = request.app.state.pending.keep(principal.subject, content)
    return _page(request, principal, planned=planned, digest=digest, on=on, leavers=leavers)


@in_both_languages(router, "POST", "/people/import/apply/", include_in_schema=False, dependencies=CHANGE)
def apply(
    request: Request,
    records: TheRecords,
    principal: Managing,
    *,
    digest: Annotated[str, Form(max_length=64)],
    on: Annotated[date, Form()],
    leavers: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Carries out what was shown; the plan is made anew from the same list, so nothing in between is overlooked."""
    edition = _edition(request)
    content = request.app.state.pending.take(principal.subject, digest)
    planned = importing.preview(records, edition, content, on=on, with_leavers=leavers)
    importing.apply(records, edition, planned, by=principal.subject)
    return _page(request, principal, planned=planned, done=True, on=on, leavers=leavers)


def _page(
    request: Request,
    principal: Principal,
    *,
    planned: Plan | None = None,
    refusal: PortalError | None = None,
    **values: Any,
) -> HTMLResponse:
    shown = {"digest": "", "done": False, "leavers": False, "on": request.app.state.records.today()}
    return answer_page(
        request,
        "people_import.html",
        title="people.import",
        status=refusal.status if refusal else 200,
        principal=principal,
        plan=planned,
        findings=planned.findings[:_SHOWN] if planned else (),
        problem=sentence(refusal, texts(language_of(request))) if refusal else "",
        **(shown | values),
    )


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StaffMember(_Value):
    """One person as an HR system says it. What is left out is left as it is."""

    staff_number: str = Field(max_length=100)
    name: str = Field(max_length=200)
    unit: str = Field(max_length=200, description="unit id or name")
    department: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, max_length=20)
    roles: tuple[str, ...] | None = Field(default=None, description="role ids, or names in the unit")
    backup_roles: tuple[str, ...] | None = None
    manager: str | None = Field(default=None, max_length=100, description="staff number")
    joined: date | None = None
    left: date | None = None


class StaffList(_Value):
    """The staff, or a part of it. ``leavers``: who is not listed has left. ``apply``: carry it out."""

    people: tuple[StaffMember, ...] = Field(max_length=50_000)
    leavers: bool = False
    apply: bool = True
    on: date | None = None


class ListFinding(_Value):
    """Something about one of the people; ``line`` counts them from 1."""

    line: int
    severity: str
    code: str
    column: str
    value: str
    message: str


class ListAnswer(_Value):
    """What was changed, or would be; with an error nothing is."""

    rows: int
    applied: bool
    changes: dict[str, int]
    findings: tuple[ListFinding, ...]


@router.put(
    "/api/v1/people",
    operation_id="people",
    summary=_describe("api.people"),
    tags=["people"],
    responses=REFUSALS,
    dependencies=[Depends(token_for("people"))],
)
def put_people(
    request: Request,
    records: TheRecords,
    staff: StaffList,
) -> ListAnswer:
    """An HR system says who works here. Sent twice, it changes nothing the second time."""
    edition = _edition(request)
    roster = roster_of([person.model_dump(exclude_none=True) for person in staff.people])
    planned = importing.preview(records, edition, roster, on=staff.on, with_leavers=staff.leavers)
    applied = staff.apply and planned.is_sound
    if applied:
        importing.apply(records, edition, planned, by="system")
    said = texts("en").say
    return ListAnswer(
        rows=planned.rows,
        applied=applied,
        changes=dict(planned.counts()),
        findings=tuple(
            ListFinding(
                line=found.line,
                severity=found.severity,
                code=found.code,
                column=found.column,
                value=found.value,
                message=said(f"roster.{found.code}", column=found.column, value=found.value, near=found.near),
            )
            for found in planned.findings
        ),
    )
