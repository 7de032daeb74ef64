"""The invented company: as large, as lively and as steady as it has to be."""

import datetime
from collections import Counter
from typing import Any

import pytest

from portal.demonstration.careers import NEW_HIRE, STAYS, TWO_YEARS, VACANT
from portal.demonstration.company import Company, a_company
from portal.demonstration.dice import Dice
from portal.demonstration.names import invented_names
from portal.demonstration.seats import FORMER
from portal.people.changes import Begins, Change, Ends, Joins, Leaves, Moves

TODAY = datetime.date(2026, 11, 22)
Plain = dict[str, Any]


@pytest.fixture(scope="module")
def company(roles: dict[str, Plain]) -> Company:
    return a_company(roles, TODAY)


@pytest.fixture(scope="module")
def changes(company: Company) -> list[tuple[datetime.date, list[Change]]]:
    return list(company.changes())


def of_kind(changes: list[tuple[datetime.date, list[Change]]], kind: type[Change]) -> list[Any]:
    return [one for _, day in changes for one in day if isinstance(one, kind)]


def test_more_than_three_hundred_people_work_in_all_eight_units(company: Company) -> None:
    units = Counter(stint.seat.unit for stint in company.sitting(TODAY).values())
    assert sum(units.values()) >= 300
    assert len(units) == 8
    assert min(units.values()) >= 15


def test_the_same_seed_and_day_give_the_same_company(roles: dict[str, Plain], company: Company) -> None:
    again = a_company(roles, TODAY)
    assert (again.members, again.stints) == (company.members, company.stints)
    assert list(again.changes()) == list(company.changes())


def test_another_seed_gives_other_people(roles: dict[str, Plain], company: Company) -> None:
    assert a_company(roles, TODAY, seed="other").members != company.members


def test_a_company_can_be_made_on_any_day(roles: dict[str, Plain]) -> None:
    for day in (datetime.date(2024, 2, 29), datetime.date(2027, 1, 1), datetime.date(2031, 10, 5)):
        made = a_company(roles, day)
        assert made.window.opening >= day - datetime.timedelta(days=TWO_YEARS)
        assert len(made.sitting(day)) >= 300
        assert made.holder(NEW_HIRE[0], number=1) is not None


def test_people_join_leave_move_and_change_their_superior(
    changes: list[tuple[datetime.date, list[Change]]],
) -> None:
    assert len(of_kind(changes[1:], Joins)) >= 80
    assert len(of_kind(changes, Leaves)) >= 60
    assert len(of_kind(changes, Ends)) >= 30
    assert len(of_kind(changes, Moves)) >= 60


def test_nobody_is_changed_before_they_came_or_after_they_left(
    changes: list[tuple[datetime.date, list[Change]]],
) -> None:
    here: set[str] = set()
    held: set[tuple[str, str, bool]] = set()
    for day, listed in changes:
        for one in listed:
            if isinstance(one, Joins):
                assert one.subject not in here, day
                here.add(one.subject)
            assert one.subject in here, (day, one)
            if isinstance(one, Begins):
                assert (one.subject, one.role, one.backup) not in held, (day, one)
                held.add((one.subject, one.role, one.backup))
            if isinstance(one, Ends):
                held.remove((one.subject, one.role, one.backup))
            if isinstance(one, Leaves):
                here.remove(one.subject)
                held = {holding for holding in held if holding[0] != one.subject}


def test_every_role_is_one_of_the_library_or_one_it_used_to_have(
    roles: dict[str, Plain], library: Plain, changes: list[tuple[datetime.date, list[Change]]]
) -> None:
    former = {*library["company"]["moved"], *(one["id"] for one in library["company"]["retired"])}
    assert FORMER in former
    begun = {one.role for one in of_kind(changes, Begins)}
    assert begun <= set(roles) | former
    assert begun & former == {FORMER, "auto/role/market-assistant"}


def test_some_roles_are_vacant_and_whoever_visitors_sign_in_as_is_here(company: Company) -> None:
    for role in VACANT:
        assert company.holder(role) is None, role
    for role in STAYS:
        assert company.holder(role) is not None, role


def test_the_newest_hire_came_some_weeks_ago_into_a_team_with_a_superior(company: Company) -> None:
    hire = company.holder(NEW_HIRE[0], number=1)
    assert hire is not None
    assert 30 <= (TODAY - hire.joined).days <= 45


def test_nobody_has_the_name_the_number_or_the_pseudonym_of_another(company: Company) -> None:
    for values in zip(*((one.name, one.staff_number, one.subject) for one in company.members), strict=True):
        assert len(set(values)) == len(company.members)


def test_staff_numbers_go_by_the_day_of_joining(company: Company) -> None:
    by_number = sorted(company.members, key=lambda one: int(one.staff_number[2:]))
    assert [one.joined for one in by_number] == sorted(one.joined for one in company.members)


def test_names_are_two_to_four_characters_and_enough_for_any_company() -> None:
    names = [name for name, _ in zip(invented_names(Dice("x")), range(2000), strict=False)]
    assert len(set(names)) == 2000
    assert all(2 <= len(name) <= 4 and not name.isascii() for name in names)


def test_dice_answer_the_same_question_alike_and_spread_over_all_answers() -> None:
    dice = Dice("seed")
    assert dice.fraction("a", 1) == Dice("seed").fraction("a", 1) != Dice("other").fraction("a", 1)
    counted = Counter(dice.between(1, 6, number) for number in range(6000))
    assert set(counted) == set(range(1, 7))
    assert all(900 <= count <= 1100 for count in counted.values())
    lasting = [dice.days_until(100, number) for number in range(3000)]
    assert 90 <= sum(lasting) / len(lasting) <= 110
