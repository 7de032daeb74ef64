"""Rules on duties 岗位职责 and procedures 流程: who does something knows how, and what is done belongs to somebody."""

from collections.abc import Iterator

from generators.model.library import Library
from generators.model.outline import Outline
from generators.model.references import Path
from generators.model.roles import Duty, Role
from generators.model.rules.registry import Spot, at, at_path, document_rule, inside, library_rule
from generators.model.rules.status import WRITTEN


@document_rule("role-without-duties", "role")
def role_without_duties(outline: Outline[Role]) -> Iterator[Spot]:
    """A role is described by its duties."""
    if outline.document.status in WRITTEN and not outline.document.duties:
        yield at()


@document_rule("duty-without-procedure", "role")
def duty_without_procedure(outline: Outline[Role]) -> Iterator[Spot]:
    """A duty with a deadline, a deliverable or a recipient names the procedure it follows; counted once per role."""
    if outline.document.status not in WRITTEN:
        return
    lacking = [path for index, duty in enumerate(outline.document.duties)
               for path in _without_procedure(duty, ("duties", index))]  # fmt: skip
    if lacking:
        yield at_path(lacking[0], count=str(len(lacking)))


def _without_procedure(duty: Duty, path: Path) -> Iterator[Path]:
    """Duties below *duty*, itself included, that no procedure covers. A procedure covers the parts of its duty, too."""
    if duty.procedures:
        return
    if duty.has_deadline or duty.deliverables or duty.recipient:
        if not any(part.procedures for part in duty.parts):
            yield path
        return
    for index, part in enumerate(duty.parts):
        yield from _without_procedure(part, (*path, "parts", index))


@document_rule("verify-without-recurs", "role")
def verify_without_recurs(outline: Outline[Role]) -> Iterator[Spot]:
    """Only what falls due again and again is recorded, so only that can be verified by somebody else."""
    for index, duty in enumerate(outline.document.duties):
        for path, one in _with_parts(duty, ("duties", index)):
            if one.verify is not None and one.recurs is None:
                yield at_path((*path, "verify"), anchor=one.id)


def _with_parts(duty: Duty, path: Path) -> Iterator[tuple[Path, Duty]]:
    yield path, duty
    for index, part in enumerate(duty.parts):
        yield from _with_parts(part, (*path, "parts", index))


@library_rule("procedure-without-duty")
def procedure_without_duty(library: Library) -> Iterator[Spot]:
    """Some role's duties, or a department's functions, name every procedure."""
    named = {
        mention.target
        for extract in library.extracts.values()
        if extract.card.kind in ("role", "department")
        for mention in extract.mentions
        if mention.relation == "procedures"
    }
    for key, extract in library.extracts.items():
        card = extract.card
        if card.kind == "procedure" and card.status in WRITTEN and key not in named:
            yield inside(key)
