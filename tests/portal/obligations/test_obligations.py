"""Who must confirm what by when: the rules as people meet them."""

import dataclasses

import pytest

from portal.obligations.reckoning import gaps_on, obligations_of, obligations_on
from portal.releases.organisation import Organisation
from portal.releases.terms import Terms
from tests.portal.obligations.companies import Company, a_release, day, subject

CLERK, SELLER, BOSS = "auto/role/clerk", "auto/role/seller", "auto/role/boss"
ALL = Terms(by=("auto",))


def test_a_holder_has_seven_days_from_the_release() -> None:
    company = Company(releases=[a_release(1, 10, terms=Terms(by=(CLERK,)))])
    company.employs("anna", CLERK)
    company.employs("boris", SELLER)
    asked = company.asked(10)
    assert set(asked) == {"anna"}
    assert (asked["anna"].since, asked["anna"].due, asked["anna"].cause) == (day(10), day(17), "first")


@pytest.mark.parametrize(
    ("on", "state"), [(10, "open"), (13, "open"), (14, "due-soon"), (17, "due-soon"), (18, "late")]
)
def test_the_last_day_is_still_in_time(on: int, state: str) -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    company.employs("anna")
    assert company.asked(on)["anna"].state == state


def test_a_confirmation_meets_it_and_names_the_entry() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    company.employs("anna")
    company.confirms("anna", 1, on=12)
    assert company.asked(11)["anna"].state == "open"
    assert company.asked(12)["anna"].state == "met"
    assert company.asked(12)["anna"].met_by == 1000


@pytest.mark.parametrize("change", ["editorial", "minor"])
def test_an_editorial_or_minor_change_asks_nobody(change: str) -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    company.releases.append(a_release(2, 30, terms=ALL, change=change))
    company.employs("anna")
    company.confirms("anna", 1, on=12)
    assert company.asked(31)["anna"].state == "met"


def test_a_document_may_ask_for_minor_changes_too() -> None:
    strict = Terms(by=("auto",), when_changed="minor")
    company = Company(
        releases=[a_release(1, 10, terms=strict), a_release(2, 30, terms=strict, change="minor")]
    )
    company.employs("anna")
    company.confirms("anna", 1, on=12)
    assert company.asked(31)["anna"].state == "open"


def test_a_material_change_asks_only_the_roles_its_clauses_concern_and_shows_those_clauses() -> None:
    by = (CLERK, SELLER)
    company = Company(releases=[a_release(1, 10, terms=Terms(by=by))])
    changed = a_release(2, 30, change="material", changed=("step-4",), terms=Terms(by=by, concerns=(SELLER,)))
    company.releases.append(changed)
    for name, role in (("anna", CLERK), ("boris", SELLER)):
        company.employs(name, role)
        company.confirms(name, 1, on=12)
    asked = company.asked(31)
    assert asked["anna"].state == "met"
    assert (asked["boris"].state, asked["boris"].cause) == ("open", "material-change")
    assert asked["boris"].clauses == ("step-4",)
    assert asked["boris"].due == day(37)


def test_a_clause_may_concern_a_role_within_a_department_that_confirms() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    company.releases.append(
        a_release(2, 30, change="material", terms=Terms(by=("auto",), concerns=(SELLER,)))
    )
    for name, role in (("anna", CLERK), ("boris", SELLER)):
        company.employs(name, role)
        company.confirms(name, 1, on=12)
    assert {name: one.state for name, one in company.asked(31).items()} == {"anna": "met", "boris": "open"}


def test_who_missed_two_changes_is_shown_the_clauses_of_both() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    for seq, on, anchor in ((2, 20, "a"), (3, 30, "b"), (4, 40, "c")):
        company.releases.append(a_release(seq, on, change="material", changed=(anchor,), terms=ALL))
    company.employs("anna")
    company.confirms("anna", 2, on=21)
    assert company.asked(41)["anna"].clauses == ("c", "b")


def test_a_joiner_has_the_full_time_from_the_first_day() -> None:
    company = Company(releases=[a_release(1, 10, terms=Terms(by=(CLERK,), within="5d"))])
    company.employs("anna", CLERK, joined=100)
    assert "anna" not in company.asked(99)
    asked = company.asked(100)["anna"]
    assert (asked.since, asked.due, asked.cause) == (day(100), day(105), "joined")


def test_a_joiner_confirms_the_revision_in_force_and_owes_nothing_for_earlier_ones() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL), a_release(2, 20, terms=ALL, change="material")])
    company.employs("anna", joined=50)
    company.confirms("anna", 2, on=51)
    assert company.asked(60)["anna"].state == "met"


def test_a_mover_is_asked_only_for_what_is_new() -> None:
    company = Company(
        releases=[a_release(1, 10, document="auto/procedure/x", terms=Terms(by=(CLERK, SELLER)))]
    )
    company.releases.append(a_release(2, 10, document="auto/procedure/y", terms=Terms(by=(SELLER,))))
    company.employs("anna", CLERK)
    company.confirms("anna", 1, on=12, document="auto/procedure/x")
    company.moves("anna", SELLER, on=50)
    found = {one.document: one for one in obligations_of(company.facts(50), subject("anna"))}
    assert found["auto/procedure/x"].state == "met"
    assert (found["auto/procedure/y"].cause, found["auto/procedure/y"].due) == ("moved", day(57))


def test_a_mover_gets_no_new_time_for_what_was_already_asked() -> None:
    company = Company(releases=[a_release(1, 10, terms=Terms(by=(CLERK, SELLER)))])
    company.employs("anna", CLERK)
    company.moves("anna", SELLER, on=50)
    asked = company.asked(51)["anna"]
    assert (asked.state, asked.due, asked.cause) == ("late", day(17), "first")


def test_a_mover_confirms_a_change_that_did_not_concern_the_role_before() -> None:
    by = (CLERK, SELLER)
    company = Company(releases=[a_release(1, 10, terms=Terms(by=by))])
    company.releases.append(
        a_release(2, 30, change="material", changed=("s",), terms=Terms(by=by, concerns=(SELLER,)))
    )
    company.employs("anna", CLERK)
    company.confirms("anna", 1, on=12)
    assert company.asked(40)["anna"].state == "met"
    company.moves("anna", SELLER, on=50)
    assert company.asked(50)["anna"].state == "open"
    assert company.asked(50)["anna"].clauses == ("s",)


def test_one_confirmation_serves_all_roles_of_a_person() -> None:
    company = Company(releases=[a_release(1, 10, terms=Terms(by=(CLERK, SELLER)))])
    company.employs("anna", CLERK, SELLER)
    assert company.asked(11)["anna"].roles == (CLERK, SELLER)
    company.confirms("anna", 1, on=12)
    assert company.asked(13)["anna"].state == "met"


def test_every_holder_of_a_role_confirms_for_themselves() -> None:
    company = Company(releases=[a_release(1, 10, terms=Terms(by=(CLERK,)))])
    company.employs("anna", CLERK)
    company.employs("boris", CLERK)
    company.confirms("anna", 1, on=12)
    assert {name: one.state for name, one in company.asked(13).items()} == {"anna": "met", "boris": "open"}


def test_a_leaver_is_asked_for_nothing_from_the_day_they_are_gone() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    company.employs("anna", left=15)
    assert "anna" in company.asked(14)
    assert "anna" not in company.asked(15)


def test_an_external_auditor_is_asked_for_nothing() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    company.employs("auditor", is_external=True)
    assert company.asked(11) == {}


VACANT = Terms(by=(CLERK,), owner="auto/role/owner")


def a_company_with_a_vacancy(**stand_ins: tuple[str, ...]) -> Company:
    company = Company(organisation=Organisation(stand_ins={CLERK: (SELLER, BOSS)}))
    company.releases.append(a_release(1, 10, terms=VACANT))
    company.employs("anna", joined=-500)
    company.assigns("anna", CLERK, since=-500, until=40)
    return company


def test_a_vacant_role_falls_to_its_backup_as_an_exception_and_only_since_it_is_vacant() -> None:
    company = a_company_with_a_vacancy()
    company.employs("boris", SELLER)
    company.employs("chen", BOSS)
    assert set(company.asked(39)) == {"anna"}
    asked = company.asked(40)
    assert set(asked) == {"boris"}
    assert (asked["boris"].stands_in, asked["boris"].roles, asked["boris"].due) == (True, (CLERK,), day(47))


def test_a_named_stand_in_comes_before_the_backup_role() -> None:
    company = a_company_with_a_vacancy()
    company.employs("boris", SELLER)
    company.employs("dana")
    company.assigns("dana", CLERK, since=0, backup=True)
    assert set(company.asked(39)) == {"anna"}
    assert set(company.asked(40)) == {"dana"}


def test_without_a_backup_the_superior_and_then_the_owner_confirm() -> None:
    company = a_company_with_a_vacancy()
    company.employs("chen", BOSS)
    company.employs("olga", "auto/role/owner")
    assert set(company.asked(40)) == {"chen"}
    company.people[subject("chen")] = dataclasses.replace(company.people[subject("chen")], left=day(45))
    assert set(company.asked(45)) == {"olga"}


def test_a_vacant_role_for_which_nobody_confirms_is_reported() -> None:
    company = a_company_with_a_vacancy()
    assert gaps_on(company.facts(39)) == []
    assert [gap.role for gap in gaps_on(company.facts(40))] == [CLERK]
    assert company.asked(40) == {}


def test_a_waiver_lifts_the_obligation_and_does_not_pretend_it_is_met() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL)])
    company.employs("anna")
    company.waived.add((subject("anna"), "auto/policy/p"))
    assert company.asked(40)["anna"].state == "waived"
    company.confirms("anna", 1, on=41)
    assert company.asked(41)["anna"].state == "met"


def test_a_withdrawn_document_asks_nobody_and_begins_anew_when_it_comes_back() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL), a_release(2, 20, terms=None, withdrawn=True)])
    company.employs("anna")
    company.confirms("anna", 1, on=12)
    assert company.asked(20) == {}
    company.releases.append(a_release(3, 30, terms=ALL))
    assert company.asked(30)["anna"].state == "open"


def test_a_department_counts_with_those_below_it_and_a_unit_only_its_own_people() -> None:
    organisation = Organisation(
        superiors={"auto/department/sub": "auto/department/top"}, parents={"auto": "headquarters"}
    )
    company = Company(organisation=organisation)
    company.employs("anna", department="auto/department/sub")
    company.employs("boris", department="auto/department/other")
    for seq, by in enumerate(("auto/department/top", "headquarters", "headquarters/everyone"), 1):
        company.releases.append(a_release(seq, 10, document=f"auto/policy/p{seq}", terms=Terms(by=(by,))))
    found = {(one.document[-2:], one.subject) for one in obligations_on(company.facts(11))}
    assert found == {("p1", "s-anna"), ("p3", "s-anna"), ("p3", "s-boris")}


def test_a_renamed_role_keeps_its_holders_and_what_they_confirmed() -> None:
    company = Company(organisation=Organisation(moved={"auto/role/old": CLERK}))
    company.releases.append(a_release(1, 10, terms=Terms(by=("auto/role/old",))))
    company.employs("anna", "auto/role/old")
    company.employs("boris", CLERK)
    assert company.asked(11)["anna"].roles == (CLERK,)
    assert set(company.asked(11)) == {"anna", "boris"}


def test_working_days_skip_weekends_and_the_company_s_own_days_off() -> None:
    organisation = Organisation(days_off=("2026-01-12",), extra_workdays=("2026-01-11",))
    company = Company(organisation=organisation)
    company.releases.append(a_release(1, 7, terms=Terms(by=("auto",), within="3wd")))
    company.employs("anna")
    assert company.asked(8)["anna"].due.isoformat() == "2026-01-13"


def test_time_begins_on_the_day_the_revision_takes_effect() -> None:
    company = Company(releases=[a_release(1, 10, terms=ALL, effective=day(30))])
    company.employs("anna")
    assert (company.asked(11)["anna"].since, company.asked(11)["anna"].due) == (day(30), day(37))


def test_the_end_of_a_day_is_that_of_the_company_s_time_zone() -> None:
    organisation = Organisation(time_zone="Asia/Shanghai")
    assert organisation.end_of(day(0)) == "2026-01-01T16:00:00.000000Z"
