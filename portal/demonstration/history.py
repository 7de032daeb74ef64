"""History 经历: two years of an invented company, day by day, through the same services that real people use."""

import asyncio
import datetime
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from portal.access import grants
from portal.access.permissions import PortalRole
from portal.access.records import Records
from portal.acknowledgements.confirming import Confirming
from portal.bookshelf import PinnedEdition
from portal.database import database_address
from portal.demonstration import exceptions
from portal.demonstration.careers import NEW_HIRE, TWO_YEARS, Day, working_day
from portal.demonstration.clock import StoryClock
from portal.demonstration.company import SEED, Company, a_company
from portal.demonstration.confirmations import Intentions, confirm_all, leave_papers
from portal.demonstration.duties import Diligence
from portal.demonstration.lists import live_with_lists
from portal.demonstration.office import HR, Office
from portal.demonstration.past import PastTexts
from portal.demonstration.releasing import leave_waiting, publish
from portal.demonstration.running import cases_to_come
from portal.demonstration.timetable import JUST_RELEASED, timetable
from portal.demonstration.words import outsiders
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.people.changes import Change
from portal.people.facts import staff_on
from portal.people.inviting import invite_outsider, person_called
from portal.people.service import carry_out, identity_of
from portal.releases.texts import texts_of

Progress = Callable[[int, int], None]
"""Told how many days of how many have been lived through."""

_AUDIT_DAYS = 240

logger = logging.getLogger(__name__)


def live_through(
    home: Path,
    edition: PinnedEdition,
    today: Day,
    *,
    seed: str = SEED,
    days: int = TWO_YEARS,
    progress: Progress | None = None,
) -> Office:
    """Fills the empty records of a home with history, two years of it or fewer days, up to the day before today.

    The records stay open: whoever called closes them (``office.records.close()``).
    """
    office = _opened(home, edition, today, seed=seed, days=days)
    try:
        _live(office, progress or _unseen)
    except BaseException:
        office.records.close()
        raise
    return office


def _unseen(_done: int, _days: int) -> None:
    """Nobody watches."""


def _opened(home: Path, edition: PinnedEdition, today: Day, *, seed: str, days: int) -> Office:
    texts = texts_of(edition)
    roles = {key: plain for key, plain in texts.documents.items() if plain["kind"] == "role"}
    company = a_company(roles, today, seed=seed, days=days)
    clock = StoryClock(edition.zone, company.dice)
    clock.begin(company.window.opening, 8)
    records = Records(home, database_address(home), clock=clock, zone=lambda: edition.zone)
    records.open()
    with reading(records.ledger.engine) as connection:
        staff = staff_on(connection, company.window.opening)
    return Office(
        records=records,
        clock=clock,
        company=company,
        confirming=Confirming(records),
        texts=PastTexts(edition, standing={}),
        day=company.window.opening,
        staff=staff,
        roles=roles,
    )


def _live(office: Office, progress: Progress) -> None:
    company, texts = office.company, texts_of(office.texts.edition)
    changes = dict(company.changes())
    coming = timetable(texts.edition.library, texts.documents, company.window.today)
    away, waived = exceptions.days_away(company), exceptions.days_waived(company)
    intentions, running = _intentions(company), cases_to_come(office)
    diligence = Diligence(office, since=min(coming, default=company.window.today), left=intentions.left)
    diligence.begin()
    days = list(_days(company))
    with asyncio.Runner() as runner:
        for number, day in enumerate(days):
            progress(number, len(days))
            office.day = day
            diligence.morning(day)
            _people(office, changes.get(day, ()))
            if day in coming:
                office.clock.begin(day, 9)
                publish(office, coming[day])
            for occasion in away.get(day, ()):
                exceptions.send_away(office, occasion)
            if day in changes or day in coming:
                intentions.note(office)
            for occasion in waived.get(day, ()):
                exceptions.excuse(office, occasion)
            office.clock.begin(day, 9, 30)
            confirm_all(office, intentions, runner)
            live_with_lists(office)
            running.live_through(office)
            diligence.afternoon(day)
    office.clock.begin(office.day, 17)
    leave_papers(office)
    leave_waiting(office)
    progress(len(days), len(days))


def _days(company: Company) -> Iterator[Day]:
    day = company.window.opening
    while day < company.window.today:
        yield day
        day += datetime.timedelta(days=1)


def _people(office: Office, changes: Sequence[Change]) -> None:
    is_opening = office.day == office.company.window.opening
    if changes:
        office.clock.begin(office.day, 8)
        carry_out(office.records, changes, by=grants.SERVER if is_opening else str(office.hr()))
        office.read_staff()
    if is_opening:
        _open_portal(office)
    if office.day == _audit_begins(office.company):
        _invite_auditor(office, outsiders("auditors")[1])


def _open_portal(office: Office) -> None:
    """The server command makes two administrators; they grant human resources, and it lets an auditor in."""
    for name in outsiders("administrators"):
        invite_outsider(office.records, name, role=PortalRole.ADMINISTRATOR)
    asks, agrees = (_called(office, name) for name in outsiders("administrators"))
    for role in HR:
        person = office.staff.holders(role)[0]
        given = grants.grant(
            office.records, person.subject, PortalRole.HR, identity=identity_of(person), by=str(asks)
        )
        grants.agree(office.records, given.number, identity=identity_of(person), by=str(agrees))
    _invite_auditor(office, outsiders("auditors")[0])


def _invite_auditor(office: Office, name: str) -> None:
    ends = office.day + datetime.timedelta(days=_AUDIT_DAYS)
    invite_outsider(office.records, name, role=PortalRole.AUDITOR, ends=ends)


def _audit_begins(company: Company) -> Day:
    return working_day(company.window.today - datetime.timedelta(days=30))


def _called(office: Office, name: str) -> SubjectId:
    person = person_called(office.records, name)
    assert person is not None  # noqa: S101 - invited a moment ago
    return person.subject


def _intentions(company: Company) -> Intentions:
    """The newest hire leaves the newest texts to whoever signs in as them."""
    role, _ = NEW_HIRE
    hire = company.holder(role, number=1)
    newest = company.window.today - datetime.timedelta(days=max(JUST_RELEASED.values()))
    left = frozenset() if hire is None else frozenset({str(hire.subject)})
    return Intentions(left=left, left_since=newest)
