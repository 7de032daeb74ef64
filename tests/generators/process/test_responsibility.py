"""Who does, answers for, is consulted and informed; what procedures hand on; who reports to whom."""

from collections.abc import Mapping
from pathlib import Path

from generators.cache import Cache
from generators.model.library import Library
from generators.process.responsibility import (
    Post,
    department_chart,
    hand_off_map,
    matrix_of,
    matrix_of_department,
    responsibilities_of,
    role_chart,
)
from generators.source.loader import load
from tests.generators.builders import CONTROL, a_procedure, write_library

OWNED = {"status": "effective", "revision": "1.0", "effective": "2026-01-01", "owner": "o"}


def letters(*steps: Mapping[str, object], owner: str = "o") -> list[dict[str, str]]:
    """The letters of everyone in each step."""
    table = responsibilities_of(a_procedure(control=OWNED | {"owner": owner or None}, steps=steps))
    return [{party: charge.of(party) for party in charge.letters} for charge in table.charges]


def test_the_actor_does_and_the_owner_answers() -> None:
    assert letters({"id": "a", "actor": "x", "do": "做"}) == [{"x": "R", "o": "A"}]


def test_an_owner_who_acts_does_both() -> None:
    assert letters({"id": "a", "actor": "o", "do": "做"}) == [{"o": "RA"}]


def test_an_approver_answers_for_what_the_actor_does() -> None:
    step = {"id": "a", "actor": "x", "do": "起草", "approve": {"by": ["y"]}}
    assert letters(step) == [{"x": "R", "y": "A"}]


def test_who_approves_without_an_actor_does_it_as_well() -> None:
    assert letters({"id": "a", "approve": {"by": ["y"]}}) == [{"y": "RA"}]


def test_of_parallel_approvers_one_answers() -> None:
    for mode in ("all", "any"):
        step = {"id": "a", "actor": "x", "do": "起草", "approve": {"mode": mode, "by": ["y", "z"]}}
        assert letters(step) == [{"x": "R", "z": "R", "y": "A"}]


def test_of_approvers_in_order_the_last_answers() -> None:
    step = {"id": "a", "actor": "x", "do": "起草", "approve": {"mode": "in_order", "by": ["y", "z"]}}
    assert letters(step) == [{"x": "R", "y": "R", "z": "A"}]


def test_consulted_and_informed_are_as_named_unless_they_act() -> None:
    step = {"id": "a", "actor": "x", "do": "做", "consulted": ["c", "x"], "informed": ["i", "o"],
            "relay": [{"when": "请假", "to": "y", "inform": ["j"]}]}  # fmt: skip
    assert letters(step) == [{"x": "R", "o": "A", "c": "C", "i": "I", "j": "I"}]


def test_without_owner_and_approver_nobody_answers() -> None:
    procedure = a_procedure(steps=[{"id": "a", "actor": "x", "do": "做"}])
    assert responsibilities_of(procedure).charges[0].accountable == ""


def test_the_whole_procedure_holds_every_letter_once() -> None:
    steps = [
        {"id": "a", "actor": "x", "do": "做", "consulted": ["y"]},
        {"id": "b", "actor": "y", "do": "做", "informed": ["x"]},
    ]
    table = responsibilities_of(a_procedure(control=OWNED, steps=steps))

    assert table.parties == ("x", "o", "y")
    assert {party: "".join(table.letters(party)) for party in table.parties} == {
        "x": "RI",
        "o": "A",
        "y": "RC",
    }


def a_document(kind: str, identifier: str, department: str, rest: str = "", *, boss: str = "boss") -> str:
    """A controlled document of a department."""
    head = f"kind: {kind}\nid: {identifier}\ntitle: {identifier}\ndepartment: {department}\n"
    return head + CONTROL.replace("boss", boss) + rest


def a_library(folder: Path) -> Library:
    """A shop with two departments, three roles, and procedures that hand on to each other and beyond."""
    reports = "reports_to: boss\n"
    sell = "steps:\n  - {id: a, actor: seller, do: 卖, hand_off: deliver}\n"
    handed = "hand_offs: [{to: deliver}, {to: hq/procedure/book, when: 每月}]\n"
    deliver = "steps:\n  - {id: a, actor: keeper, do: 送, informed: [seller]}\n"
    book = "steps:\n  - {id: a, actor: office, do: 记, hand_off: shop/procedure/sell}\n"
    abroad = CONTROL.replace("boss", "shop/role/boss")
    content = write_library(
        folder,
        shop__departments__stock="kind: department\nid: stock\ntitle: 仓储\nsuperior: sales\nhead: keeper\n"
        + CONTROL,
        shop__roles__seller=a_document("role", "seller", "sales", reports),
        shop__roles__keeper=a_document("role", "keeper", "stock", reports),
        shop__procedures__sell=a_document("procedure", "sell", "sales", sell + handed),
        shop__procedures__deliver=a_document("procedure", "deliver", "stock", deliver),
        hq__unit="kind: unit\nid: hq\ntitle: 总部\n",
        hq__departments__office="kind: department\nid: office\ntitle: 办公室\n" + abroad,
        hq__procedures__book=a_document("procedure", "book", "office", book, boss="shop/role/boss"),
    )
    library = load(content, Cache(None)).library
    assert library is not None
    return library


def test_the_matrix_of_a_unit_shows_roles_against_procedures(tmp_path: Path) -> None:
    matrix = matrix_of(a_library(tmp_path), unit="shop")

    assert matrix.parties == ("shop/role/boss", "shop/role/keeper", "shop/role/seller")
    assert matrix.procedures == ("shop/procedure/deliver", "shop/procedure/sell")
    assert matrix.of("shop/role/seller", "shop/procedure/deliver") == "I"
    assert matrix.of("shop/role/boss", "shop/procedure/sell") == "A"
    assert matrix.of("shop/role/keeper", "shop/procedure/sell") == ""


def test_the_matrix_of_a_department_shows_where_its_people_have_a_part(tmp_path: Path) -> None:
    matrix = matrix_of_department(a_library(tmp_path), "shop/department/stock")

    assert matrix.parties == ("shop/role/keeper",)
    assert matrix.procedures == ("shop/procedure/deliver",)


def test_a_department_may_act_itself(tmp_path: Path) -> None:
    matrix = matrix_of_department(a_library(tmp_path), "hq/department/office")

    assert matrix.of("hq/department/office", "hq/procedure/book") == "R"


def test_the_map_shows_what_is_handed_on_within_and_beyond(tmp_path: Path) -> None:
    found = hand_off_map(a_library(tmp_path), unit="shop")

    assert [(way.source.rpartition("/")[2], way.target.rpartition("/")[2], way.step) for way in found.passings] == [
        ("sell", "deliver", "a"), ("sell", "book", ""), ("book", "sell", "a"),
    ]  # fmt: skip
    assert str(found.passings[1].when) == "每月"
    assert found.beyond == ("hq/procedure/book",)


def test_charts_show_superiors_and_open_circles(tmp_path: Path) -> None:
    library = a_library(tmp_path)

    assert department_chart(library, unit="shop") == (
        Post("shop", ""),
        Post("shop/department/sales", "shop", "shop/role/boss"),
        Post("shop/department/stock", "shop/department/sales", "shop/role/keeper"),
    )
    assert role_chart(library, unit="shop")[1:] == (
        Post("shop/role/keeper", "shop/role/boss"),
        Post("shop/role/seller", "shop/role/boss"),
    )


def test_a_circle_of_superiors_is_opened(tmp_path: Path) -> None:
    content = write_library(
        tmp_path,
        shop__roles__a=a_document("role", "a", "sales", "reports_to: b\n"),
        shop__roles__b=a_document("role", "b", "sales", "reports_to: a\n"),
    )
    library = load(content, Cache(None)).library
    assert library is not None

    posts = {post.id: post.above for post in role_chart(library, unit="shop")}
    assert list(posts.values()).count("") == 2
