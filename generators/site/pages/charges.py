"""Charges 分工: who does and answers for what, read from extracts: no procedure is opened.

The rules are those of `generators.process.responsibility`; only the steps come from elsewhere.
"""

from collections.abc import Iterable
from typing import Final

from generators.model.control import DocumentControl
from generators.model.extract import Extract, Place
from generators.model.library import Library
from generators.model.names import kind_of
from generators.model.procedures import Approval, Procedure, Relay, Step
from generators.model.text import Text
from generators.process.responsibility import Matrix, Responsibilities, responsibilities_of
from generators.site.pages.passing import PARTS

_Named = dict[str, list[str]]
_NO_WORDS: Final = Text.model_construct(zh="", zh_hant="", en="")


_MOST_KNOWN: Final = 8192
_known: dict[int, tuple[Extract, Responsibilities]] = {}
"""What was worked out of extracts that live: each department of a unit asks for the same procedures."""


def charges_in(extract: Extract) -> Responsibilities:
    """The RACI of a procedure, worked out once."""
    known = _known.get(id(extract))
    if known is None or known[0] is not extract:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[id(extract)] = extract, _worked_out(extract)
    return known[1]


def _worked_out(extract: Extract) -> Responsibilities:
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
    by, relayed = tuple(named.get("approve.by", ())), named.get("relay.inform")
    return Step.model_construct(
        id=place.anchor,
        actor=next(iter(named.get("actor", ())), None),
        approve=Approval.model_construct(mode=approve.get("mode", "all"), by=by) if approve and by else None,
        consulted=tuple(named.get("consulted", ())),
        informed=tuple(named.get("informed", ())),
        relay=(Relay.model_construct(when=_NO_WORDS, to="", inform=tuple(relayed)),) if relayed else (),
    )


def matrix_in(library: Library, procedures: Iterable[str], parties: Iterable[str] | None = None) -> Matrix:
    """Who has which part in which of some procedures: everybody, or only some parties."""
    tables = {key: charges_in(library.extracts[key]) for key in procedures}
    wanted = None if parties is None else set(parties)
    cells = {
        (party, key): held
        for key, table in tables.items()
        for party, held in table.whole.items()
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
