"""Exceptions 例外: what an auditor asks about first. Late, vacant, waived, signed on paper, corrected."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from portal.obligations.reckoning import gaps_on
from portal.obligations.values import Obligation
from portal.people.facts import Waiver, staff_on
from portal.reports.confirmed import Confirmed, Wanted, confirmed_until, times_of
from portal.reports.picture import Picture


class Vacancy(NamedTuple):
    """A role nobody held, the documents it is asked for, and who was asked in its place; nobody, if that is so."""

    role: str
    documents: tuple[str, ...]
    instead: tuple[str, ...]


class Tardy(NamedTuple):
    """A confirmation that came after its last day."""

    obligation: Obligation
    at: datetime.datetime
    days: int


@dataclass(frozen=True, kw_only=True)
class Exceptions:
    """Everything out of the ordinary on one day."""

    late: Sequence[Obligation]
    tardy: Sequence[Tardy]
    vacancies: Sequence[Vacancy]
    waivers: Sequence[Waiver]
    on_behalf: Sequence[Confirmed]
    corrected: Sequence[Confirmed]


def exceptions_of(connection: Connection, picture: Picture) -> Exceptions:
    """The exceptions of a picture's day, within what it shows."""
    organisation = picture.facts.organisation
    bound = organisation.end_of(picture.day)
    paper = confirmed_until(connection, organisation, bound, Wanted(only_on_behalf=True))
    corrected = confirmed_until(connection, organisation, bound, Wanted(only_corrected=True))
    late = [one for one in picture.obligations if one.state == "late"]
    return Exceptions(
        late=sorted(late, key=lambda one: (one.due, one.document, one.subject)),
        tardy=_tardy(picture, times_of(connection, bound)),
        vacancies=_vacancies(picture),
        waivers=_waivers(connection, picture),
        on_behalf=_within(picture, paper),
        corrected=_within(picture, corrected),
    )


def days_late(one: Obligation, day: datetime.date) -> int:
    """How many days past its last one."""
    return (day - one.due).days


def _tardy(picture: Picture, times: Mapping[int, datetime.datetime]) -> list[Tardy]:
    found = []
    for one in picture.obligations:
        at = None if one.met_by is None else times.get(one.met_by)
        days = 0 if at is None else (picture.facts.organisation.day_of(at) - one.due).days
        if at is not None and days > 0:
            found.append(Tardy(one, at, days))
    return sorted(found, key=lambda tardy: tardy.at, reverse=True)


def _vacancies(picture: Picture) -> list[Vacancy]:
    """Vacant roles whose documents were asked of somebody else, or of nobody at all."""
    documents: dict[str, dict[str, None]] = {}
    instead: dict[str, dict[str, None]] = {}
    for one in picture.obligations:
        for role in one.roles if one.stands_in else ():
            if not picture.facts.presence.here.get(role):
                documents.setdefault(role, {})[one.document] = None
                instead.setdefault(role, {})[one.subject] = None
    if not picture.selection.subject:
        for document, role in gaps_on(picture.facts):
            if _asks_about(picture, document, role):
                documents.setdefault(role, {})[document] = None
    return [
        Vacancy(role, tuple(named), tuple(instead.get(role, ()))) for role, named in sorted(documents.items())
    ]


def _asks_about(picture: Picture, document: str, role: str) -> bool:
    asked = picture.selection
    unit = role.partition("/")[0]
    return (
        asked.document in ("", document)
        and asked.role in ("", role)
        and asked.unit in ("", unit)
        and not asked.department
    )


def _waivers(connection: Connection, picture: Picture) -> list[Waiver]:
    pairs = {(one.subject, one.document) for one in picture.obligations if one.state == "waived"}
    today_name = picture.facts.organisation.today_name
    waivers = staff_on(connection, picture.day).waivers
    return [one for one in waivers if (one.subject, today_name(one.document)) in pairs]


def _within(picture: Picture, confirmed: Sequence[Confirmed]) -> list[Confirmed]:
    """Those that the selection covers; who is asked for nothing any more counts where nothing is narrowed."""
    asked = picture.selection
    if asked.is_everything:
        return list(confirmed)
    return [one for one in confirmed if _covers(picture, one)]


def _covers(picture: Picture, one: Confirmed) -> bool:
    asked = picture.selection
    pairs = picture.pairs
    if asked.unit or asked.department or asked.role:
        return (one.subject, one.document) in pairs
    return asked.document in ("", one.document) and asked.subject in ("", one.subject)
