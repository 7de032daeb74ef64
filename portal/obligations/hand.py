"""At hand: what was read of a person is true for as long as nothing was committed that could change it.

This process is the only writer of its records, so it hears of every change (:class:`portal.ledger.jobs.Follower`)
before anybody is answered. A confirmation is added to what its person is known to have confirmed; whatever else is
written lets everything go. What is at hand only spares reading: the transaction that records asks again.
"""

import datetime
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.access.freshness import generation
from portal.errors import PortalError
from portal.ledger.jobs import CheckpointJob, EntryJob, Job, Recorded
from portal.obligations.reckoning import Facts
from portal.obligations.tables import CONFIRMED
from portal.obligations.values import Confirmation

Made = Mapping[tuple[str, str], Sequence[Confirmation]]
"""One person's confirmations, by the person and the name the document has today."""

_MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Moment:
    """Taken before reading: what is read is kept only if nothing was committed between."""

    number: int
    people: int
    confirmed: int


@dataclass(slots=True)
class _Known:
    people: int
    day: datetime.date
    facts: Facts
    made: OrderedDict[str, Made] = field(default_factory=OrderedDict)


class Hand:
    """Facts and people's confirmations, kept in memory. Threads share it."""

    def __init__(self) -> None:
        self._number = 0
        self._confirmed: defaultdict[str, int] = defaultdict(int)
        self._known: _Known | None = None
        self._changing = threading.Lock()

    def moment(self, subject: str) -> Moment:
        """Where things stand before something is read of a person."""
        return Moment(self._number, generation(), self._confirmed[subject])

    def find(self, subject: str, today: datetime.date) -> tuple[Facts, Made] | None:
        """What is known of a person today; nothing if it has to be read."""
        known = self._known
        if known is None or known.day != today or known.people != generation():
            return None
        made = known.made.get(subject)
        return None if made is None else (known.facts, made)

    def keep(self, moment: Moment, subject: str, facts: Facts, made: Made) -> None:
        """Keeps what was read since *moment*, unless it may have changed since."""
        with self._changing:
            if moment != self.moment(subject):
                return
            known = self._known
            if known is None or known.people != moment.people or known.facts is not facts:
                known = self._known = _Known(moment.people, facts.day, facts)
            known.made[subject] = made
            if len(known.made) > _MOST_PEOPLE:
                known.made.popitem(last=False)

    def forget(self) -> None:
        """Lets everything go."""
        with self._changing:
            self._number += 1
            self._known = None

    def told(self, jobs: Sequence[Job], answers: Sequence[object]) -> None:
        """What was committed, and how each was answered."""
        for job, answer in zip(jobs, answers, strict=True):
            if _changes_nothing(job, answer):
                continue
            beside = job.beside if isinstance(job, EntryJob) else None
            if beside is None or beside.table is not CONFIRMED or not isinstance(answer, Recorded):
                self.forget()
            else:
                self._add(beside.row(answer))

    def _add(self, row: Mapping[str, Any]) -> None:
        subject = row["subject"]
        with self._changing:
            self._confirmed[subject] += 1
            known = self._known
            if known is not None and subject in known.made:
                document = known.facts.organisation.today_name(row["document"])
                made, one = known.made[subject], Confirmation(row["release"], row["seq"])
                pair = subject, document
                known.made[subject] = {**made, pair: (*made.get(pair, ()), one)}


def _changes_nothing(job: Job, answer: object) -> bool:
    """Whether obligations are after it what they were before: no row was written, or none they are reckoned from."""
    if isinstance(job, EntryJob):
        is_done_already = isinstance(answer, Recorded) and answer.repeated
        return job.alongside is None or is_done_already or isinstance(answer, PortalError)
    return isinstance(job, CheckpointJob) or job.quiet
