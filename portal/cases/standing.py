"""Standing 办理资格: who may do a task, and as what.

Every holder of the role may; so may who backs them up, and whoever a holder has delegated to. Of a vacant role its
superior, else the procedure's owner. Once its limit has passed, the holders of the role that backs it up may, and who
has taken it no longer keeps it from backups and relays; later those it escalates to may as well.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from portal.cases.plans import Plan
from portal.cases.values import Task
from portal.people.facts import Person, Staff
from portal.releases.organisation import Organisation

Standings = Mapping[str, str]
"""Who may, by pseudonym, and as what: the first reason of those that hold."""


def overtakes(task: Task, standing: str, now: datetime.datetime) -> bool:
    """Whether somebody may do a task that another has taken: because its limit has passed."""
    return standing == "escalated" or (standing in ("backup", "relay") and task.is_late(now))


@dataclass(frozen=True)
class Seats:
    """Who sits where today."""

    staff: Staff
    organisation: Organisation

    def of(self, actor: str, *, owner: str = "") -> Standings:
        """Who acts for a role, a department or a unit."""
        place = self.organisation.today_name(actor)
        if "/role/" not in place:
            return dict.fromkeys(self._at(place), "holder") or self._instead(owner)
        holders = [person.subject for person in self.staff.holders(place)]
        found: dict[str, str] = dict.fromkeys(holders, "holder")
        _add(found, (person.subject for person in self.staff.backups(place)), "backup")
        _add(found, (one.taker for one in self.staff.delegations if one.giver in holders), "delegate")
        return found or self._above(place) or self._instead(owner)

    def for_task(
        self, task: Task, plan: Plan, *, owner: str, now: datetime.datetime, backup: str = ""
    ) -> Standings:
        """Who may do a task now; ``backup`` is the role that backs up the one it goes to."""
        found = dict(self.of(task.actor, owner=owner))
        step = plan.steps.get(task.step, {})
        for relay in step.get("relay", ()):
            _add(found, self.of(relay["to"]), "relay")
        if backup and task.is_late(now):
            _add(found, (person.subject for person in self.staff.holders(backup)), "backup")
        if task.is_escalated(now) and "escalate" in step:
            _add(found, self.of(step["escalate"]["to"]), "escalated")
        if task.holder and self.staff.is_active(task.holder):
            found.setdefault(task.holder, "assigned")
        return found

    def name(self, subject: str) -> str:
        """What somebody is called."""
        person = self.staff.person(subject)
        return person.name if person is not None and person.name else subject

    def _above(self, role: str) -> Standings:
        lines = (self.staff.holders(other) for other in self.organisation.stand_ins.get(role, ()))
        return {person.subject: "superior" for person in next((line for line in lines if line), ())}

    def _instead(self, owner: str) -> Standings:
        holders = self.staff.holders(self.organisation.today_name(owner)) if owner else ()
        return {person.subject: "owner" for person in holders}

    def _at(self, place: str) -> Iterable[str]:
        return (person.subject for person in self._by_place.get(place, ()))

    @cached_property
    def _by_place(self) -> Mapping[str, list[Person]]:
        found: dict[str, list[Person]] = {}
        for person in self.staff.active:
            for place in (person.unit, *self.organisation.line_of(person.department or "")):
                found.setdefault(place, []).append(person)
        return found


def _add(found: dict[str, str], subjects: Iterable[str], standing: str) -> None:
    for subject in subjects:
        found.setdefault(subject, standing)
