"""The desk: answers what one person has to do now, without reading the whole company for every question.

What does not depend on who asks (releases, people, structure) is remembered until a release, a person or the day
changes; a person's own confirmations are read each time.
"""

import datetime
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, func, select

from portal.access.freshness import generation
from portal.obligations.facts import confirmations_until, facts_on
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


class Desk:
    """Obligations of today, for the routes. One of an app; threads share it."""

    def __init__(self) -> None:
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
        return obligations_of(self._facts_of(connection, subject, today), subject)

    def one(
        self, connection: Connection, subject: str, document: str, today: datetime.date
    ) -> Obligation | None:
        """What one person has to do about one document."""
        return obligation_of(self._facts_of(connection, subject, today), subject, document)

    def everyone(self, connection: Connection, today: datetime.date) -> list[Obligation]:
        """All obligations of the company."""
        facts = self.facts(connection, today)
        confirmed = confirmations_until(connection, None, facts.organisation)
        return obligations_on(_with(facts, confirmed))

    def _facts_of(self, connection: Connection, subject: str, today: datetime.date) -> Facts:
        facts = self.facts(connection, today)
        found: dict[tuple[str, str], list[Confirmation]] = defaultdict(list)
        for document, release, seq in connection.execute(_MADE, {"whose": subject}):
            found[subject, facts.organisation.today_name(document)].append(Confirmation(release, seq))
        return _with(facts, found)


def _with(facts: Facts, confirmations: Mapping[tuple[str, str], Sequence[Confirmation]]) -> Facts:
    """The same facts with confirmations; what was found of audiences stays found."""
    whole = replace(facts, confirmations=confirmations)
    whole.__dict__["audience"] = facts.audience
    return whole


def _mark(connection: Connection, today: datetime.date) -> _Mark:
    """Changes whenever something may have changed that obligations of a day are reckoned from."""
    people = generation()
    seq, number = connection.execute(_NEWEST).one()
    return people, seq, number, today
