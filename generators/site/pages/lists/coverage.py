"""Coverage 编写进度: how much of what each unit means to write is in force, and the register of what is planned."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from generators.model.extract import Card
from generators.site.pages.keys import KINDS
from generators.site.pages.pen import Pen, html
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import units_in_order

_GONE = ("superseded", "withdrawn")
_LIMIT = 50
"""Below so many per cent in force a cell is framed."""


class Share(NamedTuple):
    """How many documents are in force, of how many there are to be."""

    effective: int
    total: int

    @property
    def tone(self) -> str:
        """The ink a cell is drawn in: the more there is, the darker."""
        if not self.total:
            return "na"
        percent = 100 * self.effective // self.total
        return f"t{min(percent // 25 + 1, 4)}" + (" low" if percent < _LIMIT else "")


def share_of(cards: Sequence[Card]) -> Share:
    """What is in force, of what is not gone."""
    wanted = [card for card in cards if card.status not in _GONE]
    return Share(sum(card.status == "effective" for card in wanted), len(wanted))


def coverage(pen: Pen) -> dict[str, Any]:
    """What `coverage.html` needs: the kinds there are, and for each unit a share by kind and in all."""
    documents = pen.library.documents()
    kinds = [kind for kind in KINDS if any(card.kind == kind for card in documents)]
    by_unit: dict[str, list[Card]] = {}
    for card in documents:
        by_unit.setdefault(card.unit, []).append(card)
    rows = [
        (unit, _shares(by_unit[unit.id], kinds)) for unit in units_in_order(pen.library) if unit.id in by_unit
    ]
    return {"kinds": kinds, "shares": rows, "all_shares": _shares(documents, kinds), "cell": _cell}


def _shares(cards: Sequence[Card], kinds: Sequence[str]) -> list[Share]:
    return [share_of(cards), *(share_of([card for card in cards if card.kind == kind]) for kind in kinds)]


def _cell(share: Share) -> Markup:
    said = f"{share.effective}/{share.total}" if share.total else "–"
    return html(f'<span class="cov {share.tone}">{said}</span>')


def coverage_table(pen: Pen) -> Markup:
    """The table of coverage."""
    return render("coverage", pen, **coverage(pen))
