"""The view 视野: what every request for a report begins with: who asks, about which day and part, in which words."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse

from portal.access.looking import write_down
from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.access.records import Records
from portal.accounts.cookies import address_of
from portal.bookshelf import Bookshelf
from portal.errors import InvalidParameter
from portal.ledger.ledger import reading
from portal.people.facts import Person
from portal.releases.texts import Texts, texts_of
from portal.reports.naming import Naming, person_name
from portal.reports.picture import Day, Picture, Selection, kind_of, picture_of, query
from portal.web.languages import Language
from portal.web.pages import answer_page, here, language_of

_FIRST_YEAR = 1990
Word = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, kw_only=True)
class View:
    """One request for a report."""

    request: Request
    principal: Principal
    texts: Texts
    language: Language

    @property
    def records(self) -> Records:
        """The records of this app."""
        records: Records = self.request.app.state.records
        return records

    @property
    def naming(self) -> Naming:
        """Names in the reader's language."""
        return Naming(texts=self.texts, files=self.records.ledger.files, language=self.language)

    @property
    def hidden(self) -> frozenset[str]:
        """Restricted documents this person may not know of; auditors and owners of a document may."""
        if self.principal.may(Permission.AUDIT):
            return frozenset()
        edition = self.texts.edition
        return frozenset(edition.restricted_documents) - edition.readable(self.principal.rights)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the records. LedgerUnavailable and its like where they cannot be read."""
        with reading(self.records.ledger.engine) as connection:
            yield connection

    def picture(self, connection: Connection, day: Day, selection: Selection) -> Picture:
        """The picture of a day as this person may see it."""
        return picture_of(connection, day, selection, hidden=self.hidden)

    def looks_at(self, page: str, scope: dict[str, str]) -> None:
        """Writes down that this person looks; nothing is shown where that cannot be written."""
        now, address = self.records.now(), address_of(self.request)
        write_down(self.records.ledger, page, scope, by=self.principal.subject, now=now, address=address)

    def name(self, person: Person | None, subject: str) -> str:
        """What somebody is called."""
        return person_name(person, subject)

    def local(self, moment: datetime.datetime) -> str:
        """A moment as people of the company read it."""
        return moment.astimezone(self.texts.edition.zone).strftime("%Y-%m-%d %H:%M")

    def onwards(self, path: str) -> RedirectResponse:
        """To one of our pages, after something was done."""
        return RedirectResponse(here(self.language, path), status_code=303)

    def page(self, template: str, *, title: str, **values: Any) -> HTMLResponse:
        """A page of reports: with the ways to the others that this person may take."""
        return answer_page(
            self.request,
            template,
            title=title,
            principal=self.principal,
            naming=self.naming,
            named=self.name,
            local=self.local,
            query=query,
            kind_of=kind_of,
            **values,
        )


def view_of(request: Request, principal: Principal) -> View:
    """The view of a request; the edition is the one the request began with. NoEdition, EditionUnreadable."""
    bookshelf: Bookshelf = request.app.state.bookshelf
    edition = request.state.edition = bookshelf.current()
    return View(request=request, principal=principal, texts=texts_of(edition), language=language_of(request))


def the_day(request: Request, day: Word = "") -> Day:
    """The day asked about; today where none is named or it is still to come. InvalidParameter."""
    records: Records = request.app.state.records
    today = records.today()
    if not day.strip():
        return today
    return min(asked_day(day), today)


def asked_day(said: str) -> Day:
    """A day as somebody wrote it. InvalidParameter."""
    try:
        found = datetime.date.fromisoformat(said.strip())
    except ValueError:
        found = None
    if found is None or found.year < _FIRST_YEAR:
        raise InvalidParameter(parameter="day", reason="other", limit="", expected="")
    return found


def the_selection(  # noqa: PLR0917 - the parts of an address
    unit: Word = "",
    department: Word = "",
    role: Word = "",
    kind: Word = "",
    document: Word = "",
    subject: Word = "",
) -> Selection:
    """The part of the company asked about."""
    return Selection(
        unit=unit, department=department, role=role, kind=kind, document=document, subject=subject
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a report can be narrowed to: ids with their names."""

    units: Sequence[tuple[str, str]]
    departments: Sequence[tuple[str, str]]
    roles: Sequence[tuple[str, str]]
    kinds: Sequence[str]
    documents: Sequence[tuple[str, str]]


def choices(view: View, picture: Picture) -> Choices:
    """What there is to choose from on the picture's day, within the unit that was chosen."""
    naming, unit = view.naming, picture.selection.unit
    places = [place for place in picture.facts.presence.here if unit in ("", place.partition("/")[0])]
    released = [key for key, course in picture.facts.courses.items() if course[-1].terms is not None]
    documents = [(key, naming.full(key, picture.release(key))) for key in released if key not in view.hidden]
    return Choices(
        units=[(key, naming.place(key)) for key in sorted(view.texts.edition.units)],
        departments=_named(view, (place for place in places if "/department/" in place)),
        roles=_named(view, (place for place in places if "/role/" in place)),
        kinds=sorted({kind_of(key) for key in released}),
        documents=sorted(documents, key=lambda entry: entry[1]),
    )


def _named(view: View, places: Iterable[str]) -> list[tuple[str, str]]:
    return sorted((place, view.naming.with_unit(place)) for place in places)


TheDay = Annotated[Day, Depends(the_day)]
TheSelection = Annotated[Selection, Depends(the_selection)]
