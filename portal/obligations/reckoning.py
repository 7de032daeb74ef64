"""Reckoning: the obligations of a day, from what was released, who was there, and what had been confirmed.

Pure: the same facts give the same obligations, whenever and wherever they are reckoned.

An obligation begins with the newest release that asks and concerns the person (the first one concerns everybody), and
is met by a confirmation of that release or of any after it. So an editorial or minor change asks nobody, a material
one only those whose roles the changed clauses concern, and whoever moves is asked only for what is new to them.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from portal.obligations.audience import Audience, Reach
from portal.obligations.collector import undisturbed
from portal.obligations.presence import Presence
from portal.obligations.values import SOON, Cause, Confirmation, Gap, Obligation, State
from portal.people.facts import Person
from portal.releases.facts import Courses, Release
from portal.releases.organisation import Organisation
from portal.releases.terms import Terms

Day = datetime.date
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that obligations are reckoned from. Confirmations and waivers are by person and document."""

    day: Day
    courses: Courses
    people: Mapping[str, Person]
    presence: Presence
    organisation: Organisation
    confirmations: Mapping[Pair, Sequence[Confirmation]] = field(default_factory=dict)
    waived: frozenset[Pair] = frozenset()

    @cached_property
    def audience(self) -> Audience:
        """Whom documents reach on this day, each found once."""
        return Audience(self.presence, self.organisation)

    @cached_property
    def waived_by_document(self) -> Mapping[str, frozenset[str]]:
        """Who need not confirm, by document."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, document in self.waived:
            found[document].add(subject)
        return {document: frozenset(subjects) for document, subjects in found.items()}


def obligations_on(facts: Facts, *, documents: Iterable[str] | None = None) -> list[Obligation]:
    """Every obligation that holds on the day, of all documents or of some, by document and person."""
    reckoning = _Reckoning(facts)
    found: list[Obligation] = []
    with undisturbed():
        for document in sorted(facts.courses if documents is None else documents):
            course = facts.courses.get(document, ())
            if course and not course[-1].withdrawn:
                found += reckoning.of(course)
    return found


def obligations_of(facts: Facts, subject: str) -> list[Obligation]:
    """The obligations of one person on the day."""
    reckoning = _Reckoning(facts)
    found: list[Obligation] = []
    for document in sorted(facts.courses):
        course = facts.courses[document]
        if not course[-1].withdrawn:
            found += reckoning.of(course, only=subject)
    return found


def obligation_of(facts: Facts, subject: str, document: str) -> Obligation | None:
    """What one person has to do about one document; nothing if they are not asked."""
    course = facts.courses.get(document, ())
    if not course or course[-1].withdrawn:
        return None
    return next(_Reckoning(facts).of(course, only=subject), None)


def gaps_on(facts: Facts) -> list[Gap]:
    """The vacant roles of the day for which nobody would confirm."""
    newest = [course[-1] for _, course in sorted(facts.courses.items())]
    return [
        gap
        for release in newest
        if not release.withdrawn and release.terms is not None
        for gap in facts.audience.gaps(release.document, release.terms)
    ]


@dataclass(frozen=True, slots=True)
class _Ask:
    """A release that asks, its days, how it stands for who was there, whom its clauses concern (None: all).

    ``at`` is everybody who is where its clauses concern people.
    """

    release: Release
    day: Day
    due: Day
    cause: Cause
    state: State
    concerns: frozenset[str] | None
    at: frozenset[str]

    def includes(self, reach: Reach, subject: str) -> bool:
        return self.concerns is None or subject in self.at or not self.concerns.isdisjoint(reach.places)


class _Reckoning:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._audience = facts.audience
        self._due: dict[tuple[Day, str], Day] = {}

    def of(self, course: Sequence[Release], *, only: str | None = None) -> Iterator[Obligation]:
        """The obligations that a document's releases mean."""
        newest = course[-1]
        asks = self._asks(course)
        if newest.terms is None or not asks:
            return
        reached = self._audience.of(newest.terms)
        if only is not None:
            reached = {only: reached[only]} if only in reached else {}
        # Most people were there when a document that concerns everybody came: for them all is said already.
        usual = asks[0] if len(asks) == 1 or asks[0].concerns is None else None
        confirmations, make = self._facts.confirmations, Obligation
        document, revision, release = newest.document, newest.revision, newest.seq
        waived = self._facts.waived_by_document.get(document, frozenset())
        for subject, reach in reached.items():
            ask = usual or self._newest(asks, reach, subject)
            since, due, cause, state = ask.day, ask.due, ask.cause, ask.state
            began = reach.since if ask.concerns is None else self._arrival(ask.concerns, reach, subject)
            if began > since:
                since, due, cause, state = self._later(ask, began, subject, newest.terms)
            done = confirmations.get((subject, document), ())
            met_by: int | None = None
            clauses: tuple[str, ...] = ()
            if done:
                met_by = _met_by(done, ask.release.seq)
                clauses = self._clauses(asks, reach, subject, done) if met_by is None else ()
            if met_by is not None:
                state = "met"
            elif subject in waived:
                state = "waived"
            yield make(
                subject, document, revision, release, ask.release.seq, reach.roles, since, due, cause, clauses,
                state, met_by, reach.stands_in,
            )  # fmt: skip

    def _arrival(self, concerns: frozenset[str], reach: Reach, subject: str) -> Day:
        """Since when somebody has been where the changed clauses concern people."""
        here = self._facts.presence.here
        arrivals = [here[place][subject] for place in concerns if subject in here.get(place, ())]
        return max(reach.since, min(arrivals)) if arrivals else reach.since

    def _later(self, ask: _Ask, began: Day, subject: str, terms: Terms) -> tuple[Day, Day, Cause, State]:
        """How it stands for somebody who came, or came to it, after the release that asks."""
        places = ask.concerns or map(self._facts.organisation.today_name, terms.by)
        since = self._facts.presence.since(subject, began, places)
        if since <= ask.day:
            return ask.day, ask.due, ask.cause, ask.state
        person = self._facts.people.get(subject)
        cause: Cause = "joined" if person is not None and since <= person.joined else "moved"
        due = self._last_day(since, terms.within)
        return since, due, cause, self._state(due)

    def _asks(self, course: Sequence[Release]) -> list[_Ask]:
        """The releases that ask, the newest first; the oldest stands for all that a newcomer has to know."""
        asks: list[_Ask] = []
        is_first = True
        for release in course:
            if release.withdrawn:
                asks, is_first = [], True
            elif release.terms is not None and (is_first or release.asks):
                concerns = None if is_first else self._concerns(release)
                asks.append(
                    self._ask(release, concerns, within=course[-1].terms or release.terms, first=is_first)
                )
                is_first = False
        return asks[::-1]

    def _ask(self, release: Release, concerns: frozenset[str] | None, *, within: Terms, first: bool) -> _Ask:
        day = self._day_of(release)
        due = self._last_day(day, within.within)
        cause: Cause = "first" if first else "material-change"
        at = frozenset[str]() if concerns is None else self._audience.at_any(concerns)
        return _Ask(release, day, due, cause, self._state(due), concerns, at)

    def _concerns(self, release: Release) -> frozenset[str] | None:
        if release.terms is None or release.terms.concerns is None:
            return None
        return frozenset(map(self._facts.organisation.today_name, release.terms.concerns))

    def _day_of(self, release: Release) -> Day:
        released = self._facts.organisation.day_of(release.at)
        return max(released, release.effective or released)

    def _newest(self, asks: Sequence[_Ask], reach: Reach, subject: str) -> _Ask:
        for ask in asks:
            if ask.includes(reach, subject):
                return ask
        return asks[-1]

    def _last_day(self, begins: Day, within: str) -> Day:
        known = self._due.get((begins, within))
        if known is None:
            known = self._due[begins, within] = self._facts.organisation.due(begins, within)
        return known

    def _state(self, due: Day) -> State:
        if due < self._facts.day:
            return "late"
        return "due-soon" if due - self._facts.day <= SOON else "open"

    def _clauses(
        self, asks: Sequence[_Ask], reach: Reach, subject: str, done: Sequence[Confirmation]
    ) -> tuple[str, ...]:
        """The clauses that changed for this person since what they confirmed last, the newest change first."""
        last = max(one.release for one in done)
        asking = (ask for ask in asks if ask.release.seq > last)
        concerning = (ask for ask in asking if ask.includes(reach, subject))
        return tuple(dict.fromkeys(anchor for ask in concerning for anchor in ask.release.changed))


def _met_by(done: Sequence[Confirmation], asked: int) -> int | None:
    """The entry that first met what a release asks."""
    for one in done:
        if one.release >= asked:
            return one.seq
    return None
