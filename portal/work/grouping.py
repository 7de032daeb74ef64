"""Groups of work: late, today, waiting to be verified, coming, without a date."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from portal.web.languages import Language
from portal.workdays.tasks import WorkItem

Group = Literal["late", "today", "verify", "coming", "undated"]
GROUPS: Final[tuple[Group, ...]] = ("late", "today", "verify", "coming", "undated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much waits for somebody."""

    late: int = 0
    today: int = 0
    verify: int = 0
    coming: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.late + self.today + self.verify + self.coming


def group_of(one: WorkItem, *, now: datetime.datetime, zone: datetime.tzinfo) -> Group:
    """Where a task belongs. What is late is late, also where it waits to be verified."""
    if one.due is not None and one.due < now:
        return "late"
    if one.state == "verify":
        return "verify"
    if one.due is None:
        return "undated"
    is_today = one.due.astimezone(zone).date() == now.astimezone(zone).date()
    return "today" if is_today else "coming"


def grouped(
    work: Iterable[WorkItem], *, now: datetime.datetime, zone: datetime.tzinfo
) -> Mapping[Group, list[WorkItem]]:
    """Work by group, in the order of groups, empty ones left out."""
    found: dict[Group, list[WorkItem]] = {group: [] for group in GROUPS}
    for one in work:
        found[group_of(one, now=now, zone=zone)].append(one)
    return {group: listed for group, listed in found.items() if listed}


def counted(work: Iterable[WorkItem], *, now: datetime.datetime, zone: datetime.tzinfo) -> Counts:
    """How much of it is late, due today, to verify and coming; what has no date counts as coming."""
    found = grouped(work, now=now, zone=zone)
    return Counts(
        late=len(found.get("late", ())),
        today=len(found.get("today", ())),
        verify=len(found.get("verify", ())),
        coming=len(found.get("coming", ())) + len(found.get("undated", ())),
    )


def title_in(one: WorkItem, language: Language) -> str:
    """What a task is called in a language."""
    if isinstance(one.title, str):
        return one.title
    return one.title.get(language) or next(iter(one.title.values()), one.document)


def days_late(one: WorkItem, *, now: datetime.datetime, zone: datetime.tzinfo) -> int:
    """How many days ago a task was due; 0 where that was today or is still to come."""
    if one.due is None:
        return 0
    return max(0, (now.astimezone(zone).date() - one.due.astimezone(zone).date()).days)
