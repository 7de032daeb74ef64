"""Charges 分工: who does and answers for what, and what passes on, read from extracts: no procedure is opened.

The rules are those of `generators.process.responsibility`; only the steps come from elsewhere.
"""

from collections.abc import Iterable
from typing import Final

from generators.model.control import DocumentControl
from generators.model.extract import Extract, Place
from generators.model.library import Library
from generators.model.names import kind_of, unit_of
from generators.model.procedures import Approval, Procedure, Relay, Step
from generators.model.text import Text
from generators.process.responsibility import Matrix, Passing, Responsibilities, responsibilities_of

PARTS: Final = ("actor", "approve.by", "consulted", "informed", "relay.inform")
"""The relations of a step that give somebody a letter."""
PASSINGS: Final = ("hand_off", "hand_offs.to", "trigger.source")
"""The relations by which one procedure leads into another."""

_Named = dict[str, list[str]]
_NO_WORDS: Final = Text.model_construct(zh="", zh_hant="", en="")


def charges_in(extract: Extract) -> Responsibilities:
    """The RACI of a procedure."""
    card = extract.card
    named: dict[str, _Named] = {}
    for mention in extract.mentions:
        if mention.anchor and mention.relation in PARTS:
            named.setdefault(mention.anchor, {}).setdefault(mention.relation, []).append(mention.target)
    places = sorted((p for p in extract.places.values() if p.part == "steps"), key=lambda place: place.number)
    steps = tuple(_step(place, named.get(place.anchor, {})) for place in places)
    control = DocumentControl.model_construct(status=card.status, owner=card.owner)
    procedure = Procedure.model_construct(
        kind="procedure",
        id=card.id,
        title=card.title,
        department=card.department,
        control=control,
        steps=steps,
    )
    return responsibilities_of(procedure)


def _step(place: Place, named: _Named) -> Step:
    """As much of a step as says who has which part in it."""
    approve = place.node.get("approve")
    by = tuple(named.get("approve.by", ()))
    return Step.model_construct(
        id=place.anchor,
        actor=next(iter(named.get("actor", ())), None),
        approve=Approval.model_construct(mode=approve.get("mode", "all"), by=by) if approve and by else None,
        consulted=tuple(named.get("consulted", ())),
        informed=tuple(named.get("informed", ())),
        relay=(Relay.model_construct(when=_NO_WORDS, to="", inform=tuple(named.get("relay.inform", ()))),),
    )


def matrix_in(library: Library, procedures: Iterable[str], parties: Iterable[str] | None = None) -> Matrix:
    """Who has which part in which of some procedures: everybody, or only some parties."""
    tables = {key: charges_in(library.extracts[key]) for key in procedures}
    wanted = None if parties is None else set(parties)
    cells = {
        (party, key): table.letters(party)
        for key, table in tables.items()
        for party in table.parties
        if wanted is None or party in wanted
    }
    held = {key for _, key in cells}
    acting = {party for party, _ in cells}
    return Matrix(
        tuple(card.id for card in library.documents("role", "department") if card.id in acting)
        + tuple(key for key in sorted(acting) if kind_of(key) not in ("role", "department")),
        tuple(key for key in tables if key in held),
        cells,
    )


def procedures_of(library: Library, parties: Iterable[str]) -> list[str]:
    """The procedures in which one of some parties has a part."""
    named = {
        mention.source
        for party in parties
        for mention in library.mentions_of(party)
        if kind_of(mention.source) == "procedure"
        and ((mention.relation in PARTS and mention.anchor) or mention.relation == "owner")
    }
    return [card.id for card in library.documents("procedure") if card.id in named]


def passings_of(library: Library, unit: str) -> tuple[Passing, ...]:
    """What leads from, into and between the procedures of a unit, by the order of the procedures."""
    found: dict[tuple[str, str], Passing] = {}
    for card in library.documents("procedure"):
        for mention in library.extracts[card.id].mentions:
            if mention.relation not in PASSINGS or (mention.anchor and mention.relation == "trigger.source"):
                continue
            back = mention.relation == "trigger.source"
            ends = (mention.target, card.id) if back else (card.id, mention.target)
            known = mention.target in library.extracts
            if known and unit in (unit_of(ends[0]), unit_of(ends[1])):
                found.setdefault(ends, Passing(*ends))
    return tuple(found.values())
