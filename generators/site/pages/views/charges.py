"""RACI tables 分工: of a procedure, of a department, and the matrix of a unit."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from generators.model.procedures import Procedure
from generators.phrases.around import Surroundings
from generators.process.responsibility import Letter, Matrix, responsibilities_of
from generators.site.pages.charges import matrix_in
from generators.site.pages.passing import procedures_of
from generators.site.pages.pen import Pen, html
from generators.site.pages.templates import render

_ABSENT = Markup('<span class="dim">–</span>')


def letters(pen: Pen, held: Sequence[Letter]) -> Markup:
    """The letters of a cell, each with its meaning at hand."""
    if not held:
        return _ABSENT
    marks = (
        f'<b class="{letter}" title="{escape(pen.word(f"raci.{letter}"))}">{letter}</b>' for letter in held
    )
    return html(" ".join(marks))


def procedure_charges(pen: Pen, procedure: Procedure) -> dict[str, Any] | None:
    """The RACI table of a procedure; None where nobody is named."""
    table = responsibilities_of(procedure)
    if not table.parties:
        return None
    steps = {step.id: pen.plain(step.name or step.sentence) for step in procedure.steps}
    rows = [
        (charge.number, charge.step, steps[charge.step],
         [letters(pen, charge.letters.get(party, ())) for party in table.parties])
        for charge in table.charges
    ]  # fmt: skip
    return {"parties": table.parties, "rows": rows}


def department_charges(pen: Pen, around: Surroundings, department: str) -> Matrix:
    """A department and its roles against the procedures in which they have a part."""
    ours = [department, *(card.id for card in around.members(department, "role"))]
    return matrix_in(pen.library, procedures_of(pen.library, ours), ours)


def matrix_content(pen: Pen, unit: str) -> Markup:
    """The content column of a unit's responsibility matrix."""
    procedures = [card.id for card in pen.library.documents("procedure", unit=unit)]
    return render(
        "matrix",
        pen,
        unit=unit,
        matrix=matrix_in(pen.library, procedures),
        mark=lambda held: letters(pen, held),
    )
