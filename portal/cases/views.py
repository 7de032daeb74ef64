"""What the pages of cases show: a case with its steps, where it stands, who did what, ready for the templates."""

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse

from portal.access.looking import write_down
from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.accounts.cookies import address_of
from portal.acknowledgements.views import page_of, title_of
from portal.attachments.service import Attachment, attachments_about
from portal.cases.handed_in import numbers_of
from portal.cases.involved import concerns
from portal.cases.lists import StepList, lists_of, settle_lists
from portal.cases.notes import Note, read_note
from portal.cases.office import CaseOffice
from portal.cases.plans import Plan
from portal.cases.refusals import CaseUnknown
from portal.cases.standing import Seats
from portal.cases.store import case_at, events_of, forms_of, tasks_of
from portal.cases.values import Case, Event, Filled, Task
from portal.checklists.board import Checklists
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.releases.facts import in_force
from portal.releases.texts import Texts
from portal.web.languages import Language
from portal.web.pages import answer_page, here, language_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the procedure as a case has gone through it so far."""

    id: str
    number: str
    name: str
    state: str
    visits: Sequence[Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a case's history."""

    seq: int
    at: datetime.datetime
    by: str
    kind: str
    task: Task | None
    event: Event | None
    note: Note


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One request for a page of cases: who asks, in which words, in front of which texts."""

    request: Request
    principal: Principal
    texts: Texts
    office: CaseOffice

    @property
    def language(self) -> Language:
        """The language of the page."""
        return language_of(self.request)

    @property
    def most_megabytes(self) -> int:
        """How large a file may be."""
        limit: int = self.request.app.state.settings.largest_upload_mb
        return limit

    @property
    def now(self) -> datetime.datetime:
        """This moment."""
        return self.office.records.now()

    @property
    def checklists(self) -> Checklists:
        """The running lists of this app."""
        found: Checklists = self.request.app.state.checklists
        return found

    def settle_lists(self, case: str) -> None:
        """What a step starts is started now; what goes wrong here is made up for by the next round."""
        try:
            settle_lists(self.office, self.checklists, self.texts, case=case)
        except PortalError as problem:
            logger.warning("lists of a case wait for the next round: %s", problem.code)

    def title(self, document: str) -> str:
        """What a document, a role or a department is called."""
        units = self.texts.edition.units.get(document, {})
        if units:
            return units.get(self.language) or next(iter(units.values()))
        return title_of(self.texts, document, self.language)

    def address(self, document: str) -> str:
        """Where a document's page is."""
        return page_of(self.texts, document, self.language)

    def local(self, moment: datetime.datetime) -> str:
        """A moment as people of the company read it."""
        return moment.astimezone(self.texts.edition.zone).strftime("%Y-%m-%d %H:%M")

    def plan(self, case: Case) -> Plan:
        """The text a case follows, in the reader's language."""
        return self.office.plan(case.digests, self.language)

    def lists(self, connection: Connection, case: str) -> Mapping[str, Sequence[StepList]]:
        """The lists that the steps of a case started, by task."""
        language, who = self.language, self.principal
        return lists_of(connection, self.checklists, self.texts, case, who=who, language=language)

    def note(self, digest: str) -> Note:
        """What somebody wrote."""
        return read_note(self.office.records.ledger.files, digest)

    def looks_at(self, page: str, **scope: str) -> None:
        """What an auditor sees of cases is written down before the page leaves."""
        if self.principal.may(Permission.AUDIT):
            now, address = self.now, address_of(self.request)
            write_down(
                self.office.records.ledger, page, scope, by=self.principal.subject, now=now, address=address
            )

    def onwards(self, path: str) -> RedirectResponse:
        """After a change: to one of our pages."""
        return RedirectResponse(here(self.language, path), status_code=303)

    def page(self, template: str, *, title: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of cases."""
        return answer_page(
            self.request,
            template,
            title=title,
            status=status,
            view=self,
            principal=self.principal,
            now=self.now,
            **values,
        )


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """Everything about one case."""

    case: Case
    plan: Plan
    tasks: Sequence[Task]
    events: Sequence[Event]
    forms: Sequence[Filled]
    seats: Seats
    newer: str
    before: Case | None = None
    files: Sequence[Attachment] = ()
    lists: Mapping[str, Sequence[StepList]] = field(default_factory=dict)

    @property
    def numbers(self) -> Mapping[str, str]:
        """By which number a file of the case is fetched."""
        return numbers_of(self.files)

    @property
    def handed_in(self) -> Sequence[Attachment]:
        """The files that an entry names; those of drafts are not shown."""
        return [one for one in self.files if one.seq is not None]

    @property
    def open(self) -> Sequence[Task]:
        """What waits."""
        return [task for task in self.tasks if task.is_open]

    def steps(self) -> Sequence[StepLine]:
        """The procedure's steps, with what became of each in this case."""
        visits: dict[str, list[Task]] = {}
        for task in self.tasks:
            if task.state != "dropped":
                visits.setdefault(task.step, []).append(task)
        return [
            StepLine(
                id=step,
                number=self.plan.number(step),
                name=self.plan.name(step),
                state=_state_of(visits.get(step, ())),
                visits=visits.get(step, ()),
            )
            for step in self.plan.steps
        ]

    def history(self, view: CaseView) -> Sequence[Happening]:
        """What happened, in order."""
        by_key = {task.key: task for task in self.tasks}
        done = [
            Happening(
                seq=task.seq, at=task.at, by=task.by, kind=task.outcome, task=task, event=None,
                note=view.note(task.note),
            )
            for task in self.tasks
            if task.seq is not None and task.at is not None
        ]  # fmt: skip
        besides = [
            Happening(
                seq=event.seq, at=event.at, by=event.by, kind=event.kind.partition(":")[2],
                task=by_key.get(event.task), event=event, note=view.note(event.note),
            )
            for event in self.events
        ]  # fmt: skip
        return sorted([*done, *besides], key=lambda one: one.seq)


def case_file(view: CaseView, key: str) -> CaseFile:
    """One case as this person may see it. CaseUnknown for those it does not concern."""
    with reading(view.office.records.ledger.engine) as connection:
        case = case_at(connection, key)
        seats = view.office.seats(connection, view.texts)
        tasks = tasks_of(connection, key)
        if not concerns(view.office, view.texts, view.principal, seats, case=case, tasks=tasks):
            raise CaseUnknown
        return CaseFile(
            case=case,
            plan=view.plan(case),
            tasks=tasks,
            events=events_of(connection, key),
            forms=forms_of(connection, key),
            seats=seats,
            newer=_newer(connection, case),
            before=case_at(connection, case.follows) if case.follows else None,
            files=attachments_about(connection, f"case:{case.key}"),
            lists=view.lists(connection, case.key),
        )


def _state_of(visits: Sequence[Task]) -> str:
    if not visits:
        return "ahead"
    if any(task.is_open for task in visits):
        return "open"
    return "refused" if visits[-1].outcome == "refused" else "done"


def _newer(connection: Connection, case: Case) -> str:
    """The revision in force, if a running case keeps to an earlier text."""
    release = in_force(connection, case.document)
    same: Mapping[str, str] | None = None if release is None else release.digests
    if release is None or not case.is_running or dict(same or {}) == dict(case.digests):
        return ""
    return release.revision
