"""Manuscripts 书稿: one document, or several as a volume, ready to be written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from generators.handbook.outline import pieces
from generators.handbook.outline.blocks import Block, Front, Heading, Manuscript, Part, Table, run
from generators.handbook.outline.checks import checklist_blocks
from generators.handbook.outline.departments import department_blocks
from generators.handbook.outline.forms import form_blocks, form_sheet
from generators.handbook.outline.front import back_of, front_of, pairs
from generators.handbook.outline.policies import policy_blocks
from generators.handbook.outline.procedures import procedure_blocks
from generators.handbook.outline.registers import name_of, register_blocks
from generators.handbook.outline.roles import role_blocks
from generators.handbook.outline.scribe import Scribe
from generators.handbook.outline.sheets import PAGES, job_description
from generators.model.checklists import Checklist
from generators.model.control import Document
from generators.model.forms import Form
from generators.model.organisation import Department
from generators.model.policies import Articles
from generators.model.procedures import Procedure
from generators.model.roles import Role

Write = Callable[[Scribe, Any], Iterator[Block]]

_BODIES: Final[tuple[tuple[type[Document], Write], ...]] = (
    (Procedure, procedure_blocks),
    (Articles, policy_blocks),
    (Role, role_blocks),
    (Checklist, checklist_blocks),
    (Department, department_blocks),
    (Form, form_blocks),
)
_IN_VOLUME: Final = ("role", "procedure", "policy", "guide", "checklist")
"""The kinds that a department's handbook holds beside the department itself, in this order."""


def manuscript_of(scribe: Scribe, identifier: str) -> Manuscript:
    """One document by itself; a form as the form to fill in."""
    document = scribe.library.document(identifier)
    if isinstance(document, Form):
        return _sheet(scribe, document, form_sheet, landscape=document.landscape)
    part = part_of(scribe, document)
    if isinstance(document, Role):
        terms = pieces.section(scribe, "role.glossary", pieces.glossary(scribe, part.body))
        part = replace(part, body=(*part.body, *terms))
    return _alone(scribe, part)


def job_description_of(scribe: Scribe, identifier: str) -> Manuscript:
    """The job description of a role: a sheet of at most two pages."""
    return _sheet(scribe, scribe.library.document(identifier), job_description, fit=PAGES)


def register_of(scribe: Scribe, unit: str) -> Manuscript:
    """The register of a unit's documents, or of the whole company's."""
    title = f"{name_of(scribe, unit)} {scribe.word('cover.kind-register')}"
    body = (Heading(title, numbered=False), *register_blocks(scribe, unit))
    part = _without_control(scribe, title, body, landscape=True)
    return replace(_alone(scribe, part), look="sheet")


def department_handbook(scribe: Scribe, department: str) -> Manuscript:
    """A department with its roles, procedures, policies and checklists, as one volume."""
    kind = scribe.word("cover.kind-department-volume")
    return volume_of(scribe, members_of(scribe, department), title=scribe.title(department), kind=kind)


def unit_handbook(scribe: Scribe, unit: str) -> Manuscript:
    """A unit with all its departments, as one volume; documents without a department come last."""
    names, kind = members_of_unit(scribe, unit), scribe.word("cover.kind-unit-volume")
    return volume_of(scribe, names, title=scribe.title(unit), kind=kind)


def members_of_unit(scribe: Scribe, unit: str) -> list[str]:
    """A unit's departments, each with what belongs to it, and what belongs to none of them."""
    departments = [card.id for card in scribe.library.documents("department", unit=unit)]
    found = [key for department in departments for key in members_of(scribe, department)]
    rest = [card.id for kind in _IN_VOLUME for card in scribe.library.documents(kind, unit=unit)]
    return list(dict.fromkeys((*found, *rest)))


def members_of(scribe: Scribe, department: str) -> list[str]:
    """A department and what belongs to it, in the order of its handbook; what is only planned is left out."""
    cards = [card for kind in _IN_VOLUME for card in scribe.around.members(department, kind)]
    return [department, *(card.id for card in cards if card.status != "planned")]


def volume_of(scribe: Scribe, identifiers: Iterable[str], *, title: str = "", kind: str = "") -> Manuscript:
    """Any documents as one volume, under a title of its own."""
    documents = [part_of(scribe, scribe.library.document(key)) for key in dict.fromkeys(identifiers)]
    return volume_from(scribe, documents, title=title, kind=kind)


def volume_from(scribe: Scribe, documents: Sequence[Part], *, title: str = "", kind: str = "") -> Manuscript:
    """Parts that are made already as one volume, with one glossary behind them."""
    parts = (*documents, *_glossary_of_volume(scribe, documents))
    kind = kind or scribe.word("cover.kind-selection-volume")
    front = _plain_front(scribe, title or kind, kind, _facts_of_volume(scribe, documents))
    return Manuscript(
        front.title, scribe.language, scribe.plain(scribe.library.company.title), parts, volume=front
    )


def _facts_of_volume(scribe: Scribe, parts: Sequence[Part]) -> Table:
    word = scribe.word
    newest = max((part.effective for part in parts), default="")
    return pairs(word("cover.volume"), [
        (word("cover.volume"), run(word.count("cover.volume-count", len(parts)))),
        (word("control.effective"), run(newest)),
    ])  # fmt: skip


def _glossary_of_volume(scribe: Scribe, documents: Sequence[Part]) -> Iterator[Part]:
    """One glossary for all the documents of a volume."""
    terms = tuple(pieces.glossary(scribe, (block for part in documents for block in part.body)))
    if terms:
        yield _without_control(scribe, scribe.word("role.glossary"), terms)


def _without_control(scribe: Scribe, title: str, body: tuple[Block, ...], *, landscape: bool = False) -> Part:
    """A part that is no controlled document."""
    front = _plain_front(scribe, title, title, pairs(title, []))
    return Part(
        document="", title=title, code="", revision="", classification="", status="effective", effective="",
        digest="", address="", front=front, body=body, landscape=landscape,
    )  # fmt: skip


def _plain_front(scribe: Scribe, title: str, kind: str, facts: Table) -> Front:
    company = scribe.plain(scribe.library.company.title)
    return Front(company, kind, title, "", (), facts, None, (), ())


def _alone(scribe: Scribe, part: Part) -> Manuscript:
    return Manuscript(part.title, scribe.language, scribe.plain(scribe.library.company.title), (part,))


def _sheet(
    scribe: Scribe, document: Document, write: Write, *, fit: int = 0, landscape: bool = False
) -> Manuscript:
    part = replace(part_of(scribe, document, write), back=(), fit=fit, whole=True, landscape=landscape)
    return replace(_alone(scribe, part), look="sheet")


def part_of(scribe: Scribe, document: Document, write: Write | None = None) -> Part:
    """A document as a part of a manuscript."""
    scribe.translated = scribe.untranslated = 0
    writer = write or next(write for kind, write in _BODIES if isinstance(document, kind))
    body = tuple(writer(scribe, document))
    control = document.control
    digest = scribe.library.extracts[document.id].digests[scribe.language]
    return Part(
        document=document.id,
        title=scribe.plain(document.title),
        code=document.code,
        revision=control.revision,
        classification=scribe.word(f"control.{control.classification}"),
        status=control.status,
        effective=control.effective or "",
        digest=digest,
        address=scribe.address(document.id),
        front=front_of(scribe, document),
        body=body,
        back=() if control.status == "planned" else back_of(scribe, document, digest),
    )
