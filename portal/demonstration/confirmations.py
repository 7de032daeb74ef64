"""Confirmations 确认: what people owe is noted when it arises, and confirmed when they get round to it."""

import asyncio
import datetime
import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from portal.acknowledgements.confirming import Offer
from portal.acknowledgements.corrections import correct
from portal.acknowledgements.paper import confirm, enter
from portal.acknowledgements.quiz import questions_of
from portal.acknowledgements.refusals import AlreadyConfirmed, NoLongerInForce, NotAsked, StaleText
from portal.acknowledgements.service import Said
from portal.demonstration.careers import Day
from portal.demonstration.habits import ON_PAPER, day_of_confirming, signs_on_paper
from portal.demonstration.office import Office
from portal.demonstration.scan import scan_of
from portal.demonstration.words import corrections
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import reading
from portal.obligations.values import Obligation
from portal.web.languages import LANGUAGES, Language

_CORRECTED: Final = 0.003
_MANY: Final = 40
_LEFT_IN_QUEUE: Final = 2
_PATIENCE: Final = datetime.timedelta(days=3)
_MOOT: Final = (AlreadyConfirmed, NoLongerInForce, NotAsked, StaleText)

Owed = tuple[str, str]


class Intention(NamedTuple):
    """On that day somebody will confirm a document, or the paper they signed is entered."""

    day: Day
    subject: str
    document: str
    on_paper: bool


@dataclass
class Intentions:
    """What everybody means to confirm, and when. ``left`` are people whose newest duties are left to visitors."""

    left: frozenset[str] = frozenset()
    left_since: Day = Day.max
    _queue: list[Intention] = field(default_factory=list)
    _noted: set[Owed] = field(default_factory=set)
    _again: set[Owed] = field(default_factory=set)

    def note(self, office: Office) -> None:
        """Takes note of what is owed newly since the last time."""
        with reading(office.records.ledger.engine) as connection:
            owed = office.confirming.desk.everyone(connection, office.day)
        for one in owed:
            if one.is_open and (one.id, one.document) not in self._noted:
                self._noted.add((one.id, one.document))
                self._intend(office, one)

    def of(self, day: Day) -> Iterator[Intention]:
        """What is meant to be done by that day, oldest first; a few wait for others, for a day or two."""
        is_much = sum(one.day <= day for one in self._queue) >= _MANY
        if not is_much and (not self._queue or self._queue[0].day + _PATIENCE > day):
            return
        while self._queue and self._queue[0].day <= day:
            yield heapq.heappop(self._queue)

    def must_be_done_again(self, owed: Owed) -> bool:
        """Whether somebody has to do it a second time; nobody has to a third time."""
        is_new = owed not in self._again
        self._again.add(owed)
        self._noted.discard(owed)
        return is_new

    def _intend(self, office: Office, owed: Obligation) -> None:
        if owed.subject in self.left and owed.since >= self.left_since:
            return
        dice = office.company.dice
        day = day_of_confirming(dice, owed, office.day, last=office.company.window.today)
        if owed.subject in self.left:  # the newest hire has read everything that was there before
            day = max(owed.since, office.day)
        if day is not None:
            on_paper = signs_on_paper(dice, owed, office.staff.roles_of(owed.subject))
            heapq.heappush(self._queue, Intention(day, owed.subject, owed.document, on_paper))


def confirm_all(office: Office, intentions: Intentions, runner: asyncio.Runner) -> None:
    """The day's confirmations, at the screen and on paper; now and then one is corrected."""
    today = list(intentions.of(office.day))
    offers = [found for one in today if not one.on_paper and (found := _offer(office, one)) is not None]
    papers = [one for one in today if one.on_paper]
    office.clock.spread(len(offers) + 4 * len(papers))
    recorded = runner.run(_take(office, offers))
    recorded += filter(None, (_enter(office, one) for one in papers))
    for entry, owed in recorded:
        _perhaps_correct(office, intentions, entry, owed)


def leave_papers(office: Office) -> None:
    """Some signed slips are entered today and wait for the second person of human resources."""
    with reading(office.records.ledger.engine) as connection:
        owed = office.confirming.desk.everyone(connection, office.day)
    deskless = (
        one
        for one in owed
        if one.is_open
        and one.since < office.day
        and not ON_PAPER.isdisjoint(office.staff.roles_of(one.subject))
    )
    for one in itertools.islice(deskless, _LEFT_IN_QUEUE):
        _put_in(office, Intention(office.day, one.subject, one.document, on_paper=True))


def _offer(office: Office, intention: Intention) -> Offer | None:
    principal = office.principal(intention.subject)
    if principal is None:
        return None
    try:
        found = office.confirming.offer(
            office.texts, principal, intention.document, _language(principal.language)
        )
    except _MOOT:
        return None
    return found if found.statement.obligation.is_open else None


async def _take(office: Office, offers: list[Offer]) -> list[tuple[Recorded, Obligation]]:
    """Everybody's word; whoever is refused by name is left out."""
    taken = [office.confirming.take(offer, _said(office, offer), sign_in="password") for offer in offers]
    answers = await asyncio.gather(*taken, return_exceptions=True)
    found: list[tuple[Recorded, Obligation]] = []
    for offer, answer in zip(offers, answers, strict=True):
        if isinstance(answer, Recorded):
            found.append((answer, offer.statement.obligation))
        elif not isinstance(answer, _MOOT):
            raise answer
    return found


def _said(office: Office, offer: Offer) -> Said:
    statement = offer.statement
    plain = office.texts.documents[statement.document]
    asked = questions_of(plain, statement.language) if statement.has_quiz else ()
    return Said(
        key=offer.key,
        digest=statement.digest,
        shown=offer.shown,
        quiz=tuple(question.id for question in asked),
    )


def _enter(office: Office, intention: Intention) -> tuple[Recorded, Obligation] | None:
    try:
        number = _put_in(office, intention)
        if number is None:
            return None
        recorded = confirm(office.confirming, office.texts, number, by=office.hr(1))
        with reading(office.records.ledger.engine) as connection:
            owed = office.confirming.desk.one(connection, intention.subject, intention.document, office.day)
    except _MOOT:
        return None
    return None if owed is None else (recorded, owed)


def _put_in(office: Office, intention: Intention) -> str | None:
    person = office.staff.person(intention.subject)
    if person is None or not office.staff.is_active(intention.subject):
        return None
    return enter(
        office.confirming,
        office.texts,
        subject=intention.subject,
        document=intention.document,
        language="zh-Hans",
        scan=scan_of(intention.document, person.staff_number, office.day),
        signed_on=office.day,
        by=office.hr(0),
    )


def _perhaps_correct(office: Office, intentions: Intentions, recorded: Recorded, owed: Obligation) -> None:
    dice, name = office.company.dice, (owed.id, owed.document)
    if not dice.happens(_CORRECTED, "corrected", *name) or not intentions.must_be_done_again(name):
        return
    reason, note = dice.one_of(sorted(corrections().items()), "why", *name)
    correct(office.records.ledger, recorded.seq, reason=reason, by=office.hr(0), note=note.encode())
    intentions.note(office)


def _language(said: str) -> Language:
    return next((language for language in LANGUAGES if language == said), LANGUAGES[0])
