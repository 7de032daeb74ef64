"""Every place where a document may name another is found, by the types of the model alone."""

from collections.abc import Mapping

from pydantic import BaseModel

from generators.model.digest import plain
from generators.model.extract import extract, read_extract
from generators.model.policies import Policy
from generators.model.procedures import Procedure
from generators.model.references import references_in
from generators.model.roles import Role
from tests.generators.builders import a_procedure


def found(data: Mapping[str, object], model: type[BaseModel]) -> list[tuple[str, str]]:
    return [(".".join(map(str, place.path)), place.wording) for place in references_in(data, model)]


def test_references_of_a_procedure_are_found_at_every_depth() -> None:
    data = {
        "department": "sales",
        "control": {"owner": "boss", "acknowledge": {"by": ["participants", "clerk"]}},
        "steps": [
            {"id": "a", "actor": "clerk", "relay": [{"to": "second", "inform": ["third"]}]},
            {"id": "b", "approve": {"by": ["boss"]}, "escalate": {"to": "chief"}},
        ],
        "records": [{"form": "sheet", "by": "keeper"}],
    }

    assert dict(found(data, Procedure)) == {
        "control.owner": "boss",
        "control.acknowledge.by.1": "clerk",
        "department": "sales",
        "steps.0.actor": "clerk",
        "steps.0.relay.0.to": "second",
        "steps.0.relay.0.inform.0": "third",
        "steps.1.approve.by.0": "boss",
        "steps.1.escalate.to": "chief",
        "records.0.form": "sheet",
        "records.0.by": "keeper",
    }


def test_trees_are_walked_to_the_bottom() -> None:
    duty = {"id": "a", "parts": [{"id": "b", "parts": [{"id": "c", "recipient": ["boss"]}]}]}
    clause = {"id": "a", "clauses": [{"id": "b", "clauses": [{"id": "c", "forms": ["sheet"]}]}]}

    assert found({"duties": [duty]}, Role) == [("duties.0.parts.0.parts.0.recipient.0", "boss")]
    assert found({"chapters": [{"articles": [clause]}]}, Policy) == [
        ("chapters.0.articles.0.clauses.0.clauses.0.forms.0", "sheet")
    ]


def test_data_of_a_wrong_shape_is_left_to_the_schema() -> None:
    wrong = {
        "department": ["a"],
        "steps": "none",
        "control": None,
        "records": [None, "x", {"form": {"a": 1}}],
    }

    assert found(wrong, Procedure) == []


def test_an_extract_tells_who_is_named_where_and_as_what() -> None:
    procedure = a_procedure(
        steps=[
            {"id": "draft", "actor": "auto/role/clerk", "do": "起草", "limit": "2wd"},
            {"id": "sign", "approve": {"by": ["auto/role/boss"]}, "informed": ["auto/role/clerk"]},
        ]
    )

    made = read_extract(extract(plain(procedure)))

    assert ("draft", "actor", "auto/role/clerk") in {m[1:] for m in made.mentions}
    assert ("sign", "approve.by", "auto/role/boss") in {m[1:] for m in made.mentions}
    assert ("sign", "informed", "auto/role/clerk") in {m[1:] for m in made.mentions}
    assert (made.places["draft"].number, made.places["draft"].node["limit"]) == (1, "2wd")
    assert made.card.fact("steps") == 2
