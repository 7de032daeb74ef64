"""RACI tables 分工: of a procedure, of a department, and the matrix of a unit."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from markupsafe import Markup, escape

from generators.model.procedures import Procedure
from generators.model.text import Language
from generators.phrases.around import Surroundings
from generators.phrases.words import Words
from generators.process.responsibility import LETTERS, Letter, Matrix
from generators.site.pages.charges import charges_in, matrix_in
from generators.site.pages.passing import procedures_of
from generators.site.pages.pen import Pen, html
from generators.site.pages.templates import render

MOST_TOGETHER: Final = 40
"""Procedures in one table; more of a unit are shown department by department, as nobody reads a larger one."""


def procedure_charges(pen: Pen, procedure: Procedure) -> dict[str, Any] | None:
    """The RACI table of a procedure; None where nobody is named."""
    table = charges_in(pen.library.extracts[procedure.id])
    if not table.parties:
        return None
    steps = {step.id: pen.plain(step.name or step.sentence) for step in procedure.steps}
    rows = [
        (charge.number, charge.step, steps[charge.step],
         html("".join([_part(pen.word, charge.letters.get(party, ())) for party in table.parties])))
        for charge in table.charges
    ]  # fmt: skip
    return {"parties": table.parties, "rows": rows}


def department_charges(pen: Pen, around: Surroundings, department: str) -> dict[str, Any] | None:
    """A department and its roles against the procedures in which they have a part; None where they have none."""
    ours = [department, *(card.id for card in around.members(department, "role"))]
    return _table_of(pen, procedures_of(pen.library, ours), ours)


def matrix_content(pen: Pen, unit: str) -> Markup:
    """The content column of a unit's responsibility matrix: one table, or one for each department with procedures."""
    extracts = pen.library.extracts
    cards = [c for c in pen.library.documents("procedure", unit=unit) if charges_in(extracts[c.id]).parties]
    parts: dict[str, list[str]] = {}
    for card in cards:
        parts.setdefault(card.department if len(cards) > MOST_TOGETHER else "", []).append(card.id)
    tables = [(department, _table_of(pen, part)) for department, part in parts.items()]
    return render("matrix", pen, unit=unit, tables=[(whose, found) for whose, found in tables if found])


def _table_of(
    pen: Pen, procedures: Sequence[str], parties: Sequence[str] | None = None
) -> dict[str, Any] | None:
    """Procedures against those who have a part in them; None where nobody has. More than can be read at a glance are
    listed: to each procedure the names, by what they do."""
    matrix = matrix_in(pen.library, procedures, parties)
    if not matrix.cells:
        return None
    return _list(pen, matrix) if len(matrix.procedures) > MOST_TOGETHER else _table(pen, matrix)


def _list(pen: Pen, matrix: Matrix) -> dict[str, Any]:
    """A matrix by procedure and letter: as long as there are parts, however many do not meet."""
    named: dict[str, dict[Letter, list[str]]] = {key: {} for key in matrix.procedures}
    for (party, procedure), held in matrix.cells.items():
        for letter in held:
            named[procedure].setdefault(letter, []).append(party)
    labels = [(letter, f"{letter} {pen.word(f'raci.{letter}')}") for letter in LETTERS]
    rows = [
        (procedure, html("".join([f'<td data-l="{label}">{pen.links(found.get(letter, ()))}</td>'
                                  for letter, label in labels])))
        for procedure, found in named.items()
    ]  # fmt: skip
    return {"labels": [label for _, label in labels], "rows": rows}


def _table(pen: Pen, matrix: Matrix) -> dict[str, Any]:
    """A matrix as its template shows it."""
    empty, part, cells = "<td></td>", partial(_part, pen.word), matrix.cells
    rows = [
        (procedure, html("".join([part(cells[at]) if (at := (party, procedure)) in cells else empty
                                  for party in matrix.parties])))
        for procedure in matrix.procedures
    ]  # fmt: skip
    return {"parties": matrix.parties, "rows": rows}


def _part(word: Words, held: tuple[Letter, ...]) -> str:
    """The cell of somebody's part."""
    made = _PARTS.get((word.language, held))
    if made is None:
        letters = " ".join(
            [f'<b class="{one}" title="{escape(word(f"raci.{one}"))}">{one}</b>' for one in held]
        )
        made = _PARTS[word.language, held] = f"<td>{letters or _ABSENT}</td>"
    return made


_ABSENT: Final = '<span class="dim">–</span>'
_PARTS: Final[dict[tuple[Language, tuple[Letter, ...]], str]] = {}
"""There are few different ones, and thousands of each."""
