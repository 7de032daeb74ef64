"""The desk: answers what one person has to do now, without reading the whole company for every question.

What does not depend on who asks (releases, people, structure) is remembered until a release, a person or the day
changes; a person's own confirmations until something is written that may change them.
"""

import datetime
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, select

from portal.access.freshness import generation
from portal.ledger.ledger import reading
from portal.obligations.facts import confirmations_until, facts_on
from portal.obligations.hand import Hand
from portal.obligations.reckoning import Facts, obligation_of, obligations_of, obligations_on
from portal.obligations.tables import CONFIRMED
from portal.obligations.values import Confirmation, Obligation
from portal.releases.tables import ORGANISATION, RELEASE

_Mark = tuple[int, int, int, datetime.date]

# Written once: making a query costs more than asking it.
_NEWEST = select(
    select(func.coalesce(func.max(RELEASE.c.seq), 0)).scalar_subquery(),
    select(func.coalesce(func.max(ORGANISATION.c.number), 0)).scalar_subquery(),
)
_MADE = (
    select(CONFIRMED.c.document, CONFIRMED.c.release, CONFIRMED.c.seq)
    .where(CONFIRMED.c.subject == bindparam("whose"), CONFIRMED.c.corrected_at.is_(None))
    .order_by(CONFIRMED.c.seq)
)
_MADE_BY = (
    select(CONFIRMED.c.subject, CONFIRMED.c.document, CONFIRMED.c.release, CONFIRMED.c.seq)
    .where(CONFIRMED.c.subject.in_(bindparam("whose", expanding=True)), CONFIRMED.c.corrected_at.is_(None))
    .order_by(CONFIRMED.c.seq)
)
_MADE_OF = _MADE.where(CONFIRMED.c.document.in_(bindparam("names", expanding=True)))


class Desk:
    """Obligations of today, for the routes. One of an app; threads share it."""

    def __init__(self) -> None:
        self.hand = Hand()
        self._known: tuple[_Mark, Facts] | None = None
        self._reading = threading.Lock()

    def facts(self, connection: Connection, today: datetime.date) -> Facts:
        """What is recorded, without confirmations: those of the person asked about come on top."""
        mark = _mark(connection, today)
        known = self._known
        if known is not None and known[0] == mark:
            return known[1]
        with self._reading:
            known = self._known
            if known is None or known[0] != mark:
                known = self._known = (mark, facts_on(connection, today, with_confirmations=False))
        return known[1]

    def of(self, connection: Connection, subject: str, today: datetime.date) -> list[Obligation]:
        """Everything one person has to confirm, or has confirmed while it is in force."""
        facts = self.facts(connection, today)
        made = connection.execute(_MADE, {"whose": subject})
        return obligations_of(_with(facts, _told(facts, subject, made)), subject)

    def of_many(
        self, connection: Connection, subjects: Collection[str], today: datetime.date
    ) -> Mapping[str, list[Obligation]]:
        """The same of several people, with one question for what they confirmed."""
        facts = self.facts(connection, today)
        made: dict[tuple[str, str], list[Confirmation]] = defaultdict(list)
        for subject, document, release, seq in connection.execute(_MADE_BY, {"whose": list(subjects)}):
            made[subject, facts.organisation.today_name(document)].append(Confirmation(release, seq))
        whole = _with(facts, made)
        return {subject: obligations_of(whole, subject) for subject in subjects}

    def one(
        self, connection: Connection, subject: str, document: str, today: datetime.date
    ) -> Obligation | None:
        """What one person has to do about one document."""
        return self.standing(connection, subject, document, today)[1]

    def standing(
        self, connection: Connection, subject: str, document: str, today: datetime.date
    ) -> tuple[Facts, Obligation | None]:
        """What one person has to do about one document, and the facts with what they confirmed of it."""
        facts = self.facts(connection, today)
        asked = {"whose": subject, "names": names_of(facts, document)}
        whole = _with(facts, _told(facts, subject, connection.execute(_MADE_OF, asked)))
        return whole, obligation_of(whole, subject, document)

    def read(
        self, engine: Engine, subject: str, document: str, today: datetime.date
    ) -> tuple[Facts, Obligation | None]:
        """The same, read now and kept at hand. LedgerUnavailable."""
        moment = self.hand.moment(subject)
        with reading(engine) as connection:
            facts = self.facts(connection, today)
            made = _told(facts, subject, connection.execute(_MADE, {"whose": subject}))
        self.hand.keep(moment, subject, facts, made)
        whole = _with(facts, made)
        return whole, obligation_of(whole, subject, document)

    def at_hand(
        self, subject: str, document: str, today: datetime.date
    ) -> tuple[Facts, Obligation | None] | None:
        """The same without asking the database; nothing where it has to be read."""
        known = self.hand.find(subject, today)
        if known is None:
            return None
        whole = _with(*known)
        return whole, obligation_of(whole, subject, document)

    def everyone(self, connection: Connection, today: datetime.date) -> list[Obligation]:
        """All obligations of the company."""
        facts = self.facts(connection, today)
        confirmed = confirmations_until(connection, None, facts.organisation)
        return obligations_on(_with(facts, confirmed))


def names_of(facts: Facts, document: str) -> tuple[str, ...]:
    """Every id a document ever had, today's first."""
    now = facts.organisation.today_name
    return (document, *(old for old in facts.organisation.moved if now(old) == document))


def _told(
    facts: Facts, subject: str, made: Iterable[Any]
) -> Mapping[tuple[str, str], Sequence[Confirmation]]:
    """One person's confirmations by the names documents have today."""
    found: dict[tuple[str, str], list[Confirmation]] = defaultdict(list)
    for document, release, seq in made:
        found[subject, facts.organisation.today_name(document)].append(Confirmation(release, seq))
    return found


def _with(facts: Facts, confirmations: Mapping[tuple[str, str], Sequence[Confirmation]]) -> Facts:
    """The same facts with confirmations; what was found of audiences and waivers stays found."""
    whole = replace(facts, confirmations=confirmations)
    whole.__dict__.update(audience=facts.audience, waived_by_document=facts.waived_by_document)
    return whole


def _mark(connection: Connection, today: datetime.date) -> _Mark:
    """Changes whenever something may have changed that obligations of a day are reckoned from."""
    people = generation()
    seq, number = connection.execute(_NEWEST).one()
    return people, seq, number, today
