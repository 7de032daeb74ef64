"""Making 制作: an order, a library and what is known of confirmations become the bytes of a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from generators.handbook import office
from generators.handbook.outline.blocks import Block, Manuscript, Part
from generators.handbook.outline.manuscripts import (
    job_description_of,
    manuscript_of,
    part_of,
    register_of,
    volume_from,
)
from generators.handbook.outline.scribe import Scribe
from generators.handbook.outline.sheets import PAGES, job_description
from generators.handbook.word.package import Base
from generators.handbook.word.profile import load_profile
from generators.handbook.word.writing import Written, write
from generators.model.library import Library
from generators.model.names import kind_of
from portal.handbooks.orders import Order

Stage = str
Told = Callable[[Stage, int], None]
"""Hears which stage the making has reached and how many documents are done; may stop it by raising."""

Status = Mapping[str, Sequence[Block]]
"""For a document, what stands behind its text about who has confirmed it."""

_NOTHING: Final[Status] = {}


def made(
    order: Order,
    library: Library,
    *,
    base: Base | None = None,
    status: Status = _NOTHING,
    told: Told = lambda _stage, _done: None,
) -> bytes:
    """The file. NoOffice, OfficeFailed where LibreOffice is asked for."""
    manuscript = _manuscript(order, library, status, told)
    told("writing", len(order.documents))
    profile = load_profile(order.profile)
    written = write(manuscript, profile, base=base)
    if order.has_pages:
        told("counting", len(order.documents))
        pages = _counted(write(manuscript, profile, base=base, pages=dict.fromkeys(written.bookmarks, 1)))
        written = write(manuscript, profile, base=base, pages=pages)
    if order.form == "docx":
        return written.content
    told("converting", len(order.documents))
    return office.pdf_of(written.content)


def _counted(guessed: Written) -> Mapping[str, int]:
    return office.page_numbers(guessed.content, guessed.bookmarks)


def _manuscript(order: Order, library: Library, status: Status, told: Told) -> Manuscript:
    scribe = Scribe(library, order.language, base=order.address)
    if order.register:
        return register_of(scribe, order.register)
    if len(order.documents) == 1 and not order.scope:
        return _single(scribe, order, status)
    parts = []
    for number, document in enumerate(order.documents):
        told("setting", number)
        parts.append(_member(scribe, order, document, status))
    return volume_from(scribe, parts, **_titles(scribe, order.scope))


def _titles(scribe: Scribe, scope: str) -> Mapping[str, str]:
    """What a volume is called: after its department or unit, else a selection of documents."""
    if not scope:
        return {}
    kind = "department" if kind_of(scope) == "department" else "unit"
    return {"title": scribe.title(scope), "kind": scribe.word(f"cover.kind-{kind}-volume")}


def _single(scribe: Scribe, order: Order, status: Status) -> Manuscript:
    (document,) = order.documents
    is_sheet = _is_sheet(order, document)
    manuscript = job_description_of(scribe, document) if is_sheet else manuscript_of(scribe, document)
    behind = tuple(status.get(document, ()))
    if not behind:
        return manuscript
    (part,) = manuscript.parts
    return replace(manuscript, parts=(replace(part, back=(*behind, *_proof(part))),))


def _proof(part: Part) -> tuple[Block, ...]:
    """What follows the lines to sign in the usual back matter: heading, sentence and lines come before it."""
    return part.back[3:]


def _member(scribe: Scribe, order: Order, document: str, status: Status) -> Part:
    opened = scribe.library.document(document)
    if _is_sheet(order, document):
        part = replace(part_of(scribe, opened, job_description), fit=PAGES)
    else:
        part = part_of(scribe, opened)
    return replace(part, behind=tuple(status.get(document, ())))


def _is_sheet(order: Order, document: str) -> bool:
    return order.roles == "job-description" and kind_of(document) == "role"
