"""RACI tables 分工: of a procedure, of a department, and the matrix of a unit."""

from functools import partial
from typing import Any, Final

from markupsafe import Markup, escape

from generators.model.procedures import Procedure
from generators.model.text import Language
from generators.phrases.around import Surroundings
from generators.phrases.words import Words
from generators.process.responsibility import Letter, Matrix, responsibilities_of
from generators.site.pages.charges import charges_in, matrix_in
from generators.site.pages.passing import procedures_of
from generators.site.pages.pen import Pen, html
from generators.site.pages.templates import render

MOST_TOGETHER: Final = 40
"""Procedures of a unit shown in one table; more are shown department by department, as nobody reads a larger one."""


def procedure_charges(pen: Pen, procedure: Procedure) -> dict[str, Any] | None:
    """The RACI table of a procedure; None where nobody is named."""
    table = responsibilities_of(procedure)
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
    return _table(pen, matrix_in(pen.library, procedures_of(pen.library, ours), ours))


def matrix_content(pen: Pen, unit: str) -> Markup:
    """The content column of a unit's responsibility matrix: one table, or one for each department with procedures."""
    extracts = pen.library.extracts
    cards = [c for c in pen.library.documents("procedure", unit=unit) if charges_in(extracts[c.id]).parties]
    parts: dict[str, list[str]] = {}
    for card in cards:
        parts.setdefault(card.department if len(cards) > MOST_TOGETHER else "", []).append(card.id)
    tables = [(department, _table(pen, matrix_in(pen.library, part))) for department, part in parts.items()]
    return render("matrix", pen, unit=unit, tables=[(whose, table) for whose, table in tables if table])


def _table(pen: Pen, matrix: Matrix) -> dict[str, Any] | None:
    """A matrix as its template shows it."""
    if not matrix.cells:
        return None
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
