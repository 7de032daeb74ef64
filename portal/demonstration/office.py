"""The office 经办: what every part of the history works with, and who is entitled to act on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portal.access.permissions import PortalRole
from portal.access.principals import Principal
from portal.access.records import Records
from portal.acknowledgements.confirming import Confirming
from portal.demonstration.clock import StoryClock
from portal.demonstration.company import Company
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.people.facts import Day, Staff, staff_on
from portal.releases.texts import Plain, Texts

HR = ("headquarters/role/hr-manager", "headquarters/role/recruiter")
_LONGEST_LINE = 9


@dataclass(kw_only=True)
class Office:
    """The records being filled, the day it is, the texts and the staff of that day."""

    records: Records
    clock: StoryClock
    company: Company
    confirming: Confirming
    texts: Texts
    day: Day
    staff: Staff
    roles: Mapping[str, Plain]
    outsiders: dict[str, SubjectId] = field(default_factory=dict)

    def read_staff(self) -> None:
        """Takes note of who is here today."""
        with reading(self.records.ledger.engine) as connection:
            self.staff = staff_on(connection, self.day, moved=self.texts.organisation.moved)

    def principal(self, subject: str) -> Principal | None:
        """Somebody at their desk today; nobody who is not here."""
        person = self.staff.person(subject)
        if person is None or not self.staff.is_active(subject):
            return None
        return Principal(
            subject=person.subject,
            name=person.name,
            language=person.language,
            portal_roles=frozenset({PortalRole.EMPLOYEE}),
            method="password",
            signed_in_at=self.records.now(),
            session="",
            csrf="",
            unit=person.unit,
            department=person.department,
            roles=self.staff.roles_of(subject),
        )

    def hr(self, number: int = 0) -> SubjectId:
        """One of the people of human resources."""
        return self.first_of(HR[number % len(HR)])

    def two_people(self, document: str) -> tuple[SubjectId, SubjectId]:
        """Who proposes and who releases a document: its owner and its approver, or who is there instead."""
        control = self.texts.documents[document]["control"]
        first = self.first_of(control.get("owner") or HR[0])
        for role in (control.get("approver"), control.get("reviewer"), *HR):
            second = self.first_of(role) if role else first
            if second != first:
                return first, second
        return first, self.hr(1)

    def first_of(self, role: str) -> SubjectId:
        """The first holder of a role; up the line, and in the end human resources, while it is vacant."""
        for name in self._line(role):
            holders = self.staff.holders(name)
            if holders:
                return holders[0].subject
        return self.first_of(HR[0])

    def _line(self, role: str) -> Iterator[str]:
        for _ in range(_LONGEST_LINE):
            if not role:
                return
            yield role
            role = self.roles.get(role, {}).get("reports_to") or ""
