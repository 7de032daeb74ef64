"""Seats 编制: how many people each role of the library has in the demonstration company, and who wears two hats."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Plain = Mapping[str, Any]

MANY: Final[Mapping[str, int]] = {
    "auto/role/sales-consultant": 14, "auto/role/receptionist": 4, "auto/role/store-staff": 12,
    "auto/role/marketing-assistant": 5, "auto/role/marketing-clerk": 3, "auto/role/follow-up-specialist": 4,
    "brand/role/brand-specialist": 3, "brand/role/event-executive": 4, "brand/role/media-specialist": 3,
    "brand/role/pr-planner": 3, "brand/role/unit-contact": 0,
    "construction/role/project-manager": 6, "construction/role/project-technician": 11,
    "construction/role/quality-inspector": 8, "construction/role/safety-officer": 8,
    "construction/role/surveyor": 6, "construction/role/team-leader": 14, "construction/role/materials-officer": 6,
    "construction/role/cost-engineer": 5, "construction/role/laboratory-technician": 4,
    "construction/role/document-controller": 4, "construction/role/planning-engineer": 2,
    "construction/role/rd-engineer": 3, "construction/role/method-engineer": 2, "construction/role/bid-engineer": 2,
    "devices/role/promoter": 20, "devices/role/business-representative": 10, "devices/role/market-supervisor": 5,
    "devices/role/marketing-clerk": 3, "devices/role/marketing-assistant": 2,
    "estate/role/property-consultant": 13, "estate/role/site-manager": 4, "estate/role/research-specialist": 5,
    "estate/role/development-specialist": 4, "estate/role/planner": 3, "estate/role/copywriter": 2,
    "estate/role/graphic-designer": 3,
    "headquarters/role/sales-representative": 12, "headquarters/role/customer-service-agent": 8,
    "headquarters/role/team-leader": 6, "headquarters/role/product-engineer": 5, "headquarters/role/accountant": 4,
    "headquarters/role/test-engineer": 4, "headquarters/role/buyer": 4, "headquarters/role/quality-inspector": 4,
    "headquarters/role/warehouse-keeper": 4, "headquarters/role/researcher": 4, "headquarters/role/employee": 8,
    "headquarters/role/cashier": 2, "headquarters/role/recruiter": 2, "headquarters/role/production-planner": 2,
    "headquarters/role/records-clerk": 0, "headquarters/role/process-owner": 0, "headquarters/role/department-head": 0,
    "headquarters/role/archivist": 2, "headquarters/role/deputy-general-manager": 2,
    "headquarters/role/business-unit-head": 2,
    "manufacturing/role/technician": 9, "manufacturing/role/quality-inspector": 8,
    "manufacturing/role/workshop-supervisor": 4, "manufacturing/role/technical-engineer": 5,
    "manufacturing/role/purchaser": 3, "manufacturing/role/costing-clerk": 2,
    "software/role/developer": 12, "software/role/sales-representative": 8, "software/role/presales-engineer": 5,
    "software/role/backup-presales": 2, "software/role/agency-product-specialist": 2,
    "software/role/market-information-specialist": 2, "software/role/test-lead": 2,
}  # fmt: skip
"""Roles with more than one holder, and those that are only ever a second hat."""

HATS: Final[Mapping[str, tuple[str, ...]]] = {
    "headquarters/role/records-clerk": (
        "auto/role/administration-supervisor", "brand/role/center-coordinator", "construction/role/document-controller",
        "devices/role/marketing-clerk", "estate/role/administration-supervisor", "manufacturing/role/technical-clerk",
        "software/role/market-information-specialist", "headquarters/role/employee",
    ),
    "brand/role/unit-contact": (
        "auto/role/marketing-clerk", "construction/role/office-director", "devices/role/marketing-assistant",
        "estate/role/copywriter", "manufacturing/role/costing-clerk", "software/role/agency-product-specialist",
    ),
    "headquarters/role/process-owner": (
        "headquarters/role/finance-manager", "headquarters/role/hr-manager", "headquarters/role/marketing-manager",
        "headquarters/role/production-manager", "headquarters/role/sales-operations-manager",
    ),
    "headquarters/role/department-head": (
        "headquarters/role/finance-manager", "headquarters/role/it-manager", "headquarters/role/hr-manager",
        "headquarters/role/marketing-director", "headquarters/role/product-manager",
        "headquarters/role/production-manager", "headquarters/role/customer-service-supervisor",
    ),
}  # fmt: skip
"""Roles that somebody in another seat holds besides: whoever has the first seat of that role."""

FORMER: Final = "auto/role/forum-promoter"
"""A role that was taken out of the content. One of its people moved on, one has not been given another yet."""

RENAMED: Final[Mapping[str, str]] = {"auto/role/marketing-assistant": "auto/role/market-assistant"}
"""Roles by today's id → the id they had when the portal began."""

LEADERS: Final = ("manager", "director", "supervisor", "head", "engineer-in-chief")


@dataclass(frozen=True, slots=True)
class Seat:
    """One place to be filled in a role. ``hats`` are roles whoever sits here holds besides."""

    role: str
    unit: str
    department: str | None
    number: int
    superior: str = ""
    hats: tuple[str, ...] = ()
    stands_in_for: tuple[str, ...] = ()

    @property
    def leads(self) -> bool:
        """Whether people stay here longer than elsewhere."""
        return self.role.endswith(LEADERS)


def seats_of(roles: Mapping[str, Plain]) -> tuple[Seat, ...]:
    """The seats of a company with these roles (by id, as plain data); roles only planned have none."""
    return tuple(_seats(roles))


def _seats(roles: Mapping[str, Plain]) -> Iterator[Seat]:
    hats = _first_seats(roles)
    stand_ins = _stand_ins(roles)
    for key, role in sorted(roles.items()):
        count = MANY.get(key, 1) if role["control"].get("status") == "effective" else 0
        for number in range(count):
            yield Seat(
                role=key,
                unit=key.partition("/")[0],
                department=role.get("department"),
                number=number,
                superior=role.get("reports_to") or "",
                hats=hats.get(key, ()) if number == 0 else (),
                stands_in_for=stand_ins.get(key, ()) if number == 0 else (),
            )
    home = roles.get("auto/role/marketing-clerk")
    for number in range(2 if home else 0):
        yield Seat(
            FORMER, "auto", "auto/department/marketing", number, superior="auto/role/marketing-manager"
        )


def _first_seats(roles: Mapping[str, Plain]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for hat, wearers in HATS.items():
        for wearer in wearers if hat in roles else ():
            found[wearer] = (*found.get(wearer, ()), hat)
    return found


def _stand_ins(roles: Mapping[str, Plain]) -> Mapping[str, tuple[str, ...]]:
    """For which role somebody is named as backup: where it has one seat and the content names another role."""
    found: dict[str, tuple[str, ...]] = {}
    for key, role in sorted(roles.items()):
        backup = role.get("backup")
        if (
            backup
            and backup != key
            and MANY.get(key, 1) == 1
            and role["control"].get("status") == "effective"
        ):
            found[backup] = (*found.get(backup, ()), key)
    return found
