"""Facts: what a section says in a field of the model, and not only in its sentences.

A *relation* is one field's meaning (who acts, by when, with which form). Four *kinds* of question are answered
from them. Relations of one kind are told apart so that 上级是谁 is not answered with who keeps the file.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple


class Fact(NamedTuple):
    """One relation with its values: text in the reader's language, and the address of what it names, or ""."""

    relation: str
    values: tuple[tuple[str, str], ...]


DEADLINE, APPROVER, FORM, OWNER = "deadline", "approver", "form", "owner"
ACTOR: Final = "actor"

RELATIONS: Final = {
    DEADLINE: ("cycle", "due", "limit", "keep", "effective", "review"),
    APPROVER: ("approver", "decider", "signer", "verifier", "issuer"),
    FORM: ("form",),
    OWNER: ("actor", "owner", "head", "superior", "recipient", "keeper", "department", "assessor"),
}
"""Kind of question → the relations that answer it."""

_ALL: Final = [relation for relations in RELATIONS.values() for relation in relations]
_BITS: Final = {relation: 1 << place for place, relation in enumerate(_ALL)}


def mask_of(relations: Iterable[str]) -> int:
    """Some relations as bits of one number, which is all that ranking needs to know of a section."""
    mask = 0
    for relation in relations:
        mask |= _BITS[relation]
    return mask
