"""Whom a document asks to confirm, and whom a changed clause concerns."""

from collections.abc import Mapping

import pytest

from portal.releases.terms import Terms, concerns_of, read_terms, terms_json, terms_of
from tests.portal.documents import a_policy, a_procedure, a_role

BOSS, CLERK, SELLER = "auto/role/boss", "auto/role/clerk", "auto/role/seller"


def terms(plain: Mapping[str, object]) -> Terms:
    found = terms_of(plain)
    assert found is not None
    return found


def test_participants_are_who_acts_not_who_is_told() -> None:
    assert terms(a_procedure()).by == (BOSS, CLERK)


def test_holders_of_a_role_are_its_own_and_of_a_checklist_its_roles() -> None:
    rule = {"revision": "1", "status": "effective", "acknowledge": {"by": ["holders"]}}
    assert terms(a_role("clerk", control=rule)).by == (CLERK,)
    checklist = {"id": "auto/checklist/x", "kind": "checklist", "control": rule, "for_roles": [CLERK, SELLER]}
    assert terms(checklist).by == (CLERK, SELLER)


def test_everyone_is_the_unit_and_all_below_it() -> None:
    assert terms(a_policy(control={"acknowledge": {"by": ["everyone", BOSS]}})).by == ("auto/everyone", BOSS)


def test_a_document_without_a_rule_asks_nobody() -> None:
    assert terms_of(a_role("clerk")) is None


def test_the_rest_of_the_rule_is_kept() -> None:
    rule = {"by": ["auto"], "within": "5wd", "when_changed": "minor", "signature": "strict", "quiz": True}
    question = {
        "id": "q",
        "ask": "?",
        "options": [{"id": "a", "text": "1"}, {"id": "b", "text": "2"}],
        "see": "art-1",
    }
    found = terms(a_policy(control={"acknowledge": rule}, quiz=[question]))
    assert (found.within, found.when_changed, found.strict, found.quiz) == ("5wd", "minor", True, True)
    assert not terms(a_policy(control={"acknowledge": rule})).quiz


def test_a_step_concerns_those_it_names_before_and_after() -> None:
    before = a_procedure()
    after = a_procedure(steps=[{"id": "write", "actor": SELLER, "do": "x"}, *before["steps"][1:]])
    assert concerns_of(after, before, ["write"]) == (CLERK, SELLER)
    assert concerns_of(after, before, ["sign"]) == (BOSS, SELLER)


def test_a_removed_step_concerns_who_had_it() -> None:
    before = a_procedure()
    assert concerns_of(a_procedure(steps=before["steps"][1:]), before, ["write"]) == (CLERK,)


@pytest.mark.parametrize("changed", [["art-1"], ["document"], ["write", "gone"]])
def test_a_clause_that_names_nobody_concerns_all_who_confirm(changed: list[str]) -> None:
    plain = a_policy() if "write" not in changed else a_procedure()
    assert concerns_of(plain, plain, changed) is None


def test_a_clause_without_an_actor_concerns_that_of_the_article_around_it() -> None:
    plain = a_policy()
    inner = {"id": "inner", "text": "…"}
    plain["chapters"][0]["articles"].append({"id": "outer", "text": "…", "actor": CLERK, "clauses": [inner]})
    assert concerns_of(plain, None, ["inner"]) == (CLERK,)


def test_a_changed_duty_concerns_every_holder_whoever_else_it_names() -> None:
    duty = {"id": "d", "do": "x", "together_with": [SELLER]}
    assert concerns_of(a_role("clerk", duties=[duty]), None, ["d"]) is None


def test_terms_are_kept_and_read_back() -> None:
    said = Terms(by=(CLERK,), within="3d", strict=True, concerns=(CLERK,))
    assert read_terms(terms_json(said)) == said
    assert read_terms(terms_json(Terms(by=("auto",)))).concerns is None
