"""Reminders 催办: seven days and one day before, on the day, then weekly, and after two weeks to the manager, too."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from portal.notices.outbox import Notice
from portal.obligations.values import Obligation
from portal.people.facts import Day, Person

BEFORE: Final = (0, 1, 7)
WEEK: Final = 7
OWN_REMINDERS: Final = frozenset({"reminder.late", *(f"reminder.before-{days}" for days in BEFORE)})
"""Codes of the reminders somebody gets for what they themselves are to do."""
MANAGER_AFTER: Final = 2
"""Weeks late after which the manager hears of it."""


def reminders(
    obligations: Iterable[Obligation], people: Mapping[str, Person], *, today: Day
) -> Iterator[Notice]:
    """What is to be said today. Whoever was told for the same occasion is not told again, so a day without a round
    is made up for by the next."""
    for obligation in obligations:
        person = people.get(obligation.subject)
        if obligation.is_open and person is not None and obligation.since <= today:
            yield from _of_one(obligation, person, people, (obligation.due - today).days)


def _of_one(
    obligation: Obligation, person: Person, people: Mapping[str, Person], left: int
) -> Iterator[Notice]:
    if left >= 0:
        stage = next((days for days in BEFORE if left <= days), None)
        if stage is not None:
            yield _notice(obligation, person.subject, f"before-{stage}", f"{stage}")
        return
    weeks = -left // WEEK
    yield _notice(obligation, person.subject, "late", f"late-{weeks}")
    if weeks >= MANAGER_AFTER and person.manager is not None and person.manager in people:
        said = {"person": person.subject}
        yield _notice(obligation, person.manager, "manager", f"manager-{weeks}", **said)


def _notice(obligation: Obligation, subject: str, code: str, stage: str, **said: str) -> Notice:
    return Notice(
        occasion=f"{obligation.id}:{obligation.due}:{stage}",
        subject=subject,
        code=f"reminder.{code}",
        about=obligation.id,
        values={
            "document": obligation.document,
            "revision": obligation.revision,
            "due": obligation.due.isoformat(),
            **said,
        },
    )
