"""One's own calendar: the duties of a month by day, and the private address for calendar programs."""

import datetime
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from portal.access.principals import csrf, open_to_all
from portal.access.records import TheRecords
from portal.acknowledgements.pages import onwards
from portal.bookshelf import Bookshelf
from portal.duties.counter import AtCounter, Counter, TheDuties
from portal.duties.feed import AHEAD, BACK, calendar_text, end_feed, feed_at, feed_of, make_feed
from portal.duties.refusals import FeedUnknown
from portal.duties.views import last_of, month_of
from portal.ledger.ledger import reading
from portal.settings import Settings
from portal.web.pages import in_both_languages
from portal.workdays.recurrence import Day

router = APIRouter(include_in_schema=False)

FEED_ADDRESS = "/calendar/duties.ics"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@in_both_languages(router, "GET", "/my/duties/calendar/")
def calendar_page(counter: AtCounter, month: Annotated[str, Query(max_length=20)] = "") -> Response:
    """My duties of a month, as a table of its days and as a list."""
    return _page(counter, first_of(month, counter.today))


@in_both_languages(router, "POST", "/my/duties/feed/", dependencies=[Depends(csrf)])
def make_address(counter: AtCounter) -> Response:
    """A private address for my calendar program, shown this once; the one before it ends."""
    token = make_feed(counter.records, counter.principal.subject, language=counter.language)
    address = f"{_base(counter.request)}{FEED_ADDRESS}?key={token}"
    return _page(counter, first_of("", counter.today), made=address)


@in_both_languages(router, "POST", "/my/duties/feed/end/", dependencies=[Depends(csrf)])
def end_address(counter: AtCounter) -> Response:
    """Takes the address back."""
    end_feed(counter.records, counter.principal.subject)
    return onwards(counter.request, "my/duties/calendar/")


@router.get(FEED_ADDRESS, dependencies=[Depends(open_to_all)])
def feed(
    request: Request, records: TheRecords, desk: TheDuties, key: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Somebody's duties as iCalendar, for whoever knows the secret address. FeedUnknown."""
    bookshelf: Bookshelf = request.app.state.bookshelf
    library, today = bookshelf.current().library, records.today()
    with reading(records.ledger.engine) as connection:
        known = feed_at(connection, key)
        person = desk.matter(connection, library).people.get(known.subject)
        if person is None or not person.is_active(today):
            raise FeedUnknown
        tasks = desk.between(connection, library, known.subject, today - BACK, today + AHEAD)
    text = calendar_text(tasks, language=known.language, base=_base(request), now=records.now())
    headers = {"cache-control": "private, max-age=900", "x-robots-tag": "noindex"}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def first_of(month: str, today: Day) -> Day:
    """The first day of a month as an address spells it; of this month where it spells none."""
    found = _MONTH.fullmatch(month)
    return today.replace(day=1) if found is None else Day(int(found[1]), int(found[2]), 1)


def _page(counter: Counter, first: Day, made: str = "") -> Response:
    listed = counter.lines(counter.between(first, last_of(first)))
    with counter.reading() as connection:
        known = feed_of(connection, counter.principal.subject)
    one = datetime.timedelta(days=1)
    return counter.page(
        "duty_calendar.html",
        title="duty.calendar-title",
        first=first,
        today=counter.today,
        weeks=month_of(first, listed, counter.calendar, counter.language),
        listed=listed,
        before=(first - one).strftime("%Y-%m"),
        after=(last_of(first) + one).strftime("%Y-%m"),
        unpublished=counter.unpublished(first),
        feed=known,
        made=made,
    )


def _base(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.public_address or f"{request.url.scheme}://{request.headers['host']}"
