"""Doers 责任人: who does an item today and who verifies it. A vacant role has the stand-ins that obligations have.

Where several people hold a role, those nearest to whose list it is are meant: their manager, else those of the same
department, else of the same unit, else all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.checklists.runs import Run
from portal.checklists.text import Entry, Followed
from portal.obligations.reckoning import Facts
from portal.people.facts import Person


@dataclass(frozen=True, slots=True)
class Party:
    """The people meant by a role, and whether they stand in for it."""

    people: frozenset[str]
    stands_in: bool = False


class Doers:
    """Who is meant by items of lists on one day. Roles are looked up once."""

    def __init__(self, facts: Facts, owner_of: Callable[[str], str]) -> None:
        """``owner_of`` gives the role that owns a checklist."""
        self._facts = facts
        self._owner_of = owner_of
        self._known: dict[tuple[str, str], Party] = {}

    def doing(self, run: Run, text: Followed, entry: Entry) -> Party:
        """Who is to do an item: the role it names, else whose list it is."""
        if entry.by and "/external/" not in entry.by:
            return self._nearest(run, self._holding(entry.by, run))
        if run.subject is not None:
            return self._owner(run)
        people = [self._holding(role, run) for role in text.for_roles] or [Party(self._responsible(run))]
        found = frozenset().union(*(party.people for party in people))
        return Party(found, all(party.stands_in for party in people))

    def verifying(self, run: Run, entry: Entry, *, but: str = "") -> Party:
        """Who is to verify an item: holders of the role it names, never the one who did it."""
        party = self._nearest(run, self._holding(entry.verify, run), but=but)
        if party.people:
            return party
        others = Party(self._above(entry.verify) | self._responsible(run), stands_in=True)
        left = others.people - {but}
        return Party(left or self._managers(but), stands_in=True)

    def _holding(self, place: str, run: Run) -> Party:
        """The holders of a role or the people of a department; who stands in where there is nobody."""
        key = (self._facts.organisation.today_name(place), run.checklist)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._look_up(key[0], run)
        return found

    def _look_up(self, place: str, run: Run) -> Party:
        here = frozenset(self._facts.presence.here.get(place, ()))
        if here:
            return Party(here)
        return Party(self._above(place) or self._responsible(run), stands_in=True)

    def _above(self, role: str) -> frozenset[str]:
        """Who stands in for a role: named backups, else its backup role, else its superior."""
        presence, stand_ins = self._facts.presence, self._facts.organisation.stand_ins.get(role, ())
        lines = [presence.backups.get(role, {}), *(presence.here.get(other, {}) for other in stand_ins)]
        return frozenset(next((line for line in lines if line), ()))

    def _responsible(self, run: Run) -> frozenset[str]:
        """The holders of the role that owns the checklist."""
        now_called = self._facts.organisation.today_name
        owner = now_called(self._owner_of(now_called(run.checklist)))
        found = frozenset(self._facts.presence.here.get(owner, ()))
        return found or self._above(owner) or self._managers(run.subject or "")

    def _owner(self, run: Run) -> Party:
        """Whose list it is; once they are gone, their manager."""
        subject = run.subject or ""
        if self._is_here(subject):
            return Party(frozenset({subject}))
        return Party(self._managers(subject) or self._responsible(run), stands_in=True)

    def _managers(self, subject: str) -> frozenset[str]:
        person = self._facts.people.get(subject)
        manager = None if person is None else person.manager
        return frozenset({str(manager)}) if manager is not None and self._is_here(manager) else frozenset()

    def _nearest(self, run: Run, party: Party, *, but: str = "") -> Party:
        people = party.people - {but}
        whose = self._facts.people.get(run.subject or "")
        if whose is None or len(people) < 2:
            return Party(people, party.stands_in)
        for near in (
            people & {str(whose.manager)},
            self._among(people, (one for one in [whose] if one.department), same="department"),
            self._among(people, [whose], same="unit"),
        ):
            if near:
                return Party(frozenset(near), party.stands_in)
        return Party(people, party.stands_in)

    def _among(self, people: frozenset[str], whose: Iterable[Person], *, same: str) -> frozenset[str]:
        wanted = {getattr(one, same) for one in whose}
        return frozenset(
            subject for subject in people if getattr(self._facts.people.get(subject), same, "") in wanted
        )

    def _is_here(self, subject: str) -> bool:
        person = self._facts.people.get(subject)
        return person is not None and person.is_active(self._facts.day)
