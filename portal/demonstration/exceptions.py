"""Exceptions 例外: some managers are away and somebody acts for them, some people need not confirm for a while."""

import datetime
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from portal.demonstration.careers import Day, working_day
from portal.demonstration.company import Company
from portal.demonstration.office import Office
from portal.demonstration.words import waiver_reasons
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.people.exceptions import delegate, waive

_AWAY: Final = 14
_WAIVED: Final = 13
_MOST_WAIVED = 3


def days_away(company: Company) -> dict[Day, list[int]]:
    """When managers go away, each by the number of the occasion."""
    return _occasions(company, "away", _AWAY, last=1)


def days_waived(company: Company) -> dict[Day, list[int]]:
    """When somebody is told that they need not confirm for a while."""
    return _occasions(company, "waived", _WAIVED, last=9)


def send_away(office: Office, occasion: int) -> None:
    """A manager is away for some days; somebody of the team acts for them."""
    dice = office.company.dice
    leading = [person for person in office.staff.active if office.staff.team_of(person.subject)]
    giver = dice.one_of(leading, "giver", occasion)
    taker = dice.one_of(office.staff.team_of(giver.subject), "taker", occasion)
    ended = office.day + datetime.timedelta(days=dice.between(4, 16, "away-for", occasion))
    with suppress(PortalError):
        delegate(
            office.records,
            giver.subject,
            taker.subject,
            began=office.day,
            ended=ended,
            by=str(giver.subject),
        )


def excuse(office: Office, occasion: int) -> None:
    """Somebody who owes confirmations need not give them until a day, for a reason."""
    dice = office.company.dice
    with reading(office.records.ledger.engine) as connection:
        owed = [one for one in office.confirming.desk.everyone(connection, office.day) if one.is_open]
    if not owed:
        return
    subject = dice.one_of(sorted({one.subject for one in owed}), "excused", occasion)
    until = office.day + datetime.timedelta(days=dice.between(60, 190, "until", occasion))
    reason = dice.one_of(waiver_reasons(), "reason", occasion)
    for one in [one for one in owed if one.subject == subject][:_MOST_WAIVED]:
        waive(
            office.records, SubjectId(subject), one.document, reason=reason, until=until, by=str(office.hr())
        )


def _occasions(company: Company, what: str, times: int, *, last: int) -> dict[Day, list[int]]:
    found: dict[Day, list[int]] = {}
    for number in range(times):
        for day in _days(company, what, number, last):
            found.setdefault(day, []).append(number)
    return found


def _days(company: Company, what: str, number: int, last: int) -> Iterator[Day]:
    """The last occasions are recent, so that some of them hold today; the others lie anywhere."""
    window, dice = company.window, company.dice
    recent = number < last
    ago = dice.between(2, 40 if recent else window.days - 190, what, number)
    day = working_day(window.today - datetime.timedelta(days=ago if not recent or last > 1 else 4))
    if day < window.today:
        yield day
