"""One's own recurring duties: what is late, what falls due, how to say that it is done, and what was recorded."""

import datetime
import re
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.access.principals import csrf
from portal.access.records import TheRecords
from portal.acknowledgements.pages import onwards
from portal.attachments.kinds import PICTURES
from portal.attachments.refusals import REFUSED_FILES
from portal.attachments.uploads import chosen, received, words_in
from portal.duties.book import DutyId
from portal.duties.counter import AtCounter, Counter, Own
from portal.duties.duty_page import correct_shown, page_of_duty
from portal.duties.evidence import WITH_FILES, Said, require
from portal.duties.rates import of_tasks
from portal.duties.refusals import (
    DutyNotYet,
    DutySettled,
    DutyTextChanged,
    DutyUnknown,
    EvidenceMissing,
    ReasonMissing,
)
from portal.duties.service import settle
from portal.duties.standing import LEAD, Task
from portal.duties.views import Line, rates
from portal.errors import InvalidParameter, PageNotFound, PortalError
from portal.ledger.ledger import reading
from portal.ledger.store import entry_at
from portal.notices.outbox import seen
from portal.people.service import identity_of
from portal.web.pages import in_both_languages

router = APIRouter(include_in_schema=False)

ADDRESS = "/my/duties/{unit}/{slug}/{duty}/{period}/"
_KEY = re.compile(r"[0-9a-f]{32}")
_MONTH = datetime.timedelta(days=31)
_MOST_SHOWN = 40
_ON_THE_PAGE: Final[tuple[type[PortalError], ...]] = (
    EvidenceMissing,
    DutyTextChanged,
    DutyNotYet,
    *REFUSED_FILES,
)
"""Refusals that are said on the page of the duty, which keeps what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody in front of one of their duties in a period."""

    counter: Counter
    task: Task
    is_too_early: bool

    @property
    def line(self) -> Line:
        """The duty as lists show it."""
        return self.counter.line(self.task)


def the_visit(counter: AtCounter, unit: str, slug: str, duty: str, period: str) -> Visit:
    """The duty and period that the address names, if it is this person's. DutyUnknown."""
    known = DutyId(f"{unit}/role/{slug}", duty)
    desk, library = counter.desk, counter.library
    with counter.reading() as connection:
        task = desk.one(connection, library, counter.principal.subject, known, period)
        if task is None:
            raise DutyUnknown
        book = desk.matter(connection, library).book
    today, day = counter.today, task.occurrence.day
    lead = datetime.timedelta(days=LEAD[task.occurrence.words.rule.every])
    before = book.occurrences(known, today, day - datetime.timedelta(days=1)) if day > today else ()
    return Visit(counter=counter, task=task, is_too_early=bool(before) and today < day - lead)


TheVisit = Annotated[Visit, Depends(the_visit)]


@in_both_languages(router, "GET", "/my/duties/")
def my_duties(counter: AtCounter, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """What I owe now, the most urgent first; what I missed, what I did, and how often I am in time."""
    today = counter.today
    month = counter.between(today - _MONTH, today)
    owed = counter.lines(counter.work())
    past = counter.lines(task for task in reversed(month) if not task.is_owed)
    return counter.page(
        "my_duties.html",
        title="duty.title",
        groups={
            "late": [line for line in owed if line.state == "late"],
            "today": [line for line in owed if line.state == "open" and line.days == 0],
            "soon": [line for line in owed if line.state == "open" and line.days > 0],
        },
        owed=len(owed),
        missed=[line for line in past if line.state == "missed"][:_MOST_SHOWN],
        done_lately=[line for line in past if line.state != "missed"][:_MOST_SHOWN],
        figures=of_tasks(month),
        rates=rates(month, counter.found, counter.language),
        unpublished=counter.unpublished(today, today + 2 * _MONTH),
        recorded=done if done.isdigit() else "",
    )


@in_both_languages(router, "GET", ADDRESS)
def duty_page(visit: TheVisit) -> Response:
    """One of my duties in one period: what it asks for, or what was recorded."""
    return _page(visit)


@in_both_languages(router, "POST", f"{ADDRESS}correct/", dependencies=[Depends(csrf)])
def correct_own(
    visit: TheVisit,
    *,
    reason: Annotated[str, Form(max_length=40)] = "",
    words: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """What I recorded today was wrong; it stays on record, and the duty is open again."""
    try:
        correct_shown(visit.counter, visit.task, reason=reason, words=words)
    except ReasonMissing as refusal:
        return _page(visit, refusal)
    return onwards(visit.counter.request, visit.line.place)


@in_both_languages(router, "POST", ADDRESS, dependencies=[Depends(csrf)])
async def settle_duty(visit: TheVisit) -> Response:
    """I have done it. A double click and a second attempt lead to the one record there is."""
    async with visit.counter.request.form() as form:
        return await run_in_threadpool(_settle, visit, form)


@router.get("/my/duties/record/{seq:int}.json")
def own_record(seq: int, records: TheRecords, principal: Own) -> Response:
    """The entry of a duty of mine, byte for byte."""
    with reading(records.ledger.engine) as connection:
        stored = entry_at(connection, seq)
    said = b"" if stored is None else stored.body
    if b'"kind":"duty:' not in said or f'"subject":"{principal.subject}"'.encode() not in said:
        raise PageNotFound
    headers = {
        "content-disposition": f'attachment; filename="record-{seq}.json"',
        "cache-control": "no-store",
    }
    return Response(said, media_type="application/json", headers=headers)


def _settle(visit: Visit, form: FormData) -> Response:
    own, request = visit.line.place, visit.counter.request
    if visit.task.fact is not None:
        return onwards(request, own)
    key, places = words_in(form, "key"), range(len(visit.task.occurrence.words.evidence))
    if not _KEY.fullmatch(key):
        raise InvalidParameter(parameter="key", reason="other", limit="", expected="")
    given = tuple(words_in(form, f"words-{place}") for place in places)
    said = Said(key=key, digest=words_in(form, "digest")[:64], given=given)
    try:
        seq = _settled(visit, _with_files(visit, said, form))
    except DutySettled:
        return onwards(request, own)
    except _ON_THE_PAGE as refusal:
        return _page(visit, refusal, said)
    return onwards(request, f"my/duties/?done={seq}" if words_in(form, "back") == "list" else own)


def _with_files(visit: Visit, said: Said, form: FormData) -> Said:
    """The same with ticks and files, which are checked and in safety then. None is taken where something is missing."""
    if visit.is_too_early:
        raise DutyNotYet
    asked, counter = visit.task.occurrence.words.evidence, visit.counter
    ticked = frozenset(place for place in range(len(asked)) if form.get(f"tick-{place}"))
    with_files = {place: one["kind"] for place, one in enumerate(asked) if one["kind"] in WITH_FILES}
    counts = {place: len(chosen(form, f"file-{place}")) for place in with_files}
    require(visit.task, given=said.given, ticked=ticked, files=counts, language=counter.language)
    files, limit = counter.records.ledger.files, counter.request.app.state.settings.largest_upload_mb
    return replace(
        said,
        ticked=ticked,
        files={
            place: received(
                files, form, f"file-{place}", megabytes=limit,
                only=PICTURES if kind == "photo" else frozenset[str](),
            )
            for place, kind in with_files.items()
        },
    )  # fmt: skip


def _settled(visit: Visit, said: Said) -> int:
    counter = visit.counter
    records, principal = counter.records, counter.principal
    with counter.reading() as connection:
        matter = counter.desk.matter(connection, counter.library)
    recorded = settle(
        records.ledger,
        visit.task,
        said,
        identity=identity_of(matter.people[principal.subject], principal.roles),
        sign_in=principal.method,
        organisation=matter.organisation,
        now=records.now(),
    )
    about = visit.task.occurrence.key
    records.ledger.sequencer.write(
        lambda connection: seen(connection, principal.subject, about=about, now=records.now())
    ).result()
    return recorded.seq


def _page(visit: Visit, refusal: PortalError | None = None, said: Said | None = None) -> Response:
    return page_of_duty(
        visit.counter, visit.task, refusal=refusal, said=said, is_too_early=visit.is_too_early
    )
