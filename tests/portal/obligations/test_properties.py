"""What holds of obligations whatever happens in a company: generated histories, every rule said a second way."""

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.obligations.reckoning import obligations_of, obligations_on
from portal.obligations.values import Confirmation
from portal.releases.facts import RANK
from portal.releases.organisation import Organisation
from portal.releases.terms import Terms
from tests.portal.obligations.companies import Company, a_release, day, subject

ROLES = ["auto/role/a", "auto/role/b", "auto/role/c"]
NAMES = ["anna", "boris", "chen"]
TODAY = 60

roles = st.sampled_from(ROLES)
days = st.integers(0, TODAY)


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """Up to six releases of one document and people who come, move, stand in, confirm and leave."""
    company = Company(organisation=Organisation(stand_ins={ROLES[0]: (ROLES[1], ROLES[2])}))
    for seq, on in enumerate(sorted(draw(st.lists(days, min_size=1, max_size=6))), 1):
        change = "first" if seq == 1 else draw(st.sampled_from(["editorial", "minor", "material"]))
        concerns = (
            draw(st.none() | st.lists(roles, min_size=1, max_size=2).map(tuple))
            if change == "material"
            else None
        )
        by = tuple(draw(st.lists(roles, min_size=1, max_size=3, unique=True)))
        changed = (f"clause-{seq}",) if change == "material" else ()
        company.releases.append(
            a_release(seq, on, change=change, changed=changed, terms=Terms(by=by, concerns=concerns))
        )
    for name in NAMES:
        joined = draw(st.integers(-50, 40))
        company.employs(name, draw(roles), joined=joined, left=draw(st.none() | st.integers(joined + 1, 80)))
        for on in sorted(draw(st.lists(st.integers(joined + 1, TODAY + 1), max_size=2, unique=True))):
            company.moves(name, draw(roles), on=on)
        for release in draw(st.lists(st.sampled_from(company.releases), max_size=3)):
            released = (release.at.date() - day(0)).days
            company.confirms(name, release.seq, on=draw(st.integers(released, TODAY)))
    return company


@given(companies(), days)
@settings(max_examples=200, deadline=None)
def test_an_obligation_is_met_exactly_by_what_is_as_new_as_the_last_change_that_concerns_the_person(
    company: Company, on: int
) -> None:
    facts = company.facts(on)
    for one in obligations_on(facts):
        course = facts.courses[one.document]
        held = {assignment.role for assignment in company.assignments
                if assignment.subject == one.subject and assignment.covers(day(on))} | set(one.roles)  # fmt: skip
        concerning = [
            release.seq
            for release in course
            if release.change == "first"
            or (release.change == "material" and (not release.terms or release.terms.concerns is None
                                                  or held & set(release.terms.concerns)))
        ]  # fmt: skip
        assert one.asked == max(concerning)
        confirmed = [made.release for made in facts.confirmations.get((one.subject, one.document), ())]
        assert (one.state == "met") == any(release >= max(concerning) for release in confirmed)


@given(companies(), days)
@settings(max_examples=150, deadline=None)
def test_only_who_belongs_to_the_company_and_has_a_part_is_asked(company: Company, on: int) -> None:
    facts = company.facts(on)
    for one in obligations_on(facts):
        assert facts.people[one.subject].is_active(day(on))
        terms = facts.courses[one.document][-1].terms
        assert terms is not None
        assert set(one.roles) <= set(terms.by)
        assert one.due >= one.since >= facts.people[one.subject].joined


@given(companies(), days)
@settings(max_examples=150, deadline=None)
def test_every_holder_of_a_role_that_confirms_is_asked(company: Company, on: int) -> None:
    facts = company.facts(on)
    asked = {(one.document, one.subject) for one in obligations_on(facts)}
    for document, course in facts.courses.items():
        assert course[-1].terms is not None
        for assignment in company.assignments:
            here = facts.people[assignment.subject].is_active(day(on)) and assignment.covers(day(on))
            if here and assignment.role in course[-1].terms.by:
                assert (document, assignment.subject) in asked


@given(companies(), days, st.sampled_from(NAMES))
@settings(max_examples=100, deadline=None)
def test_one_person_s_list_says_what_the_matrix_says(company: Company, on: int, name: str) -> None:
    facts = company.facts(on)
    whole = [one for one in obligations_on(facts) if one.subject == subject(name)]
    assert obligations_of(facts, subject(name)) == whole


@given(companies(), days)
@settings(max_examples=100, deadline=None)
def test_an_editorial_release_changes_nobody_s_obligation_but_the_text_to_confirm(
    company: Company, on: int
) -> None:
    before = {one.subject: one for one in obligations_on(company.facts(on))}
    past = [release for release in company.releases if (release.at.date() - day(0)).days <= on]
    if not past:
        return
    company.releases = [*past, a_release(99, on, change="editorial", terms=past[-1].terms)]
    after = {one.subject: one for one in obligations_on(company.facts(on))}
    assert {key: one._replace(release=0, revision="") for key, one in before.items()} == {
        key: one._replace(release=0, revision="") for key, one in after.items()
    }


@given(companies(), days, days)
@settings(max_examples=100, deadline=None)
def test_what_was_met_stays_met_until_a_change_asks_again(company: Company, earlier: int, later: int) -> None:
    first, last = sorted((earlier, later))
    before = {one.subject: one for one in obligations_on(company.facts(first))}
    for one in obligations_on(company.facts(last)):
        known = before.get(one.subject)
        if known is not None and known.state == "met" and one.asked <= known.asked:
            assert one.state == "met"


@given(companies(), days)
@settings(max_examples=100, deadline=None)
def test_confirming_the_text_in_force_always_settles_it(company: Company, on: int) -> None:
    for one in obligations_on(company.facts(on)):
        pair = (one.subject, one.document)
        company.confirmed.setdefault(pair, []).append((on, Confirmation(one.release, 5000)))
    assert all(one.state == "met" for one in obligations_on(company.facts(on)))


def test_the_classes_of_change_have_an_order() -> None:
    assert sorted(RANK, key=lambda change: RANK[change]) == ["editorial", "minor", "material", "first"]
