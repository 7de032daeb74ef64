"""Who is reminded when: seven days and one day before, on the day, then weekly, then the manager."""

import dataclasses

import pytest

from portal.acknowledgements.reminders import reminders
from portal.notices.outbox import Notice
from portal.obligations.reckoning import obligations_on
from portal.releases.terms import Terms
from tests.portal.obligations.companies import Company, a_release, subject

SLOW = Terms(by=("auto",), within="14d")


def company() -> Company:
    found = Company(releases=[a_release(1, 0, terms=SLOW)])
    found.employs("anna")
    found.employs("boss", unit="other")
    found.people[subject("anna")] = dataclasses.replace(
        found.people[subject("anna")], manager=subject("boss")
    )
    return found


def said_on(on: int, *, done: bool = False) -> list[Notice]:
    found = company()
    if done:
        found.confirms("anna", 1, on=on)
    facts = found.facts(on)
    return list(reminders(obligations_on(facts), facts.people, today=facts.day))


def codes(on: int) -> list[tuple[str, str]]:
    return [(notice.subject.removeprefix("s-"), notice.code) for notice in said_on(on)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (6, []),
        (7, [("anna", "reminder.before-7")]),
        (12, [("anna", "reminder.before-7")]),
        (13, [("anna", "reminder.before-1")]),
        (14, [("anna", "reminder.before-0")]),
        (15, [("anna", "reminder.late")]),
        (27, [("anna", "reminder.late")]),
        (28, [("anna", "reminder.late"), ("boss", "reminder.manager")]),
    ],
)
def test_reminders_follow_the_calendar(on: int, expected: list[tuple[str, str]]) -> None:
    assert codes(on) == expected


def test_each_occasion_is_its_own_so_that_a_missed_round_is_made_up_for() -> None:
    occasions = [{notice.occasion for notice in said_on(on)} for on in range(7, 36)]
    assert occasions[0] == occasions[5]
    # Minus 7, minus 1 and 0; late in weeks 0, 1, 2, 3; the manager in weeks 2 and 3.
    assert len(set().union(*occasions)) == 3 + 4 + 2


def test_who_has_confirmed_hears_nothing() -> None:
    assert said_on(20, done=True) == []


def test_a_late_obligation_of_somebody_without_a_manager_stays_between_them_and_the_portal() -> None:
    found = company()
    found.people[subject("anna")] = dataclasses.replace(found.people[subject("anna")], manager=None)
    facts = found.facts(60)
    assert {notice.subject for notice in reminders(obligations_on(facts), facts.people, today=facts.day)} == {
        "s-anna"
    }
