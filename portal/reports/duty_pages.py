"""Pages over the duties of others: the board for HR and auditors, a manager's team, letting somebody off."""

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.refusals import NotAllowed
from portal.duties.book import DutyId
from portal.duties.calendar_pages import first_of
from portal.duties.desk import DutyDesk
from portal.duties.rates import of_tasks
from portal.duties.refusals import DutySettled, DutyUnknown
from portal.duties.service import REASONS, waive
from portal.duties.standing import Task
from portal.duties.views import Line, last_of, line_of, with_proof
from portal.ledger.names import new_key
from portal.people.facts import Person
from portal.reports.duty_board import Asked, asked_for, seen, sheet_of
from portal.reports.export_pages import FileForm, taken
from portal.reports.view import View, Word, view_of
from portal.web.pages import in_both_languages
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

SeesPeople = Annotated[Principal, Depends(may(Permission.SEE_PEOPLE))]
Takes = Annotated[Principal, Depends(may(Permission.EXPORT_EVIDENCE, Permission.EXPORT_SIGN_OFF))]
Manages = Annotated[Principal, Depends(may(Permission.SEE_TEAM))]
Waives = Annotated[Principal, Depends(may(Permission.VERIFY_ITEMS, Permission.RECORD_ON_BEHALF))]
_TWO_WEEKS = datetime.timedelta(days=14)
_MOST_DONE = 40
_TWO_MONTHS = datetime.timedelta(days=62)


def the_part(month: Word = "", unit: Word = "", role: Word = "", duty: Word = "") -> dict[str, str]:
    """The part of the board that an address names."""
    return {"month": month, "unit": unit, "role": role, "duty": duty}


ThePart = Annotated[dict[str, str], Depends(the_part)]


class Owing(NamedTuple):
    """One person of a team, with what they owe now."""

    person: Person
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The month that is looked at, with those beside it."""

    first: datetime.date

    @property
    def before(self) -> str:
        """The month before."""
        return (self.first - datetime.timedelta(days=1)).strftime("%Y-%m")

    @property
    def after(self) -> str:
        """The month after."""
        return (last_of(self.first) + datetime.timedelta(days=1)).strftime("%Y-%m")


@in_both_languages(router, "GET", "/reports/duties/")
def board_page(request: Request, principal: SeesPeople, part: ThePart) -> HTMLResponse:
    """How often duties are done in time: by unit, role, duty, and the people of one duty."""
    view = view_of(request, principal)
    asked = asked_for(view, **part)
    _note_look(view, "duties", asked.stated())
    with view.reading() as connection:
        found = seen(view, connection, asked)
    return view.page(
        "duty_board.html", title="duty.board", found=found, asked=asked, months=Months(first=asked.first)
    )


@in_both_languages(router, "POST", "/reports/duties/{form}/", dependencies=[Depends(csrf)])
def take_board(request: Request, principal: Takes, form: FileForm, part: ThePart) -> Response:
    """The board of a month as a file, stamped; that it was taken is recorded."""
    view = view_of(request, principal)
    asked = asked_for(view, **part)
    with view.reading() as connection:
        sheet = sheet_of(view, seen(view, connection, asked))
    return taken(view, sheet, form, scope={"day": last_of(asked.first).isoformat()} | asked.stated())


@in_both_languages(router, "GET", "/reports/duties/person/")
def person_page(
    request: Request, principal: SeesPeople, subject: Word = "", month: Word = ""
) -> HTMLResponse:
    """One person's duties of a month, one by one, with their records."""
    view = view_of(request, principal)
    first = first_of(month, view.records.today())
    _note_look(view, "duties-person", {"subject": subject, "month": first.strftime("%Y-%m")})
    desk: DutyDesk = request.app.state.duties
    library = view.texts.edition.library
    with view.reading() as connection:
        person = desk.matter(connection, library).people.get(subject)
        if person is None:
            raise DutyUnknown
        tasks = desk.between(connection, library, subject, first, last_of(first))
    shown = [task for task in tasks if task.occurrence.id.role not in view.hidden]
    return view.page(
        "duty_person.html",
        title=texts(view.language).say("duty.of-person", name=view.name(person, subject)),
        person=person,
        subject=subject,
        months=Months(first=first),
        lines=_proved(view, shown),
        figures=of_tasks(shown),
        reasons=REASONS,
        may_waive=principal.may(Permission.RECORD_ON_BEHALF),
        may_audit=principal.may(Permission.AUDIT),
    )


@in_both_languages(router, "GET", "/my/team/duties/")
def team_page(request: Request, principal: Manages, month: Word = "") -> HTMLResponse:
    """What my team owes now, and how often it was in time in a month."""
    view = view_of(request, principal)
    asked = Asked(first=first_of(month, view.records.today()))
    desk: DutyDesk = request.app.state.duties
    with view.reading() as connection:
        found = seen(view, connection, asked, only=frozenset(map(str, principal.team)))
        work = desk.work_of_many(
            connection, view.texts.edition.library, sorted(principal.team), at=view.records.now()
        )
    people = found.matter.people
    done = _done_lately(view, desk, principal)
    owing = [
        Owing(people[one], _lines(view, tasks)) for one, tasks in work.items() if tasks and one in people
    ]
    return view.page(
        "duty_team.html",
        title="duty.team",
        found=found,
        asked=asked,
        months=Months(first=asked.first),
        done=done,
        owing=sorted(owing, key=lambda one: (-_late(one), one.person.staff_number)),
        reasons=REASONS,
    )


@in_both_languages(router, "POST", "/reports/duties/person/waive/", dependencies=[Depends(csrf)])
def waive_duty(
    request: Request,
    principal: Waives,
    *,
    subject: Annotated[str, Form(max_length=40)] = "",
    role: Annotated[str, Form(max_length=200)] = "",
    duty: Annotated[str, Form(max_length=100)] = "",
    period: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Somebody need not do a duty in a period: their manager's word, or that of human resources; never their own."""
    view = view_of(request, principal)
    is_hr = principal.may(Permission.RECORD_ON_BEHALF)
    if subject == principal.subject:
        raise NotAllowed
    if not is_hr and subject not in principal.team:
        raise DutyUnknown
    desk: DutyDesk = request.app.state.duties
    library = view.texts.edition.library
    with view.reading() as connection:
        task = desk.one(connection, library, subject, DutyId(role, duty), period)
        organisation = desk.matter(connection, library).organisation
    if task is None or abs(task.occurrence.day - view.records.today()) > _TWO_MONTHS:
        raise DutyUnknown
    with suppress(DutySettled):  # done meanwhile, or somebody else let them off: there is nothing left to say
        waive(
            view.records.ledger, task, key=new_key(), reason=reason, note=note, by=principal.subject,
            organisation=organisation, now=view.records.now(),
        )  # fmt: skip
    if subject in principal.team:
        return view.onwards("my/team/duties/")
    month = task.occurrence.day.strftime("%Y-%m")
    return view.onwards(f"reports/duties/person/?subject={subject}&month={month}")


def _done_lately(view: View, desk: DutyDesk, who: Principal) -> list[tuple[str, Line]]:
    """What a manager's people did lately, the newest first, with their names."""
    today, library = view.records.today(), view.texts.edition.library
    with view.reading() as connection:
        people = desk.matter(connection, library).people
        tasks = [
            task
            for one in sorted(map(str, who.team))
            for task in desk.between(connection, library, one, today - _TWO_WEEKS, today)
            if task.fact is not None and task.fact.kind == "done"
        ]
    newest = sorted(tasks, key=lambda task: task.fact.seq if task.fact else 0, reverse=True)[:_MOST_DONE]
    names = [view.name(people.get(task.subject), task.subject) for task in newest]
    return list(zip(names, _lines(view, newest), strict=True))


def _note_look(view: View, page: str, scope: dict[str, str]) -> None:
    """Who audits is written down."""
    if view.principal.may(Permission.AUDIT):
        view.looks_at(page, scope)


def _lines(view: View, tasks: Sequence[Task]) -> list[Line]:
    today = view.records.today()
    return [line_of(task, view.texts, view.language, today=today) for task in tasks]


def _proved(view: View, tasks: Sequence[Task]) -> list[Line]:
    """The same with what was given as evidence."""
    with view.reading() as connection:
        kept = view.records.ledger.files
        return with_proof(connection, _lines(view, tasks), kept, view.texts, view.language)


def _late(one: Owing) -> int:
    return sum(line.state == "late" for line in one.lines)
