"""The counter: what every page of one's own duties begins with."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from portal.access.permissions import Permission
from portal.access.principals import Principal, may
from portal.access.records import Records, TheRecords
from portal.acknowledgements.pages import TheTexts
from portal.duties.desk import DutyDesk
from portal.duties.standing import Task
from portal.duties.views import Line, line_of
from portal.ledger.ledger import reading
from portal.releases.texts import Texts
from portal.web.languages import Language
from portal.web.pages import answer_page, language_of
from portal.workdays.calendar import WorkCalendar
from portal.workdays.recurrence import Day

Own = Annotated[Principal, Depends(may(Permission.COMPLETE_OWN))]


async def the_duties(request: Request) -> DutyDesk:
    """The desk of this app."""
    duties: DutyDesk = request.app.state.duties
    return duties


TheDuties = Annotated[DutyDesk, Depends(the_duties)]


@dataclass(frozen=True, kw_only=True)
class Counter:
    """Somebody in front of their own duties."""

    request: Request
    found: Texts
    desk: DutyDesk
    records: Records
    principal: Principal

    @property
    def language(self) -> Language:
        """The language of the address."""
        return language_of(self.request)

    @property
    def library(self) -> Mapping[str, Any]:
        """The edition's library, as plain data."""
        return self.found.edition.library

    @property
    def calendar(self) -> WorkCalendar:
        """The company's working calendar."""
        return self.desk.calendars.of(self.library)

    @property
    def today(self) -> Day:
        """The company's day."""
        return self.calendar.day_of(self.records.now())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the records."""
        with reading(self.records.ledger.engine) as connection:
            yield connection

    def work(self) -> list[Task]:
        """What this person is to do now."""
        with self.reading() as connection:
            return self.desk.work(connection, self.library, self.principal.subject)

    def between(self, first: Day, last: Day) -> list[Task]:
        """This person's duties from one day to another."""
        with self.reading() as connection:
            return self.desk.between(connection, self.library, self.principal.subject, first, last)

    def lines(self, tasks: Iterable[Task]) -> list[Line]:
        """Tasks as lines of a list."""
        return [self.line(task) for task in tasks]

    def line(self, task: Task) -> Line:
        """One task as a line."""
        return line_of(task, self.found, self.language, today=self.today)

    def unpublished(self, *days: datetime.date) -> tuple[int, ...]:
        """The years of some days whose holidays are not known."""
        return self.calendar.unpublished({day.year for day in days})

    def page(self, template: str, *, title: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page at this counter."""
        return answer_page(
            self.request, template, title=title, status=status, principal=self.principal, **values
        )


async def the_counter(
    request: Request, found: TheTexts, desk: TheDuties, records: TheRecords, principal: Own
) -> Counter:
    """The counter of this request."""
    return Counter(request=request, found=found, desk=desk, records=records, principal=principal)


AtCounter = Annotated[Counter, Depends(the_counter)]
