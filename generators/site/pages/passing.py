"""Passing on 转入: who has a part in which procedures, and which lead into which; read from extracts, so that keys
know what pictures and tables depend on without drawing any."""

from collections.abc import Iterable
from typing import Final

from generators.model.library import Library
from generators.model.names import kind_of, unit_of

PARTS: Final = ("actor", "approve.by", "consulted", "informed", "relay.inform")
"""The relations of a step that give somebody a letter."""

PASSINGS: Final = ("hand_off", "hand_offs.to", "trigger.source")
"""The relations by which one procedure leads into another."""


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


def ways_of(library: Library, unit: str) -> tuple[tuple[str, str], ...]:
    """What leads from, into and between the procedures of a unit, by the order of the procedures; each way once."""
    found: dict[tuple[str, str], None] = {}
    for card in library.documents("procedure"):
        for mention in library.extracts[card.id].mentions:
            if mention.relation not in PASSINGS or (mention.anchor and mention.relation == "trigger.source"):
                continue
            back = mention.relation == "trigger.source"
            ends = (mention.target, card.id) if back else (card.id, mention.target)
            known = mention.target in library.extracts
            if known and unit in (unit_of(ends[0]), unit_of(ends[1])):
                found[ends] = None
    return tuple(found)
