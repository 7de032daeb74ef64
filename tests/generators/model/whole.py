"""A library of a few documents, put together without files."""

from collections.abc import Iterable
from typing import Any

from generators.model.control import Document
from generators.model.digest import plain
from generators.model.extract import extract, read_extract
from generators.model.findings import Finding
from generators.model.library import Library
from generators.model.organisation import Company, Unit
from generators.model.rules import check_document, check_library
from generators.model.terms import Terms

TODAY = "2026-06-01"


def a_library(
    *documents: Document,
    earlier: Iterable[Document] = (),
    units: Iterable[dict[str, Any]] = ({"id": "auto"},),
    terms: Iterable[dict[str, Any]] = (),
    **company: Any,
) -> Library:
    """A library of *documents*; an earlier revision is opened under its ``id@revision``."""
    texts = {document.id: document for document in documents}
    texts |= {f"{document.id}@{document.control.revision}": document for document in earlier}
    earlier_revisions = {key.split("@")[0]: (key.split("@")[1],) for key in texts if "@" in key}
    return Library(
        company=Company.model_validate(
            {"kind": "company", "title": "样例", "languages": ["zh-Hans"], **company}
        ),
        units={
            unit["id"]: Unit.model_validate({"kind": "unit", "title": unit["id"], **unit}) for unit in units
        },
        externals={},
        glossary=Terms.model_validate({"kind": "terms", "terms": list(terms)}),
        extracts={document.id: read_extract(extract(plain(document))) for document in documents},
        earlier_revisions=earlier_revisions,
        open_document=texts.__getitem__,
    )


def found(code: str, subject: Document | Library, *, today: str = TODAY) -> list[Finding]:
    """The findings of one code that a document or a library gives."""
    all_found = (
        check_document(subject) if isinstance(subject, Document) else check_library(subject, today=today)
    )
    return [finding for finding in all_found if finding.code == code]


def anchors(code: str, subject: Document | Library) -> list[str]:
    """The anchors of those findings."""
    return [finding.values["anchor"] for finding in found(code, subject)]
